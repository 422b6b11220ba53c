"""Minutes by road between what is known: precomputed, so that a river or a mountain counts and an answer only looks up.

A table holds, for every place of an area, the drive to every place, service and stop, and for every point the walks to
the points around it; with it the street network itself is kept (``road_table``). So the design stays right when a
service is added or moved after the import: a point that the table does not hold is measured over the kept network when
the next directory is built, off the event loop. What is still not known is estimated from the great circle, and says
so. The drive back is taken to be as long as the drive there: they differ by one-way streets alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from knowledge.geo import DETOUR_FACTOR, road_distance_m
from knowledge.model import Position

Table = NDArray[np.uint16]
PointKey = tuple[int, int]

NO_WAY = 65_535
"""In a table: no street leads there."""
UNKNOWN = 65_534
"""In a table: one of the two is not on the network."""
ESTIMATED_KMH = 45.0
"""Average by car where roads are not known; our estimate for country roads."""
CROW_KM_A_MINUTE = ESTIMATED_KMH / 60 / DETOUR_FACTOR
"""As far as the crow flies one gets in a minute of such driving: makes minutes and distances comparable."""
PACE_M_S = 1.0
"""Of somebody who is not in a hurry and not quite young: 3.6 km/h."""
FARTHEST_WALK_M = 3_000.0
"""Walks are measured up to here: the better part of an hour."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """``value`` is infinite where no way leads."""

    value: float
    is_estimate: bool


@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """From each point to the points that can be walked to: those of point i are ``first[i]`` to ``first[i + 1]``,
    sorted. A point that lies on a street is 0 metres from itself; one that does not has none."""

    first: NDArray[np.int32]
    points: NDArray[np.int32]
    metres: Table

    def find(self, a: int, b: int) -> float | None:
        """Metres, infinite beyond ``FARTHEST_WALK_M``; None when one of the two is on no street."""
        near_a, near_b = (self.points[self.first[i] : self.first[i + 1]] for i in (a, b))
        if not len(near_a) or not len(near_b):
            return None
        index = int(np.searchsorted(near_a, b))
        is_near = index < len(near_a) and near_a[index] == b
        return float(self.metres[self.first[a] + index]) if is_near else inf


@dataclass(frozen=True, slots=True, eq=False)
class Roads:
    """Rows are places, columns all known points; keys are positions rounded to a metre (``key_of``)."""

    rows: Mapping[PointKey, int]
    columns: Mapping[PointKey, int]
    drive_s: Table
    """Seconds by car."""
    walks: Walks
    """Between all columns; in metres, for the pace is the resident's."""

    def find_drive(self, a: Position, b: Position) -> Minutes | None:
        """None when the table does not hold the two."""
        key_a, key_b = key_of(a), key_of(b)
        row, column = self.rows.get(key_a), self.columns.get(key_b)
        if row is None or column is None:
            row, column = self.rows.get(key_b), self.columns.get(key_a)
        if row is None or column is None:
            return None
        seconds = int(self.drive_s[row, column])
        return None if seconds == UNKNOWN else Minutes(inf if seconds == NO_WAY else seconds / 60, False)

    def find_walk(self, a: Position, b: Position, pace_m_s: float = PACE_M_S) -> Minutes | None:
        """Infinite beyond ``FARTHEST_WALK_M``; None when the table does not hold the two."""
        metres = self.find_walk_m(a, b)
        return None if metres is None else Minutes(metres / pace_m_s / 60, False)

    def find_walk_m(self, a: Position, b: Position) -> float | None:
        """Metres along the streets, as ``find_walk``."""
        start, goal = self.columns.get(key_of(a)), self.columns.get(key_of(b))
        return None if start is None or goal is None else self.walks.find(start, goal)


def key_of(position: Position) -> PointKey:
    return round(position.lat * 100_000), round(position.lon * 100_000)


def measure_drive(roads: Roads | None, a: Position, b: Position) -> Minutes:
    """By road where that is known, else estimated: great circle, detour factor, ``ESTIMATED_KMH``."""
    known = roads.find_drive(a, b) if roads else None
    return known or Minutes(road_distance_m(a, b) / 1000 / ESTIMATED_KMH * 60, True)


def measure_walk(roads: Roads | None, a: Position, b: Position, pace_m_s: float = PACE_M_S) -> Minutes:
    """On foot where that is known, else estimated: great circle, detour factor, the pace."""
    known = roads.find_walk(a, b, pace_m_s) if roads else None
    return known or Minutes(road_distance_m(a, b) / pace_m_s / 60, True)


def drive_min(roads: Roads | None, a: Position, b: Position) -> float:
    """Minutes by car, known or estimated; infinite where no road leads."""
    return measure_drive(roads, a, b).value
