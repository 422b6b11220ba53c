"""Small GTFS feeds, invented: tables of a village, its market town and the city."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date

from knowledge.rides.gtfs import load_feed
from knowledge.rides.journeys import Journey, earliest_between, latest_between, stop_ends
from knowledge.rides.timetable import Timetable, build_timetable

Rows = Sequence[str]

STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon",
    "village,Village,44.0,6.0",
    "town_n,Town  square,44.1,6.0",
    "town_s,TOWN square,44.1003,6.0",
    "city,City,44.2,6.0",
)
DAY = date(2026, 11, 24)
"""A Tuesday."""


def tables(
    trips: Mapping[str, Rows], stops: Rows = STOPS, zone: str = "Europe/Paris", **others: Rows
) -> dict[str, Rows]:
    """``trips``: id -> calls as ``stop time`` or ``stop time pickup_type drop_off_type``; all run every day of 2026."""
    calls = ["trip_id,stop_sequence,stop_id,arrival_time,departure_time,pickup_type,drop_off_type"]
    for trip, rows in trips.items():
        for number, row in enumerate(rows):
            stop, time, pickup, drop_off = (*row.split(), "0", "0")[:4]
            time = "" if time == "-" else time
            calls.append(f"{trip},{number},{stop},{time},{time},{pickup},{drop_off}")
    return {
        "agency.txt": ("agency_id,agency_name,agency_url,agency_timezone", f"a,Example buses,,{zone}"),
        "stops.txt": stops,
        "routes.txt": ("route_id,agency_id,route_short_name,route_long_name,route_type", "r,a,12,,3"),
        "trips.txt": ("route_id,service_id,trip_id", *(f"r,daily,{trip}" for trip in trips)),
        "stop_times.txt": calls,
        "calendar.txt": (
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
            "daily,1,1,1,1,1,1,1,20260101,20261231",
        ),
        **{f"{name}.txt": rows for name, rows in others.items()},
    }


def pack(content: Mapping[str, Rows | None], encoding: str = "utf-8", folder: str = "") -> bytes:
    """A zip of these tables; None leaves a table out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, rows in content.items():
            if rows is not None:
                archive.writestr(folder + name, "\r\n".join(rows).encode(encoding))
    return buffer.getvalue()


def timetable_of(*feeds: Mapping[str, Rows | None]) -> Timetable:
    timetable = build_timetable(load_feed(pack(feed), f"example{number}.zip") for number, feed in enumerate(feeds))
    assert timetable is not None
    return timetable


def index_of(timetable: Timetable, stop_id: str) -> int:
    found = timetable.find_stop(stop_id)
    assert found is not None
    return found


def go(timetable: Timetable, start: str, goal: str, at: str, day: date = DAY) -> Journey | None:
    """Earliest arrival; ``at`` as HH:MM after the start of the service day."""
    ends = stop_ends(timetable, index_of(timetable, start), index_of(timetable, goal))
    return earliest_between(timetable, timetable.get_day(day), ends, _seconds(at))


def be_there(timetable: Timetable, start: str, goal: str, by: str, day: date = DAY) -> Journey | None:
    """Latest departure."""
    ends = stop_ends(timetable, index_of(timetable, start), index_of(timetable, goal))
    return latest_between(timetable, timetable.get_day(day), ends, _seconds(by))


def said(journey: Journey | None) -> str | None:
    """``12:35-13:05 t1 t2``."""
    if journey is None:
        return None
    rides = " ".join(ride.trip_id for ride in journey.rides)
    return f"{journey.depart:%H:%M}-{journey.arrive:%H:%M} {rides}".strip()


def _seconds(text: str) -> int:
    hours, minutes = map(int, text.split(":"))
    return hours * 3600 + minutes * 60
