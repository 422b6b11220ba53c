"""Rides to ring for, as spreadsheets describe them: one row each, an area's own copy."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.importing import ImportPlan
from knowledge.model import Position, Source
from knowledge.rides.booking_rules import BookingRule, WeekdayDeadline, WorkingDays
from knowledge.rides.on_demand_entry import OnDemandEntry
from knowledge.rides.zones import ZoneStop
from knowledge.store import records
from knowledge.store.tables import on_demand


async def load(connection: AsyncConnection, area_id: str, *, examples: bool) -> tuple[OnDemandEntry, ...]:
    """Every entry of the area, in the order of their ids; the demo's examples only when asked for."""
    query = select(on_demand).where(on_demand.c.area_id == area_id)
    if not examples:
        query = query.where(on_demand.c.example.is_(False))
    rows = await connection.execute(query.order_by(on_demand.c.entry_id))
    return tuple(from_row(row) for row in rows)


async def load_origins(connection: AsyncConnection, area_id: str) -> dict[str, str]:
    """By id, the import that brought it."""
    return await records.load_origins(connection, on_demand.c.entry_id, area_id)


async def apply(connection: AsyncConnection, plan: ImportPlan[OnDemandEntry]) -> None:
    await records.apply(connection, on_demand.c.entry_id, plan, to_row)


def to_row(entry: OnDemandEntry) -> dict[str, Any]:
    row = asdict(entry)
    row.update({f"source_{key}": value for key, value in row.pop("source").items()})
    return row


def from_row(row: Row[Any]) -> OnDemandEntry:
    values = dict(row._mapping)
    for key in ("area_id", "origin"):
        del values[key]
    source = Source(**{key: values.pop(f"source_{key}") for key in ("name", "date", "url", "licence")})
    for key in ("pickup_communes", "destination_communes"):
        values[key] = tuple(values[key])
    for key in ("pickup_points", "destination_points"):
        values[key] = tuple(ZoneStop(**{**stop, "position": Position(**stop["position"])}) for stop in values[key])
    values["booking"] = _booking(values["booking"]) if values["booking"] else None
    return OnDemandEntry(source=source, **values)


def _booking(values: dict[str, Any]) -> BookingRule:
    """Days are only ever counted by a country's working days here: no spreadsheet has a service of a feed."""
    counted = values["prior_notice_days"]
    return BookingRule(**{
        **values,
        "prior_notice_days": WorkingDays(**counted) if counted else None,
        "by_weekday": tuple(
            WeekdayDeadline(**{**one, "travel_days": tuple(one["travel_days"])}) for one in values["by_weekday"]
        ),
        "from_text": tuple(values["from_text"]),
    })  # fmt: skip
