"""Services: one row each, an area's own copy."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.importing import ImportPlan
from knowledge.model import Alert, Location, Phone, Position, Service, Source, Visit
from knowledge.store import records
from knowledge.store.tables import services


async def load(connection: AsyncConnection, area_id: str, *, examples: bool) -> tuple[Service, ...]:
    """Every service of the area, in the order of their ids; the demo's examples only when asked for."""
    query = select(services).where(services.c.area_id == area_id)
    if not examples:
        query = query.where(services.c.example.is_(False))
    rows = await connection.execute(query.order_by(services.c.service_id))
    return tuple(from_row(row) for row in rows)


async def load_origins(connection: AsyncConnection, area_id: str) -> dict[str, str]:
    """By id, the import that brought it."""
    return await records.load_origins(connection, services.c.service_id, area_id)


async def apply(connection: AsyncConnection, plan: ImportPlan[Service]) -> None:
    await records.apply(connection, services.c.service_id, plan, to_row)


def to_row(service: Service) -> dict[str, Any]:
    """Nested records as JSON or columns."""
    row = asdict(service)
    source, alert = row.pop("source"), row.pop("alert") or {}
    row.update({f"source_{key}": value for key, value in source.items()})
    row.update({f"alert_{key}": alert.get(key) for key in ("text", "start", "end", "closed")})
    return row


def from_row(row: Row[Any]) -> Service:
    values = dict(row._mapping)
    for key in ("area_id", "origin"):
        del values[key]
    source = Source(**{key: values.pop(f"source_{key}") for key in ("name", "date", "url", "licence")})
    alert = {key: values.pop(f"alert_{key}") for key in ("text", "start", "end", "closed")}
    for key in ("categories", "languages", "service_area"):
        values[key] = tuple(values[key])
    values["phones"] = tuple(Phone(**phone) for phone in values["phones"])
    values["visits"] = tuple(Visit(_location(visit["location"]), visit["opening_hours"]) for visit in values["visits"])
    values["location"] = _location(values["location"]) if values["location"] else None
    return Service(source=source, alert=Alert(**alert) if alert["text"] else None, **values)


def _location(values: dict[str, Any]) -> Location:
    return Location(**{**values, "position": Position(**values["position"])})
