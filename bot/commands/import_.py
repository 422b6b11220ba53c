"""``import``: services or places from a file or an address; the plan is shown before anything is stored."""

from __future__ import annotations

import argparse
import asyncio

from bot.commands.importing import run_import
from bot.commands.importing_feeds import run_feed_import
from bot.settings import Settings
from knowledge.importers import FEED_IMPORTERS, IMPORTERS

FORMATS = (*IMPORTERS, *FEED_IMPORTERS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("format", metavar="FORMAT", choices=FORMATS, help=", ".join(FORMATS))
    parser.add_argument("source", metavar="FILE-OR-URL", help="what to read")
    parser.add_argument("--area", metavar="AREA", help="the territory that gets it; communes are for all of them")
    parser.add_argument("--dry-run", action="store_true", help="show the plan and store nothing")
    parser.epilog = "Exits with 1 when a row is refused: then nothing was stored."


def run(args: argparse.Namespace) -> int:
    if args.format in FEED_IMPORTERS:
        return asyncio.run(run_feed_import(args.source, args.area, args.dry_run, Settings.from_env()))
    return asyncio.run(run_import(args.format, args.source, args.area, args.dry_run, Settings.from_env()))
