"""What OpenStreetMap's tags say of a street: who may use it, in which direction, how fast.

Tags and their meaning: OpenStreetMap wiki, "OSM tags for routing". Turn restrictions and hours are not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Tags = Mapping[str, str]

DRIVE_KMH: dict[str, float] = {
    "motorway": 110.0, "motorway_link": 50.0, "trunk": 85.0, "trunk_link": 45.0, "primary": 65.0, "primary_link": 40.0,
    "secondary": 55.0, "secondary_link": 35.0, "tertiary": 48.0, "tertiary_link": 30.0, "unclassified": 38.0,
    "residential": 25.0, "living_street": 12.0, "service": 15.0, "road": 30.0,
}  # fmt: skip
"""By value of ``highway``: what one really drives where no limit is tagged, bends and villages included (our
estimate for hilly country). Whatever is not here (tracks, paths) is closed to cars."""
SHARE_OF_LIMIT = 0.8
"""What one really drives of a tagged limit (our estimate)."""
FASTEST_KMH = 110.0

WALKABLE = (DRIVE_KMH.keys() - {"motorway", "motorway_link", "trunk", "trunk_link"}) | {
    "footway", "path", "pedestrian", "steps", "track", "cycleway", "bridleway", "corridor", "platform",
}  # fmt: skip

CLOSED = frozenset(("no", "private", "agricultural", "forestry", "military", "emergency", "psv", "bus", "delivery"))
CAR_KEYS, FOOT_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access"), ("foot", "access")
"""From the most to the least special: the first that is tagged rules."""

LETS_CARS_PASS = frozenset((
    "border_control", "cattle_grid", "entrance", "gate", "height_restrictor", "kerb", "lift_gate", "no", "sally_port",
    "swing_gate", "toll_booth", "rumble_strip", "sliding_gate",
))  # fmt: skip
"""Barriers; all others (bollard, block, cycle_barrier...) stop cars unless a tag lets them in."""
STOPS_FEET = frozenset(("fence", "wall", "hedge", "retaining_wall", "city_wall", "ditch"))

MILE_KM = 1.609344
SPEED = re.compile(r"(\d+(?:\.\d+)?)\s*(mph)?", re.IGNORECASE)
NAMED_LIMITS: dict[str, float] = {
    "FR:urban": 50.0, "FR:rural": 80.0, "FR:trunk": 110.0, "FR:motorway": 130.0, "FR:zone30": 30.0, "FR:zone20": 20.0,
    "BE:urban": 50.0, "BE-VLG:urban": 50.0, "BE-VLG:rural": 70.0, "BE-WAL:rural": 90.0, "BE:trunk": 120.0,
    "BE:motorway": 120.0, "walk": 6.0,
}  # fmt: skip


def drive_kmh(tags: Tags) -> tuple[float, float]:
    """Speed along the way and against it; 0 where cars may not go."""
    usual = DRIVE_KMH.get(tags.get("highway", ""), 0.0)
    if not usual or _is_closed(tags, CAR_KEYS):
        return 0.0, 0.0
    along = _speed(tags, "maxspeed:forward", usual)
    against = _speed(tags, "maxspeed:backward", usual)
    one_way = _one_way(tags)
    return (0.0 if one_way < 0 else along), (0.0 if one_way > 0 else against)


def is_walkable(tags: Tags) -> tuple[bool, bool]:
    """Along the way and against it: one-way streets bind cars alone, unless the tag says ``foot``."""
    allowed = tags.get("foot") in ("yes", "designated", "permissive", "destination") and "highway" in tags
    open_class = tags.get("highway") in WALKABLE and tags.get("motorroad") != "yes"
    if not (allowed or open_class) or _is_closed(tags, FOOT_KEYS):
        return False, False
    one_way = _sign(tags.get("oneway:foot"))
    return one_way >= 0, one_way <= 0


def stops_cars(tags: Tags) -> bool:
    """Of a point on a street: a bollard, a closed gate."""
    told = next((tags[key] for key in CAR_KEYS if key in tags), None)
    if told is not None:
        return told in CLOSED
    return "barrier" in tags and tags["barrier"] not in LETS_CARS_PASS


def stops_feet(tags: Tags) -> bool:
    told = next((tags[key] for key in FOOT_KEYS if key in tags), None)
    if told is not None:
        return told in CLOSED
    return tags.get("barrier") in STOPS_FEET


def read_kmh(text: str) -> float | None:
    """A tagged limit: "50", "30 mph", "FR:urban"; None for "none", "signals" and what nobody can read."""
    if text in NAMED_LIMITS:
        return NAMED_LIMITS[text]
    found = SPEED.match(text.strip())
    if found is None:
        return None
    return float(found[1]) * (MILE_KM if found[2] else 1.0) or None


def _is_closed(tags: Tags, keys: tuple[str, ...]) -> bool:
    return next((tags[key] for key in keys if key in tags), "yes") in CLOSED


def _speed(tags: Tags, directed: str, usual: float) -> float:
    limit = read_kmh(tags.get(directed) or tags.get("maxspeed") or "")
    return min(FASTEST_KMH, limit * SHARE_OF_LIMIT) if limit else usual


def _one_way(tags: Tags) -> int:
    """1: along the way only, -1: against it only, 0: both."""
    told = tags.get("oneway:motor_vehicle") or tags.get("oneway")
    if told is not None:
        return _sign(told)
    return int(tags.get("junction") in ("roundabout", "circular") or tags.get("highway") == "motorway")


def _sign(text: str | None) -> int:
    return {"yes": 1, "1": 1, "true": 1, "-1": -1, "reverse": -1}.get(text or "no", 0)
