"""What the events of one resident's turn do to the carpool board."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.carpool_followups import CarpoolFollowups
from bot.carpool_notices import CarpoolNotices, Notices
from bot.directories import Directories
from handlers.lifts import read_offer, read_request
from knowledge.rides.carpool import Board, Introduction, Offer, Window
from knowledge.store import CarpoolContact, Store


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


class CarpoolSteps:
    """Somebody's number is put into a message in ``_exchange`` alone, once the store has both yeses."""

    def __init__(
        self, store: Store, directories: Directories, followups: CarpoolFollowups, notices: CarpoolNotices
    ) -> None:
        self._store = store
        self._directories = directories
        self._followups = followups
        self._notices = notices
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

    @property
    def kinds(self) -> frozenset[str]:
        """Events that concern the board."""
        return frozenset(self._steps)

    async def take(self, kind: str, step: Step) -> Notices:
        return await self._steps[kind](step)

    async def _offer(self, step: Step) -> Notices:
        if step.contact is not None:
            directory = await self._directories.get_directory(step.area_id)
            offer = read_offer(step.detail, step.person, directory, step.now)
            board = await self._followups.load_board(step.area_id)
            for twin in _list_twins(board, offer):
                await self._store.carpool.remove_offer(twin.offer_id, step.now, step.zone)
            await self._store.carpool.put_offer(step.area_id, offer, step.contact)
            return await self._move_riders(step, board, offer)
        return []

    async def _move_riders(self, step: Step, board: Board, offer: Offer) -> Notices:
        """Who was introduced for another day or hour than the driver goes now is told that it is off."""
        before = board.find_offer(offer.offer_id)
        if before is None or _is_within(offer.leaves, before.leaves):
            return []
        fallen = [
            await self._followups.cancel(step.area_id, one.introduction_id)
            for one in board.introductions
            if one.offer_id == offer.offer_id and one.leaves not in _list_departures(offer)
        ]
        return await self._followups.tell_cancelled(step.area_id, [one for one in fallen if one is not None])

    async def _wish(self, step: Step) -> Notices:
        if step.contact is not None:
            directory = await self._directories.get_directory(step.area_id)
            request = read_request(step.detail, step.person, directory, step.now)
            await self._store.carpool.put_request(step.area_id, request, step.contact)
        return []

    async def _close(self, step: Step) -> Notices:
        offer = (await self._followups.load_board(step.area_id)).find_offer(step.detail["offer"])
        if offer is None or offer.driver != step.person:
            return []
        day = date.fromisoformat(step.detail["day"]) if "day" in step.detail else None
        await self._store.carpool.close(offer, day)
        notices: Notices = []
        for one in (await self._followups.load_board(step.area_id)).introductions:
            is_waiting = one.offer_id == offer.offer_id and one.is_open and day in (None, one.leaves.date())
            if is_waiting and await self._store.carpool.move(one.introduction_id, one.state, "refused", step.now):
                notices += await self._notices.write_to(step.area_id, one.passenger, "carpool_refused", one)
        return notices

    async def _withdraw(self, step: Step) -> Notices:
        offer = (await self._followups.load_board(step.area_id)).find_offer(step.detail["offer"])
        if offer is None or offer.driver != step.person:
            return []
        fallen = await self._store.carpool.remove_offer(offer.offer_id, step.now, step.zone)
        return await self._followups.tell_cancelled(step.area_id, fallen)

    async def _ask(self, step: Step) -> Notices:
        """The passenger's yes; the driver is asked when no other question is open for them."""
        board = await self._followups.load_board(step.area_id)
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
        board = await self._followups.load_board(step.area_id)
        one = next((i for i in board.introductions if i.introduction_id == step.detail["introduction"]), None)
        if one is None or one.asked != step.person:
            return []
        is_yes, is_driver = step.detail["answer"] == "yes", one.asked == one.driver
        if is_yes and not is_driver:
            await self._store.carpool.move(one.introduction_id, "passenger_asked", "queued", step.now)
            return []
        if is_driver and is_yes and await self._store.is_opted_out(one.passenger):
            return await self._followups.cancel_seat(step.area_id, one.introduction_id)
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
        board = await self._followups.load_board(step.area_id)
        mine = {one.introduction_id: one for one in board.introductions if one.passenger == step.person}
        given_back = mine.get(step.detail["introduction"])
        await self._store.carpool.remove_requests_of(step.person, given_back)
        return await self._followups.cancel_seat(step.area_id, given_back.introduction_id) if given_back else []

    async def _block(self, step: Step) -> Notices:
        board = await self._followups.load_board(step.area_id)
        known = {one.introduction_id: one for one in board.list_introductions_of(step.person)}
        met = known.get(step.detail["introduction"])
        if met is None:
            return []
        other = met.driver if met.passenger == step.person else met.passenger
        await self._store.carpool.block(step.person, other)
        notices: Notices = []
        for one in known.values():
            fallen = await self._followups.cancel(step.area_id, one.introduction_id) if one.is_with(other) else None
            if fallen is not None and fallen.state == "agreed":
                notices += await self._notices.write_to(step.area_id, other, "carpool_cancelled", fallen)
        return notices

    async def _stop(self, step: Step) -> Notices:
        """Who wants no more messages is asked nothing and introduced to nobody; what was agreed stays agreed."""
        await self._store.carpool.remove_requests_of(step.person)
        notices: Notices = []
        for one in (await self._followups.load_board(step.area_id)).list_introductions_of(step.person):
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


def _is_within(now: Window, before: Window) -> bool:
    """The hour of a day that was known without: nothing that anybody was told becomes wrong."""
    return before.start <= now.start and now.end <= before.end


def _list_departures(offer: Offer) -> set[datetime]:
    ways = (offer, offer.way_back())
    return {leaves.start for way in ways if way is not None for leaves in way.departures()}
