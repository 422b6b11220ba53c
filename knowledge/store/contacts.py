"""What is remembered of a resident: the conversation's state and whether they want to hear from us."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.store.tables import contacts


async def find_conversation(connection: AsyncConnection, contact_key: str) -> str | None:
    query = select(contacts.c.conversation).where(contacts.c.contact_key == contact_key)
    found: str | None = await connection.scalar(query)
    return found


async def is_opted_out(connection: AsyncConnection, contact_key: str) -> bool:
    query = select(contacts.c.opted_out).where(contacts.c.contact_key == contact_key)
    return bool(await connection.scalar(query))


async def save_conversation(connection: AsyncConnection, contact_key: str, conversation: str, at: datetime) -> None:
    await _put(connection, contact_key, at, conversation=conversation)


async def set_opted_out(connection: AsyncConnection, contact_key: str, opted_out: bool, at: datetime) -> None:
    await _put(connection, contact_key, at, opted_out=opted_out)


async def forget(connection: AsyncConnection, contact_key: str) -> None:
    """Deletes the contact; one who opted out stays as a bare hash, or we would write to them again."""
    mine = contacts.c.contact_key == contact_key
    await connection.execute(delete(contacts).where(mine, contacts.c.opted_out.is_(False)))
    await connection.execute(update(contacts).where(mine).values(conversation=None))


async def forget_idle(connection: AsyncConnection, before: datetime) -> None:
    """Deletes what is remembered of everybody not heard from since ``before``, keeping who opted out."""
    idle = contacts.c.updated_at < before
    await connection.execute(delete(contacts).where(idle, contacts.c.opted_out.is_(False)))
    await connection.execute(update(contacts).where(idle).values(conversation=None))


async def _put(connection: AsyncConnection, contact_key: str, at: datetime, **values: str | bool) -> None:
    changed = await connection.execute(
        update(contacts).where(contacts.c.contact_key == contact_key).values(updated_at=at, **values)
    )
    if not changed.rowcount:
        row = {"contact_key": contact_key, "opted_out": False, "updated_at": at, **values}
        await connection.execute(insert(contacts).values(row))
