"""The engine finds exactly what a search finds that tries everything: 500 seeded pairs on each of two real networks."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from knowledge.rides.connection_scan import Ends
from knowledge.rides.gtfs import load_feed
from knowledge.rides.journeys import Journey, RideSettings, earliest_between, latest_between, stop_ends
from knowledge.rides.out_and_back import Wish, pair_between
from knowledge.rides.timetable import ServiceDay, Timetable, build_timetable
from tests.knowledge.rides.brute_force import Network, read_network

PAIRS = 500
STAY = timedelta(hours=1)
AS_THE_FEED_SAYS = RideSettings(slack_s=0, walk_between_m=-1.0, change_s=0, max_rides=3)
"""No walk but those of transfers.txt: the brute force knows none."""


@dataclass
class Case:
    timetable: Timetable
    hops: ServiceDay
    network: Network
    mirrored: Network
    pairs: list[tuple[int, int]]
    """Indexes of stops that are served that day."""

    def places(self, pair: tuple[int, int]) -> tuple[str, str]:
        start, goal = (self.network.place_of_stop[self.timetable.stops[stop].stop_id] for stop in pair)
        return start, goal


CASES = {"transcollines": (date(2026, 5, 4), 424), "car-jaune": (date(2025, 10, 6), 26)}
"""Day, and how many stops the pairs are drawn from: all of the small network, some of the large one."""


@pytest.fixture(scope="session", params=CASES)
def case(request: pytest.FixtureRequest, shared: Path) -> Case:
    file = shared / "data/gtfs" / f"{request.param}.zip"
    day, pool = CASES[request.param]
    timetable = build_timetable([load_feed(file.read_bytes(), file.name)])
    assert timetable is not None
    timetable = replace(timetable, no_changes=frozenset())  # the brute force changes freely
    hops = timetable.get_day(day)
    network = read_network(file, day)
    served = sorted({*timetable.hops.from_stop[list(hops.hop)], *timetable.hops.to_stop[list(hops.hop)]})
    chance = random.Random(20261123)
    stops = chance.sample(served, min(pool, len(served)))
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < PAIRS:
        start, goal = chance.sample(stops, 2)
        if timetable.place_of_stop[start] != timetable.place_of_stop[goal]:
            pairs.add((int(start), int(goal)))
    return Case(timetable, hops, network, network.mirrored(), sorted(pairs))


def test_the_earliest_arrival_is_found(case: Case) -> None:
    for pair, when in _ask(case):
        journey = earliest_between(case.timetable, case.hops, stop_ends(case.timetable, *pair), when)
        start, goal = case.places(pair)
        expected = case.network.earliest(start, goal, when)
        assert _arrival(case, journey) == expected, (start, goal, when)
        if journey is None or expected is None:
            continue
        latest = -min(time for time, _ in case.mirrored.reached(goal, -expected)[start])
        rides = min(rides for time, rides in case.network.reached(start, latest)[goal] if time <= expected)
        assert case.hops.seconds_of(journey.depart) == latest
        assert len(journey.rides) == rides
        _assert_it_runs(case, journey)


def test_the_latest_departure_is_found_and_is_in_time(case: Case) -> None:
    for pair, when in _ask(case):
        journey = latest_between(case.timetable, case.hops, stop_ends(case.timetable, *pair), when)
        start, goal = case.places(pair)
        expected = case.mirrored.earliest(goal, start, -when)
        assert (None if journey is None else -case.hops.seconds_of(journey.depart)) == expected, (start, goal, when)
        if journey is not None:
            assert case.hops.seconds_of(journey.arrive) <= when
            _assert_it_runs(case, journey)


def test_the_shortest_time_away_is_found(case: Case, record_property: Callable[[str, object], None]) -> None:
    wish = Wish(STAY, settings=AS_THE_FEED_SAYS)
    reachable = returning = 0
    for pair in case.pairs:
        start, goal = case.places(pair)
        found = pair_between(case.timetable, _doors(case, pair), case.hops.day, wish)
        expected = case.network.best_out_and_back(start, goal, int(STAY.total_seconds()), AS_THE_FEED_SAYS.max_rides)
        assert (found and (int(found.away.total_seconds()), found.rides)) == expected, (start, goal)
        reachable += case.network.earliest(start, goal, 0) is not None
        returning += found is not None
        for journey in (found.out, found.back) if found else ():
            _assert_it_runs(case, journey)
    record_property("reachable", reachable)
    record_property("with a return after an hour", returning)
    shares = f"{reachable} of {PAIRS} pairs can be reached, {returning} left again the same day"
    sys.stdout.write(f"\n{case.timetable.feeds[0].name}: {shares}\n")
    assert 0 < returning <= reachable


def _ask(case: Case) -> Iterator[tuple[tuple[int, int], int]]:
    chance = random.Random(7)
    return ((pair, chance.randrange(5 * 3600, 20 * 3600)) for pair in case.pairs)


def _doors(case: Case, pair: tuple[int, int]) -> Ends:
    start, goal = (int(case.timetable.place_of_stop[stop]) for stop in pair)
    return Ends({start: 0}, {goal: 0})


def _arrival(case: Case, journey: Journey | None) -> int | None:
    return None if journey is None else case.hops.seconds_of(journey.arrive)


def _assert_it_runs(case: Case, journey: Journey) -> None:
    """Every ride is one of the feed's, boarded and left where that is allowed, and no change comes too late."""
    here: datetime = journey.depart
    for ride in journey.rides:
        calls = case.network.trips[ride.trip_id]
        board, alight = (
            [(case.hops.seconds_of(moment), case.network.place_of_stop[stop.stop_id])]
            for moment, stop in ((ride.depart, ride.from_stop), (ride.arrive, ride.to_stop))
        )
        boards = [n for n, call in enumerate(calls) if call.may_board and [(call.depart, call.place)] == board]
        alights = [n for n, call in enumerate(calls) if call.may_alight and [(call.arrive, call.place)] == alight]
        assert boards, f"nobody may board {ride.trip_id} there"
        assert alights, f"nobody may leave {ride.trip_id} there"
        assert min(boards) < max(alights)
        assert here <= ride.depart
        here = ride.arrive
    assert here <= journey.arrive
