"""The areas of a GTFS-Flex feed: polygons, and groups of stops under their final names and the two before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry import shape

from knowledge.model import Position
from knowledge.rides.gtfs_records import Stop
from knowledge.rides.gtfs_tables import Faults, FeedTables, decode
from knowledge.rides.zones import Zone, ZoneStop

GEOJSON = "locations.geojson"
SHAPES = ("Polygon", "MultiPolygon")
MEMBERS = (
    ("location_group_stops.txt", "location_group_id", "stop_id"),
    ("location_groups.txt", "location_group_id", "location_id"),
    ("stop_areas.txt", "area_id", "stop_id"),
)
"""Table, group and member: final, the draft of 2023 (a row a member, stop or polygon), that of 2022."""


@dataclass(frozen=True, slots=True)
class FlexZones:
    by_id: Mapping[str, Zone]
    """What stop_times.txt may name instead of a stop; never the id of a stop."""
    stops: Mapping[str, Zone]
    """Each stop as a zone of its own."""


@dataclass(slots=True)
class _Group:
    name: str | None = None
    stops: list[ZoneStop] = field(default_factory=list)
    polygons: list[Any] = field(default_factory=list)


def read_zones(tables: FeedTables, faults: Faults, stops: Sequence[Stop]) -> FlexZones:
    """Faults: shapes that are no polygons, groups with members that are nowhere else in the feed."""
    points = _points(stops)
    polygons = _read_polygons(tables, faults)
    groups = {group_id: _Group(name or None) for group_id, name in _named_groups(tables)}
    for table, number, group_id, column, member in _members(tables):
        if group_id not in groups:
            faults.refuse(table, number, "location_group_id", group_id, "is no group of location_groups.txt")
        elif member in points:
            groups[group_id].stops += points[member]
        elif member in polygons:
            groups[group_id].polygons.append(polygons[member].polygon)
        else:
            what = f"is no stop of stops.txt and no location of {GEOJSON}"
            faults.refuse(table, number, column, member, "is no stop of stops.txt" if column == "stop_id" else what)
    zones = polygons | {group_id: _zone(group) for group_id, group in groups.items()}
    return FlexZones(
        {zone_id: zone for zone_id, zone in zones.items() if zone_id not in points},
        {stop_id: Zone(near[0].name, stops=tuple(near)) for stop_id, near in points.items() if near},
    )


def _points(stops: Sequence[Stop]) -> dict[str, list[ZoneStop]]:
    """Of each stop its own point, and for a station those of its platforms too."""
    points: dict[str, list[ZoneStop]] = {stop.stop_id: [] for stop in stops}
    for stop in stops:
        if stop.lat is None or stop.lon is None:
            continue
        for stop_id in (stop.stop_id, stop.parent_station):
            if stop_id in points:
                points[stop_id].append(ZoneStop(stop.name, Position(stop.lat, stop.lon)))
    return points


def _named_groups(tables: FeedTables) -> Iterator[tuple[str, str]]:
    """In the draft of 2023 only the first row of a group has its name."""
    named: dict[str, str] = {}
    for _, (group_id, name) in tables.rows("location_groups.txt", "location_group_id", "location_group_name"):
        named[group_id] = named.get(group_id) or name
    for _, (area_id, name) in _areas(tables):
        named.setdefault(area_id, name)
    yield from named.items()


def _members(tables: FeedTables) -> Iterator[tuple[str, int, str, str, str]]:
    """Table, row, group, column and member. What areas.txt holds beside Flex is about fares, and not looked at."""
    areas = {cells[0] for _, cells in _areas(tables)}
    for table, group_column, column in MEMBERS:
        if column not in tables.columns(table):
            continue
        for number, (group_id, member) in tables.rows(table, group_column, column):
            if group_column == "location_group_id" or group_id in areas:
                yield table, number, group_id, column, member


def _areas(tables: FeedTables) -> Iterator[tuple[int, list[str]]]:
    """Areas that stop_times.txt names instead of a stop, as the draft of 2022 has it."""
    if "areas.txt" not in tables or "start_pickup_dropoff_window" not in tables.columns("stop_times.txt"):
        return
    called = {stop_id for _, (stop_id,) in tables.rows("stop_times.txt", "stop_id")}
    yield from (
        (number, cells) for number, cells in tables.rows("areas.txt", "area_id", "area_name") if cells[0] in called
    )


def _zone(group: _Group) -> Zone:
    polygon = shapely.union_all(group.polygons) if group.polygons else None
    return Zone(group.name, stops=tuple(group.stops), polygon=polygon)


def _read_polygons(tables: FeedTables, faults: Faults) -> dict[str, Zone]:
    """By id. Rows are told as the number of the feature, the first being 1."""
    if GEOJSON not in tables:
        return {}
    try:
        features = json.loads(decode(tables.texts[GEOJSON]))["features"]
        numbered = list(enumerate(features, start=1))
    except (ValueError, KeyError, TypeError):
        faults.refuse(GEOJSON, 1, "features", "", "is no GeoJSON collection of features")
        return {}
    zones: dict[str, Zone] = {}
    for number, feature in numbered:
        location_id = str(feature.get("id") or "") if isinstance(feature, dict) else ""
        if not location_id or location_id in zones:
            reason = "stands there twice" if location_id else "is missing"
            faults.refuse(GEOJSON, number, "id", location_id, reason)
            continue
        name = (feature.get("properties") or {}).get("stop_name")
        zones[location_id] = Zone(name or None, polygon=_read_polygon(feature.get("geometry"), number, faults))
    return zones


def _read_polygon(geometry: Any, number: int, faults: Faults) -> Any:
    """A polygon whose ring crosses itself is mended, for nobody can tell what else was meant."""
    kind = str(geometry.get("type")) if isinstance(geometry, dict) else ""
    if kind not in SHAPES:
        faults.refuse(GEOJSON, number, "geometry", kind, f"is none of {', '.join(SHAPES)}")
        return None
    try:
        polygon = shape(geometry)
        polygon = polygon if polygon.is_valid else shapely.make_valid(polygon)
        west, south, east, north = polygon.bounds
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, shapely.errors.ShapelyError) as error:
        faults.refuse(GEOJSON, number, "geometry", kind, f"is no shape: {error}")
        return None
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        faults.refuse(GEOJSON, number, "geometry", kind, "lies beyond the Earth: it takes longitude, then latitude")
        return None
    shapely.prepare(polygon)
    return polygon
