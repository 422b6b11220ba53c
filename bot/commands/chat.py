"""``chat``: talk to the shipped areas in the terminal; nothing is stored."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from datetime import UTC, datetime

from bot.commands.areas import add_area
from bot.commands.rehearsal import Rehearsal
from bot.settings import Settings
from handlers.model import Reply


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_area(parser)


def run(args: argparse.Namespace) -> int:
    resident = Rehearsal.in_area(args.area, "terminal", data_dir=Settings.from_env().data_dir)
    if importlib.util.find_spec("readline"):
        importlib.import_module("readline")  # arrow keys and history in input()
    if sys.stdin.isatty():
        print("Write as a resident would. An empty line ends the chat.")
    while text := _read():
        print(shown(resident.say(text, datetime.now(UTC)).reply))
    return 0


def shown(reply: Reply) -> str:
    """The lines, then the links, then what a button would send."""
    links = [f"{link.label}: {link.url}" for link in reply.links]
    buttons = [f"[{button.text}]" for button in reply.buttons]
    return "\n".join([*reply.lines, *links, *([" ".join(buttons)] if buttons else []), ""])


def _read() -> str:
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return ""
