"""What roads change and cost: ``python -m tests.benchmarks.roads FILE.osm.pbf [AMENITY [HOMES [PAIRS]]]``.

How often the nearest pharmacy (or other amenity) as the crow flies is another than by car or on foot, from seeded
homes; whether our ways equal the shortest over every point of the raw file; and what import, file and lookups take.
Nothing here fails a build.
"""

from __future__ import annotations

import io
import random
import resource
import sys
import time as clock
from collections.abc import Callable, Sequence
from math import inf
from pathlib import Path
from statistics import median
from typing import TypeVar

import osmium

from knowledge.geo import distance_m
from knowledge.importers.osm_roads import Box, read_network, shortest_with_scipy
from knowledge.model import Position
from knowledge.rides.road_graph import RoadGraph
from knowledge.rides.road_table import Network, RoadsFile, extend_roads, measure_roads, write_roads
from knowledge.rides.roads import Minutes, Roads
from tests.knowledge.importers.streets import RawGraph, read_raw

WORLD = Box(-90, -180, 90, 180)
Result = TypeVar("Result")


def main(name: str, amenity: str = "pharmacy", homes: int = 300, pairs: int = 30) -> None:
    path, chance, before = Path(name), random.Random(1), _memory_mb()
    network = _timed("read the file", lambda: read_network(path, WORLD))
    _say(f"at most {_memory_mb() - before:.0f} MB more while reading")
    _say(f"{len(network.drive)} crossings for cars, {len(network.walk)} for feet")
    goals = _points(path, amenity)
    _say(f"{len(goals)} points of amenity={amenity}")
    doors = [_door(network.walk, node) for node in chance.sample(range(len(network.walk)), homes)]
    roads = _timed(f"measure {homes} homes", lambda: measure_roads(network, doors, goals, shortest_with_scipy))
    _compare("by car", doors, goals, roads.find_drive)
    _compare("on foot", doors, goals, roads.find_walk)
    _costs(network, roads, doors, chance)
    _check(network, path, pairs, chance)


def _compare(
    how: str, doors: Sequence[Position], goals: Sequence[Position], find: Callable[[Position, Position], Minutes | None]
) -> None:
    """From each home that has a way to some pharmacy: is the nearest as the crow flies the nearest?"""
    lost = []
    for door in doors:
        minutes = [found.value if (found := find(door, goal)) else inf for goal in goals]
        best = min(minutes)
        if best < inf:
            crow = min(range(len(goals)), key=lambda i: distance_m(door, goals[i]))
            lost.append(minutes[crow] - best)
    others = [more for more in lost if more > 0]
    told = [more for more in others if more < inf]
    longer = f", median {median(told):.1f} min longer, at worst {max(told):.1f}" if told else ""
    never = f", to {len(others) - len(told)} no way leads" if len(told) < len(others) else ""
    _say(f"{how}: crow-flies names another nearest from {len(others)} of {len(lost)} homes{longer}{never}")


def _costs(network: Network, roads: Roads, doors: Sequence[Position], chance: random.Random) -> None:
    content = _timed("write the file", lambda: write_roads(roads, network, "today"))
    walks = roads.walks.points.nbytes + roads.walks.metres.nbytes
    _say(
        f"{len(content) / 1e6:.1f} MB; in memory drives {roads.drive_s.nbytes / 1e6:.1f} MB, walks {walks / 1e6:.1f} MB"
    )
    again = _timed("load the table", lambda: RoadsFile(io.BytesIO(content)).read_roads())
    asked = [(chance.choice(doors), chance.choice(doors)) for _ in range(10_000)]
    _timed("10,000 look-ups", lambda: [again.find_drive(a, b) for a, b in asked])
    new = [_door(network.drive, node) for node in chance.sample(range(len(network.drive)), 10)]
    _timed("10 new points, plain Python", lambda: extend_roads(again, network, doors, new))


def _check(network: Network, path: Path, pairs: int, chance: random.Random) -> None:
    raw = _timed("read the raw file", lambda: read_raw(path))
    for how, graph, shortest in (("by car", network.drive, raw.drive_s), ("on foot", network.walk, raw.walk_m)):
        worst, equal = 0.0, 0
        for a, b in _pairs(graph, raw, pairs, chance):
            ours = float(next(shortest_with_scipy(graph, [a[0]], inf))[b[0]])
            theirs = shortest(a[1], b[1])
            off = 0.0 if ours == theirs else abs(ours - theirs) / max(theirs, 1.0)
            worst, equal = max(worst, off), equal + (off < 1e-4)
        _say(f"{how}: {equal} of {pairs} pairs equal Dijkstra on the raw graph, largest difference {worst:.1e}")


def _pairs(
    graph: RoadGraph, raw: RawGraph, count: int, chance: random.Random
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    at = raw.ref_by_spot()
    spots = [(i, float(graph.lat[i]), float(graph.lon[i])) for i in range(len(graph))]
    both = [(i, at[lat, lon]) for i, lat, lon in spots if (lat, lon) in at]
    return [(chance.choice(both), chance.choice(both)) for _ in range(count)]


def _points(path: Path, amenity: str) -> list[Position]:
    found = osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(osmium.filter.TagFilter(("amenity", amenity)))
    return [Position(node.lat, node.lon) for node in found if isinstance(node, osmium.osm.Node)]


def _door(graph: RoadGraph, node: int) -> Position:
    return Position(float(graph.lat[node]), float(graph.lon[node]))


def _timed(what: str, act: Callable[[], Result]) -> Result:
    start = clock.perf_counter()
    result = act()
    _say(f"{what}: {clock.perf_counter() - start:.2f} s")
    return result


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    file, kind, home_count, pair_count = (*sys.argv[1:], *("", "pharmacy", "300", "30")[len(sys.argv) - 1 :])
    main(file, kind, int(home_count), int(pair_count))
