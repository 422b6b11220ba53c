"""Promises of street networks read from OpenStreetMap extracts."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from math import isinf
from pathlib import Path

import pytest

from knowledge.importers.osm_roads import Box, read_network, shortest_with_scipy
from knowledge.importers.table import UnreadableFileError
from knowledge.model import Position
from knowledge.rides.road_graph import RoadGraph, shortest_in_python
from knowledge.rides.road_table import Network, measure_roads
from knowledge.rides.roads import Roads
from tests.knowledge.importers.streets import (
    MALIJAI,
    MEES,
    PEYRUIS,
    ROAD,
    TWO_BANKS,
    Point,
    RawGraph,
    read_raw,
    write_streets,
)

WORLD = Box(-90, -180, 90, 180)
A, B, C, D = (44.0, 6.0), (44.01, 6.0), (44.01, 6.01), (44.0, 6.01)
"""Corners of a square of streets, about 1.1 km by 0.8 km."""
Ways = Sequence[tuple[Mapping[str, str], Sequence[Point]]]


def roads_of(path: Path, *points: Point, box: Box = WORLD) -> Roads:
    return measure_roads(read_network(path, box), [Position(*point) for point in points], [], shortest_with_scipy)


def drive(roads: Roads, a: Point, b: Point) -> float:
    found = roads.find_drive(Position(*a), Position(*b))
    assert found is not None
    return found.value


def walk(roads: Roads, a: Point, b: Point) -> float:
    """Metres."""
    found = roads.find_walk(Position(*a), Position(*b), pace_m_s=1 / 60)
    assert found is not None
    return found.value


def test_the_other_bank_is_as_far_as_the_bridge(tmp_path: Path) -> None:
    roads = roads_of(write_streets(tmp_path / "a.osm.pbf", TWO_BANKS), MEES, MALIJAI, PEYRUIS)
    assert drive(roads, MEES, PEYRUIS) > 3 * drive(roads, MEES, MALIJAI)
    assert drive(roads, MEES, MALIJAI) == pytest.approx(4.8 / 55 * 60, rel=0.05)


def test_without_a_bridge_no_way_leads_there(tmp_path: Path) -> None:
    banks: Ways = [(ROAD, (MEES, MALIJAI, (44.09, 6.1))), (ROAD, (PEYRUIS, (44.10, 5.93)))]
    roads = roads_of(write_streets(tmp_path / "a.osm.pbf", banks), MEES, MALIJAI, PEYRUIS)
    assert drive(roads, MEES, MALIJAI) < 10
    assert isinf(drive(roads, MEES, PEYRUIS))


def test_a_one_way_street_binds_cars_and_not_feet(tmp_path: Path) -> None:
    ring: Ways = [({"highway": "residential", "oneway": "yes"}, (A, B, C, D, A))]
    roads = roads_of(write_streets(tmp_path / "a.osm.pbf", ring), A, B)
    assert drive(roads, B, A) == pytest.approx(2.457 * drive(roads, A, B), rel=0.01)
    assert walk(roads, A, B) == walk(roads, B, A) == pytest.approx(1112, abs=2)


def test_a_bollard_sends_cars_round_and_lets_feet_pass(tmp_path: Path) -> None:
    middle = (44.005, 6.0)
    square: Ways = [({"highway": "residential"}, (A, middle, B, C, D, A))]
    path = write_streets(tmp_path / "a.osm.pbf", square, {middle: {"barrier": "bollard"}})
    free = roads_of(write_streets(tmp_path / "b.osm.pbf", square), A, B)
    roads = roads_of(path, A, B)
    assert drive(roads, A, B) > 2 * drive(free, A, B)
    assert walk(roads, A, B) == walk(free, A, B)


def test_a_door_far_from_every_street_is_not_known(tmp_path: Path) -> None:
    far = (44.05, 6.05)
    roads = roads_of(write_streets(tmp_path / "a.osm.pbf", [({"highway": "residential"}, (A, B))]), A, B, far)
    assert roads.find_drive(Position(*A), Position(*far)) is None


def test_a_door_on_a_long_straight_street_is_known(tmp_path: Path) -> None:
    roads = roads_of(write_streets(tmp_path / "a.osm.pbf", [(ROAD, (A, (44.1, 6.0)))]), A, (44.05, 6.001))
    assert drive(roads, A, (44.05, 6.001)) == pytest.approx(5.56 / 55 * 60, rel=0.1)


def test_streets_far_from_the_area_are_left_aside(tmp_path: Path) -> None:
    path = write_streets(
        tmp_path / "a.osm.pbf", [*TWO_BANKS, ({"highway": "residential"}, ((48.0, 2.0), (48.01, 2.0)))]
    )
    network = read_network(path, Box.around([Position(*MEES)]))
    assert network.drive.lat.max() < 45


@pytest.mark.parametrize("content", [b"", b"this is no map", b"\0\0\0\x0d\n\tOSMHeader\x18\x05 but then it ends"])
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError):
        read_network(path, WORLD)


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = write_streets(tmp_path / "a.osm.pbf", TWO_BANKS)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        read_network(path, WORLD)


def test_a_file_without_streets_near_the_area_is_refused(tmp_path: Path) -> None:
    path = write_streets(tmp_path / "a.osm.pbf", TWO_BANKS)
    with pytest.raises(UnreadableFileError, match="no streets"):
        read_network(path, Box.around([Position(48.0, 2.0)]))


# Against every point of a real file


@pytest.fixture(scope="module", params=["monaco", "porto_portugal"])
def real(request: pytest.FixtureRequest, shared: Path) -> tuple[Network, RawGraph]:
    path = shared / f"data/osm/{request.param}.osm.pbf"
    return read_network(path, WORLD), read_raw(path)


def _pairs(graph: RoadGraph, raw: RawGraph, count: int) -> list[tuple[int, int, int, int]]:
    """Seeded pairs: two nodes of ours, and the points of the file that lie there."""
    chance = random.Random(20261126)
    at = raw.ref_by_spot()
    once = [i for i in range(len(graph)) if (float(graph.lat[i]), float(graph.lon[i])) in at]
    chosen = [(chance.choice(once), chance.choice(once)) for _ in range(count)]
    refs = {i: at[float(graph.lat[i]), float(graph.lon[i])] for pair in chosen for i in pair}
    return [(a, b, refs[a], refs[b]) for a, b in chosen]


def test_our_ways_are_as_long_as_the_shortest_over_the_raw_file(real: tuple[Network, RawGraph]) -> None:
    network, raw = real
    for graph, shortest in ((network.drive, raw.drive_s), (network.walk, raw.walk_m)):
        pairs = _pairs(graph, raw, 60 if len(graph) < 10_000 else 15)
        costs = list(shortest_with_scipy(graph, [a for a, *_ in pairs], float("inf")))
        ours = [float(costs[number][b]) for number, (_, b, *_) in enumerate(pairs)]
        assert ours == pytest.approx([shortest(start, goal) for *_, start, goal in pairs], rel=1e-4, abs=0.1)
        assert not all(map(isinf, ours))


def test_plain_python_finds_what_scipy_finds(real: tuple[Network, RawGraph]) -> None:
    for graph in (real[0].drive, real[0].walk):
        starts = random.Random(7).sample(range(len(graph)), 3)
        for ours, theirs in zip(
            shortest_in_python(graph, starts, 900), shortest_with_scipy(graph, starts, 900), strict=True
        ):
            assert ours == pytest.approx(theirs)
