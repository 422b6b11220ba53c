"""``demo``: the shipped areas with their examples in a fresh file, answered in the browser."""

from __future__ import annotations

import argparse
from functools import partial

from bot.app import run_demo
from bot.channels.web_chat_pages import list_examples
from bot.commands.areas import FIRST_AREA
from bot.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Nothing is kept when it stops. ALLO_PORT chooses another port than 8080."


def run(args: argparse.Namespace) -> int:
    print("Questions to try:", *list_examples(FIRST_AREA, "fr"), sep="\n  ", flush=True)
    return run_demo(Settings.from_env(), partial(print, flush=True))
