"""The carpool board as a GTFS feed, so that planners offer a neighbour's car beside the bus.

Each way of an offer is a route of type 1551 (carpool, of the extended types) with one trip, where one gets in and out
by agreement with the driver (``pickup_type`` 3). Arrival is estimated.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from knowledge.exporters.carpool_trips import PublicTrip, Publisher, list_public_trips
from knowledge.rides.carpool import Board, DriveMin, estimated_drive_min

CARPOOL = "1551"
BY_AGREEMENT = "3"
AGENCY = "1"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of each file in the zip: the same board gives the same bytes."""

Rows = Iterable[Sequence[object]]


def write_feed(board: Board, publisher: Publisher, now: datetime, drive_min: DriveMin = estimated_drive_min) -> bytes:
    """The zip. ``now`` is aware, in the area's zone; trips that have begun are left out."""
    trips = [trip for trip in list_public_trips(board, now) if trip.weekdays or trip.leaves.end >= now]
    tables = {
        "agency.txt": _agency(publisher),
        "feed_info.txt": _feed_info(publisher, trips, now),
        "stops.txt": _stops(trips),
        "routes.txt": _routes(trips, publisher),
        "calendar.txt": _calendar(trips, now),
        "calendar_dates.txt": _calendar_dates(board, trips, now),
        "trips.txt": _trips(trips),
        "stop_times.txt": _stop_times(trips, drive_min),
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), _csv(rows), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _csv(rows: Rows) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _agency(publisher: Publisher) -> Rows:
    yield "agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang"
    yield AGENCY, publisher.name, publisher.url, publisher.timezone, publisher.language


def _feed_info(publisher: Publisher, trips: Sequence[PublicTrip], now: datetime) -> Rows:
    last = max((trip.offer.expires.date() for trip in trips), default=now.date())
    yield "feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date", "feed_end_date"
    yield publisher.name, publisher.url, publisher.language, _day(now.date()), _day(last)


def _stops(trips: Iterable[PublicTrip]) -> Rows:
    yield "stop_id", "stop_name", "stop_lat", "stop_lon"
    ends = {end.place_id: end for trip in trips for end in (trip.origin, trip.goal)}
    for place_id, end in sorted(ends.items()):
        yield place_id, end.name, f"{end.position.lat:.6f}", f"{end.position.lon:.6f}"


def _routes(trips: Iterable[PublicTrip], publisher: Publisher) -> Rows:
    yield "route_id", "agency_id", "route_short_name", "route_long_name", "route_type", "route_url"
    for trip in trips:
        yield trip.trip_id, AGENCY, "", f"{trip.origin.name} - {trip.goal.name}", CARPOOL, publisher.url


def _calendar(trips: Iterable[PublicTrip], now: datetime) -> Rows:
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    yield "service_id", *days, "start_date", "end_date"
    for trip in trips:
        if trip.weekdays:
            first = max(now.date(), trip.offer.leaves.start.date())
            flags = [int(day in trip.weekdays) for day in range(7)]
            yield trip.trip_id, *flags, _day(first), _day(trip.offer.expires.date())


def _calendar_dates(board: Board, trips: Iterable[PublicTrip], now: datetime) -> Rows:
    """The day of a single trip; of a regular one the days on which its seats are gone."""
    yield "service_id", "date", "exception_type"
    for trip in trips:
        if not trip.weekdays:
            yield trip.trip_id, _day(trip.leaves.start.date()), 1
            continue
        for leaves in trip.offer.departures():
            day = leaves.start.date()
            if day >= now.date() and not board.seats_left(trip.offer, day):
                yield trip.trip_id, _day(day), 2


def _trips(trips: Iterable[PublicTrip]) -> Rows:
    yield "route_id", "service_id", "trip_id", "trip_headsign", "direction_id"
    for trip in trips:
        yield trip.trip_id, trip.trip_id, trip.trip_id, trip.goal.name, int(trip.is_back)


def _stop_times(trips: Iterable[PublicTrip], drive_min: DriveMin) -> Rows:
    yield (
        "trip_id",
        "arrival_time",
        "departure_time",
        "stop_id",
        "stop_sequence",
        "pickup_type",
        "drop_off_type",
        "timepoint",
    )
    for trip in trips:
        start = timedelta(hours=trip.leaves.start.hour, minutes=trip.leaves.start.minute)
        end = start + timedelta(minutes=round(drive_min(trip.origin.position, trip.goal.position)))
        yield trip.trip_id, _clock(start), _clock(start), trip.origin.place_id, 1, BY_AGREEMENT, 1, 1
        yield trip.trip_id, _clock(end), _clock(end), trip.goal.place_id, 2, 1, BY_AGREEMENT, 0


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")


def _clock(since_midnight: timedelta) -> str:
    """Past 24:00:00 after midnight, as GTFS counts."""
    minutes = int(since_midnight.total_seconds()) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}:00"
