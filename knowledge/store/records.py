"""What services, places and on-demand rides have in common: an area's own copy, one row a record, with its origin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, Table, and_, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.importing import ImportPlan, Record

CHUNK = 500
"""Keys in one DELETE: SQLite takes a bounded number of parameters."""


async def load_origins(connection: AsyncConnection, key: Column[str], area_id: str) -> dict[str, str]:
    """By record id, the import that brought it."""
    table = key.table
    query = select(key, table.c.origin).where(table.c.area_id == area_id)
    return {row[0]: row[1] for row in (await connection.execute(query)).all()}


async def apply(
    connection: AsyncConnection,
    key: Column[str],
    plan: ImportPlan[Record],
    to_row: Callable[[Record], dict[str, Any]],
) -> None:
    """``key``: the column of record ids; ``to_row``: a record's own columns."""
    assert isinstance(key.table, Table)
    gone = [record.record_id for record in (*plan.removed, *(change.before for change in plan.changed))]
    await _delete(connection, key, plan.area_id, gone)
    new = (*plan.added, *(change.after for change in plan.changed))
    rows = [{"area_id": plan.area_id, "origin": plan.origin, **to_row(record)} for record in new]
    if rows:
        await connection.execute(insert(key.table), rows)


async def _delete(connection: AsyncConnection, key: Column[str], area_id: str, ids: Sequence[str]) -> None:
    assert isinstance(key.table, Table)
    for start in range(0, len(ids), CHUNK):
        one_of = key.in_(ids[start : start + CHUNK])
        await connection.execute(delete(key.table).where(and_(key.table.c.area_id == area_id, one_of)))
