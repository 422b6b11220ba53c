"""Carries out what turns decided about the carpool board, and writes to the other one of the two.

Each step is stored before anything is sent; the outbox sends what does not leave at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime

from bot.carpool_followups import CarpoolFollowups
from bot.carpool_notices import CarpoolNotices, Notices
from bot.carpool_steps import CarpoolSteps, Step
from bot.deliveries import Deliveries
from bot.directories import Directories
from handlers.language import Languages
from handlers.model import Message
from knowledge.area import Area
from knowledge.store import CarpoolContact, SavedEvent, Store, Unsent

log = logging.getLogger(__name__)


class CarpoolDesk:
    """``languages`` may take a while the first time."""

    def __init__(
        self,
        *,
        store: Store,
        directories: Directories,
        areas: Mapping[str, Area],
        languages: Callable[[], Awaitable[Languages]],
        deliveries: Deliveries,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._directories = directories
        self._areas = areas
        self._deliveries = deliveries
        notices = CarpoolNotices(store, areas, languages, deliveries, clock)
        self._followups = CarpoolFollowups(store, directories, areas, notices, clock)
        self._steps = CarpoolSteps(store, directories, self._followups, notices)
        self._one_at_a_time = asyncio.Lock()  # so that a driver never has two questions open
        self._sending: set[asyncio.Task[None]] = set()

    async def carry_out(self, area_id: str, message: Message, person: str, events: Iterable[SavedEvent]) -> Notices:
        """Returns what has to be sent to others, stored already; see ``send_soon``."""
        mine = [event for event in events if event.kind in self._steps.kinds]
        if not mine:
            return []
        contact = CarpoolContact(message.channel, message.contact_id, message.reach) if message.reach else None
        async with self._one_at_a_time:
            notices: Notices = []
            for event in mine:
                step = Step(area_id, person, contact, event.detail, self._followups.now(area_id))
                notices += await self._steps.take(event.kind, step)
            return notices + await self._followups.go_on(area_id)

    async def leave(self, person: str) -> Notices:
        """Before all of one resident's data are deleted: whoever counts on them is told."""
        async with self._one_at_a_time:
            return await self._leave(person)

    async def _leave(self, person: str) -> Notices:
        notices: Notices = []
        for area_id in self._areas:
            board, now, zone = (
                await self._followups.load_board(area_id),
                self._followups.now(area_id),
                self._followups.zone(area_id),
            )
            for offer in board.list_offers_of(person):
                fallen = await self._store.carpool.remove_offer(offer.offer_id, now, zone)
                notices += await self._followups.tell_cancelled(area_id, fallen)
            for one in board.list_introductions_of(person):
                if one.passenger == person:
                    notices += await self._followups.cancel_seat(area_id, one.introduction_id)
        return notices

    async def settle_after_leaving(self) -> None:
        for area_id in self._areas:
            await self._directories.refresh_board(area_id)

    async def tend(self) -> None:
        """What time brings: questions nobody answered, trips that are over, addresses that are not needed any more."""
        for area_id in self._areas:
            async with self._one_at_a_time:
                notices = await self._followups.tend(area_id)
            await self._send(notices)

    def send_soon(self, notices: Notices) -> None:
        """Beside the answer, which must not wait for others' messages; the outbox sends what does not leave now."""
        if notices:
            task = asyncio.create_task(self._send(notices))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def settle(self) -> None:
        """Until all that was to be sent is sent or left to the outbox."""
        while self._sending:
            await asyncio.gather(*self._sending, return_exceptions=True)

    async def _send(self, notices: Notices) -> None:
        for unsent in notices:
            try:
                await self._deliveries.deliver(unsent, self._followups.now(unsent.area_id))
                await self._notice_refusal(unsent)
            except Exception as error:  # the outbox has it; the message may quote a resident
                log.error("a carpool message is left to the outbox: %s", type(error).__name__)

    async def _notice_refusal(self, unsent: Unsent) -> None:
        """A driver who turned us away when we asked: the passenger must not wait for an answer."""
        if not await self._store.is_opted_out(unsent.contact_key):
            return
        question = (await self._followups.load_board(unsent.area_id)).find_question_for(unsent.contact_key)
        if question is not None and question.state == "driver_asked":
            notices = await self._followups.tell_unreachable(unsent.area_id, question)
            await self._directories.refresh_board(unsent.area_id)
            await self._send(notices)
