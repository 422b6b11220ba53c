"""Facts that staff act on: nothing found, reported wrong, a ride offered."""

from __future__ import annotations

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.store.model import SavedTurn, StoredEvent
from knowledge.store.tables import events

WORDS_OF_RESIDENT = frozenset({"text", "message", "words", "name", "phone"})
"""Keys of ``detail`` that may quote the resident, dropped when their data are deleted."""


async def save(connection: AsyncConnection, turn: SavedTurn) -> None:
    if not turn.events:
        return
    rows = [
        {
            "area_id": turn.area_id,
            "contact_key": turn.contact_key,
            "channel": turn.channel,
            "kind": event.kind,
            "detail": event.detail,
            "at": turn.received_at,
        }
        for event in turn.events
    ]
    await connection.execute(insert(events), rows)


async def list_all(connection: AsyncConnection, area_id: str, kind: str | None) -> tuple[StoredEvent, ...]:
    e = events.c
    query = select(e.event_id, e.area_id, e.channel, e.kind, e.detail, e.at).where(e.area_id == area_id)
    if kind is not None:
        query = query.where(e.kind == kind)
    return tuple(StoredEvent(*row) for row in (await connection.execute(query.order_by(e.event_id))).all())


async def forget(connection: AsyncConnection, contact_key: str) -> None:
    """The fact stays, who said it and in which words does not."""
    query = select(events.c.event_id, events.c.detail).where(events.c.contact_key == contact_key)
    for event_id, detail in (await connection.execute(query)).all():
        kept = {key: value for key, value in detail.items() if key not in WORDS_OF_RESIDENT}
        values = {"contact_key": None, "detail": kept}
        await connection.execute(update(events).where(events.c.event_id == event_id).values(values))
