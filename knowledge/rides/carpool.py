"""The carpool board of one area: who drives where and when, who looks for a seat, and which of them fit. Pure.

People are keyed hashes here: no number, no name. All times are aware and in the area's own zone, so that a regular
offer keeps its hour when the clocks change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from knowledge.model import Position
from knowledge.rides.roads import drive_min as drive_by_road

DriveMin = Callable[[Position, Position], float]
"""Minutes by car from one position to another; infinite where no road leads."""

BEND = timedelta(minutes=45)
"""How far the hour that somebody looking for a seat has named may be from the driver's."""
LEAST_DETOUR_MIN, MOST_DETOUR_MIN, DETOUR_SHARE = 5.0, 20.0, 0.4
"""A driver is asked for a detour of at most this share of the way alone, within these minutes."""

State = Literal["passenger_asked", "queued", "driver_asked", "agreed", "refused", "cancelled", "lapsed"]
OPEN_STATES: tuple[State, ...] = ("passenger_asked", "queued", "driver_asked")


@dataclass(frozen=True, slots=True)
class End:
    """Where a trip begins or ends: a place of the area, as it was when the offer was made."""

    place_id: str
    name: str
    position: Position


@dataclass(frozen=True, slots=True)
class Window:
    """Both ends belong to it; an hour said exactly has ``start == end``."""

    start: datetime
    end: datetime

    @property
    def is_instant(self) -> bool:
        return self.start == self.end

    def moved(self, by: timedelta) -> Window:
        """By the clock on the wall: nine o'clock stays nine o'clock in another season."""
        return Window(self.start + by, self.end + by)

    def gap(self, other: Window) -> timedelta:
        """Time between the two; nothing when they meet."""
        return max(self.start - other.end, other.start - self.end, timedelta())


@dataclass(frozen=True, slots=True)
class Offer:
    """Free seats in a car. ``expires``: when it is of no more use to anybody."""

    offer_id: str
    driver: str
    origin: End
    goal: End
    leaves: Window
    """From ``origin``; of a regular offer the first time."""
    seats: int
    expires: datetime
    back: Window | None = None
    """From ``goal``, the same day as ``leaves``."""
    weekdays: tuple[int, ...] = ()
    """Days on which a regular offer drives, Monday 0; none for a single trip."""
    is_full: bool = False
    closed: tuple[date, ...] = ()
    """Days on which a regular offer takes nobody more."""

    def departures(self) -> Iterator[Window]:
        """The windows in which it leaves, in order."""
        if not self.weekdays:
            yield self.leaves
            return
        day = timedelta()
        while (leaves := self.leaves.moved(day)).start <= self.expires:
            if leaves.start.weekday() in self.weekdays:
                yield leaves
            day += timedelta(days=1)

    def next_departure(self, now: datetime) -> Window | None:
        return next((leaves for leaves in self.departures() if leaves.end >= now), None)

    def way_back(self) -> Offer | None:
        """The way home as an offer of its own: somebody else may need a seat then."""
        if self.back is None:
            return None
        return replace(self, origin=self.goal, goal=self.origin, leaves=self.back, back=None)

    def back_after(self, leaves: Window) -> Window | None:
        return self.back.moved(leaves.start - self.leaves.start) if self.back else None


@dataclass(frozen=True, slots=True)
class Request:
    """A seat that is looked for. ``wanted`` is when the passenger leaves ``origin``."""

    request_id: str
    passenger: str
    origin: End
    goal: End
    wanted: Window
    seats: int = 1
    wants_back: bool = False
    back: Window | None = None


@dataclass(frozen=True, slots=True)
class Introduction:
    """A driver and a passenger on the way to each other's number: nothing is shown before both have said yes."""

    introduction_id: str
    offer_id: str
    driver: str
    passenger: str
    origin: str
    """Names of the places between which the passenger rides."""
    goal: str
    leaves: datetime
    """When the driver leaves; of a window its beginning."""
    pickup: Window
    seats: int
    state: State
    asked_at: datetime
    request_id: str | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def asked(self) -> str | None:
        """Who has to answer now."""
        return {"passenger_asked": self.passenger, "driver_asked": self.driver}.get(self.state)

    def is_with(self, person: str) -> bool:
        return person in (self.driver, self.passenger)


