"""GTFS-Realtime feeds, invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from google.transit import gtfs_realtime_pb2 as realtime

Calls = Sequence[Mapping[str, Any]]
"""``stop`` or ``sequence``; ``arrival``, ``departure`` (seconds late), ``at`` (a time), ``skipped`` or ``unknown``."""


def feed(
    told_at: datetime, late: Mapping[str, Calls] | None = None, cancelled: Sequence[str] = (), day: str = ""
) -> bytes:
    """``late``: what is told of each trip; ``day``: YYYYMMDD, or that of ``told_at``."""
    message = realtime.FeedMessage()
    message.header.gtfs_realtime_version = "2.0"
    message.header.timestamp = int(told_at.timestamp())
    for trip_id, calls in (late or {}).items():
        update = _entity(message, trip_id, day)
        for call in calls:
            _add_call(update.stop_time_update.add(), call)
    for trip_id in cancelled:
        _entity(message, trip_id, day).trip.schedule_relationship = realtime.TripDescriptor.CANCELED
    return bytes(message.SerializeToString())


def _entity(message: Any, trip_id: str, day: str) -> Any:
    entity = message.entity.add()
    entity.id = trip_id
    entity.trip_update.trip.trip_id = trip_id
    if day:
        entity.trip_update.trip.start_date = day
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
