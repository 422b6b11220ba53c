"""The street network of each area, kept under the data directory: written by an import, extended when facts change."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from knowledge.area import Area
from knowledge.areas.rows import read_examples, read_places, read_services
from knowledge.geo import centre, distance_m
from knowledge.model import Place, Position, Service
from knowledge.rides.road_table import Network, RoadsFile, RoadsFileError, extend_roads, find_new, write_roads
from knowledge.rides.roads import Roads
from knowledge.rides.timetable import Timetable

log = logging.getLogger(__name__)


NEAR_AREA_M = 25_000.0
"""Around the circle that holds the area; from farther places nothing is measured: nobody asks from there."""


class RoadsFolder:
    """``<data_dir>/roads/<area>.npz``: the network, and the minutes measured over it."""

    def __init__(self, data_dir: Path, area: Area) -> None:
        self._path = data_dir / "roads" / f"{area.area_id}.npz"

    def keep(self, roads: Roads, network: Network, stamp: str | None = None) -> Path:
        """Replaces at one stroke. ``stamp`` is that of the network's import; None: this is the import."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_name(f"{self._path.name}.{os.getpid()}.part")
        unfinished.write_bytes(write_roads(roads, network, stamp or str(time.time_ns())))
        os.replace(unfinished, self._path)
        return self._path

    def get_version(self) -> str | None:
        """Differs after an import, not after what was added to it."""
        try:
            with self._path.open("rb") as file:
                return RoadsFile(file).stamp
        except (OSError, RoadsFileError):
            return None

    def load(
        self, places: Iterable[Place] = (), services: Iterable[Service] = (), stops: Iterable[Position] = ()
    ) -> Roads | None:
        """The minutes, measured also for what of these is new, and then kept. None without an import.

        Takes about a tenth of a second for each new point in a department: call it off the event loop. A file that
        has become unreadable is logged and left out.
        """
        try:
            with self._path.open("rb") as file:
                return self._extended(RoadsFile(file), list_near(places), [*list_points(services), *stops])
        except FileNotFoundError:
            return None
        except (OSError, RoadsFileError) as error:
            log.error("%s is left out: %s", self._path.name, error)
            return None

    def _extended(self, file: RoadsFile, places: list[Position], points: list[Position]) -> Roads:
        roads = file.read_roads()
        count = find_new(roads, places, points)
        if not count:
            return roads
        log.info("measuring the roads to %d new points", count)
        network = file.read_network()
        roads = extend_roads(roads, network, places, points)
        try:
            if self.get_version() == file.stamp:  # else streets were imported meanwhile, and those stay
                self.keep(roads, network, file.stamp)
        except OSError as error:
            log.warning("the roads to new points are not kept: %s", error)
        return roads


def list_near(places: Iterable[Place]) -> list[Position]:
    """Where places are that lie in the area or not far from it: the gazetteer may hold a whole country."""
    known = tuple(places)
    served = [place.position for place in known if place.in_area]
    if not served:
        return []
    middle = centre(served)
    reach = max(distance_m(middle, position) for position in served) + NEAR_AREA_M
    return [place.position for place in known if distance_m(middle, place.position) <= reach]


def list_points(services: Iterable[Service]) -> Iterator[Position]:
    """Where services are, their visits included."""
    for service in services:
        if service.location is not None:
            yield service.location.position
        yield from (visit.location.position for visit in service.visits)


def list_stops(timetable: Timetable | None) -> list[Position]:
    """Where the stops of a timetable are."""
    stops = timetable.stops if timetable else ()
    return [Position(stop.lat, stop.lon) for stop in stops if stop.lat is not None and stop.lon is not None]


def list_shipped(area: Area) -> tuple[list[Place], list[Service]]:
    """Places and services that ship for an area, its examples as well: ``ask`` and ``chat`` speak of them."""
    services = read_services(area.folder / "services.csv") + read_examples(area.folder / "examples.csv")
    return list(read_places(area.folder / "places.csv")), services
