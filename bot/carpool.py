"""Carries out what turns decided about the carpool board, and writes to the other one of the two.

Each step is stored before anything is sent. Somebody's number is put into a message in ``_exchange`` alone, and only
once the store has both yeses.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.carpool_notices import CarpoolNotices, Notices
from bot.deliveries import Deliveries
from bot.directories import Directories
from handlers.language import Languages
from handlers.lifts import find_lifts, make_id, read_offer, read_request
from handlers.model import Message
from knowledge.area import Area
from knowledge.rides.carpool import Board, Introduction, Match, Offer, Request, Window
from knowledge.store import CarpoolContact, SavedEvent, Store, Unsent

log = logging.getLogger(__name__)

UNANSWERED = timedelta(hours=24)
"""So long a question waits; who asked is then told that nobody answered."""


@dataclass(frozen=True, slots=True)
class Step:
    """One event of one resident's turn."""

    area_id: str
    person: str
    contact: CarpoolContact | None
    detail: Mapping[str, str]
    now: datetime
    """In the area's zone."""

    @property
    def zone(self) -> ZoneInfo:
        assert isinstance(self.now.tzinfo, ZoneInfo)
        return self.now.tzinfo


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
        self._clock = clock
        self._notices = CarpoolNotices(store, areas, languages, deliveries, clock)
        self._one_at_a_time = asyncio.Lock()  # so that a driver never has two questions open
        self._sending: set[asyncio.Task[None]] = set()
        self._steps: Mapping[str, Callable[[Step], Awaitable[Notices]]] = {
            "carpool_offered": self._offer,
            "carpool_wished": self._wish,
            "carpool_full": self._close,
            "carpool_withdrawn": self._withdraw,
            "introduction_asked": self._ask,
            "introduction_answered": self._answer,
            "seat_given_back": self._give_back,
            "carpool_blocked": self._block,
            "opted_out": self._stop,
            "opted_in": self._start,
        }

    async def carry_out(self, area_id: str, message: Message, person: str, events: Iterable[SavedEvent]) -> Notices:
        """Returns what has to be sent to others, stored already; see ``send_soon``."""
        steps = [(self._steps[event.kind], event) for event in events if event.kind in self._steps]
        if not steps:
            return []
        contact = CarpoolContact(message.channel, message.contact_id, message.reach) if message.reach else None
        async with self._one_at_a_time:
            notices: Notices = []
            for step, event in steps:
                notices += await step(Step(area_id, person, contact, event.detail, self._now(area_id)))
            return notices + await self._go_on(area_id)

    async def leave(self, person: str) -> Notices:
        """Before all of one resident's data are deleted: whoever counts on them is told."""
        async with self._one_at_a_time:
            return await self._leave(person)

    async def _leave(self, person: str) -> Notices:
        notices: Notices = []
        for area_id in self._areas:
            board, now, zone = await self._board(area_id), self._now(area_id), self._zone(area_id)
            for offer in board.list_offers_of(person):
                fallen = await self._store.carpool.remove_offer(offer.offer_id, now, zone)
                notices += await self._tell_cancelled(area_id, fallen)
            for one in board.list_introductions_of(person):
                if one.passenger == person:
                    notices += await self._cancel_seat(area_id, one.introduction_id)
        return notices

    async def settle_after_leaving(self) -> None:
        for area_id in self._areas:
            await self._directories.refresh_board(area_id)

    async def tend(self) -> None:
        """What time brings: questions nobody answered, trips that are over, addresses that are not needed any more."""
        for area_id in self._areas:
            async with self._one_at_a_time:
                notices = await self._tend(area_id)
            await self._send(notices)

    async def _tend(self, area_id: str) -> Notices:
        now, zone = self._now(area_id), self._zone(area_id)
        notices = await self._tell_removed(area_id)
        for one in await self._store.carpool.lapse(area_id, now, now - UNANSWERED, zone):
            if one.state != "passenger_asked":
                notices += await self._notices.write_to(area_id, one.passenger, "carpool_no_answer", one)
        await self._store.carpool.purge(now)
        return notices + await self._go_on(area_id)

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

    # Steps

    async def _offer(self, step: Step) -> Notices:
        if step.contact is not None:
            directory = await self._directories.get_directory(step.area_id)
            offer = read_offer(step.detail, step.person, directory, step.now)
            for twin in _list_twins(await self._board(step.area_id), offer):
                await self._store.carpool.remove_offer(twin.offer_id, step.now, step.zone)
            await self._store.carpool.put_offer(step.area_id, offer, step.contact)
        return []

    async def _wish(self, step: Step) -> Notices:
        if step.contact is not None:
            directory = await self._directories.get_directory(step.area_id)
            request = read_request(step.detail, step.person, directory, step.now)
            await self._store.carpool.put_request(step.area_id, request, step.contact)
        return []

    async def _close(self, step: Step) -> Notices:
        offer = (await self._board(step.area_id)).find_offer(step.detail["offer"])
        if offer is None or offer.driver != step.person:
            return []
        await self._store.carpool.set_full(offer.offer_id, True)
        notices: Notices = []
        for one in (await self._board(step.area_id)).introductions:
            is_waiting = one.offer_id == offer.offer_id and one.is_open
            if is_waiting and await self._store.carpool.move(one.introduction_id, one.state, "refused", step.now):
                notices += await self._notices.write_to(step.area_id, one.passenger, "carpool_refused", one)
        return notices

    async def _withdraw(self, step: Step) -> Notices:
        offer = (await self._board(step.area_id)).find_offer(step.detail["offer"])
        if offer is None or offer.driver != step.person:
            return []
        fallen = await self._store.carpool.remove_offer(offer.offer_id, step.now, step.zone)
        return await self._tell_cancelled(step.area_id, fallen)

    async def _ask(self, step: Step) -> Notices:
        """The passenger's yes; the driver is asked when no other question is open for them."""
        board = await self._board(step.area_id)
        offer = board.find_offer(step.detail["offer"])
        if offer is None or step.contact is None or not board.may_meet(offer.driver, step.person):
            return []
        directory = await self._directories.get_directory(step.area_id)
        start, end = (datetime.fromisoformat(part).astimezone(step.zone) for part in step.detail["pickup"].split("/"))
        one = Introduction(
            introduction_id=step.detail["introduction"],
            offer_id=offer.offer_id,
            driver=offer.driver,
            passenger=step.person,
            origin=directory.get_place(step.detail["from"]).name,
            goal=directory.get_place(step.detail["to"]).name,
            leaves=datetime.fromisoformat(step.detail["leaves"]).astimezone(step.zone),
            pickup=Window(start, end),
            seats=int(step.detail["seats"]),
            state="queued",
            asked_at=step.now,
        )
        await self._store.carpool.add_introduction(step.area_id, one, step.contact)
        return []

    async def _answer(self, step: Step) -> Notices:
        board = await self._board(step.area_id)
        one = next((i for i in board.introductions if i.introduction_id == step.detail["introduction"]), None)
        if one is None or one.asked != step.person:
            return []
        is_yes, is_driver = step.detail["answer"] == "yes", one.asked == one.driver
        if is_yes and not is_driver:
            await self._store.carpool.move(one.introduction_id, "passenger_asked", "queued", step.now)
            return []
        if is_yes and await self._store.carpool.agree(one.introduction_id, step.now, step.zone):
            return await self._exchange(step, one)
        await self._store.carpool.move(one.introduction_id, one.state, "refused", step.now)
        return await self._notices.write_to(step.area_id, one.passenger, "carpool_refused", one) if is_driver else []

    async def _exchange(self, step: Step, one: Introduction) -> Notices:
        """Both have said yes: each gets the other's number. The passenger needs to look no further."""
        await self._store.carpool.remove_requests_of(one.passenger, one)
        driver = await self._store.carpool.find_contact(one.driver)
        passenger = await self._store.carpool.find_contact(one.passenger)
        if driver is None or passenger is None:
            return []
        return [
            *await self._notices.write_to(step.area_id, one.driver, "carpool_contact_driver", one, passenger.reach),
            *await self._notices.write_to(step.area_id, one.passenger, "carpool_contact_passenger", one, driver.reach),
        ]

    async def _give_back(self, step: Step) -> Notices:
        board = await self._board(step.area_id)
        mine = {one.introduction_id: one for one in board.introductions if one.passenger == step.person}
        given_back = mine.get(step.detail["introduction"])
        await self._store.carpool.remove_requests_of(step.person, given_back)
        return await self._cancel_seat(step.area_id, given_back.introduction_id) if given_back else []

    async def _block(self, step: Step) -> Notices:
        board = await self._board(step.area_id)
        known = {one.introduction_id: one for one in board.list_introductions_of(step.person)}
        met = known.get(step.detail["introduction"])
        if met is None:
            return []
        other = met.driver if met.passenger == step.person else met.passenger
        await self._store.carpool.block(step.person, other)
        notices: Notices = []
        for one in known.values():
            fallen = await self._cancel(step.area_id, one.introduction_id) if one.is_with(other) else None
            if fallen is not None and fallen.state == "agreed":
                notices += await self._notices.write_to(step.area_id, other, "carpool_cancelled", fallen)
        return notices

    async def _stop(self, step: Step) -> Notices:
        """Who wants no more messages is asked nothing and introduced to nobody; what was agreed stays agreed."""
        await self._store.carpool.remove_requests_of(step.person)
        notices: Notices = []
        for one in (await self._board(step.area_id)).list_introductions_of(step.person):
            if not one.is_open:
                continue
            moved = await self._store.carpool.move(one.introduction_id, one.state, "lapsed", step.now)
            if moved and one.driver == step.person:
                notices += await self._notices.write_to(step.area_id, one.passenger, "carpool_unreachable", one)
        return notices

    async def _start(self, step: Step) -> Notices:
        """Whether somebody may be written to is part of the board, which is read again after each step."""
        del step
        return []

    # What follows

    async def _go_on(self, area_id: str) -> Notices:
        """Tell who was looking, ask who was to be asked next, and let the next turn see the board as it is now."""
        notices = await self._tell_wishers(area_id) + await self._ask_drivers(area_id)
        await self._directories.refresh_board(area_id)
        return notices

    async def _tell_wishers(self, area_id: str) -> Notices:
        board, now = await self._board(area_id), self._now(area_id)
        if not board.offers or not board.requests:
            return []
        directory = await self._directories.get_directory(area_id)
        current = replace(directory, rides=replace(directory.rides, board=board))
        notices: Notices = []
        asked: set[str] = set()
        for request in board.requests:
            known = board.list_introductions_of(request.passenger)
            is_busy = request.passenger in asked or board.find_question_for(request.passenger) is not None
            if is_busy or request.passenger in board.unreachable:
                continue
            met = {one.offer_id for one in known}
            lifts = [one for one in find_lifts(request, current, now) if one.offer.offer_id not in met]
            if lifts:
                one = _introduce(request, lifts[0], now)
                asked.add(request.passenger)
                if await self._store.carpool.add_introduction(area_id, one):
                    notices += await self._notices.write_to(area_id, one.passenger, "carpool_ask_passenger", one)
        return notices

    async def _ask_drivers(self, area_id: str) -> Notices:
        board, now = await self._board(area_id), self._now(area_id)
        busy = {one.asked for one in board.introductions if one.asked}
        notices: Notices = []
        for one in sorted(board.introductions, key=lambda one: one.asked_at):
            if one.state != "queued" or one.driver in busy:
                continue
            offer = board.find_offer(one.offer_id)
            if offer is None or offer.is_full or board.seats_left(offer, one.leaves.date()) < one.seats:
                await self._store.carpool.move(one.introduction_id, "queued", "refused", now)
                notices += await self._notices.write_to(area_id, one.passenger, "carpool_refused", one)
                continue
            if not await self._store.carpool.move(one.introduction_id, "queued", "driver_asked", now):
                continue
            busy.add(one.driver)
            question = await self._notices.write_to(area_id, one.driver, "carpool_ask_driver", one)
            notices += question or await self._tell_unreachable(area_id, one)
        return notices

    async def _tell_unreachable(self, area_id: str, one: Introduction) -> Notices:
        await self._store.carpool.move(one.introduction_id, "driver_asked", "lapsed", self._now(area_id))
        return await self._notices.write_to(area_id, one.passenger, "carpool_unreachable", one)

    async def _tell_removed(self, area_id: str) -> Notices:
        """What staff took off the board: the driver and whoever counted on them."""
        notices: Notices = []
        for offer in await self._store.carpool.list_removed(area_id, self._zone(area_id)):
            notices += await self._notices.write_to(area_id, offer.driver, "carpool_removed", offer)
            fallen = await self._store.carpool.remove_offer(offer.offer_id, self._now(area_id), self._zone(area_id))
            notices += await self._tell_cancelled(area_id, fallen)
        return notices

    async def _tell_cancelled(self, area_id: str, fallen: Iterable[Introduction]) -> Notices:
        notices: Notices = []
        for one in fallen:
            notices += await self._notices.write_to(area_id, one.passenger, "carpool_cancelled", one)
        return notices

    async def _cancel_seat(self, area_id: str, introduction_id: str) -> Notices:
        """The passenger does not come; the driver is told what they know of."""
        fallen = await self._cancel(area_id, introduction_id)
        if fallen is None or fallen.state not in ("agreed", "driver_asked"):
            return []
        key = "carpool_seat_free" if fallen.state == "agreed" else "carpool_question_void"
        return await self._notices.write_to(area_id, fallen.driver, key, fallen)

    async def _cancel(self, area_id: str, introduction_id: str) -> Introduction | None:
        return await self._store.carpool.cancel_introduction(introduction_id, self._now(area_id), self._zone(area_id))

    async def _send(self, notices: Notices) -> None:
        for unsent in notices:
            try:
                await self._deliveries.deliver(unsent, self._now(unsent.area_id))
                await self._notice_refusal(unsent)
            except Exception as error:  # the outbox has it; the message may quote a resident
                log.error("a carpool message is left to the outbox: %s", type(error).__name__)

    async def _notice_refusal(self, unsent: Unsent) -> None:
        """A driver who turned us away when we asked: the passenger must not wait for an answer."""
        if not await self._store.is_opted_out(unsent.contact_key):
            return
        question = (await self._board(unsent.area_id)).find_question_for(unsent.contact_key)
        if question is not None and question.state == "driver_asked":
            notices = await self._tell_unreachable(unsent.area_id, question)
            await self._directories.refresh_board(unsent.area_id)
            await self._send(notices)

    async def _board(self, area_id: str) -> Board:
        return await self._store.carpool.load_board(area_id, self._zone(area_id))

    def _zone(self, area_id: str) -> ZoneInfo:
        return ZoneInfo(self._areas[area_id].timezone)

    def _now(self, area_id: str) -> datetime:
        return self._clock().astimezone(self._zone(area_id))


def _list_twins(board: Board, offer: Offer) -> list[Offer]:
    """The same trip said before, by a driver who tells us again; one that somebody counts on stays."""
    return [
        one
        for one in board.list_offers_of(offer.driver)
        if one.offer_id != offer.offer_id
        and (one.origin, one.goal, one.weekdays) == (offer.origin, offer.goal, offer.weekdays)
        and one.leaves.start.date() == offer.leaves.start.date()
        and not any(i.offer_id == one.offer_id and (i.is_open or i.state == "agreed") for i in board.introductions)
    ]


def _introduce(request: Request, found: Match, now: datetime) -> Introduction:
    """Who looked for a seat is told of one, and says yes first."""
    day = found.leaves.start.date().isoformat()
    return Introduction(
        introduction_id=make_id(found.offer.offer_id, request.passenger, day),
        offer_id=found.offer.offer_id,
        driver=found.offer.driver,
        passenger=request.passenger,
        origin=request.origin.name,
        goal=request.goal.name,
        leaves=found.leaves.start,
        pickup=found.pickup,
        seats=request.seats,
        state="passenger_asked",
        asked_at=now,
        request_id=request.request_id,
    )
