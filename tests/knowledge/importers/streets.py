"""Small street networks, invented, as .osm.pbf files; and shortest ways over a raw file, written only for the tests."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Way

from knowledge.geo import distance_m
from knowledge.importers.street_rules import drive_kmh, is_walkable, stops_cars, stops_feet
from knowledge.model import Position

Point = tuple[float, float]
"""Latitude, longitude."""

MEES, MALIJAI, PEYRUIS = (44.02961, 5.97635), (44.0453, 6.0312), (44.0288, 5.9403)
LEFT_BANK, RIGHT_BANK = (44.0970, 5.9960), (44.0970, 5.9840)
"""Of the only bridge, 8 km up the river: the real Durance has nearer ones."""
ROAD = {"highway": "secondary"}
TWO_BANKS: tuple[tuple[Mapping[str, str], tuple[Point, ...]], ...] = (
    (ROAD, (MEES, MALIJAI)),
    (ROAD, (MEES, LEFT_BANK)),
    ({**ROAD, "bridge": "yes"}, (LEFT_BANK, RIGHT_BANK)),
    (ROAD, (RIGHT_BANK, PEYRUIS)),
)


def write_streets(
    path: Path,
    ways: Sequence[tuple[Mapping[str, str], Sequence[Point]]],
    points: Mapping[Point, Mapping[str, str]] | None = None,
) -> Path:
    """Ways that name the same point meet there. ``points``: tags of points, such as a bollard."""
    ids = {point: number for number, point in enumerate(dict.fromkeys(p for _, line in ways for p in line), start=1)}
    with osmium.SimpleWriter(str(path)) as writer:
        for (lat, lon), number in ids.items():
            writer.add_node(Node(id=number, location=(lon, lat), tags=dict((points or {}).get((lat, lon), {}))))
        for number, (tags, line) in enumerate(ways, start=1):
            writer.add_way(Way(id=number, nodes=[ids[point] for point in line], tags=dict(tags)))
    return path


@dataclass(slots=True)
class RawGraph:
    """Every point of every street, joined as the file joins them: no crossings picked out, nothing merged."""

    where: dict[int, Position] = field(default_factory=dict)
    drive: dict[int, list[tuple[int, float]]] = field(default_factory=dict)
    walk: dict[int, list[tuple[int, float]]] = field(default_factory=dict)

    def ref_by_spot(self) -> dict[Point, int]:
        """Ids of points by where they lie, without spots where several lie on top of each other (a bridge, a lift)."""
        times = Counter((at.lat, at.lon) for at in self.where.values())
        return {(at.lat, at.lon): ref for ref, at in self.where.items() if times[at.lat, at.lon] == 1}

    def drive_s(self, start: int, goal: int) -> float:
        return _shortest(self.drive, start, goal)

    def walk_m(self, start: int, goal: int) -> float:
        return _shortest(self.walk, start, goal)


def read_raw(path: Path) -> RawGraph:
    graph, no_cars, no_feet = RawGraph(), set(), set()
    for item in osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations():
        tags = dict(item.tags)
        if isinstance(item, osmium.osm.Node):
            if stops_cars(tags):
                no_cars.add(item.id)
            if stops_feet(tags):
                no_feet.add(item.id)
        elif isinstance(item, osmium.osm.Way) and "highway" in tags:
            _add_way(graph, [(n.ref, Position(n.lat, n.lon)) for n in item.nodes if n.location.valid()], tags)
    _close(graph.drive, no_cars)
    _close(graph.walk, no_feet)
    return graph


def _add_way(graph: RawGraph, line: Sequence[tuple[int, Position]], tags: Mapping[str, str]) -> None:
    graph.where.update(line)
    kmh, on_foot = drive_kmh(tags), is_walkable(tags)
    for (a, at_a), (b, at_b) in pairwise(line):
        metres = distance_m(at_a, at_b)
        for start, goal, speed, may in ((a, b, kmh[0], on_foot[0]), (b, a, kmh[1], on_foot[1])):
            if speed:
                graph.drive.setdefault(start, []).append((goal, metres / (speed / 3.6)))
            if may:
                graph.walk.setdefault(start, []).append((goal, metres))


def _close(edges: dict[int, list[tuple[int, float]]], closed: set[int]) -> None:
    for node in closed & edges.keys():
        edges[node] = []
    for node, out in edges.items():
        if any(goal in closed for goal, _ in out):
            edges[node] = [(goal, cost) for goal, cost in out if goal not in closed]


def _shortest(edges: Mapping[int, Sequence[tuple[int, float]]], start: int, goal: int) -> float:
    best, queue = {start: 0.0}, [(0.0, start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node == goal:
            return cost
        if cost > best[node]:
            continue
        for other, step in edges.get(node, ()):
            if cost + step < best.get(other, inf):
                best[other] = cost + step
                heapq.heappush(queue, (cost + step, other))
    return inf
