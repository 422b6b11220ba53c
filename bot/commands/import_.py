"""``import``: services or places from a file or an address; the plan is shown before anything is stored."""

from __future__ import annotations

import argparse
import asyncio

from bot.commands.importing import run_import
from bot.settings import Settings
from knowledge.importers import IMPORTERS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("format", metavar="FORMAT", choices=tuple(IMPORTERS), help=", ".join(IMPORTERS))
    parser.add_argument("source", metavar="FILE-OR-URL", help="what to read")
    parser.add_argument("--area", metavar="AREA", help="the territory that gets it; communes are for all of them")
    parser.add_argument("--dry-run", action="store_true", help="show the plan and store nothing")
    parser.epilog = "Exits with 1 when a row is refused: then nothing was stored."


def run(args: argparse.Namespace) -> int:
    return asyncio.run(run_import(args.format, args.source, args.area, args.dry_run, Settings.from_env()))
