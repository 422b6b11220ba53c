"""Which rides were weighed and why one was told, for staff who ask ``--explain``."""

from __future__ import annotations

from datetime import timedelta

from handlers.answers.ride_search import Found, Way
from handlers.answers.ride_trip import Trip
from handlers.model import ConsideredRide


def list_considered(trip: Trip, found: Found, way: Way) -> tuple[ConsideredRide, ...]:
    """For ``ask --explain``: each way of the day, the one that was told first."""
    told = ConsideredRide(_plain(way), f"told: {_why(trip, found)}")
    spare = _away(way)
    others = (
        ConsideredRide(_plain(one), f"{round((_away(one) - spare).total_seconds() / 60):+d} min away from home")
        for one in found.ways
        if one != way
    )
    return (*list_refused(trip, found), told, *others)


def list_refused(trip: Trip, found: Found | None) -> tuple[ConsideredRide, ...]:
    if found is None or found.obstacle is None:
        return ()
    return (ConsideredRide(f"{trip.day}", f"not that day: {found.obstacle.replace('_', ' ')}"),)


def _why(trip: Trip, found: Found) -> str:
    if found.note:
        return found.note.replace("_", " ")
    if trip.is_one_way:
        return "first that suits" if trip.prefers_first else "last that is in time"
    return "the next one was wanted" if trip.prefers_first else "least time away from home"


def _plain(way: Way) -> str:
    return ", back ".join(
        f"{journey.depart:%a %d %H:%M}-{journey.arrive:%H:%M} by {'+'.join(ride.trip_id for ride in journey.rides)}"
        for journey in way.journeys
    )


def _away(way: Way) -> timedelta:
    return (way.back or way.out).arrive - way.out.depart
