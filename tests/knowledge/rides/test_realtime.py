"""Delays and cancellations that an operator tells change what is found, on that day alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from knowledge.rides.realtime import FRESH, NewsError, read_news
from knowledge.rides.rides import Rides
from knowledge.rides.timetable import Timetable
from tests.knowledge.rides.feeds import DAY, go, said, tables, timetable_of
from tests.knowledge.rides.news import Calls, feed

NOW = datetime(2026, 11, 24, 7, 30, tzinfo=ZoneInfo("Europe/Paris"))
TRIPS = {
    "first": ("village 08:00", "town_n 08:20", "city 09:00"),
    "second": ("village 10:00", "town_n 10:20", "city 11:00"),
    "other": ("town_s 08:25", "city 08:50"),
}


def a_timetable(late: Mapping[str, Calls] | None = None, cancelled: tuple[str, ...] = (), day: str = "") -> Timetable:
    return timetable_of(tables(TRIPS)).with_news(read_news(feed(NOW, late or {}, cancelled, day)))


def found(timetable: Timetable, start: str = "village", goal: str = "city", at: str = "07:45") -> str | None:
    return said(go(timetable, start, goal, at))


def test_without_news_the_quickest_way_changes_in_town() -> None:
    assert found(a_timetable()) == "08:00-08:50 first other"


def test_a_delay_lasts_until_another_is_told_and_breaks_the_change() -> None:
    late = {"first": [{"stop": "village", "departure": 600}]}
    assert found(a_timetable(late)) == "08:10-09:10 first"


def test_a_delay_made_up_for_on_the_way_is_over_from_there() -> None:
    late = {"first": [{"stop": "village", "departure": 600}, {"stop": "town_n", "arrival": 240, "departure": 0}]}
    assert found(a_timetable(late), goal="town_s") == "08:10-08:24 first"
    assert found(a_timetable(late), start="town_n", at="08:15") == "08:25-08:50 other"


def test_calls_are_found_by_their_number_and_delays_may_be_times() -> None:
    at = NOW.replace(hour=8, minute=5)
    assert found(a_timetable({"first": [{"sequence": 0, "at": at}]}), goal="town_s") == "08:05-08:25 first"


def test_a_cancelled_trip_takes_nobody() -> None:
    assert found(a_timetable(cancelled=("first",))) == "10:00-11:00 second"


def test_a_skipped_stop_is_not_boarded() -> None:
    late = {"first": [{"stop": "village", "skipped": True}]}
    assert found(a_timetable(late)) == "10:00-11:00 second"


def test_news_hold_for_their_day_alone() -> None:
    timetable = a_timetable(cancelled=("first",))
    assert said(go(timetable, "village", "city", "07:45", DAY + timedelta(days=1))) == "08:00-08:50 first other"
    assert found(a_timetable(cancelled=("first",), day="20261125")) == "08:00-08:50 first other"


def test_a_ride_says_by_how_much_it_is_late() -> None:
    journey = go(a_timetable({"second": [{"stop": "village", "departure": 300}]}), "village", "city", "09:30")
    assert journey is not None
    assert journey.rides[0].departs_later == timedelta(minutes=5)
    assert journey.rides[0].arrives_later == timedelta(minutes=5)


def test_trips_that_the_timetable_does_not_have_change_nothing() -> None:
    assert found(a_timetable({"unknown": [{"stop": "village", "departure": 600}]}, ("nobody",))) == found(a_timetable())


def test_stale_news_are_as_none() -> None:
    planned = timetable_of(tables(TRIPS))
    rides = Rides(planned, live=planned.with_news(read_news(feed(NOW))))
    assert rides.timetable_at(NOW + FRESH) is rides.live
    assert rides.timetable_at(NOW + FRESH + timedelta(seconds=1)) is planned


@pytest.mark.parametrize("content", [b"<html>no</html>", b""], ids=["a page", "nothing"])
def test_what_is_no_realtime_feed_is_refused(content: bytes) -> None:
    with pytest.raises(NewsError):
        read_news(content)
