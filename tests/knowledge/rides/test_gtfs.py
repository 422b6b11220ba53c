"""A feed is read as it is found in the wild, and refused where it could mislead a passenger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from knowledge.rides.gtfs import load_feed
from knowledge.rides.gtfs_tables import FeedError
from knowledge.rides.gtfs_times import parse_time
from tests.knowledge.rides.feeds import STOPS, go, pack, said, tables, timetable_of

TRIP = {"t1": ("village 08:00:00", "town_n 08:20:00", "city 08:40:00")}


def _faults(**changed: Sequence[str]) -> list[str]:
    content = {**tables(TRIP), **{f"{name}.txt": rows for name, rows in changed.items()}}
    with pytest.raises(FeedError) as raised:
        load_feed(pack(content), "example.zip")
    return [str(refusal) for refusal in raised.value.refused]


def _changed(table: str, before: str, after: str) -> list[str]:
    rows = tables(TRIP)[f"{table}.txt"]
    return _faults(**{table: [row.replace(before, after) for row in rows]})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
def test_names_are_read_in_every_usual_encoding(encoding: str) -> None:
    stops = [row.replace("Village", "Châteauneuf") for row in STOPS]
    feed = load_feed(pack(tables(TRIP, stops), encoding), "example.zip")
    assert feed.stops[0].name == "Châteauneuf"


def test_tables_may_lie_in_a_folder_of_the_zip() -> None:
    assert len(load_feed(pack(tables(TRIP), folder="export/"), "example.zip").trips) == 1


@pytest.mark.parametrize(
    ("text", "seconds"), [("7:05:00", 25500), ("07:05", 25500), ("25:10:30", 90630), ("00:00:00", 0)]
)
def test_times_may_be_short_and_past_midnight(text: str, seconds: int) -> None:
    assert parse_time(text) == seconds


@pytest.mark.parametrize("text", ["", "7h05", "07:60:00", "07:05:75", "-1:00:00", "99:00:00", "7"])
def test_what_is_no_time_is_not_read_as_one(text: str) -> None:
    assert parse_time(text) is None


def test_a_feed_without_agency_counts_in_the_zone_of_its_area() -> None:
    feed = load_feed(pack({**tables(TRIP), "agency.txt": None}), "example.zip", "Indian/Reunion")
    assert feed.timezone.key == "Indian/Reunion"


def test_services_may_stand_in_calendar_dates_alone() -> None:
    dates = ("service_id,date,exception_type", "daily,20261124,1", "daily,20261126,1", "daily,20261126,2")
    feed = load_feed(pack({**tables(TRIP), "calendar.txt": None, "calendar_dates.txt": dates}), "example.zip")
    assert feed.runs_on(date(2026, 11, 24))
    assert not feed.runs_on(date(2026, 11, 25))
    assert (feed.first_day, feed.last_day) == (date(2026, 11, 24), date(2026, 11, 26))


def test_a_day_taken_out_has_no_service() -> None:
    feed = load_feed(pack(tables(TRIP, calendar_dates=("service_id,date,exception_type", "daily,20261225,2"))), "e.zip")
    assert not feed.runs_on(date(2026, 12, 25))
    assert feed.covers(date(2026, 12, 25))


def test_a_feed_speaks_no_longer_than_its_publisher_promises() -> None:
    info = ("feed_publisher_name,feed_start_date,feed_end_date", "Example,20260101,20260831")
    feed = load_feed(pack(tables(TRIP, feed_info=info)), "example.zip")
    assert feed.covers(date(2026, 8, 31))
    assert not feed.covers(date(2026, 9, 1))


def test_blank_times_lie_between_their_neighbours_by_distance() -> None:
    feed = load_feed(pack(tables({"t1": ("village 08:00", "town_n -", "city 08:40")})), "example.zip")
    assert feed.stop_times.arrival.tolist() == [28800, 30000, 31200]


def test_a_headway_becomes_departures() -> None:
    frequencies = ("trip_id,start_time,end_time,headway_secs", "t1,09:00:00,10:00:00,1200")
    timetable = timetable_of(tables(TRIP, frequencies=frequencies))
    assert said(go(timetable, "village", "city", "09:15")) == "09:20-10:00 t1"
    assert said(go(timetable, "village", "city", "07:00")) == "09:00-09:40 t1"
    assert go(timetable, "village", "city", "09:45") is None


@pytest.mark.parametrize(
    ("table", "before", "after", "told"),
    [
        ("stop_times", "t1,1", "t9,1", "stop_times.txt, row 3, trip_id = 't9'"),
        ("stop_times", "town_n", "moon", "stop_times.txt, row 3, stop_id = 'moon'"),
        ("stop_times", "08:20:00,08:20:00", "08:61:00,08:20:00", "row 3, arrival_time = '08:61:00'"),
        ("stop_times", "08:20:00", "07:20:00", "row 3, arrival_time = '07:20:00'"),
        ("stop_times", "08:20:00,08:20:00", "08:20:00,08:10:00", "row 3, departure_time = '08:10:00'"),
        ("stop_times", "08:40:00", "", "row 4, arrival_time = ''"),
        ("stop_times", "t1,1", "t1,0", "row 3, stop_sequence = '0'"),
        ("stop_times", "08:20:00,0,0", "08:20:00,7,0", "row 3, pickup_type = '7'"),
        ("trips", "daily", "never", "trips.txt, row 2, service_id = 'never'"),
        ("trips", "r,", "x,", "trips.txt, row 2, route_id = 'x'"),
        ("stops", "44.2,", "442,", "stops.txt, row 5, stop_lat = '442'"),
        ("calendar", "20261231", "20261331", "calendar.txt, row 2, end_date = '20261331'"),
        ("agency", "Europe/Paris", "Europe/Atlantis", "agency.txt, row 2, agency_timezone = 'Europe/Atlantis'"),
    ],
)
def test_what_could_mislead_is_refused_with_file_row_field_and_value(
    table: str, before: str, after: str, told: str
) -> None:
    assert any(told in fault for fault in _changed(table, before, after))


def test_a_stop_twice_is_refused() -> None:
    assert "stops.txt, row 6, stop_id = 'city'" in _faults(stops=[*STOPS, STOPS[-1]])[0]


def test_all_faults_are_told_at_once() -> None:
    assert len(_changed("stop_times", "t1,", "t9,")) == 3


@pytest.mark.parametrize("content", [b"", b"stop_id\n", pack({"stops.txt": STOPS})])
def test_what_is_no_feed_is_refused(content: bytes) -> None:
    with pytest.raises(FeedError, match=r"example\.zip is no"):
        load_feed(content, "example.zip")


def test_the_sample_with_broken_keys_is_refused(shared: Path) -> None:
    file = shared / "data/gtfs/flex-on-demand-services-between-multiple-zones.zip"
    with pytest.raises(FeedError, match=r"row 4, trip_id = 't_5298041_b_77503_tn_0': is no trip of trips\.txt"):
        load_feed(file.read_bytes(), file.name)


@pytest.mark.parametrize("name", ["bbnavi-flex", "vbb-flex", "flex-on-demand-services-within-a-single-zone"])
def test_on_demand_calls_are_no_timetable(name: str, shared: Path) -> None:
    feed = load_feed((shared / f"data/gtfs/{name}.zip").read_bytes(), name)
    assert len(feed.trips) > 0
    assert len(feed.stop_times.trip) == 0


def test_the_fixed_calls_of_a_deviating_line_are_kept(shared: Path) -> None:
    feed = load_feed((shared / "data/gtfs/flex-deviated-drop-off-route.zip").read_bytes(), "deviated")
    assert len(feed.stop_times.trip) > 0
