"""The one door to the database. Records and plain values go in and out; SQLAlchemy stays inside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from knowledge.importing import AnyPlan
from knowledge.model import Place, Service
from knowledge.rides.on_demand_entry import OnDemandEntry
from knowledge.store import carpool, contacts, events, imports, messages, on_demand, outbox, places, services
from knowledge.store.carpool import CarpoolStore
from knowledge.store.engine import open_engine, wipe_log, writing
from knowledge.store.model import ImportRun, Notice, SavedTurn, StoredEvent, StoredMessage, Unsent

FIRST_SENDER_HAS = timedelta(minutes=1)
"""How long whoever saved an answer has to send it before the outbox takes over."""


KEEPERS: Mapping[type, Callable[[AsyncConnection, AnyPlan], Awaitable[None]]] = {
    Service: services.apply,
    Place: places.apply,
    OnDemandEntry: on_demand.apply,
}
"""What stores a plan of each kind of record."""


class Store:
    """Every method is one transaction, stored whole or not at all."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writing = writing(engine)
        self.carpool = CarpoolStore(engine, self._writing)

    @classmethod
    async def open(cls, url: str) -> Store:
        """``sqlite:///file``, ``postgresql://…`` or the path of a file, made and migrated where necessary."""
        return cls(await open_engine(url))

    async def close(self) -> None:
        await self._engine.dispose()

    # Knowledge

    async def load_services(self, area_id: str, examples: bool = False) -> tuple[Service, ...]:
        async with self._engine.begin() as connection:
            return await services.load(connection, area_id, examples=examples)

    async def load_places(self, area_id: str) -> tuple[Place, ...]:
        """The area's own places and, behind them, the shared gazetteer."""
        async with self._engine.begin() as connection:
            return await places.load(connection, area_id)

    async def load_own_places(self, area_id: str) -> tuple[Place, ...]:
        """Without the shared gazetteer, as an import compares them."""
        async with self._engine.begin() as connection:
            return await places.load_own(connection, area_id)

    async def load_service_origins(self, area_id: str) -> dict[str, str]:
        async with self._engine.begin() as connection:
            return await services.load_origins(connection, area_id)

    async def load_place_origins(self, area_id: str) -> dict[str, str]:
        async with self._engine.begin() as connection:
            return await places.load_origins(connection, area_id)

    async def load_on_demand(self, area_id: str, examples: bool = False) -> tuple[OnDemandEntry, ...]:
        """Rides to ring for that spreadsheets describe; the demo's examples only when asked for."""
        async with self._engine.begin() as connection:
            return await on_demand.load(connection, area_id, examples=examples)

    async def load_on_demand_origins(self, area_id: str) -> dict[str, str]:
        async with self._engine.begin() as connection:
            return await on_demand.load_origins(connection, area_id)

    async def apply(self, *plans: AnyPlan, at: datetime | None = None) -> None:
        """Stores the plans, all or none. Raises ValueError for one with refusals."""
        if refused := sum(len(plan.refused) for plan in plans):
            raise ValueError(f"{refused} refused: nothing is stored")
        async with self._writing.begin() as connection:
            for plan in plans:
                if plan.is_empty:
                    continue
                await KEEPERS[type(_first_record(plan))](connection, plan)
                await imports.record(connection, plan, at or datetime.now(UTC))

    async def list_imports(self, area_id: str) -> tuple[ImportRun, ...]:
        async with self._engine.begin() as connection:
            return await imports.list_all(connection, area_id)

    # Turns

    async def find_conversation(self, contact_key: str) -> str | None:
        async with self._engine.begin() as connection:
            return await contacts.find_conversation(connection, contact_key)

    async def find_replies(self, channel: str, external_id: str) -> tuple[str, ...] | None:
        """The answers already given to this message; None when it was never seen."""
        async with self._engine.begin() as connection:
            return await messages.find_replies(connection, channel, external_id)

    async def save_turn(self, turn: SavedTurn) -> tuple[int, ...]:
        """Returns the ids of the answers, in order, for ``mark_sent``. Raises AlreadyAnswered."""
        retry_at = turn.retry_at or turn.received_at + FIRST_SENDER_HAS
        async with self._writing.begin() as connection:
            message_id = await messages.save_inbound(connection, turn)
            outgoing_ids = []
            for outgoing in turn.outgoing:
                status = "sent" if outgoing.address is None else "unsent"
                outgoing_id = await messages.save_outbound(connection, turn, message_id, outgoing.text, status)
                if outgoing.address is not None:
                    await outbox.put(connection, outgoing_id, outgoing, retry_at)
                outgoing_ids.append(outgoing_id)
            await contacts.save_conversation(connection, turn.contact_key, turn.conversation, turn.received_at)
            await events.save(connection, turn)
        return tuple(outgoing_ids)

    async def save_notice(self, notice: Notice) -> int:
        """Returns the id of the message; it is sent now by the caller, or by the outbox in a minute."""
        outgoing = notice.outgoing
        async with self._writing.begin() as connection:
            status = "sent" if outgoing.address is None else "unsent"
            message_id = await messages.save_notice(connection, notice, status)
            if outgoing.address is not None:
                await outbox.put(connection, message_id, outgoing, notice.at + FIRST_SENDER_HAS)
        return message_id

    async def list_recent_messages(self, contact_key: str, limit: int) -> tuple[StoredMessage, ...]:
        """The last messages in and out, oldest first."""
        async with self._engine.begin() as connection:
            return await messages.list_recent(connection, contact_key, limit)

    async def list_unsent(self, now: datetime) -> tuple[Unsent, ...]:
        async with self._engine.begin() as connection:
            return await outbox.list_unsent(connection, now)

    async def mark_sent(self, outgoing_id: int, external_id: str | None = None) -> None:
        async with self._writing.begin() as connection:
            await outbox.mark_sent(connection, outgoing_id, external_id)

    async def mark_failed(self, outgoing_id: int, error: str, retry_at: datetime | None) -> None:
        """Tries again at ``retry_at``; None gives up and erases the address."""
        async with self._writing.begin() as connection:
            await outbox.mark_failed(connection, outgoing_id, error, retry_at)

    async def record_delivery(self, channel: str, external_id: str, status: str) -> bool:
        """False when the message is not one of ours."""
        async with self._writing.begin() as connection:
            return await messages.record_delivery(connection, channel, external_id, status)

    # Residents

    async def set_opted_out(self, contact_key: str, opted_out: bool, at: datetime | None = None) -> None:
        async with self._writing.begin() as connection:
            await contacts.set_opted_out(connection, contact_key, opted_out, at or datetime.now(UTC))

    async def is_opted_out(self, contact_key: str) -> bool:
        async with self._engine.begin() as connection:
            return await contacts.is_opted_out(connection, contact_key)

    async def delete_contact(self, contact_key: str) -> None:
        """Forgets conversation, messages and unsent answers; of events the bare fact stays, of an opt-out the hash."""
        async with self._writing.begin() as connection:
            reach = await carpool.find_reach(connection, contact_key)
            if reach is not None:
                await outbox.drop_quoting(connection, reach)
            await carpool.forget(connection, contact_key)
            await messages.forget(connection, contact_key)
            await events.forget(connection, contact_key)
            await contacts.forget(connection, contact_key)

    async def erase_messages_before(self, before: datetime) -> int:
        """Deletes messages, and what is remembered of residents not heard from since; returns how many messages."""
        async with self._writing.begin() as connection:
            await contacts.forget_idle(connection, before)
            erased = await messages.erase_before(connection, before)
        await wipe_log(self._engine)
        return erased

    async def list_events(self, area_id: str, kind: str | None = None) -> tuple[StoredEvent, ...]:
        async with self._engine.begin() as connection:
            return await events.list_all(connection, area_id, kind)


def _first_record(plan: AnyPlan) -> object:
    return (*plan.added, *plan.removed, *(change.after for change in plan.changed))[0]
