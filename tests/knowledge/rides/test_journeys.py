"""Journeys as a passenger needs them: no ban broken, no change missed, right at night and when the clocks change."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from knowledge.model import Position
from knowledge.rides.journeys import RideSettings, find_earliest, find_latest, list_journeys
from tests.knowledge.rides.feeds import DAY, STOPS, be_there, go, said, tables, timetable_of

PARIS = ZoneInfo("Europe/Paris")
VILLAGE, CITY = Position(44.0, 6.0), Position(44.2, 6.0)
CHANGING = {
    "slow": ("village 08:00", "city 10:00"),
    "first": ("village 08:10", "town_n 08:30"),
    "second": ("town_s 08:30", "city 09:00"),
}


def _at(text: str, day: date = DAY) -> datetime:
    return datetime.combine(day, datetime.strptime(text, "%H:%M").time(), PARIS)  # noqa: DTZ007


def test_the_earliest_arrival_wins_and_then_the_latest_departure() -> None:
    timetable = timetable_of(tables({"early": ("village 07:00", "town_n 07:20"), **CHANGING}))
    assert said(go(timetable, "village", "city", "06:00")) == "08:10-09:00 first second"


def test_of_equals_the_fewest_rides_win() -> None:
    direct = {"direct": ("village 08:10", "city 09:00")}
    assert said(go(timetable_of(tables({**CHANGING, **direct})), "village", "city", "08:00")) == "08:10-09:00 direct"


def test_the_latest_departure_is_in_time() -> None:
    timetable = timetable_of(tables(CHANGING))
    assert said(be_there(timetable, "village", "city", "10:00")) == "08:10-09:00 first second"
    assert be_there(timetable, "village", "city", "08:59") is None


def test_stops_of_one_name_are_one_place() -> None:
    timetable = timetable_of(tables(CHANGING))
    assert said(go(timetable, "town_n", "city", "08:00")) == "08:30-09:00 second"


def test_stops_of_one_station_are_one_place_whatever_they_are_called() -> None:
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station",
        "village,Village,44.0,6.0,0,",
        "hub,Hub,44.1,6.0,1,",
        "town_n,Platform 1,44.1,6.0,0,hub",
        "town_s,Platform 2,44.1,6.0,0,hub",
        "city,Hub,44.2,6.0,0,",
    )
    timetable = timetable_of(tables(CHANGING, stops))
    assert said(go(timetable, "village", "city", "08:05")) == "08:10-09:00 first second"
    assert said(go(timetable, "village", "hub", "08:05")) == "08:10-08:30 first"


@pytest.mark.parametrize("ban", ["village 08:00 1 0", "city 08:40 0 1"])
def test_nobody_boards_or_leaves_where_it_is_banned(ban: str) -> None:
    stop = ban.split()[0]
    calls = [ban if call.startswith(stop) else call for call in ("village 08:00", "town_n 08:20", "city 08:40")]
    timetable = timetable_of(tables({"t1": calls}))
    assert go(timetable, "village", "city", "07:00") is None
    assert be_there(timetable, "village", "city", "10:00") is None


def test_a_bus_that_must_be_rung_for_is_offered_and_says_so() -> None:
    journey = go(timetable_of(tables({"t1": ("village 08:00 2 0", "city 08:40 0 3")})), "village", "city", "07:00")
    assert journey is not None
    assert journey.rides[0].ask_pickup
    assert journey.rides[0].ask_drop_off


def test_changes_within_one_minute_are_found_in_any_order_of_the_file() -> None:
    trips = {
        "c": ("town_s 08:30", "city 08:30"),
        "b": ("village 08:30", "town_n 08:30"),
    }
    assert said(go(timetable_of(tables(trips)), "village", "city", "08:00")) == "08:30-08:30 b c"
    assert said(be_there(timetable_of(tables(trips)), "village", "city", "09:00")) == "08:30-08:30 b c"
    backwards = {"b": trips["c"], "c": trips["b"]}
    assert said(go(timetable_of(tables(backwards)), "village", "city", "08:00")) == "08:30-08:30 c b"


def test_one_walks_where_transfers_say_and_takes_as_long_as_they_say() -> None:
    apart = [row.replace("TOWN square", "Station") for row in STOPS]
    transfers = ("from_stop_id,to_stop_id,transfer_type,min_transfer_time", "town_n,town_s,2,300")
    trips = {**CHANGING, "third": ("town_s 08:35", "city 09:05")}
    assert go(timetable_of(tables(trips, apart)), "village", "city", "08:05") is None
    with_walk = timetable_of(tables(trips, apart, transfers=transfers))
    assert said(go(with_walk, "village", "city", "08:05")) == "08:10-09:05 first third"
    assert said(go(with_walk, "town_n", "city", "08:00")) == "08:25-09:00 second"
    assert said(go(with_walk, "town_n", "town_s", "08:00")) == "08:00-08:05"
    assert go(with_walk, "town_s", "town_n", "08:00") is None


def test_the_trip_of_last_night_still_runs_after_midnight() -> None:
    timetable = timetable_of(tables({"night": ("village 23:50", "town_n 24:10", "city 24:40")}))
    assert said(go(timetable, "town_n", "city", "00:00")) == "00:10-00:40 night"
    late = go(timetable, "village", "city", "23:00")
    assert late is not None
    assert late.arrive == datetime(2026, 11, 25, 0, 40, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("day", "local"),
    [
        (date(2026, 3, 29), "04:30"),  # 02:00 became 03:00: GTFS counts from noon minus 12 h, which is 23:00
        (date(2026, 10, 25), "04:30"),
        (date(2026, 3, 28), "04:30"),
    ],
)
def test_a_bus_of_half_past_four_leaves_then_also_when_the_clocks_have_changed(day: date, local: str) -> None:
    journey = go(timetable_of(tables({"t": ("village 04:30", "city 05:00")})), "village", "city", "00:00", day)
    assert journey is not None
    assert f"{journey.depart:%H:%M}" == local


def test_last_nights_trip_is_right_in_the_night_the_clocks_change() -> None:
    """27:30 of Saturday is 26.5 h after Saturday's noon minus 12 h: 04:30 on the new clock."""
    timetable = timetable_of(tables({"t": ("village 27:30", "city 28:00")}))
    journey = go(timetable, "village", "city", "01:00", date(2026, 3, 29))
    assert journey is not None
    assert journey.depart == datetime(2026, 3, 29, 4, 30, tzinfo=PARIS)


