"""GTFS-Realtime: which trips run late or not at all, as an operator's feed told it at one moment.

Words and meaning: https://gtfs.org/documentation/realtime/reference/.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from google.protobuf.message import DecodeError
from google.transit import gtfs_realtime_pb2 as realtime

from knowledge.rides.gtfs_tables import read_date
from knowledge.rides.gtfs_times import parse_time


class NewsError(ValueError):
    """What was fetched is no GTFS-Realtime."""


@dataclass(frozen=True, slots=True)
class CallNews:
    """One call of a trip, told by its stop_sequence or its stop_id."""

    sequence: int | None
    stop_id: str | None
    arrival_delay: int | None = None
    """Seconds; negative when early."""
    departure_delay: int | None = None
    arrival_time: int | None = None
    """Seconds since 1970, where a time is told instead of a delay."""
    departure_time: int | None = None
    is_skipped: bool = False
    is_unknown: bool = False
    """The operator says that nothing is known from here on."""


@dataclass(frozen=True, slots=True)
class TripNews:
    trip_id: str
    day: date | None
    """The service day; None: that of the moment at which it was told."""
    start: int | None = None
    """Seconds of the service day at which it leaves: which run it is, of a trip by headway."""
    is_cancelled: bool = False
    delay: int = 0
    """Seconds, until a call says another."""
    calls: tuple[CallNews, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class News:
    told_at: datetime
    """Aware, UTC."""
    trips: tuple[TripNews, ...]
    left_aside: int = 0
    """Trips of which no timetable has the times: added, duplicated, replaced."""


def read_news(content: bytes, fetched_at: datetime) -> News:
    """``fetched_at``: aware; a feed that claims to be younger, or does not say how old it is, is from then.

    Raises NewsError.
    """
    message = realtime.FeedMessage()
    try:
        message.ParseFromString(content)
    except DecodeError as error:
        raise NewsError(f"this is no GTFS-Realtime: {error}") from error
    if not message.IsInitialized():
        raise NewsError("this is no GTFS-Realtime: what every feed has is missing")
    try:
        told_at = datetime.fromtimestamp(message.header.timestamp or fetched_at.timestamp(), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise NewsError(f"the feed was made at {message.header.timestamp}, which is no time") from error
    updates = [e.trip_update for e in message.entity if e.HasField("trip_update") and not e.is_deleted]
    trips = tuple(trip for trip in map(_trip, updates) if trip)
    return News(min(told_at, fetched_at.astimezone(UTC)), trips, len(updates) - len(trips))


def _trip(update: Any) -> TripNews | None:
    kinds = realtime.TripDescriptor
    told = update.trip
    if not told.trip_id or told.schedule_relationship not in (kinds.SCHEDULED, kinds.CANCELED, kinds.DELETED):
        return None
    return TripNews(
        told.trip_id,
        read_date(told.start_date),
        parse_time(told.start_time),
        told.schedule_relationship != kinds.SCHEDULED,
        update.delay if update.HasField("delay") else 0,
        tuple(_call(call) for call in update.stop_time_update),
    )


def _call(update: Any) -> CallNews:
    kinds = realtime.TripUpdate.StopTimeUpdate
    return CallNews(
        update.stop_sequence if update.HasField("stop_sequence") else None,
        update.stop_id or None,
        _find(update, "arrival", "delay"),
        _find(update, "departure", "delay"),
        _find(update, "arrival", "time"),
        _find(update, "departure", "time"),
        is_skipped=update.schedule_relationship == kinds.SKIPPED,
        is_unknown=update.schedule_relationship in (kinds.NO_DATA, kinds.UNSCHEDULED),
    )


def _find(update: Any, event: str, name: str) -> int | None:
    told = getattr(update, event)
    return int(getattr(told, name)) if update.HasField(event) and told.HasField(name) else None
