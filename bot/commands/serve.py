"""``serve``: run every channel that is configured, until it is stopped."""

from __future__ import annotations

import argparse
from functools import partial

from bot.app import run_serve
from bot.commands.check import list_problems
from bot.commands.errors import CommandError
from bot.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Everything is set in the environment; `check` says by which variables."


def run(args: argparse.Namespace) -> int:
    settings = Settings.from_env()
    problems = list(list_problems(settings))
    if problems:
        raise CommandError("; ".join(problems))
    return run_serve(settings, partial(print, flush=True))
