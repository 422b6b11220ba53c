"""Several feeds are one timetable, as far as each of them speaks of a day."""

from __future__ import annotations

from datetime import date

from knowledge.model import Position
from knowledge.rides.journeys import RideSettings, list_journeys
from knowledge.rides.timetable import build_timetable
from tests.knowledge.rides.feeds import DAY, go, said, tables, timetable_of

FIRST = {"a": ("village 08:00", "town_n 08:20")}
SECOND = {"b": ("town_s 08:40", "city 09:00")}
CALM = RideSettings()


def test_no_feed_is_no_timetable() -> None:
    assert build_timetable([]) is None


def test_one_changes_on_foot_between_two_networks() -> None:
    other = {**tables(SECOND), "routes.txt": ("route_id,route_short_name,route_type", "x,99,3")}
    other["trips.txt"] = ("route_id,service_id,trip_id", "x,daily,b")
    timetable = timetable_of(tables(FIRST), other)
    found = list_journeys(timetable, Position(44.0, 6.0), Position(44.2, 6.0), DAY, CALM)
    assert [said(journey) for journey in found] == ["07:58-09:02 a b"]


def test_the_newer_edition_of_a_network_counts_alone_once_it_has_begun() -> None:
    newer = tables({"new": ("village 09:00", "town_n 09:20")})
    newer["calendar.txt"] = [row.replace("20260101", "20261001") for row in newer["calendar.txt"]]
    timetable = timetable_of(tables(FIRST), newer)
    before = list_journeys(timetable, Position(44.0, 6.0), Position(44.1, 6.0), date(2026, 9, 30), CALM)
    after = list_journeys(timetable, Position(44.0, 6.0), Position(44.1, 6.0), DAY, CALM)
    assert [[ride.trip_id for ride in journey.rides] for journey in before] == [["a"]]
    assert [[ride.trip_id for ride in journey.rides] for journey in after] == [["new"]]


def test_each_feed_counts_in_its_own_zone() -> None:
    """The service day is that of the first feed; a bus of the next island leaves at its own eight o'clock."""
    timetable = timetable_of(tables(FIRST), tables(SECOND, zone="Europe/London"))
    assert said(go(timetable, "village", "town_n", "07:00")) == "08:00-08:20 a"
    near = list_journeys(timetable, Position(44.1, 6.0), Position(44.2, 6.0), DAY, CALM)
    assert [f"{journey.rides[0].depart:%H:%M}" for journey in near] == ["09:40"]


def test_a_day_speaks_only_of_what_runs_then() -> None:
    weekdays = tables(FIRST)
    weekdays["calendar.txt"] = [row.replace("1,1,1,1,1,1,1", "1,1,1,1,1,0,0") for row in weekdays["calendar.txt"]]
    timetable = timetable_of(weekdays)
    assert timetable.covers(date(2026, 11, 28))
    assert timetable.get_day(date(2026, 11, 28)).is_empty
    assert not timetable.get_day(DAY).is_empty
