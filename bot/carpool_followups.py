"""What follows from a change of the carpool board: who looked for a seat is told, who drives is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.carpool_notices import CarpoolNotices, Notices
from bot.directories import Directories
from handlers.lifts import find_lifts, make_id
from knowledge.area import Area
from knowledge.rides.carpool import Board, Introduction, Match, Request
from knowledge.store import Store

UNANSWERED = timedelta(hours=24)
"""So long a question waits; who asked is then told that nobody answered."""


class CarpoolFollowups:
    """Every method stores first, and returns what has to be sent."""

    def __init__(
        self,
        store: Store,
        directories: Directories,
        areas: Mapping[str, Area],
        notices: CarpoolNotices,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._directories = directories
        self._areas = areas
        self._notices = notices
        self._clock = clock

    async def load_board(self, area_id: str) -> Board:
        return await self._store.carpool.load_board(area_id, self.zone(area_id))

    def zone(self, area_id: str) -> ZoneInfo:
        return ZoneInfo(self._areas[area_id].timezone)

    def now(self, area_id: str) -> datetime:
        return self._clock().astimezone(self.zone(area_id))

    async def go_on(self, area_id: str) -> Notices:
        """Tell who was looking, ask who was to be asked next, and let the next turn see the board as it is now."""
        notices = await self._tell_wishers(area_id) + await self._ask_drivers(area_id)
        await self._directories.refresh_board(area_id)
        return notices

    async def tend(self, area_id: str) -> Notices:
        """What time brings: questions nobody answered, trips that are over, addresses not needed any more."""
        now, zone = self.now(area_id), self.zone(area_id)
        notices = await self._tell_removed(area_id)
        for one in await self._store.carpool.lapse(area_id, now, now - UNANSWERED, zone):
            if one.state != "passenger_asked":
                notices += await self._notices.write_to(area_id, one.passenger, "carpool_no_answer", one)
        await self._store.carpool.purge(now)
        return notices + await self.go_on(area_id)

    async def _tell_wishers(self, area_id: str) -> Notices:
        board, now = await self.load_board(area_id), self.now(area_id)
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
        board, now = await self.load_board(area_id), self.now(area_id)
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
            notices += question or await self.tell_unreachable(area_id, one)
        return notices

    async def tell_unreachable(self, area_id: str, one: Introduction) -> Notices:
        await self._store.carpool.move(one.introduction_id, "driver_asked", "lapsed", self.now(area_id))
        return await self._notices.write_to(area_id, one.passenger, "carpool_unreachable", one)

    async def _tell_removed(self, area_id: str) -> Notices:
        """What staff took off the board: the driver and whoever counted on them."""
        notices: Notices = []
        for offer in await self._store.carpool.list_removed(area_id, self.zone(area_id)):
            notices += await self._notices.write_to(area_id, offer.driver, "carpool_removed", offer)
            fallen = await self._store.carpool.remove_offer(offer.offer_id, self.now(area_id), self.zone(area_id))
            notices += await self.tell_cancelled(area_id, fallen)
        return notices

    async def tell_cancelled(self, area_id: str, fallen: Iterable[Introduction]) -> Notices:
        notices: Notices = []
        for one in fallen:
            notices += await self._notices.write_to(area_id, one.passenger, "carpool_cancelled", one)
        return notices

    async def cancel_seat(self, area_id: str, introduction_id: str) -> Notices:
        """The passenger does not come; the driver is told what they know of."""
        fallen = await self.cancel(area_id, introduction_id)
        if fallen is None or fallen.state not in ("agreed", "driver_asked"):
            return []
        key = "carpool_seat_free" if fallen.state == "agreed" else "carpool_question_void"
        return await self._notices.write_to(area_id, fallen.driver, key, fallen)

    async def cancel(self, area_id: str, introduction_id: str) -> Introduction | None:
        """Returns it as it stood; None when there was nothing left to cancel."""
        return await self._store.carpool.cancel_introduction(introduction_id, self.now(area_id), self.zone(area_id))


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
