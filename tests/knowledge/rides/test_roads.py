"""Promises of minutes by road: looked up where they are known, estimated and said so elsewhere."""

from __future__ import annotations

import io
from dataclasses import replace
from math import cos, inf, radians

import numpy as np
import pytest

from knowledge.area import load_area
from knowledge.directory import build_directory
from knowledge.geo import DETOUR_FACTOR, distance_m
from knowledge.model import Position
from knowledge.rides.journeys import DEFAULTS, RideSettings, door_ends, walking_time
from knowledge.rides.rides import Rides
from knowledge.rides.road_graph import METRES_A_DEGREE, RoadGraph, join_edges
from knowledge.rides.road_table import (
    DRIVE_SNAP_COST,
    WALK_SNAP_COST,
    Network,
    RoadsFile,
    RoadsFileError,
    extend_roads,
    find_new,
    measure_roads,
    write_roads,
)
from knowledge.rides.roads import ESTIMATED_KMH, FARTHEST_WALK_M, drive_min, measure_drive, measure_walk
from knowledge.taxonomy import load_taxonomy
from tests.factories import a_location, a_place, a_service
from tests.knowledge.rides.feeds import index_of, tables, timetable_of

STEP = 300 / METRES_A_DEGREE
VILLAGE, SHOP, DOCTOR = Position(44.0, 6.0), Position(44.0 + 3 * STEP, 6.0), Position(44.0 + 20 * STEP, 6.0)
FAR = Position(45.0, 6.0)
OTHER_BANK = Position(44.0, 6.0 - 300 / (METRES_A_DEGREE * cos(radians(44.0))))
STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon",
    f"west,West,{OTHER_BANK.lat},{OTHER_BANK.lon}",
    f"north,North,{44.0 + 2 * STEP},6.0",
)


def a_street(seconds: float, nodes: int = 30) -> Network:
    """Straight to the north, a node every 300 m; ``seconds`` by car from one to the next."""

    def graph(cost: float, snap_cost: float) -> RoadGraph:
        order = np.arange(nodes - 1, dtype=np.int32)
        tails, heads = np.concatenate([order, order + 1]), np.concatenate([order + 1, order])
        edges = join_edges(nodes, tails, heads, np.full(len(tails), cost, dtype=np.float32))
        lat = np.linspace(44.0, 44.0 + STEP * (nodes - 1), nodes)
        return RoadGraph(lat, np.full(nodes, 6.0), *edges, snap_cost)

    return Network(graph(seconds, DRIVE_SNAP_COST), graph(300.0, WALK_SNAP_COST))


def two_banks() -> Network:
    """The street, and another one 300 m to the west of it that no bridge joins."""
    one = a_street(60.0).walk
    order = np.arange(len(one), dtype=np.int32)
    tails = np.repeat(order, np.diff(one.first))
    edges = join_edges(
        2 * len(one),
        np.concatenate([2 * tails, 2 * tails + 1]),
        np.concatenate([2 * one.heads, 2 * one.heads + 1]),
        np.concatenate([one.costs, one.costs]),
    )
    lon = np.tile([VILLAGE.lon, OTHER_BANK.lon], len(one))
    both = RoadGraph(np.repeat(one.lat, 2), lon, *edges, WALK_SNAP_COST)
    return Network(both, both)


def test_what_is_known_is_looked_up() -> None:
    roads = measure_roads(a_street(60.0), [VILLAGE], [SHOP, DOCTOR])
    assert measure_drive(roads, VILLAGE, DOCTOR).value == pytest.approx(20, abs=0.05)
    assert not measure_drive(roads, VILLAGE, DOCTOR).is_estimate
    assert measure_walk(roads, VILLAGE, SHOP, pace_m_s=1.0).value == pytest.approx(15, abs=0.05)


def test_the_pace_is_the_residents() -> None:
    roads = measure_roads(a_street(60.0), [VILLAGE], [SHOP])
    slow, fast = (measure_walk(roads, VILLAGE, SHOP, pace).value for pace in (0.8, 1.6))
    assert slow == 2 * fast


def test_services_are_as_far_as_the_roads_and_the_pace_of_the_area_say() -> None:
    roads = measure_roads(a_street(60.0), [VILLAGE], [SHOP])
    area = replace(load_area("durance-provence"), ride_settings=RideSettings(pace_m_s=0.5))
    shop = a_service(location=a_location(position=SHOP))
    directory = build_directory(area, [shop], [a_place(position=VILLAGE)], load_taxonomy(), rides=Rides(roads=roads))
    (found,) = directory.find_services(["doctor"], VILLAGE)
    assert (found.drive_min, found.walk_min) == pytest.approx((3, 30), abs=0.05)
    assert found.away_min == found.drive_min


