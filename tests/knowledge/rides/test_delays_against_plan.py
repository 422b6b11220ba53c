"""A day as it runs is the day that a timetable written after it would have: random networks, delays, cancellations."""

from __future__ import annotations

import random
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from knowledge.rides.timetable import Timetable
from tests.knowledge.rides.feeds import be_there, go, said, tables, timetable_of
from tests.knowledge.rides.news import Calls, delays_of, feed

NOW = datetime(2026, 11, 24, 7, 30, tzinfo=ZoneInfo("Europe/Paris"))
PLACES = 8
TRIPS = 40
STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon",
    *(f"s{number},Stop {number},{44 + number / 10},6.0" for number in range(PLACES)),
)


def a_network(seed: int) -> tuple[Timetable, Timetable]:
    """(as it runs, as it would be written)."""
    chance = random.Random(seed)
    planned: dict[str, list[str]] = {}
    written: dict[str, list[str]] = {}
    late: dict[str, Calls] = {}
    cancelled: list[str] = []
    for number in range(TRIPS):
        trip, minute, delay = f"t{number}", chance.randrange(6 * 60, 20 * 60), 0
        stops = chance.sample(range(PLACES), chance.randrange(2, 6))
        planned[trip], told, after = [], [], []
        for stop in stops:
            delay += chance.choice((0, 0, 3, 10))
            is_skipped = chance.random() < 0.1
            planned[trip].append(f"s{stop} {_clock(minute)}")
            told.append({"stop": f"s{stop}", "arrival": 60 * delay, "departure": 60 * delay, "skipped": is_skipped})
            after.append(f"s{stop} {_clock(minute + delay)}{' 1 1' if is_skipped else ''}")
            minute += chance.randrange(5, 40)
        kind = chance.random()
        if kind < 0.2:
            cancelled.append(trip)
        elif kind < 0.8:
            # A skipped call says no delay of its own: that of the call before holds, and the next says its own.
            late[trip], written[trip] = told, after
        else:
            written[trip] = planned[trip]
    plan = timetable_of(tables(planned, STOPS))
    runs = plan.with_delays([delays_of(plan, feed(NOW, late, cancelled), NOW)])
    return runs, timetable_of(tables(written, STOPS))


@pytest.mark.parametrize("seed", range(10))
def test_what_is_found_is_what_a_timetable_written_afterwards_has(seed: int) -> None:
    runs, written = a_network(seed)
    different = [
        (find.__name__, start, goal, at)
        for start in range(PLACES)
        for goal in range(PLACES)
        for at in ("07:00", "12:00", "17:00")
        for find in (go, be_there)
        if said(find(runs, f"s{start}", f"s{goal}", at)) != said(find(written, f"s{start}", f"s{goal}", at))
    ]
    assert different == []


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}:00"
