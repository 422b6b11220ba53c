"""Which offers fit whom: the same as a search that tries every offer on every day, written only for this test."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from knowledge.model import Position
from knowledge.rides.carpool import Board, End, Introduction, Offer, Request, State, Window, match

ZONE = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
THURSDAY = datetime(2026, 11, 26, tzinfo=ZONE)
MALIJAI = End("malijai", "Malijai", Position(44.045, 6.030))
LES_MEES = End("les-mees", "Les Mées", Position(44.030, 5.976))
DIGNE = End("digne", "Digne", Position(44.092, 6.236))
MANOSQUE = End("manosque", "Manosque", Position(43.834, 5.783))


def at(hour: int, minute: int = 0, day: datetime = THURSDAY) -> datetime:
    return day.replace(hour=hour, minute=minute)


def instant(hour: int, minute: int = 0, day: datetime = THURSDAY) -> Window:
    return Window(at(hour, minute, day), at(hour, minute, day))


def an_offer(**changes: object) -> Offer:
    base = Offer("o1", "driver", LES_MEES, DIGNE, instant(9), 3, at(9), instant(12))
    return replace(base, **changes)  # type: ignore[arg-type]


def a_request(**changes: object) -> Request:
    base = Request("r1", "passenger", MALIJAI, DIGNE, Window(at(0), at(23, 59)))
    return replace(base, **changes)  # type: ignore[arg-type]


def an_introduction(state: State = "agreed", **changes: object) -> Introduction:
    base = Introduction("i1", "o1", "driver", "somebody", "Malijai", "Digne", at(9), instant(9, 8), 1, state, NOW)
    return replace(base, **changes)  # type: ignore[arg-type]


def ids(board: Board, request: Request, now: datetime = NOW) -> list[str]:
    return [one.offer.offer_id for one in match(board, request, now)]


def test_a_place_on_the_way_is_matched_and_told_when_the_car_passes() -> None:
    (found,) = match(Board((an_offer(),)), a_request(), NOW)
    assert found.detour_min < 5
    assert at(9) < found.pickup.start < at(9, 20)
    assert found.seats_left == 3
    assert {name for name, _ in found.scores} == {"detour", "hour", "back"}


def test_a_long_detour_is_not_asked_of_a_driver() -> None:
    assert ids(Board((an_offer(),)), a_request(origin=MANOSQUE)) == []


def test_who_lives_where_no_road_leads_is_not_matched() -> None:
    def drive_min(a: Position, b: Position) -> float:
        return math.inf if MALIJAI.position in (a, b) else 20.0

    assert match(Board((an_offer(),)), a_request(), NOW, drive_min) == ()
    assert match(Board((an_offer(origin=MALIJAI),)), a_request(origin=LES_MEES), NOW, drive_min) == ()


def test_nobody_is_driven_against_the_driver_s_direction() -> None:
    assert ids(Board((an_offer(back=None),)), a_request(origin=DIGNE, goal=MALIJAI)) == []
    assert ids(Board((an_offer(back=None),)), a_request(origin=MALIJAI, goal=LES_MEES)) == []


def test_the_way_home_takes_somebody_too() -> None:
    (found,) = match(Board((an_offer(),)), a_request(origin=DIGNE, goal=MALIJAI), NOW)
    assert found.leaves.start == at(12)
    assert (found.offer.origin, found.offer.goal) == (DIGNE, LES_MEES)


def test_who_was_refused_is_not_shown_that_trip_again() -> None:
    refused = an_introduction("refused", passenger="passenger")
    assert ids(Board((an_offer(),), introductions=(refused,)), a_request()) == []
    assert ids(Board((an_offer(),), introductions=(refused,)), a_request(passenger="another")) == ["o1"]


def test_an_hour_said_exactly_bends_by_three_quarters_of_an_hour() -> None:
    board = Board((an_offer(origin=MALIJAI),))
    assert ids(board, a_request(wanted=instant(9, 45))) == ["o1"]
    assert ids(board, a_request(wanted=instant(9, 46))) == []
    assert ids(board, a_request(wanted=Window(at(9, 1), at(12)))) == []


def test_seats_that_were_agreed_are_taken_of_that_day_alone() -> None:
    weekly = an_offer(seats=1, weekdays=(3,), expires=NOW + timedelta(weeks=3))
    board = Board((weekly,), introductions=(an_introduction(),))
    (found,) = match(board, a_request(wanted=Window(at(0), at(0) + timedelta(days=13))), NOW)
    assert found.leaves.start.date() == date(2026, 12, 3)
    assert ids(board, a_request()) == []
    assert ids(Board((weekly,), introductions=(an_introduction("driver_asked"),)), a_request()) == ["o1"]


def test_a_way_back_that_is_wanted_must_be_offered_at_that_hour() -> None:
    board = Board((an_offer(),))
    assert ids(board, a_request(wants_back=True)) == ["o1"]
    assert ids(board, a_request(wants_back=True, back=instant(12, 30))) == ["o1"]
    assert ids(board, a_request(wants_back=True, back=instant(17))) == []
    assert ids(Board((an_offer(back=None),)), a_request(wants_back=True)) == []


def test_a_regular_offer_keeps_its_hour_when_the_clocks_change() -> None:
    first = datetime(2026, 10, 20, 9, 0, tzinfo=ZONE)
    weekly = an_offer(leaves=Window(first, first), weekdays=(1,), expires=first + timedelta(weeks=4), back=None)
    hours = {leaves.start.hour for leaves in weekly.departures()}
    offsets = {leaves.start.utcoffset() for leaves in weekly.departures()}
    assert hours == {9}
    assert len(offsets) == 2


@pytest.mark.parametrize(
    "board",
    [
        Board((an_offer(),), blocked=frozenset({frozenset({"driver", "passenger"})})),
        Board((an_offer(),), unreachable=frozenset({"driver"})),
        Board((an_offer(driver="passenger"),)),
        Board((an_offer(is_full=True),)),
    ],
    ids=["blocked", "unreachable", "oneself", "full"],
)
def test_some_are_never_matched(board: Board) -> None:
    assert ids(board, a_request()) == []


def test_a_trip_that_has_begun_is_over() -> None:
    assert ids(Board((an_offer(),)), a_request(), at(9, 1)) == []


# The other way to the same answer: plain numbers, every offer on every day.


def minutes(a: Position, b: Position) -> float:
    """Great circle by the spherical law of cosines, times 1.3, at 45 km/h."""
    lat_a, lat_b, d_lon = math.radians(a.lat), math.radians(b.lat), math.radians(b.lon - a.lon)
    cosine = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(d_lon)
    return math.acos(min(1.0, cosine)) * 6371.0088 * 1.3 / 45 * 60


def has_room(board: Board, offer: Offer, request: Request, day: date) -> bool:
    taken = 0
    for one in board.introductions:
        if one.offer_id == offer.offer_id and one.state == "agreed" and one.leaves.date() == day:
            taken += one.seats
    return offer.seats - taken >= request.seats


def close(offered: Window, wanted: Window) -> bool:
    """Whether some minute of the one is near enough to some minute of the other."""
    slack = 45 * 60 if wanted.start == wanted.end else 0
    starts = [offered.start, offered.end, wanted.start, wanted.end]
    if any(o.start <= moment <= o.end for moment in starts for o in (offered,) if wanted.start <= moment <= wanted.end):
        return True
    apart = min(abs((x - y).total_seconds()) for x in (offered.start, offered.end) for y in (wanted.start, wanted.end))
    return apart <= slack


def may_ride(board: Board, offer: Offer, request: Request) -> bool:
    """People and places, without the day."""
    strangers = {offer.driver, request.passenger}
    if len(strangers) < 2 or any(strangers == pair for pair in board.blocked) or offer.driver in board.unreachable:
        return False
    a, b, x, y = (end.position for end in (offer.origin, offer.goal, request.origin, request.goal))
    alone, together = minutes(a, b), minutes(a, x) + minutes(x, y) + minutes(y, b)
    limit = 0.4 * alone
    limit = 5 if limit < 5 else 20 if limit > 20 else limit
    right_way = minutes(a, x) <= minutes(a, y) and minutes(y, b) <= minutes(x, b)
    return not offer.is_full and together - alone <= limit and right_way


def both_ways(board: Board) -> list[Offer]:
    home = [
        replace(one, origin=one.goal, goal=one.origin, leaves=one.back, back=None) for one in board.offers if one.back
    ]
    return [*board.offers, *home]


def brute_force(board: Board, request: Request, now: datetime) -> set[tuple[str, date]]:
    found = set()
    for offer in both_ways(board):
        if not may_ride(board, offer, request):
            continue
        a, b, x, y = (end.position for end in (offer.origin, offer.goal, request.origin, request.goal))
        for days in range(70):
            shift = timedelta(days=days)
            start, end = offer.leaves.start + shift, offer.leaves.end + shift
            if (days and not offer.weekdays) or (start > offer.expires and offer.weekdays):
                break
            if offer.weekdays and start.weekday() not in offer.weekdays:
                continue
            if end < now:
                continue
            lead = timedelta(minutes=minutes(a, x))
            if not close(Window(start + lead, end + lead), request.wanted):
                continue
            if request.wants_back:
                if offer.back is None:
                    continue
                late = shift + timedelta(minutes=minutes(b, y))
                if request.back and not close(Window(offer.back.start + late, offer.back.end + late), request.back):
                    continue
            refused = any(
                (one.offer_id, one.passenger, one.leaves.date(), one.state)
                == (offer.offer_id, request.passenger, start.date(), "refused")
                for one in board.introductions
            )
            if has_room(board, offer, request, start.date()) and not refused:
                found.add((offer.offer_id, start.date()))
                break
    return found


def a_window(draw: random.Random, day: datetime) -> Window:
    start = day.replace(hour=draw.randrange(5, 20), minute=draw.choice((0, 15, 30, 45)))
    return Window(start, start + timedelta(minutes=draw.choice((0, 0, 0, 120, 240))))


def a_random_end(draw: random.Random) -> End:
    return End("x", "X", Position(draw.uniform(43.9, 44.2), draw.uniform(5.8, 6.3)))


def a_random_offer(draw: random.Random, number: int) -> Offer:
    day = NOW.replace(hour=0) + timedelta(days=draw.randrange(14))
    leaves = a_window(draw, day)
    back = leaves.moved(timedelta(hours=draw.randrange(1, 9))) if draw.random() < 0.5 else None
    weekdays = tuple(sorted(draw.sample(range(7), draw.randrange(1, 6)))) if draw.random() < 0.3 else ()
    expires = NOW + timedelta(weeks=8) if weekdays else leaves.end
    origin, goal = a_random_end(draw), a_random_end(draw)
    driver, seats = f"p{draw.randrange(60)}", draw.randrange(1, 5)
    return Offer(f"o{number}", driver, origin, goal, leaves, seats, expires, back, weekdays, draw.random() < 0.05)


def a_random_request(draw: random.Random, number: int, offers: tuple[Offer, ...]) -> Request:
    """Half of them near the way of some offer, or next to nothing would fit."""
    like = draw.choice(offers)
    day = NOW.replace(hour=0) + timedelta(days=draw.randrange(14))
    wanted = draw.choice((a_window(draw, day), Window(day, day + timedelta(minutes=1439)), like.leaves))
    near = draw.random() < 0.7
    origin, goal = (like.origin, like.goal) if near else (a_random_end(draw), a_random_end(draw))
    wants_back = draw.random() < 0.4
    back = wanted.moved(timedelta(hours=3)) if wants_back and draw.random() < 0.6 else None
    return Request(f"r{number}", f"p{draw.randrange(60)}", origin, goal, wanted, draw.randrange(1, 4), wants_back, back)


def test_a_thousand_random_offers_are_matched_as_by_brute_force() -> None:
    draw = random.Random(20261124)
    offers = tuple(a_random_offer(draw, number) for number in range(1000))
    agreed = tuple(
        an_introduction(introduction_id=f"i{i}", offer_id=offer.offer_id, leaves=offer.leaves.start, seats=1)
        for i, offer in enumerate(draw.sample(offers, 300))
    )
    refused = tuple(
        an_introduction("refused", offer_id=offer.offer_id, leaves=offer.leaves.start, passenger=f"p{i % 60}")
        for i, offer in enumerate(draw.sample(offers, 300))
    )
    blocked = frozenset(frozenset(draw.sample([f"p{i}" for i in range(60)], 2)) for _ in range(100))
    board = Board(offers, (), agreed + refused, blocked, frozenset({"p1", "p2", "p3"}))
    total = 0
    for number in range(200):
        request = a_random_request(draw, number, offers)
        now = NOW + timedelta(hours=draw.randrange(100))
        found = match(board, request, now)
        assert {(one.offer.offer_id, one.leaves.start.date()) for one in found} == brute_force(board, request, now)
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
        total += len(found)
    assert total > 150, "a comparison of empty answers proves nothing"
