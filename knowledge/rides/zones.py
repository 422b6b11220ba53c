"""Where an on-demand service picks up and drops off: polygons, groups of stops, communes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely

from knowledge.geo import distance_m
from knowledge.model import Place, Position


@dataclass(frozen=True, slots=True)
class End:
    """A door: where a ride begins or ends."""

    position: Position
    commune_id: str | None = None

    @classmethod
    def of(cls, place: Place) -> End:
        return cls(place.position, place.commune_id)


@dataclass(frozen=True, slots=True)
class ZoneStop:
    """A point one has to walk to."""

    name: str
    position: Position
    commune_id: str | None = None
    """Where only its commune is known, which then is near enough, and ``position`` is the village's."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one gets on or off: a stop and the way to it, or the door itself."""

    stop: ZoneStop | None = None
    walk_m: float = 0.0
    """Great circle."""


DOOR = Spot()


@dataclass(frozen=True, slots=True, eq=False)
class Zone:
    """Any of its parts serves a door."""

    name: str | None = None
    communes: frozenset[str] = frozenset()
    """Commune ids served from door to door."""
    stops: tuple[ZoneStop, ...] = ()
    polygon: Any = None
    """A shapely Polygon or MultiPolygon in (lon, lat)."""

    def find_spot(self, end: End, walk_to_stop_m: float) -> Spot | None:
        """Where somebody at this door gets on or off; None when the zone does not serve it."""
        if end.commune_id in self.communes:
            return DOOR
        if self.polygon is not None and shapely.intersects_xy(self.polygon, end.position.lon, end.position.lat):
            return DOOR
        distances = [(distance_m(end.position, stop.position), index) for index, stop in enumerate(self.stops)]
        for walk_m, index in sorted(distances):
            stop = self.stops[index]
            if walk_m <= walk_to_stop_m or (stop.commune_id and stop.commune_id == end.commune_id):
                return Spot(stop, walk_m)
        return None
