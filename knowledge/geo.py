"""Distances on the Earth. Metres and kilometres are in the names; positions are WGS 84."""

from __future__ import annotations

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from knowledge.model import Position

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth (IUGG)."""

DETOUR_FACTOR = 1.3
"""Road length against great-circle length: our estimate for hilly country, until roads are known."""


def distance_m(a: Position, b: Position) -> float:
    """Great-circle distance in metres (haversine)."""
    half_lat = sin(radians(b.lat - a.lat) / 2)
    half_lon = sin(radians(b.lon - a.lon) / 2)
    share = half_lat * half_lat + cos(radians(a.lat)) * cos(radians(b.lat)) * half_lon * half_lon
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(share)))


def road_distance_m(a: Position, b: Position) -> float:
    """Estimated distance by road in metres: great circle times ``DETOUR_FACTOR``."""
    return distance_m(a, b) * DETOUR_FACTOR


def centre(positions: Iterable[Position]) -> Position:
    """Mean of positions, good enough over some hundred kilometres. Raises ValueError when there is none."""
    points = tuple(positions)
    if not points:
        raise ValueError("no position to take the centre of")
    return Position(sum(p.lat for p in points) / len(points), sum(p.lon for p in points) / len(points))


def is_inside(position: Position, ring: list[tuple[float, float]]) -> bool:
    """True when the position lies inside a closed ring of (lon, lat), as GeoJSON writes it."""
    inside = False
    for (lon_a, lat_a), (lon_b, lat_b) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (lat_a > position.lat) == (lat_b > position.lat):
            continue
        if position.lon < lon_a + (position.lat - lat_a) * (lon_b - lon_a) / (lat_b - lat_a):
            inside = not inside
    return inside
