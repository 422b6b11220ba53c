"""The only place that loads, calls ``take_turn``, saves, then sends. One contact at a time, each message once."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

import yaml

from bot.channels.base import Write
from bot.deliveries import Deliveries
from bot.directories import Directories
from handlers.conversation import Conversation
from handlers.model import Message, Reply, Turn
from knowledge.store import AlreadyAnswered, Outgoing, SavedEvent, SavedTurn, Store, StoredMessage, Unsent, contact_key

if TYPE_CHECKING:
    from bot.carpool import CarpoolDesk
    from handlers.language import Languages
    from knowledge.area import Area
    from knowledge.directory import Directory

log = logging.getLogger(__name__)

TEXTS: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "turn_texts.yaml").read_text("utf-8"))


class TakeTurn(Protocol):
    def __call__(
        self, message: Message, conversation: Conversation, directory: Directory, languages: Languages, now: datetime
    ) -> Turn: ...


@dataclass(frozen=True, slots=True)
class Answered:
    """``outgoing`` as written by the channel, with its ``ids`` in the store.

    A message that was answered before has the same texts again, no ids, and ``reply`` None.
    """

    outgoing: tuple[Outgoing, ...]
    ids: tuple[int, ...] = ()
    reply: Reply | None = None
    language: str | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(outgoing.text for outgoing in self.outgoing)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one turn leaves, whether ``take_turn`` managed or not."""

    reply: Reply
    conversation: Conversation
    events: tuple[SavedEvent, ...]