@dataclass(frozen=True, slots=True)
class Board:
    """``Board()`` is an area in which nobody offers anything."""

    offers: tuple[Offer, ...] = ()
    requests: tuple[Request, ...] = ()
    introductions: tuple[Introduction, ...] = ()
    blocked: frozenset[frozenset[str]] = frozenset()
    """Pairs of whom one blocked the other."""
    unreachable: frozenset[str] = frozenset()
    """Drivers and passengers to whom we may not write any more."""

    def find_offer(self, offer_id: str) -> Offer | None:
        return next((offer for offer in self.offers if offer.offer_id == offer_id), None)

    def list_offers_of(self, driver: str) -> tuple[Offer, ...]:
        return tuple(offer for offer in self.offers if offer.driver == driver)

    def list_introductions_of(self, person: str) -> tuple[Introduction, ...]:
        """Newest first."""
        mine = [one for one in self.introductions if one.is_with(person)]
        return tuple(sorted(mine, key=lambda one: one.asked_at, reverse=True))

    def find_introduction(self, offer_id: str, passenger: str, day: date) -> Introduction | None:
        """What became of this passenger's question for this trip."""
        mine = [one for one in self.introductions if (one.offer_id, one.passenger) == (offer_id, passenger)]
        return next((one for one in mine if one.leaves.date() == day), None)

    def find_question_for(self, person: str) -> Introduction | None:
        """The one question that is open for them: a second is asked only when the first is answered."""
        asked = [one for one in self.introductions if one.asked == person]
        return min(asked, key=lambda one: one.asked_at, default=None)

    def may_meet(self, driver: str, passenger: str) -> bool:
        return driver != passenger and frozenset((driver, passenger)) not in self.blocked

    def seats_left(self, offer: Offer, day: date) -> int:
        """Of one day, there and back together; what was agreed for one Tuesday leaves the next one free."""
        if day in offer.closed:
            return 0
        taken = sum(
            one.seats
            for one in self.introductions
            if one.offer_id == offer.offer_id and one.state == "agreed" and one.leaves.date() == day
        )
        return max(0, offer.seats - taken)


EMPTY = Board()


@dataclass(frozen=True, slots=True)
class Match:
    """An offer that fits a request on one day."""

    offer: Offer
    """Turned round when it is its way back that fits."""
    leaves: Window
    pickup: Window
    """When the driver passes where the passenger starts."""
    detour_min: float
    seats_left: int
    back: Window | None
    scores: tuple[tuple[str, float], ...]

    @property
    def score(self) -> float:
        return sum(value for _, value in self.scores)


def estimated_drive_min(a: Position, b: Position) -> float:
    """Where no streets are imported."""
    return drive_by_road(None, a, b)


def match(
    board: Board, request: Request, now: datetime, drive_min: DriveMin = estimated_drive_min
) -> tuple[Match, ...]:
    """Offers that fit, on the way there or back, best first; of a regular one the first day that does."""
    ways = [way for offer in board.offers for way in (offer, offer.way_back()) if way is not None]
    found = [_find_fit(board, way, request, now, drive_min) for way in ways]
    fits = [one for one in found if one is not None]
    return tuple(sorted(fits, key=lambda one: (-one.score, one.leaves.start, one.offer.offer_id)))


def allowed_detour_min(direct_min: float) -> float:
    return min(MOST_DETOUR_MIN, max(LEAST_DETOUR_MIN, DETOUR_SHARE * direct_min))


@dataclass(frozen=True, slots=True)
class _Way:
    """The driver's way with the passenger on board, minutes."""

    to_pickup: float
    detour: float
    from_goal_back: float
    """From the driver's goal to the passenger's, on the way back."""
    direct: float


def _find_fit(board: Board, offer: Offer, request: Request, now: datetime, drive_min: DriveMin) -> Match | None:
    if offer.is_full or offer.driver in board.unreachable or not board.may_meet(offer.driver, request.passenger):
        return None
    way = _find_way(offer, request, drive_min)
    if way is None:
        return None
    for leaves in offer.departures():
        day = leaves.start.date()
        left, asked = board.seats_left(offer, day), board.find_introduction(offer.offer_id, request.passenger, day)
        if leaves.end < now or left < request.seats or (asked is not None and asked.state == "refused"):
            continue
        pickup = leaves.moved(timedelta(minutes=way.to_pickup))
        back = offer.back_after(leaves)
        if _meets(pickup, request.wanted) and _comes_back(back, way, request):
            scores = _scores(way, pickup, back, request)
            return Match(offer, leaves, pickup, way.detour, left, back, scores)
    return None


def _find_way(offer: Offer, request: Request, drive_min: DriveMin) -> _Way | None:
    """None when the detour is too long, or the passenger would be driven against the driver's direction."""
    start, end = offer.origin.position, offer.goal.position
    on, off = request.origin.position, request.goal.position
    direct = drive_min(start, end)
    to_on, to_off, on_to_end, off_to_end = (
        drive_min(start, on),
        drive_min(start, off),
        drive_min(on, end),
        drive_min(off, end),
    )
    detour = to_on + drive_min(on, off) + off_to_end - direct
    is_near = detour <= allowed_detour_min(direct)  # not so where no road leads, either
    if not is_near or to_on > to_off or off_to_end > on_to_end:
        return None
    return _Way(to_on, max(0.0, detour), drive_min(end, off), direct)


def _meets(offered: Window, wanted: Window) -> bool:
    """An hour named exactly bends a little; who names a part of the day means it."""
    return offered.gap(wanted) <= (BEND if wanted.is_instant else timedelta())


def _comes_back(back: Window | None, way: _Way, request: Request) -> bool:
    if not request.wants_back:
        return True
    if back is None or request.back is None:
        return back is not None
    return _meets(back.moved(timedelta(minutes=way.from_goal_back)), request.back)


def _scores(way: _Way, pickup: Window, back: Window | None, request: Request) -> tuple[tuple[str, float], ...]:
    """What makes one offer better than another, each with its name."""
    return (
        ("detour", 1.0 - way.detour / allowed_detour_min(way.direct)),
        ("hour", 1.0 - pickup.gap(request.wanted) / BEND),
        ("back", 0.5 if back is not None else 0.0),
    )
