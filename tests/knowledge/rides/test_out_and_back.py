"""Nobody is sent where there is no way back from: there, the stay while it is open, and home again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from knowledge.model import Position
from knowledge.rides.out_and_back import OpenTimes, Wish, plan_out_and_back, plan_ride
from tests.knowledge.rides.feeds import DAY, said, tables, timetable_of

PARIS = ZoneInfo("Europe/Paris")
VILLAGE, CITY, NOWHERE = Position(44.0, 6.0), Position(44.2, 6.0), Position(45.0, 6.0)
HOUR = Wish(timedelta(hours=1))
BUSES = {
    "out8": ("village 08:00", "city 08:30"),
    "out12": ("village 12:00", "city 12:30"),
    "back11": ("city 11:00", "village 11:30"),
    "back14": ("city 14:00", "village 14:30"),
    "back18": ("city 18:00", "village 18:30"),
}


def _at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour, minute), PARIS)


def test_the_pair_takes_least_time_away() -> None:
    pair = plan_out_and_back(timetable_of(tables(BUSES)), VILLAGE, CITY, DAY, HOUR)
    assert pair is not None
    assert (said(pair.out), said(pair.back)) == ("11:58-12:32 out12", "13:58-14:32 back14")
    assert pair.away == timedelta(hours=2, minutes=34)


def test_a_long_stay_takes_a_later_bus_home() -> None:
    pair = plan_out_and_back(timetable_of(tables(BUSES)), VILLAGE, CITY, DAY, Wish(timedelta(hours=2)))
    assert pair is not None
    assert (said(pair.out), said(pair.back)) == ("07:58-08:32 out8", "10:58-11:32 back11")


def test_the_stay_lies_within_the_opening_hours() -> None:
    afternoon = [(_at(15), _at(17))]
    pair = plan_out_and_back(timetable_of(tables(BUSES)), VILLAGE, CITY, DAY, HOUR, afternoon)
    assert pair is not None
    assert (said(pair.out), said(pair.back)) == ("11:58-12:32 out12", "17:58-18:32 back18")
    assert pair.stay_start == _at(15)


def test_who_comes_too_late_for_the_stay_is_not_sent() -> None:
    noon = [(_at(8), _at(9))]
    assert plan_out_and_back(timetable_of(tables(BUSES)), VILLAGE, CITY, DAY, HOUR, noon) is None


def test_home_by_an_hour_is_kept() -> None:
    wish = Wish(timedelta(hours=1), home_by=time(12))
    pair = plan_out_and_back(timetable_of(tables(BUSES)), VILLAGE, CITY, DAY, wish)
    assert pair is not None
    assert said(pair.back) == "10:58-11:32 back11"


def test_nobody_leaves_before_the_message_was_sent() -> None:
    wish = Wish(timedelta(hours=1), not_before=_at(9))
    pair = plan_out_and_back(timetable_of(tables(BUSES)), VILLAGE, CITY, DAY, wish)
    assert pair is not None
    assert said(pair.out) == "11:58-12:32 out12"


def test_without_a_way_back_the_first_day_that_has_both_is_told() -> None:
    feed = tables({"out": ("village 08:00", "city 08:30"), "back": ("city 11:00", "village 11:30")})
    feed["trips.txt"] = ("route_id,service_id,trip_id", "r,daily,out", "r,market,back")
    feed["calendar_dates.txt"] = ("service_id,date,exception_type", "market,20261128,1", "market,20261205,1")
    plan = plan_ride(timetable_of(feed), VILLAGE, CITY, DAY, HOUR)
    assert plan.obstacle == "no_return"
    assert said(plan.outward) == "07:58-08:32 out"
    assert plan.day == date(2026, 11, 28)
    assert plan.pair is not None


def test_a_closed_day_is_passed_over() -> None:
    def hours_of(day: date) -> OpenTimes:
        return [(_at(8, day=day), _at(18, day=day))] if day.weekday() == 4 else []

    plan = plan_ride(timetable_of(tables(BUSES)), VILLAGE, CITY, DAY, HOUR, hours_of)
    assert (plan.obstacle, plan.day) == ("closed", date(2026, 11, 27))


def test_hours_that_nobody_knows_close_nothing() -> None:
    plan = plan_ride(timetable_of(tables(BUSES)), VILLAGE, CITY, DAY, HOUR, lambda day: None)
    assert (plan.obstacle, plan.day) == (None, DAY)


def test_an_expired_feed_says_so() -> None:
    plan = plan_ride(timetable_of(tables(BUSES)), VILLAGE, CITY, date(2027, 1, 4), HOUR)
    assert (plan.obstacle, plan.pair) == ("expired", None)


def test_what_stands_in_the_way_is_told() -> None:
    timetable = timetable_of(tables(BUSES))
    assert plan_ride(timetable, NOWHERE, CITY, DAY, HOUR).obstacle == "no_stop_near_origin"
    assert plan_ride(timetable, VILLAGE, NOWHERE, DAY, HOUR).obstacle == "no_stop_near_goal"
    one_way = timetable_of(tables({"back": ("city 11:00", "village 11:30")}))
    assert plan_ride(one_way, VILLAGE, CITY, DAY, HOUR).obstacle == "no_outward"


def test_time_away_is_reckoned_by_the_sun_not_by_the_clock() -> None:
    """On the night of 25 October the hour from two to three comes twice."""
    night = {"out": ("village 24:30", "city 24:40"), "back": ("city 28:00", "village 28:10")}
    pair = plan_out_and_back(timetable_of(tables(night)), VILLAGE, CITY, date(2026, 10, 24), HOUR)
    assert pair is not None
    assert pair.away == timedelta(hours=3, minutes=44)
