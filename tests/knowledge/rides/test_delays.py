"""Delays and cancellations that an operator tells change what is found, on that day alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from knowledge.rides.delays import FRESH
from knowledge.rides.journeys import earliest_between, stop_ends
from knowledge.rides.rides import Rides
from knowledge.rides.timetable import Timetable
from tests.knowledge.rides.feeds import DAY, go, index_of, said, tables, timetable_of
from tests.knowledge.rides.news import KINDS, Calls, delays_of, feed, message_of

NOW = datetime(2026, 11, 24, 7, 30, tzinfo=ZoneInfo("Europe/Paris"))
TRIPS = {
    "first": ("village 08:00", "town_n 08:20", "city 09:00"),
    "second": ("village 10:00", "town_n 10:20", "city 11:00"),
    "other": ("town_s 08:25", "city 08:50"),
}


def live(planned: Timetable, content: bytes, now: datetime = NOW) -> Timetable:
    return planned.with_delays([delays_of(planned, content, now)])


def a_timetable(late: Mapping[str, Calls] | None = None, cancelled: tuple[str, ...] = (), day: str = "") -> Timetable:
    return live(timetable_of(tables(TRIPS)), feed(NOW, late or {}, cancelled, day))


def found(
    timetable: Timetable, start: str = "village", goal: str = "city", at: str = "07:45", day: date = DAY
) -> str | None:
    return said(go(timetable, start, goal, at, day))


def test_without_news_the_quickest_way_changes_in_town() -> None:
    assert found(a_timetable()) == "08:00-08:50 first other"


def test_a_delay_lasts_until_another_is_told_and_breaks_the_change() -> None:
    late = {"first": [{"stop": "village", "departure": 600}]}
    assert found(a_timetable(late)) == "08:10-09:10 first"


def test_a_bus_that_waits_as_long_keeps_the_change() -> None:
    late: dict[str, Calls] = {
        "first": [{"stop": "village", "departure": 600}],
        "other": [{"stop": "town_s", "departure": 300}],
    }
    assert found(a_timetable(late)) == "08:10-08:55 first other"


def test_a_delay_made_up_for_on_the_way_is_over_from_there() -> None:
    late = {"first": [{"stop": "village", "departure": 600}, {"stop": "town_n", "arrival": 240, "departure": 0}]}
    assert found(a_timetable(late), goal="town_s") == "08:10-08:24 first"
    assert found(a_timetable(late), start="town_n", at="08:15") == "08:25-08:50 other"


def test_a_stop_before_the_first_that_is_told_is_as_planned() -> None:
    late = {"first": [{"stop": "town_n", "arrival": 600}]}
    assert found(a_timetable(late), goal="town_s") == "08:00-08:30 first"


def test_calls_are_found_by_their_number_and_delays_may_be_times() -> None:
    at = NOW.replace(hour=8, minute=5)
    assert found(a_timetable({"first": [{"sequence": 0, "at": at}]}), goal="town_s") == "08:05-08:25 first"


def test_a_stop_called_at_twice_is_told_apart_by_its_number() -> None:
    planned = timetable_of(tables({"round": ("village 08:00", "town_n 08:10", "village 08:20", "city 09:00")}))
    second = live(planned, feed(NOW, {"round": [{"sequence": 2, "departure": 600}]}))
    assert found(second, goal="town_n", at="07:00") == "08:00-08:10 round"
    assert found(second, at="08:05") == "08:30-09:10 round"


def test_a_trip_late_as_a_whole_is_late_everywhere() -> None:
    message = message_of(NOW)
    update = message.entity.add(id="1").trip_update
    update.trip.trip_id, update.delay = "second", 900
    assert found(live(timetable_of(tables(TRIPS)), message.SerializeToString()), at="09:30") == "10:15-11:15 second"


def test_where_nothing_is_known_any_more_the_plan_holds() -> None:
    late = {"first": [{"stop": "village", "departure": 300}, {"stop": "town_n", "unknown": True}]}
    assert found(a_timetable(late), goal="town_s") == "08:05-08:20 first"


def test_no_bus_leaves_before_it_is_there() -> None:
    late = {"first": [{"stop": "village", "departure": 3600}, {"stop": "town_n", "arrival": 0, "departure": 0}]}
    assert found(a_timetable(late), goal="town_s") == "09:00-09:00 first"
    assert found(a_timetable(late), at="08:55") == "09:00-09:00 first"


@pytest.mark.parametrize("seconds", [-(2**31), 2**31 - 1, 12 * 3600 + 1])
def test_a_delay_that_cannot_be_is_not_believed(seconds: int) -> None:
    assert found(a_timetable({"first": [{"stop": "village", "departure": seconds}]})) == "08:00-08:50 first other"


def test_a_bus_may_be_early() -> None:
    late = {"second": [{"stop": "village", "departure": -120}]}
    assert found(a_timetable(late), at="09:57") == "09:58-10:58 second"
    assert found(a_timetable(late), at="09:59") is None


@pytest.mark.parametrize("kind", [KINDS.CANCELED, KINDS.DELETED])
def test_a_cancelled_trip_takes_nobody(kind: int) -> None:
    planned = timetable_of(tables(TRIPS))
    assert found(live(planned, feed(NOW, cancelled=("first",), kind=kind))) == "10:00-11:00 second"


def test_a_skipped_stop_is_not_boarded_and_not_left() -> None:
    late = {"first": [{"stop": "village", "skipped": True}]}
    assert found(a_timetable(late)) == "10:00-11:00 second"
    late = {"first": [{"stop": "town_n", "skipped": True}]}
    assert found(a_timetable(late)) == "08:00-09:00 first"


def test_a_delay_goes_on_past_a_skipped_stop() -> None:
    late = {"first": [{"stop": "village", "departure": 600}, {"stop": "town_n", "skipped": True}]}
    assert found(a_timetable(late)) == "08:10-09:10 first"


def test_news_hold_for_their_day_alone() -> None:
    assert found(a_timetable(cancelled=("first",)), day=DAY + timedelta(days=1)) == "08:00-08:50 first other"
    assert found(a_timetable(cancelled=("first",), day="20261125")) == "08:00-08:50 first other"


def test_days_without_news_are_those_of_the_plan() -> None:
    timetable = a_timetable(cancelled=("first",))
    assert timetable.planned is not None
    later = DAY + timedelta(days=2)
    assert timetable.get_day(later) is timetable.planned.get_day(later)
    assert timetable.get_day(DAY) is not timetable.planned.get_day(DAY)


NIGHT = {"late": ("village 23:30", "city 23:50"), "past": ("village 24:10", "city 24:40")}


@pytest.mark.parametrize("day", ["20261124", ""], ids=["dated", "undated"])
def test_the_bus_of_the_evening_before_is_late_into_the_night(day: str) -> None:
    """At ten past midnight, of what began on the 24th."""
    now = datetime(2026, 11, 25, 0, 10, tzinfo=NOW.tzinfo)
    late: dict[str, Calls] = {
        "late": [{"stop": "village", "departure": 3000}],
        "past": [{"stop": "village", "departure": 900}],
    }
    timetable = live(timetable_of(tables(NIGHT)), feed(now, late, day=day), now)
    wednesday = DAY + timedelta(days=1)
    ends = stop_ends(timetable, index_of(timetable, "village"), index_of(timetable, "city"))
    hops = timetable.get_day(wednesday)
    assert said(earliest_between(timetable, hops, ends, 11 * 60)) == "00:20-00:40 late"
    assert said(earliest_between(timetable, hops, ends, 21 * 60)) == "00:25-00:55 past"
    assert found(timetable, at="23:00", day=wednesday) == "23:30-23:50 late"


def test_of_trips_by_headway_the_run_that_is_meant_is_known_by_its_start() -> None:
    frequencies = ("trip_id,start_time,end_time,headway_secs", "second,08:00:00,10:00:00,1800")
    planned = timetable_of(tables({"second": TRIPS["second"]}, frequencies=frequencies))
    assert found(planned) == "08:00-09:00 second"
    assert found(live(planned, feed(NOW, cancelled=("second",), start="08:00:00"))) == "08:30-09:30 second"
    delays = delays_of(planned, feed(NOW, cancelled=("second",)), NOW)
    assert (delays.trips, delays.unknown) == (0, 1)


def test_a_ride_says_by_how_much_it_is_late() -> None:
    journey = go(a_timetable({"second": [{"stop": "village", "departure": 300}]}), "village", "city", "09:30")
    assert journey is not None
    assert journey.rides[0].departs_later == timedelta(minutes=5)
    assert journey.rides[0].arrives_later == timedelta(minutes=5)


def test_a_planned_ride_that_is_not_to_be_had_is_known() -> None:
    timetable = a_timetable({"second": [{"stop": "city", "skipped": True}]}, ("first",))
    assert timetable.planned is not None
    for at, goal, is_off in (
        ("07:45", "town_n", True),
        ("09:30", "city", True),
        ("09:30", "town_n", False),
    ):
        journey = go(timetable.planned, "village", goal, at)
        assert journey is not None
        assert journey.rides[0].hops is not None
        assert timetable.is_off(*journey.rides[0].hops) is is_off


def test_trips_that_the_timetable_does_not_have_are_counted_and_change_nothing() -> None:
    late: dict[str, Calls] = {"unknown": [{"stop": "village", "departure": 600}]}
    assert found(a_timetable(late, ("nobody",))) == found(a_timetable())
    planned = timetable_of(tables(TRIPS))
    delays = delays_of(planned, feed(NOW, late, ("first", "nobody")), NOW)
    assert (delays.trips, delays.unknown) == (1, 2)
    outside = delays_of(planned, feed(NOW, cancelled=("first",), day="20270101"), NOW)
    assert (outside.trips, outside.unknown) == (0, 1)


def test_news_are_of_the_trips_of_their_own_feed() -> None:
    planned = timetable_of(
        tables({"t": ("village 08:00", "city 09:00")}), tables({"t": ("village 08:00", "city 08:30")})
    )
    second = planned.with_delays([delays_of(planned, feed(NOW, cancelled=("t",)), NOW, "example1.zip")])
    assert list(second.changes[DAY].cancelled) == [1]
    assert delays_of(planned, feed(NOW, cancelled=("t",)), NOW, "gone.zip").unknown == 1


def test_stale_news_are_as_none_to_the_second() -> None:
    planned = timetable_of(tables(TRIPS))
    rides = Rides(planned).with_delays((delays_of(planned, feed(NOW, cancelled=("first",)), NOW),))
    fresh = rides.timetable_at(NOW + FRESH)
    assert fresh is not None
    assert fresh.planned is planned
    assert rides.timetable_at(NOW + timedelta(seconds=1)) is fresh
    assert rides.timetable_at(NOW + FRESH + timedelta(seconds=1)) is planned
    assert rides.timetable_at(NOW - FRESH - timedelta(seconds=1)) is planned


def test_one_feed_may_be_stale_while_another_is_fresh() -> None:
    planned = timetable_of(
        tables({"a": ("village 08:00", "city 09:00")}), tables({"b": ("village 08:00", "city 08:30")})
    )
    rides = Rides(planned).with_delays(
        (
            delays_of(planned, feed(NOW - FRESH, cancelled=("a",)), NOW, "example0.zip"),
            delays_of(planned, feed(NOW, cancelled=("b",)), NOW, "example1.zip"),
        )
    )
    both, one = rides.timetable_at(NOW), rides.timetable_at(NOW + timedelta(seconds=1))
    assert both is not None
    assert one is not None
    assert sorted(both.changes[DAY].cancelled) == [0, 1]
    assert list(one.changes[DAY].cancelled) == [1]