class TurnRunner:
    """``clock`` gives the current time, aware; ``secret`` keys the hashes of residents' numbers.

    ``languages`` may take a while the first time: the program listens before all words are compiled.
    """

    def __init__(
        self,
        *,
        store: Store,
        directories: Directories,
        areas: Mapping[str, Area],
        languages: Callable[[], Awaitable[Languages]],
        deliveries: Deliveries,
        secret: bytes,
        take_turn: TakeTurn,
        clock: Callable[[], datetime],
        desk: CarpoolDesk | None = None,
    ) -> None:
        self._store = store
        self._directories = directories
        self._areas = areas
        self._languages = languages
        self._deliveries = deliveries
        self._secret = secret
        self._take_turn = take_turn
        self._clock = clock
        self._desk = desk
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def answer(self, area_id: str, message: Message, write: Write) -> Answered:
        """Answer one message. Outgoing with an address is sent here; the rest is the caller's, in its response.

        Never raises for a fault of ours: the resident gets a kind sentence, the log what is needed to repair it.
        """
        key = self._key(message.channel, message.contact_id)
        async with self._one_at_a_time(key):
            try:
                return await self._answer_once(area_id, message, write, key)
            except Exception as error:
                _log_fault("a turn was not saved", area_id, message.channel, error)
                return await self._apologize(area_id, message, write, key)

    async def list_recent(self, channel: str, contact_id: str, limit: int) -> tuple[StoredMessage, ...]:
        """The last messages of one resident, oldest first."""
        return await self._store.list_recent_messages(self._key(channel, contact_id), limit)

    async def find_language(self, channel: str, contact_id: str) -> str | None:
        return (await self._load_conversation(self._key(channel, contact_id))).language

    async def forget(self, channel: str, contact_id: str) -> None:
        """Delete all that is kept of one resident."""
        key = self._key(channel, contact_id)
        async with self._one_at_a_time(key):
            await self._forget(key)

    async def set_opted_out(self, channel: str, contact_id: str, opted_out: bool) -> None:
        await self._store.set_opted_out(self._key(channel, contact_id), opted_out)

    async def is_opted_out(self, channel: str, contact_id: str) -> bool:
        return await self._store.is_opted_out(self._key(channel, contact_id))

    async def note_sent(self, outgoing_id: int, external_id: str) -> None:
        """Remember under which id the provider will report on this answer."""
        await self._store.mark_sent(outgoing_id, external_id)

    async def record_delivery(self, channel: str, external_id: str, status: str) -> bool:
        """False when no answer of ours has this id."""
        return await self._store.record_delivery(channel, external_id, status)

    def _key(self, channel: str, contact_id: str) -> str:
        return contact_key(self._secret, channel, contact_id)

    def _one_at_a_time(self, key: str) -> AbstractAsyncContextManager[None]:
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        return lock

    async def _answer_once(self, area_id: str, message: Message, write: Write, key: str) -> Answered:
        before = await self._store.find_replies(message.channel, message.external_id)
        if before is not None:
            return Answered(tuple(Outgoing(text) for text in before))
        outcome = await self._take(area_id, message, key)
        outgoing = (write(outcome.reply),)
        try:
            ids = await self._store.save_turn(self._saved(area_id, message, key, outcome, outgoing))
        except AlreadyAnswered:  # another process of the same database was quicker
            before = await self._store.find_replies(message.channel, message.external_id)
            return Answered(tuple(Outgoing(text) for text in before or ()))
        await self._carry_out(area_id, replace(message, contact_key=key), outcome.events)
        await self._send_saved(area_id, message.channel, key, ids, outgoing)
        return Answered(outgoing, ids, outcome.reply, outcome.conversation.language)

    async def _take(self, area_id: str, message: Message, key: str) -> Outcome:
        conversation = await self._load_conversation(key)
        try:
            directory = await self._directories.get_directory(area_id)
            languages = await self._languages()
            known = replace(message, contact_key=key)
            turn = self._take_turn(known, conversation, directory, languages, self._now(area_id))
        except Exception as error:
            _log_fault("take_turn failed", area_id, message.channel, error)
            failed = SavedEvent("turn_failed", {"error": type(error).__name__, "at": _place_of(error)})
            return Outcome(self._apology(area_id, conversation), conversation, (failed,))
        return Outcome(turn.reply, turn.conversation, tuple(SavedEvent(e.kind, dict(e.detail)) for e in turn.events))

    async def _load_conversation(self, key: str) -> Conversation:
        stored = await self._store.find_conversation(key)
        try:
            return Conversation.from_json(stored) if stored else Conversation()
        except (ValueError, TypeError, KeyError) as error:  # of an older version: better unknown than unanswered
            log.warning("a stored conversation cannot be read: %s", type(error).__name__)
            return Conversation()

    def _saved(
        self, area_id: str, message: Message, key: str, outcome: Outcome, outgoing: tuple[Outgoing, ...]
    ) -> SavedTurn:
        return SavedTurn(
            contact_key=key,
            area_id=area_id,
            channel=message.channel,
            external_id=message.external_id,
            received_at=self._now(area_id),
            text=message.text.replace("\0", ""),  # PostgreSQL keeps no NUL
            conversation=outcome.conversation.to_json(),
            outgoing=outgoing,
            events=outcome.events,
        )

    async def _carry_out(self, area_id: str, message: Message, events: tuple[SavedEvent, ...]) -> None:
        """Before sending: an answer must not say that data are deleted, or a seat asked for, while they are not."""
        kinds, key = {event.kind for event in events}, message.contact_key or ""
        if "opted_out" in kinds:
            await self._store.set_opted_out(key, True)
        if "opted_in" in kinds:
            await self._store.set_opted_out(key, False)
        if self._desk is not None:
            self._desk.send_soon(await self._desk.carry_out(area_id, message, key, events))
        if "delete_data" in kinds:
            await self._forget(key)

    async def _forget(self, key: str) -> None:
        notices = await self._desk.leave(key) if self._desk is not None else []
        await self._store.delete_contact(key)
        if self._desk is not None:
            await self._desk.settle_after_leaving()
            self._desk.send_soon(notices)

    async def _send_saved(
        self, area_id: str, channel: str, key: str, ids: tuple[int, ...], outgoing: tuple[Outgoing, ...]
    ) -> None:
        """From here on the outbox would do it: a fault must not be answered a second time."""
        try:
            await self._send(area_id, channel, key, ids, outgoing)
        except Exception as error:
            _log_fault("an answer is left to the outbox", area_id, channel, error)

    async def _send(
        self, area_id: str, channel: str, key: str, ids: tuple[int, ...], outgoing: tuple[Outgoing, ...]
    ) -> None:
        for outgoing_id, out in zip(ids, outgoing, strict=True):
            if out.address is not None:
                unsent = Unsent(outgoing_id, key, area_id, channel, out.address, out.text, out.payload, attempts=0)
                await self._deliveries.deliver(unsent, self._now(area_id))

    async def _apologize(self, area_id: str, message: Message, write: Write, key: str) -> Answered:
        """The last resort, when even the store fails: nothing can be saved, but nobody is left without a word."""
        reply = self._apology(area_id, Conversation())
        outgoing = (write(reply),)
        try:
            await self._send(area_id, message.channel, key, (0,), outgoing)
        except Exception as error:
            _log_fault("an apology was not sent", area_id, message.channel, error)
        return Answered(outgoing, reply=reply)

    def _apology(self, area_id: str, conversation: Conversation) -> Reply:
        area = self._areas[area_id]
        language = conversation.language or area.languages[0]
        call = _in_language(TEXTS["call"], language).format(phone=area.public_phone) if area.public_phone else ""
        return Reply((_in_language(TEXTS["failed"], language).format(call=call),))

    def _now(self, area_id: str) -> datetime:
        return self._clock().astimezone(ZoneInfo(self._areas[area_id].timezone))


def _in_language(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language, texts["en"])


def _log_fault(what: str, area_id: str, channel: str, error: Exception) -> None:
    """An exception's message may quote the resident, so only its type and place are logged."""
    log.error("%s (%s, %s): %s at %s", what, area_id, channel, type(error).__name__, _place_of(error))


def _place_of(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
