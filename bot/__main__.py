"""``allo-village`` (the same as ``python -m bot``): the commands, each calls one function."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from typing import Protocol, cast

from bot.commands.errors import CommandError
from bot.settings import SettingsError


class CommandModule(Protocol):
    """What every module of ``bot.commands`` that is listed below offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int:
        """Returns the exit code. Raises CommandError or SettingsError."""
        ...


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    module: str
    says: str


COMMANDS = (
    Command("demo", "bot.commands.demo", "try it: the three areas with examples, in the browser"),
    Command("ask", "bot.commands.ask", "answer one message"),
    Command("chat", "bot.commands.chat", "talk in the terminal"),
    Command("serve", "bot.commands.serve", "run all channels that are configured"),
    Command("check", "bot.commands.check", "say what is configured, what is missing and how to get it"),
    Command("import", "bot.commands.import_", "bring services, places, timetables or streets into an area"),
    Command("template", "bot.commands.template", "write an empty table for LAG staff to fill in"),
    Command("export", "bot.commands.export", "write what is known for other programs"),
    Command("carpool", "bot.commands.carpool", "see the carpool board, take an offer off it, read reports"),
    Command("replay", "bot.commands.replay", "answer conversations given as JSON lines"),
    Command("train", "bot.commands.train", "make the small classifiers again from the example sentences"),
    Command("ride", "bot.commands.ride", "find a ride from one place to another and back"),
    Command("rides-query", "bot.commands.rides_query", "answer questions about a timetable given as JSON lines"),
)


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    args = build_parser(arguments).parse_args(arguments)
    module = cast("CommandModule", importlib.import_module(args.module))
    try:
        return module.run(args)
    except (CommandError, SettingsError) as error:
        print(f"allo-village {args.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output (head, less) has left; without this, Python complains again while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def build_parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Only the module of the command that is asked for is imported, so that every command starts fast."""
    parser = argparse.ArgumentParser(prog="allo-village", description="Answers a village's questions.")
    parser.add_argument("--version", action="version", version=f"allo-village {_version()}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    chosen = next((argument for argument in arguments if not argument.startswith("-")), None)
    for command in list_commands():
        subparser = subparsers.add_parser(command.name, help=command.says, description=_sentence(command.says))
        subparser.set_defaults(module=command.module)
        if command.name == chosen:
            cast("CommandModule", importlib.import_module(command.module)).add_arguments(subparser)
    return parser


def list_commands() -> tuple[Command, ...]:
    """Those whose module is there: a command may be listed before it is built."""
    return tuple(command for command in COMMANDS if find_spec(command.module))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _version() -> str:
    try:
        return metadata.version("allo-village")
    except metadata.PackageNotFoundError:
        return "(not installed, run from its folder)"


if __name__ == "__main__":
    sys.exit(main())
