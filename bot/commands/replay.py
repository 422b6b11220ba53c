"""``replay``: conversations in, answers out, as JSON lines; it is how understanding is measured.

In:  {"id", "area", "channel": "sms"|"telegram", "start": ISO local time, "turns": [{"user", "after_minutes"}]}
Out: {"id", "turns": [{"language", "intent", "osm", "place", "from", "when", "open_now", "options", "reply"}]}

Every conversation starts with an unknown resident and the shipped area with its demo examples.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from tqdm import tqdm

from bot.commands.errors import CommandError
from bot.commands.rehearsal import CHANNELS, Rehearsal, local_time

log = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Reads standard input and writes standard output; progress, on a terminal, goes to standard error."


def run(args: argparse.Namespace) -> int:
    lines = list(io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig"))
    output = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", write_through=True)
    for answer in replay(tqdm(lines, unit=" conversations", disable=not sys.stderr.isatty())):
        output.write(answer + "\n")
    output.detach()
    return 0


def replay(lines: Iterable[str]) -> Iterator[str]:
    """One line of JSON for each conversation. Raises CommandError for a line that is none, naming the line."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield json.dumps(_answer(_read(line, number)), ensure_ascii=False)


def _read(line: str, number: int) -> dict[str, Any]:
    try:
        conversation = json.loads(line)
        if {"id", "area", "start", "turns"} <= conversation.keys():
            return dict(conversation)
    except (ValueError, AttributeError):
        pass
    raise CommandError(f"line {number} is no conversation; it takes an object with id, area, start and turns")


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    channel = asked.get("channel") or "sms"
    if channel not in CHANNELS:
        raise CommandError(f"conversation {asked['id']}: channel is {channel!r}; it takes {' or '.join(CHANNELS)}")
    resident = Rehearsal.in_area(asked["area"], channel, str(asked["id"]))
    now = local_time(asked["start"], resident.zone)
    answers = []
    for turn in asked["turns"]:
        now += timedelta(minutes=turn.get("after_minutes") or 0)
        try:
            answers.append(resident.describe(resident.say(turn["user"] or "", now)))
        except Exception:
            # A turn that breaks counts as one that got no answer: it must not hide the others from the measure.
            log.exception("conversation %s, turn %s: %r", asked["id"], len(answers) + 1, turn["user"])
            answers.append({"intent": None, "reply": []})
    return {"id": asked["id"], "turns": answers}
