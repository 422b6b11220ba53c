"""The carpool board as it is kept: one door beside ``Store``, each method one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Table, and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from knowledge.rides.carpool import OPEN_STATES, Board, Introduction, Offer, Request, State
from knowledge.store.carpool_rows import (
    introduction_row,
    offer_row,
    read_introduction,
    read_offer,
    read_request,
    request_row,
)
from knowledge.store.carpool_tables import blocks, contacts, introductions, offers, requests
from knowledge.store.model import CarpoolContact
from knowledge.store.tables import contacts as residents

INTRODUCTION_KEPT = timedelta(days=14)
"""After the trip: so long somebody can report or block whom they rode with."""


class CarpoolStore:
    """``engine`` reads, ``writing`` takes the write lock at once."""

    def __init__(self, engine: AsyncEngine, writing: AsyncEngine) -> None:
        self._engine = engine
        self._writing = writing

    async def load_board(self, area_id: str, zone: ZoneInfo) -> Board:
        """``zone``: the area's own, in which regular offers keep their hour."""
        async with self._engine.begin() as connection:
            people = await _keys(connection, select(residents.c.contact_key).where(residents.c.opted_out))
            pairs = (await connection.execute(select(blocks.c.blocker, blocks.c.blocked))).all()
            offered = await _of_area(connection, offers, area_id)
            asked = await _of_area(connection, requests, area_id)
            introduced = await _of_area(connection, introductions, area_id)
        return Board(
            tuple(read_offer(row, zone) for row in offered if not row["is_removed"]),
            tuple(read_request(row, zone) for row in asked),
            tuple(read_introduction(row, zone) for row in introduced),
            frozenset(frozenset(pair) for pair in pairs),
            frozenset(people),
        )

    async def put_offer(self, area_id: str, offer: Offer, contact: CarpoolContact) -> None:
        """New, or changed while it keeps its id."""
        async with self._writing.begin() as connection:
            await _put(connection, offers, offers.c.offer_id == offer.offer_id, offer_row(area_id, offer))
            await _put_contact(connection, area_id, offer.driver, contact)

    async def put_request(self, area_id: str, request: Request, contact: CarpoolContact) -> None:
        async with self._writing.begin() as connection:
            mine = requests.c.request_id == request.request_id
            await _put(connection, requests, mine, request_row(area_id, request))
            await _put_contact(connection, area_id, request.passenger, contact)

    async def close(self, offer: Offer, day: date | None = None) -> None:
        """Takes nobody more: ever, or of a regular offer on one day."""
        closed = {"is_full": True} if day is None else {"closed_on": [d.isoformat() for d in (*offer.closed, day)]}
        async with self._writing.begin() as connection:
            await connection.execute(update(offers).where(offers.c.offer_id == offer.offer_id).values(closed))

    async def mark_removed(self, area_id: str, offer_id: str) -> bool:
        """Staff take an offer off the board at once; the running program tells whom it concerns. False if unknown."""
        which = and_(offers.c.offer_id == offer_id, offers.c.area_id == area_id, offers.c.is_removed.is_(False))
        async with self._writing.begin() as connection:
            marked = await connection.execute(update(offers).where(which).values(is_removed=True))
        return bool(marked.rowcount)

    async def list_removed(self, area_id: str, zone: ZoneInfo) -> tuple[Offer, ...]:
        query = select(offers).where(offers.c.area_id == area_id, offers.c.is_removed)
        async with self._engine.begin() as connection:
            return tuple(read_offer(row, zone) for row in await _rows(connection, query))

    async def remove_offer(self, offer_id: str, now: datetime, zone: ZoneInfo) -> tuple[Introduction, ...]:
        """Returns the introductions that fall with it, as they stood: those people have to be told."""
        async with self._writing.begin() as connection:
            fallen = await _cancel(connection, introductions.c.offer_id == offer_id, now, zone)
            await connection.execute(delete(offers).where(offers.c.offer_id == offer_id))
        return fallen

    async def remove_requests_of(self, passenger: str, met: Introduction | None = None) -> None:
        """All, or those that ``met`` answers: the same way on that day."""
        which = requests.c.passenger == passenger
        async with self._writing.begin() as connection:
            if met is not None:
                around = and_(requests.c.wanted_start <= met.pickup.end, requests.c.wanted_end >= met.pickup.start)
                by_id = requests.c.request_id == met.request_id
                rows = await _rows(connection, select(requests).where(which, or_(around, by_id)))
                names = [row["request_id"] for row in rows if _is_same_way(row, met)]
                which = requests.c.request_id.in_(names)
            await connection.execute(delete(requests).where(which))

    async def cancel_introduction(self, introduction_id: str, now: datetime, zone: ZoneInfo) -> Introduction | None:
        """Returns it as it stood; None when there was nothing left to cancel."""
        async with self._writing.begin() as connection:
            fallen = await _cancel(connection, introductions.c.introduction_id == introduction_id, now, zone)
        return fallen[0] if fallen else None

    async def add_introduction(self, area_id: str, one: Introduction, contact: CarpoolContact | None = None) -> bool:
        """``contact``: the passenger's, when they are new to the board. False when the same one is there already."""
        async with self._writing.begin() as connection:
            key = introductions.c.introduction_id == one.introduction_id
            known = await connection.scalar(select(introductions.c.state).where(key))
            if known is not None and known not in ("cancelled", "lapsed"):
                return False
            await _put(connection, introductions, key, introduction_row(area_id, one))
            if contact is not None:
                await _put_contact(connection, area_id, one.passenger, contact)
        return True

    async def move(self, introduction_id: str, before: State, after: State, at: datetime) -> bool:
        """One step further; False when it did not stand at ``before`` any more, so that no step is taken twice."""
        async with self._writing.begin() as connection:
            return await _move(connection, introduction_id, before, after, at)

    async def agree(self, introduction_id: str, at: datetime, zone: ZoneInfo) -> bool:
        """The driver's yes. False when the question is closed, or the seats are gone meanwhile."""
        async with self._writing.begin() as connection:
            row = await _find_row(connection, introductions, introductions.c.introduction_id == introduction_id)
            offer = await _find_row(connection, offers, offers.c.offer_id == row["offer_id"]) if row else None
            if row is None or offer is None:
                return False
            one = read_introduction(row, zone)
            others = await _rows(connection, select(introductions).where(introductions.c.offer_id == one.offer_id))
            agreed = tuple(read_introduction(other, zone) for other in others)
            left = Board(introductions=agreed).seats_left(read_offer(offer, zone), one.leaves.date())
            return left >= one.seats and await _move(connection, introduction_id, "driver_asked", "agreed", at)

    async def block(self, blocker: str, blocked: str) -> None:
        async with self._writing.begin() as connection:
            row = {"blocker": blocker, "blocked": blocked}
            await _put(connection, blocks, and_(blocks.c.blocker == blocker, blocks.c.blocked == blocked), row)

    async def find_contact(self, contact_key: str) -> CarpoolContact | None:
        async with self._engine.begin() as connection:
            row = await _find_row(connection, contacts, contacts.c.contact_key == contact_key)
        return CarpoolContact(row["channel"], row["address"], row["reach"]) if row else None

    async def lapse(
        self, area_id: str, now: datetime, unanswered_since: datetime, zone: ZoneInfo
    ) -> tuple[Introduction, ...]:
        """Closes questions that nobody answered, or whose trip has begun; returns them as they stood."""
        async with self._writing.begin() as connection:
            late = or_(introductions.c.asked_at < unanswered_since, introductions.c.pickup_end < now)
            late = and_(late, introductions.c.area_id == area_id)
            rows = await _rows(connection, select(introductions).where(introductions.c.state.in_(OPEN_STATES), late))
            ids = [row["introduction_id"] for row in rows]
            which = introductions.c.introduction_id.in_(ids)
            await connection.execute(update(introductions).where(which).values(state="lapsed"))
        return tuple(read_introduction(row, zone) for row in rows)

    async def purge(self, now: datetime) -> None:
        """Deletes what is over, and the address of everybody who has nothing before them any more."""
        async with self._writing.begin() as connection:
            await connection.execute(delete(offers).where(offers.c.expires < now))
            await connection.execute(delete(requests).where(requests.c.wanted_end < now))
            old = introductions.c.pickup_end < now - INTRODUCTION_KEPT
            await connection.execute(delete(introductions).where(old))
            await _drop_idle_contacts(connection, now)


