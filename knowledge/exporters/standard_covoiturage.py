"""The carpool board as the two collections of the standard-covoiturage interface (fabmob, OpenAPI): ``driver_journeys``
for single trips, ``driver_regular_trips`` for weekly ones.

A driver is known by the offer alone: the standard wants an id and an alias, and our residents have given neither.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from knowledge.exporters.carpool_trips import PublicTrip, Publisher, list_public_trips
from knowledge.geo import road_distance_m
from knowledge.rides.carpool import Board, DriveMin, estimated_drive_min

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LISTED_AHEAD = timedelta(weeks=4)
"""How far ahead the dates of a regular trip are written out."""

Collections = dict[str, list[dict[str, Any]]]


def list_collections(
    board: Board, publisher: Publisher, now: datetime, drive_min: DriveMin = estimated_drive_min
) -> Collections:
    """``now`` is aware, in the area's zone. Passengers get in and out where the driver starts and arrives."""
    trips = tuple(list_public_trips(board, now))
    return {
        "driver_journeys": [
            {
                **_describe_trip(trip, publisher, drive_min),
                **_describe_departure(trip, trip.leaves.start, publisher),
                "availableSeats": board.seats_left(trip.offer, trip.offer.leaves.start.date()),
            }
            for trip in trips
            if not trip.weekdays and trip.leaves.end >= now
        ],
        "driver_regular_trips": [
            {**_describe_trip(trip, publisher, drive_min), "schedules": _list_schedules(board, trip, publisher, now)}
            for trip in trips
            if trip.weekdays
        ],
    }


def _describe_trip(trip: PublicTrip, publisher: Publisher, drive_min: DriveMin) -> dict[str, Any]:
    start, end = trip.origin.position, trip.goal.position
    return {
        "driver": {"id": trip.offer.offer_id, "operator": publisher.operator, "alias": publisher.name},
        "passengerPickupLat": start.lat,
        "passengerPickupLng": start.lon,
        "passengerDropLat": end.lat,
        "passengerDropLng": end.lon,
        "passengerPickupAddress": trip.origin.name,
        "passengerDropAddress": trip.goal.name,
        "driverDepartureLat": start.lat,
        "driverDepartureLng": start.lon,
        "driverArrivalLat": end.lat,
        "driverArrivalLng": end.lon,
        "driverDepartureAddress": trip.origin.name,
        "driverArrivalAddress": trip.goal.name,
        "duration": round(drive_min(start, end) * 60),
        "distance": round(road_distance_m(start, end)),
        "webUrl": publisher.url,
    }


def _describe_departure(trip: PublicTrip, leaves: datetime, publisher: Publisher) -> dict[str, Any]:
    day = leaves.date().isoformat()
    at = int(leaves.timestamp())
    return {
        "id": f"{trip.trip_id}-{day}" if trip.weekdays else trip.trip_id,
        "passengerPickupDate": at,
        "driverDepartureDate": at,
        "type": "PLANNED",
        "webUrl": publisher.url,
    }


def _list_schedules(board: Board, trip: PublicTrip, publisher: Publisher, now: datetime) -> list[dict[str, Any]]:
    """One for each day of the week, with its next dates that have a seat left."""
    dates = [leaves.start.date() for leaves in trip.offer.departures() if leaves.start - now <= LISTED_AHEAD]
    free = [day for day in dates if board.seats_left(trip.offer, day)]
    schedules = []
    for weekday in trip.weekdays:
        departures = [_departure_on(trip, day) for day in free if day.weekday() == weekday]
        schedules.append(
            {
                "passengerPickupDay": WEEKDAYS[weekday],
                "passengerPickupTimeOfDay": trip.leaves.start.time().isoformat("seconds"),
                "JourneySchedules": [_describe_departure(trip, at, publisher) for at in departures if at >= now],
            }
        )
    return schedules


def _departure_on(trip: PublicTrip, day: date) -> datetime:
    hour: time = trip.leaves.start.time()
    return datetime.combine(day, hour, trip.leaves.start.tzinfo or UTC)