def test_the_way_back_is_known_as_well() -> None:
    roads = measure_roads(a_street(60.0), [VILLAGE], [SHOP])
    assert drive_min(roads, SHOP, VILLAGE) == drive_min(roads, VILLAGE, SHOP)


def test_the_same_door_is_no_way() -> None:
    assert drive_min(measure_roads(a_street(60.0), [VILLAGE], []), VILLAGE, VILLAGE) == 0


def test_what_is_too_far_to_walk_is_no_walk() -> None:
    assert measure_walk(measure_roads(a_street(60.0), [VILLAGE], [DOCTOR]), VILLAGE, DOCTOR).value == inf


@pytest.mark.parametrize("goal", [FAR, Position(44.5, 6.5)])
def test_what_is_not_known_is_estimated_and_says_so(goal: Position) -> None:
    roads = measure_roads(a_street(60.0), [VILLAGE], [FAR])
    found = measure_drive(roads, VILLAGE, goal)
    assert found.is_estimate
    kilometres = distance_m(VILLAGE, goal) / 1000 * DETOUR_FACTOR
    assert found.value == drive_min(None, VILLAGE, goal) == pytest.approx(kilometres / ESTIMATED_KMH * 60)


def test_what_is_added_later_has_the_minutes_it_would_have_had_at_once() -> None:
    network = a_street(47.0)
    other = Position(44.0 + 11 * STEP, 6.001)
    at_once = measure_roads(network, [VILLAGE, other], [SHOP, DOCTOR])
    first = measure_roads(network, [VILLAGE], [SHOP])
    assert find_new(first, [VILLAGE, other], [SHOP, DOCTOR]) == 3
    later = extend_roads(first, network, [VILLAGE, other], [SHOP, DOCTOR])
    assert find_new(later, [VILLAGE, other], [SHOP, DOCTOR]) == 0
    for a in (VILLAGE, other):
        for b in (VILLAGE, other, SHOP, DOCTOR):
            assert later.find_drive(a, b) == at_once.find_drive(a, b)
            assert later.find_walk(a, b) == at_once.find_walk(a, b)


def test_a_moved_service_has_the_minutes_of_where_it_is_now() -> None:
    network = a_street(60.0)
    roads = measure_roads(network, [VILLAGE], [SHOP])
    moved = Position(44.0 + 9 * STEP, 6.0)
    assert measure_drive(roads, VILLAGE, moved).is_estimate
    assert measure_drive(extend_roads(roads, network, [VILLAGE], [moved]), VILLAGE, moved).value == pytest.approx(9)


def test_a_stop_on_the_other_bank_is_not_walked_to_and_one_along_the_street_is() -> None:
    timetable = timetable_of(tables({"bus": ("west 08:00", "north 08:10")}, STOPS))
    west, north = (index_of(timetable, stop) for stop in ("west", "north"))
    stops = [Position(stop.lat or 0.0, stop.lon or 0.0) for stop in timetable.stops]
    crow = door_ends(timetable, VILLAGE, FAR).starts
    assert set(crow) == {int(timetable.place_of_stop[west]), int(timetable.place_of_stop[north])}
    roads = measure_roads(two_banks(), [VILLAGE], stops)
    along = door_ends(timetable, VILLAGE, FAR, RideSettings(roads=roads)).starts
    assert along == {int(timetable.place_of_stop[north]): 600 + DEFAULTS.slack_s}


def test_a_walk_farther_than_is_measured_takes_at_least_that() -> None:
    roads = measure_roads(two_banks(), [VILLAGE], [OTHER_BANK])
    settings = RideSettings(roads=roads)
    assert walking_time(VILLAGE, OTHER_BANK, settings).total_seconds() >= FARTHEST_WALK_M
    assert walking_time(VILLAGE, OTHER_BANK).total_seconds() < 600


def test_a_file_gives_back_what_was_written() -> None:
    network = a_street(60.0)
    roads = measure_roads(network, [VILLAGE], [SHOP, FAR])
    file = RoadsFile(io.BytesIO(write_roads(roads, network, "today")))
    again = extend_roads(file.read_roads(), file.read_network(), [VILLAGE], [DOCTOR])
    assert file.stamp == "today"
    assert drive_min(again, VILLAGE, DOCTOR) == pytest.approx(20, abs=0.05)
    assert drive_min(again, VILLAGE, SHOP) == drive_min(roads, VILLAGE, SHOP)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04 cut off"])
def test_another_file_is_refused(content: bytes) -> None:
    with pytest.raises(RoadsFileError):
        RoadsFile(io.BytesIO(content))