def _is_same_way(row: Any, met: Introduction) -> bool:
    return bool((row["origin"]["name"], row["goal"]["name"]) == (met.origin, met.goal))


async def find_reach(connection: AsyncConnection, person: str) -> str | None:
    """What others are given of this person, while it is kept."""
    reach: str | None = await connection.scalar(select(contacts.c.reach).where(contacts.c.contact_key == person))
    return reach


async def forget(connection: AsyncConnection, person: str) -> None:
    """Deletes all of one person's. That others blocked them stays, as a bare hash, or they would be met again."""
    await connection.execute(delete(offers).where(offers.c.driver == person))
    await connection.execute(delete(requests).where(requests.c.passenger == person))
    mine = or_(introductions.c.driver == person, introductions.c.passenger == person)
    await connection.execute(delete(introductions).where(mine))
    await connection.execute(delete(contacts).where(contacts.c.contact_key == person))
    await connection.execute(delete(blocks).where(blocks.c.blocker == person))


async def _cancel(
    connection: AsyncConnection, which: ColumnElement[bool], now: datetime, zone: ZoneInfo
) -> tuple[Introduction, ...]:
    live = and_(which, introductions.c.state.in_((*OPEN_STATES, "agreed")), introductions.c.pickup_end >= now)
    rows = await _rows(connection, select(introductions).where(live))
    await connection.execute(update(introductions).where(live).values(state="cancelled"))
    return tuple(read_introduction(row, zone) for row in rows)


