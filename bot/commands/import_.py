"""``import``: services, places, timetables or streets from a file or an address; what changes is shown first."""

from __future__ import annotations

import argparse
import asyncio

from bot.commands.errors import CommandError
from bot.commands.importing import run_import
from bot.commands.importing_feeds import run_feed_import
from bot.settings import Settings
from knowledge.importers import FEED_IMPORTERS, IMPORTERS

ROADS = "roads"
FORMATS = (*IMPORTERS, *FEED_IMPORTERS, ROADS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("format", metavar="FORMAT", choices=FORMATS, help=", ".join(FORMATS))
    parser.add_argument("source", metavar="FILE-OR-URL", help="what to read")
    parser.add_argument("--area", metavar="AREA", help="the territory that gets it; communes are for all of them")
    parser.add_argument("--dry-run", action="store_true", help="show the plan and store nothing")
    parser.add_argument(
        "--realtime",
        metavar="URL",
        help='gtfs: where its delays are told (GTFS-Realtime trip updates); "none" forgets it',
    )
    parser.epilog = "Exits with 1 when a row is refused: then nothing was stored."


def run(args: argparse.Namespace) -> int:
    if args.realtime and args.format not in FEED_IMPORTERS:
        raise CommandError(f"--realtime goes with {', '.join(FEED_IMPORTERS)}")
    if args.format == ROADS:
        # Its libraries are an optional extra, so it is imported only when it is asked for.
        from bot.commands.importing_roads import run_roads_import

        return run_roads_import(args.source, args.area, args.dry_run, Settings.from_env())
    if args.format in FEED_IMPORTERS:
        run = run_feed_import(args.source, args.area, args.dry_run, Settings.from_env(), args.realtime)
        return asyncio.run(run)
    return asyncio.run(run_import(args.format, args.source, args.area, args.dry_run, Settings.from_env()))
