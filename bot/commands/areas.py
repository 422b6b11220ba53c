"""The area a command is about."""

from __future__ import annotations

import argparse

from bot.commands.errors import CommandError
from knowledge.area import Area, list_areas, load_area

FIRST_AREA = "durance-provence"


def add_area(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    says = "the territory that is asked about" if required else f"the territory that is asked about ({FIRST_AREA})"
    parser.add_argument(
        "--area", metavar="AREA", required=required, default=None if required else FIRST_AREA, help=says
    )


def get_area(area_id: str) -> Area:
    """Raises CommandError, naming the areas that ship, for one that does not."""
    known = list_areas()
    if area_id not in known:
        raise CommandError(f"there is no area {area_id!r}; there are {', '.join(known)}")
    return load_area(area_id)
