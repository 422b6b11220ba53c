"""GTFS-Realtime feeds, invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from google.transit import gtfs_realtime_pb2 as realtime

from knowledge.rides.delays import Delays, find_delays
from knowledge.rides.realtime import read_news
from knowledge.rides.timetable import Timetable

Calls = Sequence[Mapping[str, Any]]
"""``stop`` or ``sequence``; ``arrival``, ``departure`` (seconds late), ``at`` (a time), ``skipped`` or ``unknown``."""
FEED = "example0.zip"
"""As ``timetable_of`` calls the first one."""
KINDS = realtime.TripDescriptor


def message_of(told_at: datetime | None) -> Any:
    message = realtime.FeedMessage()
    message.header.gtfs_realtime_version = "2.0"
    if told_at:
        message.header.timestamp = int(told_at.timestamp())
    return message


def feed(
    told_at: datetime | None,
    late: Mapping[str, Calls] | None = None,
    cancelled: Sequence[str] = (),
    day: str = "",
    start: str = "",
    kind: int = KINDS.CANCELED,
) -> bytes:
    """``late``: what is told of each trip; ``day``: YYYYMMDD, or that of ``told_at``; ``start``: HH:MM:SS.

    ``cancelled``: trips told as ``kind``.
    """
    message = message_of(told_at)
    for trip_id, calls in (late or {}).items():
        update = _entity(message, trip_id, day, start)
        for call in calls:
            _add_call(update.stop_time_update.add(), call)
    for trip_id in cancelled:
        _entity(message, trip_id, day, start).trip.schedule_relationship = kind
    return bytes(message.SerializeToString())


def delays_of(timetable: Timetable, content: bytes, now: datetime, feed_name: str = FEED) -> Delays:
    return find_delays(timetable, feed_name, read_news(content, now))


def _entity(message: Any, trip_id: str, day: str, start: str) -> Any:
    entity = message.entity.add()
    entity.id = trip_id
    entity.trip_update.trip.trip_id = trip_id
    if day:
        entity.trip_update.trip.start_date = day
    if start:
        entity.trip_update.trip.start_time = start
    return entity.trip_update


def _add_call(told: Any, call: Mapping[str, Any]) -> None:
    kinds = realtime.TripUpdate.StopTimeUpdate
    if "stop" in call:
        told.stop_id = call["stop"]
    if "sequence" in call:
        told.stop_sequence = call["sequence"]
    for name in ("arrival", "departure"):
        if name in call:
            getattr(told, name).delay = call[name]
    if "at" in call:
        told.departure.time = int(call["at"].timestamp())
    if call.get("skipped"):
        told.schedule_relationship = kinds.SKIPPED
    if call.get("unknown"):
        told.schedule_relationship = kinds.NO_DATA