async def _move(connection: AsyncConnection, introduction_id: str, before: State, after: State, at: datetime) -> bool:
    which = and_(introductions.c.introduction_id == introduction_id, introductions.c.state == before)
    moved = await connection.execute(update(introductions).where(which).values(state=after, asked_at=at))
    return bool(moved.rowcount)


async def _put_contact(connection: AsyncConnection, area_id: str, key: str, contact: CarpoolContact) -> None:
    row = {
        "contact_key": key,
        "area_id": area_id,
        "channel": contact.channel,
        "address": contact.address,
        "reach": contact.reach,
    }
    await _put(connection, contacts, contacts.c.contact_key == key, row)


async def _drop_idle_contacts(connection: AsyncConnection, now: datetime) -> None:
    ahead = and_(introductions.c.state.in_((*OPEN_STATES, "agreed")), introductions.c.pickup_end >= now)
    needed = select(offers.c.driver).union(
        select(requests.c.passenger),
        select(introductions.c.driver).where(ahead),
        select(introductions.c.passenger).where(ahead),
    )
    await connection.execute(delete(contacts).where(contacts.c.contact_key.not_in(needed)))


async def _put(connection: AsyncConnection, table: Table, which: ColumnElement[bool], row: dict[str, Any]) -> None:
    changed = await connection.execute(update(table).where(which).values(row))
    if not changed.rowcount:
        await connection.execute(insert(table).values(row))


async def _of_area(connection: AsyncConnection, table: Table, area_id: str) -> Sequence[Any]:
    return await _rows(connection, select(table).where(table.c.area_id == area_id).order_by(*table.primary_key))


async def _rows(connection: AsyncConnection, query: Select[Any]) -> Sequence[Any]:
    return [row._mapping for row in (await connection.execute(query)).all()]


async def _find_row(connection: AsyncConnection, table: Table, which: ColumnElement[bool]) -> Any:
    row = (await connection.execute(select(table).where(which))).first()
    return row._mapping if row else None


async def _keys(connection: AsyncConnection, query: Any) -> list[str]:
    return [str(key) for key in (await connection.scalars(query)).all()]