def test_walks_to_the_stop_and_from_it_are_part_of_the_journey() -> None:
    timetable = timetable_of(tables({"t": ("village 08:00", "city 08:40")}))
    origin = Position(44.0045, 6.0)  # 500 m north of the stop
    journey = find_earliest(timetable, origin, CITY, _at("07:00"), RideSettings(slack_s=60, pace_m_s=1.0, detour=1.0))
    assert journey is not None
    assert journey.depart == _at("08:00") - timedelta(seconds=560)
    assert journey.arrive == _at("08:41")


def test_who_walks_slowly_leaves_earlier() -> None:
    timetable = timetable_of(tables({"t": ("village 08:00", "city 08:40")}))
    origin = Position(44.0045, 6.0)
    slow, fast = (
        find_latest(timetable, origin, CITY, _at("09:00"), RideSettings(pace_m_s=pace)) for pace in (0.6, 1.4)
    )
    assert slow is not None
    assert fast is not None
    assert slow.depart < fast.depart


def test_nobody_is_sent_to_a_stop_out_of_walking_distance() -> None:
    timetable = timetable_of(tables({"t": ("village 08:00", "city 08:40")}))
    assert find_earliest(timetable, Position(44.05, 6.0), CITY, _at("07:00")) is None


def test_a_change_is_given_the_time_it_takes() -> None:
    timetable = timetable_of(tables(CHANGING))
    hurried = find_earliest(timetable, VILLAGE, CITY, _at("07:00"), RideSettings(change_s=0))
    calm = find_earliest(timetable, VILLAGE, CITY, _at("07:00"), RideSettings(change_s=60))
    assert hurried is not None
    assert [ride.trip_id for ride in hurried.rides] == ["first", "second"]
    assert calm is not None
    assert [ride.trip_id for ride in calm.rides] == ["slow"]


def test_nobody_is_told_to_change_where_the_feed_says_one_cannot() -> None:
    transfers = ("from_stop_id,to_stop_id,transfer_type,min_transfer_time", "town_n,town_s,3,")
    timetable = timetable_of(tables(CHANGING, transfers=transfers))
    found = list_journeys(timetable, VILLAGE, CITY, DAY, RideSettings(change_s=0))
    assert [said(journey) for journey in found] == ["07:58-10:02 slow"]


def test_an_answer_has_no_more_rides_than_asked_for() -> None:
    timetable = timetable_of(tables(CHANGING))
    found = list_journeys(timetable, VILLAGE, CITY, DAY, RideSettings(change_s=0, max_rides=1))
    assert [said(journey) for journey in found] == ["07:58-10:02 slow"]


def test_a_day_shows_every_journey_worth_taking() -> None:
    timetable = timetable_of(tables(CHANGING))
    found = list_journeys(timetable, VILLAGE, CITY, DAY, RideSettings(change_s=0))
    assert [said(journey) for journey in found] == ["07:58-10:02 slow", "08:08-09:02 first second"]


def test_fewer_changes_can_be_worth_a_later_arrival() -> None:
    timetable = timetable_of(tables(CHANGING))
    patient = RideSettings(change_s=0, change_costs_s=7200)
    found = find_earliest(timetable, VILLAGE, CITY, _at("07:00"), patient)
    assert said(found) == "07:58-10:02 slow"


def test_an_expired_feed_gives_no_times() -> None:
    timetable = timetable_of(tables(CHANGING))
    assert not timetable.covers(date(2027, 1, 4))
    assert list_journeys(timetable, VILLAGE, CITY, date(2027, 1, 4)) == ()
