"""The log of what was imported when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.importing import AnyPlan
from knowledge.store.model import ImportRun
from knowledge.store.tables import imports


async def record(connection: AsyncConnection, plan: AnyPlan, at: datetime) -> None:
    row = {
        "area_id": plan.area_id,
        "origin": plan.origin,
        "at": at,
        "added": len(plan.added),
        "changed": len(plan.changed),
        "removed": len(plan.removed),
        "unchanged": plan.unchanged,
    }
    await connection.execute(insert(imports).values(row))


async def list_all(connection: AsyncConnection, area_id: str) -> tuple[ImportRun, ...]:
    i = imports.c
    query = select(i.area_id, i.origin, i.at, i.added, i.changed, i.removed, i.unchanged)
    rows = await connection.execute(query.where(i.area_id == area_id).order_by(i.import_id))
    return tuple(ImportRun(*row) for row in rows.all())
