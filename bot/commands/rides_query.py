"""``rides-query``: questions about a timetable in, journeys out, as JSON lines; so the engine is checked from outside.

In:  {"id", "from_stop", "to_stop", "depart": ISO or "arrive": ISO, "back_after_min": n or null, "feed": path of a zip}
Out: {"id", "out": {"depart", "arrive", "legs": [{"trip_id", "from_stop", "to_stop", "depart", "arrive"}]}, "back": ...}

``depart`` asks for the earliest arrival (of equals the latest departure, then the fewest rides), ``arrive`` for the
latest departure that is in time. ``back`` is the earliest arrival home of who leaves at least ``back_after_min``
minutes after ``out``'s arrival, the same service day. What is impossible is null; what cannot be asked is null too and
``error`` says why. Times are the feed's local ones, written with an offset if the question was.

Every stop of the same station or name is one place; a change takes no time; one walks only as transfers.txt says.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bot.commands.errors import CommandError
from knowledge.rides.connection_scan import Ends
from knowledge.rides.gtfs import load_feed
from knowledge.rides.gtfs_tables import FeedError
from knowledge.rides.journeys import Journey, earliest_between, latest_between, stop_ends
from knowledge.rides.timetable import ServiceDay, Timetable, build_timetable

SMALL_HOURS = 4
"""Before this hour a resident may mean the service day that began yesterday."""

LONGEST_STAY = timedelta(days=1)
"""The way back is one of the same service day."""


class QuestionError(ValueError):
    """One question that cannot be answered; the others still can."""


@dataclass(frozen=True, slots=True)
class Question:
    timetable: Timetable
    from_stop: int
    to_stop: int
    """Indexes of stops."""
    when: datetime
    """Aware, in the feed's zone."""
    is_arrival: bool
    back_after: timedelta | None
    with_offset: bool

    @property
    def ends(self) -> Ends:
        return stop_ends(self.timetable, self.from_stop, self.to_stop)

    @property
    def ends_home(self) -> Ends:
        return stop_ends(self.timetable, self.to_stop, self.from_stop)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Reads standard input and writes standard output; progress, on a terminal, goes to standard error."


def run(args: argparse.Namespace) -> int:
    lines = list(io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig"))
    output = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", write_through=True)
    for answer in answer_lines(tqdm(lines, unit=" questions", disable=not sys.stderr.isatty())):
        output.write(answer + "\n")
    output.detach()
    return 0


def answer_lines(lines: Iterable[str]) -> Iterator[str]:
    """One line of JSON for each question. Raises CommandError for a line that is none, naming the line."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield json.dumps(_answer(_read_line(line, number)), ensure_ascii=False)


def _read_line(line: str, number: int) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        if {"id", "from_stop", "to_stop", "feed"} <= asked.keys():
            return dict(asked)
    except (ValueError, AttributeError):
        pass
    raise CommandError(f"line {number} is no question; it takes an object with id, from_stop, to_stop and feed")


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    try:
        question = _understand(asked)
    except (QuestionError, FeedError) as error:
        return {"id": asked["id"], "out": None, "back": None, "error": _reason(error)}
    hops, out = _find_out(question)
    back = _find_back(question, hops, out) if out and question.back_after is not None else None
    return {
        "id": asked["id"],
        "out": _describe(out, question.with_offset),
        "back": _describe(back, question.with_offset),
    }


def _reason(error: QuestionError | FeedError) -> str:
    """Of a feed that is refused, its first fault as well."""
    return "; ".join([str(error).splitlines()[0], *map(str, getattr(error, "refused", ())[:1])])


def _understand(asked: dict[str, Any]) -> Question:
    """Raises QuestionError or FeedError."""
    timetable = _load_timetable(str(asked["feed"]))
    depart, arrive = asked.get("depart"), asked.get("arrive")
    if bool(depart) == bool(arrive):
        raise QuestionError("either depart or arrive is needed")
    when, back_after = _read_time("depart" if depart else "arrive", depart or arrive), _read_stay(asked)
    local = when.astimezone(timetable.zone) if when.tzinfo else when.replace(tzinfo=timetable.zone)
    stops = [_get_stop(timetable, str(asked[name])) for name in ("from_stop", "to_stop")]
    return Question(timetable, stops[0], stops[1], local, bool(arrive), back_after, when.tzinfo is not None)


def _read_time(name: str, value: object) -> datetime:
    """Raises QuestionError."""
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        raise QuestionError(f"{name} = {value!r} is no time; write it like 2026-11-24T10:00") from None


def _read_stay(asked: dict[str, Any]) -> timedelta | None:
    """Raises QuestionError."""
    minutes = asked.get("back_after_min")
    try:
        stay = None if minutes is None else timedelta(minutes=float(minutes))
    except (ValueError, TypeError, OverflowError):
        stay = timedelta(days=-1)
    if stay is not None and not timedelta() <= stay <= LONGEST_STAY:
        raise QuestionError(f"back_after_min = {minutes!r} is no number of minutes from 0 to a day's")
    return stay


def _find_out(question: Question) -> tuple[ServiceDay, Journey | None]:
    """On the service day of the date asked; in the small hours a later departure may belong to the one before."""
    timetable, day = question.timetable, question.when.date()
    hops = timetable.get_day(day, expired_too=True)
    if not question.is_arrival:
        return hops, earliest_between(timetable, hops, question.ends, hops.seconds_of(question.when))
    found = latest_between(timetable, hops, question.ends, hops.seconds_of(question.when))
    if question.when.hour < SMALL_HOURS and found is None:
        hops = timetable.get_day(day - timedelta(days=1), expired_too=True)
        found = latest_between(timetable, hops, question.ends, hops.seconds_of(question.when))
    return hops, found


def _find_back(question: Question, hops: ServiceDay, out: Journey) -> Journey | None:
    free = hops.seconds_of(out.arrive) + int((question.back_after or timedelta()).total_seconds())
    return earliest_between(question.timetable, hops, question.ends_home, free)


def _get_stop(timetable: Timetable, stop_id: str) -> int:
    stop = timetable.find_stop(stop_id)
    if stop is None:
        raise QuestionError(f"the feed has no stop {stop_id!r}")
    return stop


@cache
def _load_timetable(path: str) -> Timetable:
    """Each feed is read once. Raises QuestionError or FeedError."""
    try:
        timetable = build_timetable([load_feed(Path(path).read_bytes(), Path(path).name)])
    except OSError as error:
        raise QuestionError(f"{path} cannot be read: {error.strerror or error}") from error
    assert timetable is not None  # one feed was given
    return timetable


def _describe(journey: Journey | None, with_offset: bool) -> dict[str, Any] | None:
    if journey is None:
        return None

    def say(moment: datetime) -> str:
        return (moment if with_offset else moment.replace(tzinfo=None)).isoformat()

    legs = [
        {
            "trip_id": ride.trip_id,
            "from_stop": ride.from_stop.stop_id,
            "to_stop": ride.to_stop.stop_id,
            "depart": say(ride.depart),
            "arrive": say(ride.arrive),
        }
        for ride in journey.rides
    ]
    return {"depart": say(journey.depart), "arrive": say(journey.arrive), "legs": legs}
