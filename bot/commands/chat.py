"""``chat``: talk to the shipped areas in the terminal; nothing is stored. Piped lines make a transcript."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from datetime import UTC, datetime, timedelta

from bot.commands.areas import add_area
from bot.commands.rehearsal import Rehearsal, local_time, sent
from bot.settings import Settings
from handlers.model import Reply


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_area(parser)
    parser.add_argument(
        "--channel", choices=("terminal", "sms"), default="terminal", help="as an SMS: at most two segments"
    )
    parser.add_argument("--at", metavar="TIME", help="when the talk begins, local time (now); a minute a message")


def run(args: argparse.Namespace) -> int:
    resident = Rehearsal.in_area(args.area, args.channel, settings=Settings.from_env())
    begun = local_time(args.at, resident.zone) if args.at else None
    if importlib.util.find_spec("readline"):
        importlib.import_module("readline")  # arrow keys and history in input()
    if sys.stdin.isatty():
        print("Write as a resident would. An empty line ends the chat.")
    while text := _read():
        now = begun + timedelta(minutes=resident.count) if begun else datetime.now(UTC)
        reply = resident.say(text, now).reply
        print(f"{sent(reply, args.channel)['text']}\n" if args.channel == "sms" else shown(reply))
    return 0


def shown(reply: Reply) -> str:
    """The lines, then the links, then what a button would send."""
    links = [f"{link.label}: {link.url}" for link in reply.links]
    buttons = [f"[{button.text}]" for button in reply.buttons]
    return "\n".join([*reply.lines, *links, *([" ".join(buttons)] if buttons else []), ""])


def _read() -> str:
    is_typed = sys.stdin.isatty()
    try:
        text = input("> " if is_typed else "").strip()
    except EOFError:
        return ""
    if text and not is_typed:
        print(f"> {text}")
    return text
