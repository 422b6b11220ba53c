"""The board as planners read it: our own loader takes the feed back, with the same trips on the same days."""

from __future__ import annotations

from datetime import date, timedelta

from knowledge.exporters.carpool_gtfs import write_feed
from knowledge.rides.carpool import Board
from knowledge.rides.gtfs import Feed, load_feed
from knowledge.rides.journeys import find_earliest
from knowledge.rides.timetable import build_timetable
from tests.knowledge.exporters.test_standard_covoiturage import PUBLISHER, weekly
from tests.knowledge.rides.test_carpool import DIGNE, LES_MEES, NOW, an_introduction, an_offer, at

THURSDAY = date(2026, 11, 26)


def read(board: Board) -> Feed:
    return load_feed(write_feed(board, PUBLISHER, NOW), "carpool.zip")


def test_the_feed_loads_back_with_both_ways() -> None:
    feed = read(Board((an_offer(),)))
    assert {stop.name for stop in feed.stops} == {"Les Mées", "Digne"}
    assert [trip.headsign for trip in feed.trips] == ["Digne", "Les Mées"]
    assert {route.route_type for route in feed.routes} == {1551}
    assert feed.runs_on(THURSDAY)
    assert not feed.runs_on(THURSDAY + timedelta(days=1))


def test_a_regular_offer_runs_on_its_days_except_where_its_seats_are_gone() -> None:
    feed = read(Board((weekly(seats=1),), introductions=(an_introduction(),)))
    days = [NOW.date() + timedelta(days=ahead) for ahead in range(14)]
    assert [day.isoformat() for day in days if feed.runs_on(day)] == ["2026-12-01", "2026-12-03"]


def test_a_journey_is_found_in_it() -> None:
    timetable = build_timetable((read(Board((an_offer(),))),))
    assert timetable is not None
    journey = find_earliest(timetable, LES_MEES.position, DIGNE.position, at(8))
    assert journey is not None
    assert journey.rides[0].depart == at(9)


def test_an_empty_board_is_an_empty_feed() -> None:
    feed = read(Board())
    assert feed.trips == ()


def test_the_same_board_gives_the_same_bytes() -> None:
    board = Board((an_offer(), weekly(offer_id="o2")))
    assert write_feed(board, PUBLISHER, NOW) == write_feed(board, PUBLISHER, NOW)
