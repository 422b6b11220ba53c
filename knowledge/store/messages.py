"""Messages in and out, and what a provider said became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.store.model import AlreadyAnswered, Notice, SavedTurn, StoredMessage
from knowledge.store.tables import messages, outbox

FINAL_STATUSES = frozenset({"delivered", "undelivered", "failed", "read"})


async def save_inbound(connection: AsyncConnection, turn: SavedTurn) -> int:
    """Returns the message's id. Raises AlreadyAnswered when this channel already brought it."""
    row = {
        "contact_key": turn.contact_key,
        "area_id": turn.area_id,
        "channel": turn.channel,
        "direction": "in",
        "external_id": turn.external_id,
        "at": turn.received_at,
        "text": turn.text,
        "status": "received",
    }
    try:
        result = await connection.execute(insert(messages).values(row))
    except IntegrityError as error:
        raise AlreadyAnswered(f"{turn.channel} {turn.external_id}") from error
    return _id_of(result.inserted_primary_key)


async def save_outbound(connection: AsyncConnection, turn: SavedTurn, in_reply_to: int, text: str, status: str) -> int:
    row = {
        "contact_key": turn.contact_key,
        "area_id": turn.area_id,
        "channel": turn.channel,
        "direction": "out",
        "at": turn.received_at,
        "text": text,
        "in_reply_to": in_reply_to,
        "status": status,
    }
    result = await connection.execute(insert(messages).values(row))
    return _id_of(result.inserted_primary_key)


async def save_notice(connection: AsyncConnection, notice: Notice, status: str) -> int:
    row = {
        "contact_key": notice.contact_key,
        "area_id": notice.area_id,
        "channel": notice.channel,
        "direction": "out",
        "at": notice.at,
        "text": notice.outgoing.text,
        "status": status,
    }
    result = await connection.execute(insert(messages).values(row))
    return _id_of(result.inserted_primary_key)


async def find_replies(connection: AsyncConnection, channel: str, external_id: str) -> tuple[str, ...] | None:
    """The answers given to this message; None when it was never seen, () when it was answered by silence."""
    asked = and_(messages.c.channel == channel, messages.c.direction == "in", messages.c.external_id == external_id)
    message_id = await connection.scalar(select(messages.c.message_id).where(asked))
    if message_id is None:
        return None
    answers = select(messages.c.text).where(messages.c.in_reply_to == message_id).order_by(messages.c.message_id)
    return tuple((await connection.scalars(answers)).all())


async def list_recent(connection: AsyncConnection, contact_key: str, limit: int) -> tuple[StoredMessage, ...]:
    """The last ``limit`` messages in and out, oldest first."""
    m = messages.c
    query = (
        select(m.direction, m.text, m.at, m.channel, m.area_id, m.status)
        .where(m.contact_key == contact_key)
        .order_by(m.message_id.desc())
        .limit(limit)
    )
    rows = (await connection.execute(query)).all()
    return tuple(StoredMessage(*row) for row in reversed(rows))


async def record_delivery(connection: AsyncConnection, channel: str, external_id: str, status: str) -> bool:
    """Keeps what the provider reports of an answer; False when it is not one of ours.

    Reports may come out of order: one that says how it ended is not overwritten by a late "sent".
    """
    ours = and_(messages.c.channel == channel, messages.c.direction == "out", messages.c.external_id == external_id)
    known = await connection.scalar(select(messages.c.status).where(ours))
    if known is None:
        return False
    if known not in FINAL_STATUSES or status in FINAL_STATUSES:
        await connection.execute(update(messages).where(ours).values(status=status))
    return True


async def forget(connection: AsyncConnection, contact_key: str) -> None:
    await _delete(connection, (await _ids(connection, messages.c.contact_key == contact_key)))


async def erase_before(connection: AsyncConnection, before: datetime) -> int:
    """Deletes messages older than ``before``; returns how many. One still to be sent stays until it is."""
    unsent = select(outbox.c.message_id)
    waiting = select(messages.c.in_reply_to).where(
        messages.c.message_id.in_(unsent), messages.c.in_reply_to.is_not(None)
    )
    old = and_(
        messages.c.at < before,
        messages.c.message_id.not_in(unsent),
        messages.c.message_id.not_in(waiting),
    )
    ids = await _ids(connection, old)
    await _delete(connection, ids)
    return len(ids)


async def _ids(connection: AsyncConnection, condition: ColumnElement[bool]) -> Sequence[int]:
    return (await connection.scalars(select(messages.c.message_id).where(condition))).all()


async def _delete(connection: AsyncConnection, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), 500):  # SQLite takes a bounded number of parameters
        part = ids[start : start + 500]
        await connection.execute(delete(outbox).where(outbox.c.message_id.in_(part)))
        await connection.execute(delete(messages).where(messages.c.message_id.in_(part)))


def _id_of(key: object) -> int:
    return int(key[0])  # type: ignore[index]
