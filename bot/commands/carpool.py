"""``carpool``: what staff see of the carpool board, and take off it. Nobody's number is shown: they do not need it."""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter
from collections.abc import AsyncIterator

from bot.commands.areas import add_area, get_area
from bot.commands.board import OpenBoard, open_board
from bot.commands.errors import CommandError
from bot.settings import Settings
from knowledge.rides.carpool import Offer

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_area(parser)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="offers and who looks for a seat")
    remove = actions.add_parser("remove", help="take an offer off the board; who was introduced is told")
    remove.add_argument("offer_id", metavar="ID", help="as list shows it")
    actions.add_parser("reports", help="what residents reported of one another")


def run(args: argparse.Namespace) -> int:
    area = get_area(args.area)

    async def act() -> int:
        async with open_board(Settings.from_env(), area) as opened:
            if args.action == "remove":
                return await _remove(opened, args.offer_id)
            lines = _list(opened) if args.action == "list" else [line async for line in _reports(opened)]
            print("\n".join(lines) or "Nothing.")
            return 0

    return asyncio.run(act())


def _list(opened: OpenBoard) -> list[str]:
    board = opened.board
    lines = [_offer_line(opened, offer) for offer in board.offers]
    for request in board.requests:
        when = f"{request.wanted.start:%a %d %b %H:%M}-{request.wanted.end:%a %d %b %H:%M}"
        lines.append(f"looking   {request.origin.name} -> {request.goal.name}, {when}, {request.seats} seat(s)")
    states = Counter(one.state for one in board.introductions)
    if states:
        lines.append("introductions: " + ", ".join(f"{count} {state}" for state, count in sorted(states.items())))
    return lines


def _offer_line(opened: OpenBoard, offer: Offer) -> str:
    days = "/".join(WEEKDAYS[day] for day in offer.weekdays)
    hours = f"{offer.leaves.start:%H:%M}" + ("" if offer.leaves.is_instant else f"-{offer.leaves.end:%H:%M}")
    when = f"every {days} {hours}" if days else f"{offer.leaves.start:%a %d %b} {hours}"
    back = f", back {offer.back.start:%H:%M}" if offer.back else ""
    following = offer.next_departure(opened.now) or offer.leaves
    left = opened.board.seats_left(offer, following.start.date())
    state = "full" if offer.is_full else f"{left} of {offer.seats} seat(s)"
    reach = ", wants no messages" if offer.driver in opened.board.unreachable else ""
    return f"{offer.offer_id}  {offer.origin.name} -> {offer.goal.name}, {when}{back}, {state}{reach}"


async def _remove(opened: OpenBoard, offer_id: str) -> int:
    if not await opened.store.carpool.mark_removed(opened.area.area_id, offer_id):
        known = ", ".join(offer.offer_id for offer in opened.board.offers) or "none"
        raise CommandError(f"there is no offer {offer_id!r} in {opened.area.area_id}; there are: {known}")
    print(f"{offer_id} is off the board; its driver and who counts on it are told by the running program.")
    return 0


async def _reports(opened: OpenBoard) -> AsyncIterator[str]:
    introductions = {one.introduction_id: one for one in opened.board.introductions}
    for kind in ("carpool_reported", "carpool_blocked"):
        for event in await opened.store.list_events(opened.area.area_id, kind):
            met = introductions.get(event.detail.get("introduction", ""))
            trip = f"{met.origin} -> {met.goal}, {met.pickup.start:%a %d %b %H:%M}" if met else "a trip that is over"
            at = event.at.astimezone(opened.now.tzinfo)
            words = event.detail.get("text", "(deleted with the resident's data)")
            offer = event.detail.get("offer", "?")
            yield f"{at:%Y-%m-%d %H:%M}  {kind.removeprefix('carpool_')}  offer {offer}, {trip}: {words}"
