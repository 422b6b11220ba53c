"""``import roads``: streets are read, the ways between all that is known are measured, both are kept as one file."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bot.commands.areas import FIRST_AREA, get_area
from bot.commands.errors import CommandError
from bot.feeds import FeedFolder
from bot.roads import RoadsFolder, list_near, list_points, list_shipped, list_stops
from bot.settings import Settings
from knowledge.area import Area
from knowledge.importers.table import UnreadableFileError
from knowledge.model import Position
from knowledge.rides.road_graph import Costs, RoadGraph
from knowledge.rides.road_table import Network, measure_roads
from knowledge.rides.roads import UNKNOWN, Roads
from knowledge.store import Store

try:
    from knowledge.importers.osm_roads import Box, read_network, shortest_with_scipy
except ImportError as error:  # the optional extra; ./allo installs it for this command
    raise CommandError(
        f"{error.name} is missing: start this as ./allo import roads, or install allo-village[roads]"
    ) from error


def run_roads_import(source: str, area_id: str | None, dry_run: bool, settings: Settings) -> int:
    """Returns the exit code 0. Raises CommandError for an unknown area, and for a file that is no street network."""
    if area_id is None:
        raise CommandError(f"say for which area: --area {FIRST_AREA}")
    area, path = get_area(area_id), Path(source)
    if not path.is_file():
        raise CommandError(f"{source} cannot be read: give an extract as a file, such as a department's .osm.pbf")
    places, points = asyncio.run(_known(area, settings))
    try:
        network = read_network(path, Box.around(places), _track)
    except UnreadableFileError as error:
        raise CommandError(f"{path.name}: {error}") from error
    roads = measure_roads(network, places, points, _shortest)
    print("\n".join(_describe(network, roads, path.name)))
    if dry_run:
        print("Dry run: nothing was stored.")
        return 0
    print(f"Stored as {RoadsFolder(settings.data_dir, area).keep(roads, network)}.")
    return 0


async def _known(area: Area, settings: Settings) -> tuple[list[Position], list[Position]]:
    """The positions of all places, and of all services and stops: those of the store, and those that ship."""
    places, services = await asyncio.to_thread(list_shipped, area)
    store = await Store.open(settings.database_url)
    try:
        places += await store.load_places(area.area_id)
        services += await store.load_services(area.area_id, examples=True)
    finally:
        await store.close()
    timetable = await asyncio.to_thread(FeedFolder(settings.data_dir, area).load_timetable)
    return list_near(places), [*list_points(services), *list_stops(timetable)]


def _describe(network: Network, roads: Roads, name: str) -> Iterator[str]:
    away = int((roads.drive_s == UNKNOWN).all(axis=1).sum())
    yield f"{name}: {len(network.drive)} crossings for cars, {len(network.walk)} for feet"
    yield f"  minutes from {len(roads.rows)} places to {len(roads.columns)} points"
    if away:
        yield f"  note: {away} places lie on no street of this file; distances from there stay estimates"


def _track(items: Iterable[Any]) -> Iterable[Any]:
    return tqdm(items, desc="reading", unit=" streets", file=sys.stderr, leave=False, disable=None)


def _shortest(graph: RoadGraph, starts: Sequence[int], limit: float) -> Iterator[Costs]:
    found = shortest_with_scipy(graph, starts, limit)
    yield from tqdm(
        found, total=len(starts), desc="measuring", unit=" places", file=sys.stderr, leave=False, disable=None
    )
