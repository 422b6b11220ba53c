"""``export``: what is known, written to a file for planners and other programs."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from bot.commands.areas import add_area, get_area
from bot.commands.board import OpenBoard, open_board
from bot.commands.errors import CommandError
from bot.settings import Settings
from knowledge.area import Area
from knowledge.exporters.carpool_gtfs import write_feed
from knowledge.exporters.carpool_trips import Publisher
from knowledge.exporters.standard_covoiturage import list_collections

Export = Callable[[OpenBoard, Settings], bytes]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("format", metavar="FORMAT", choices=EXPORTS, help=", ".join(EXPORTS))
    parser.add_argument("file", metavar="FILE", type=Path, help="where to write it")
    add_area(parser)


def run(args: argparse.Namespace) -> int:
    area, settings = get_area(args.area), Settings.from_env()

    async def act() -> bytes:
        async with open_board(settings, area) as opened:
            return EXPORTS[args.format](opened, settings)

    content = asyncio.run(act())
    try:
        args.file.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{args.file} cannot be written: {error.strerror or error}") from error
    print(f"{args.file} is written.")
    return 0


def _carpool(opened: OpenBoard, settings: Settings) -> bytes:
    collections = list_collections(opened.board, _publisher(opened.area, settings), opened.now)
    return json.dumps(collections, ensure_ascii=False, indent=2).encode() + b"\n"


def _carpool_gtfs(opened: OpenBoard, settings: Settings) -> bytes:
    return write_feed(opened.board, _publisher(opened.area, settings), opened.now)


def _publisher(area: Area, settings: Settings) -> Publisher:
    """Raises CommandError without a public address: others must know where to write, and by which domain we go."""
    if settings.public_url is None:
        raise CommandError("ALLO_PUBLIC_URL is missing: planners lead residents to it, and know us by its domain name")
    language = area.languages[0]
    return Publisher(
        name=area.name.get(language, area.area_id),
        operator=urlsplit(settings.public_url).hostname or "",
        url=f"{settings.public_url}/{area.area_id}",
        timezone=area.timezone,
        language=language,
    )


EXPORTS: Mapping[str, Export] = {"carpool": _carpool, "carpool-gtfs": _carpool_gtfs}
"""To add one: a module in ``knowledge.exporters``, and its line here."""
