"""GTFS-Realtime: which trips run late or not at all, as an operator's feed told it at one moment.

Words and meaning: https://gtfs.org/documentation/realtime/reference/. Added trips are left aside: the timetable knows
nothing of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from google.protobuf.message import DecodeError
from google.transit import gtfs_realtime_pb2 as realtime

from knowledge.rides.gtfs_tables import read_date

FRESH = timedelta(minutes=5)
"""Older news are no news: the timetable is told, as if there were none."""


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
    is_cancelled: bool = False
    delay: int = 0
    """Seconds, until a call says another."""
    calls: tuple[CallNews, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class News:
    told_at: datetime
    """Aware, UTC."""
    trips: Mapping[str, tuple[TripNews, ...]]
    """By trip id."""

    def is_fresh(self, now: datetime) -> bool:
        """``now`` is aware. A clock that runs a little ahead of ours is forgiven."""
        return -FRESH <= now.astimezone(UTC) - self.told_at <= FRESH

    def list_on(self, day: date, local_day: date) -> Iterable[TripNews]:
        """Of one service day; ``local_day`` is the one on which they were told."""
        for trips in self.trips.values():
            yield from (trip for trip in trips if (trip.day or local_day) == day)

    def is_cancelled(self, trip_id: str, day: date, local_day: date) -> bool:
        """Of trips that begin before midnight, ``day`` is also the service day."""
        told = self.trips.get(trip_id, ())
        return any(trip.is_cancelled and (trip.day or local_day) == day for trip in told)


def read_news(content: bytes) -> News:
    """Raises NewsError."""
    message = realtime.FeedMessage()
    try:
        message.ParseFromString(content)
    except DecodeError as error:
        raise NewsError(f"this is no GTFS-Realtime: {error}") from error
    if not message.header.timestamp:
        raise NewsError("the feed does not say when it was made")
    trips: dict[str, tuple[TripNews, ...]] = {}
    for entity in message.entity:
        if entity.HasField("trip_update") and not entity.is_deleted:
            news = _trip(entity.trip_update)
            if news is not None:
                trips[news.trip_id] = (*trips.get(news.trip_id, ()), news)
    return News(datetime.fromtimestamp(message.header.timestamp, UTC), trips)


def _trip(update: Any) -> TripNews | None:
    kinds = realtime.TripDescriptor
    told = update.trip
    if not told.trip_id or told.schedule_relationship not in (kinds.SCHEDULED, kinds.CANCELED, kinds.DELETED):
        return None
    return TripNews(
        told.trip_id,
        read_date(told.start_date),
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
        is_unknown=update.schedule_relationship == kinds.NO_DATA,
    )


def _find(update: Any, event: str, name: str) -> int | None:
    told = getattr(update, event)
    return int(getattr(told, name)) if update.HasField(event) and told.HasField(name) else None
