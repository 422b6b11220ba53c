"""Answers still to be sent. Once sent or given up, the row is deleted, and with it the resident's number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.store.model import Outgoing, Unsent
from knowledge.store.tables import messages, outbox


async def put(connection: AsyncConnection, message_id: int, outgoing: Outgoing, next_attempt_at: datetime) -> None:
    row = {
        "message_id": message_id,
        "address": outgoing.address,
        "payload": outgoing.payload,
        "attempts": 0,
        "next_attempt_at": next_attempt_at,
    }
    await connection.execute(insert(outbox).values(row))


async def list_unsent(connection: AsyncConnection, now: datetime) -> tuple[Unsent, ...]:
    """Whose time has come, in the order they were written."""
    m, o = messages.c, outbox.c
    query = (
        select(m.message_id, m.contact_key, m.area_id, m.channel, o.address, m.text, o.payload, o.attempts)
        .join_from(outbox, messages)
        .where(o.next_attempt_at <= now)
        .order_by(m.message_id)
    )
    return tuple(Unsent(*row) for row in (await connection.execute(query)).all())


async def drop_quoting(connection: AsyncConnection, reach: str) -> None:
    """Takes back what has not been sent yet and gives somebody's number to another, who may have it no more."""
    quoting = outbox.c.payload.contains(reach, autoescape=True)
    ids = (await connection.scalars(select(outbox.c.message_id).where(quoting))).all()
    for message_id in ids:
        await _close(connection, message_id, {"status": "failed", "error": "taken back"})


async def mark_sent(connection: AsyncConnection, outgoing_id: int, external_id: str | None) -> None:
    await _close(connection, outgoing_id, {"status": "sent", "external_id": external_id})


async def mark_failed(connection: AsyncConnection, outgoing_id: int, error: str, retry_at: datetime | None) -> None:
    """Tries again at ``retry_at``; None gives up for good."""
    if retry_at is None:
        await _close(connection, outgoing_id, {"status": "failed", "error": error})
        return
    values = {"attempts": outbox.c.attempts + 1, "next_attempt_at": retry_at, "error": error}
    await connection.execute(update(outbox).where(outbox.c.message_id == outgoing_id).values(values))


async def _close(connection: AsyncConnection, outgoing_id: int, values: dict[str, str | None]) -> None:
    await connection.execute(delete(outbox).where(outbox.c.message_id == outgoing_id))
    await connection.execute(update(messages).where(messages.c.message_id == outgoing_id).values(values))
