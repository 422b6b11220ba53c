"""Deadlines held against ringing in every minute: seeded rules, desks, days around weekends and clock changes."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest

from knowledge.model import Position, Source
from knowledge.opening_hours import OpeningHours
from knowledge.rides.booking_rules import BookingRule
from knowledge.rides.gtfs_calendar import ServiceDays
from knowledge.rides.on_demand import Call, OnDemandService, Run, WeeklyHours, Window
from knowledge.rides.on_demand_options import OnDemandOption, find_on_demand
from knowledge.rides.zones import End, Zone
from tests.knowledge.rides.flex_feeds import PARIS

HOME = End(Position(44.03, 5.98), "04116")
MINUTE = timedelta(minutes=1)
DESKS = (None, "24/7", "Mo-Fr 09:00-12:00,14:00-17:00; PH off", "Tu,Th 08:30-11:00; PH off", "Mo-Su 06:00-20:00")
DAYS = (
    date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 24), date(2026, 10, 25), date(2026, 10, 26),
    date(2026, 11, 11), date(2026, 11, 12), date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 28),
)  # fmt: skip
WORKING = ServiceDays((True,) * 5 + (False,) * 2, date(2026, 1, 1), date(2026, 12, 31), removed=frozenset({DAYS[6]}))


def a_rule(chance: random.Random) -> BookingRule:
    kind = chance.choice((0, 1, 1, 2, 2, 2))
    if kind == 0:
        return BookingRule(0)
    if kind == 1:
        shortest = chance.choice((0, 30, 60, 120, 1440))
        longest = chance.choice((None, shortest + 60, 2880))
        return BookingRule(1, prior_notice_duration_min=shortest, prior_notice_duration_max=longest)
    return BookingRule(
        2,
        prior_notice_last_day=chance.choice((1, 1, 2)),
        prior_notice_last_time=chance.choice((0, 43_200, 59_400, 61_200, 86_400)),
        prior_notice_start_day=chance.choice((None, 3)),
        prior_notice_start_time=8 * 3600,
        prior_notice_days=chance.choice((None, WORKING)),
    )


def a_service(rule: BookingRule, desk: str | None) -> OnDemandService:
    zone = Zone(communes=frozenset({"04116"}))
    run = Run((Call(zone, WeeklyHours("24/7"), boarding_rule=rule, alighting_rule=rule),))
    source = Source("a test", date(2026, 1, 1))
    return OnDemandService("one", "One", PARIS, (run,), source, phone="3237", desk_hours=desk, country="FR")


def counted_back(day: date, count: int, counted: ServiceDays | None) -> date:
    days = (day - timedelta(days=ago) for ago in range(1, 30))
    return [one for one in days if counted is None or counted.is_on(one)][count - 1]


def may_ring(rule: BookingRule, at: datetime, pickup: datetime, window: Window, day: date) -> bool:
    """Whether somebody who rings at ``at`` may have the ride of ``pickup``; UTC."""
    if at > pickup:
        return False
    if rule.booking_type == 0:
        return at >= window.start
    if rule.booking_type == 1:
        notice = (pickup - at) / MINUTE
        longest = rule.prior_notice_duration_max
        return notice >= (rule.prior_notice_duration_min or 0) and (longest is None or notice <= longest)
    counted = rule.prior_notice_days if isinstance(rule.prior_notice_days, ServiceDays) else None
    last = counted_back(day, rule.prior_notice_last_day or 0, counted)
    if at.astimezone(PARIS).replace(tzinfo=None) > wall(last, rule.prior_notice_last_time or 0):
        return False
    if rule.prior_notice_start_day is None:
        return True
    first = counted_back(day, rule.prior_notice_start_day, counted)
    return at.astimezone(PARIS).replace(tzinfo=None) >= wall(first, rule.prior_notice_start_time or 0)


def wall(day: date, seconds: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(seconds=seconds)


def answers(desk: str | None, at: datetime) -> bool:
    local = at.astimezone(PARIS)
    spans = OpeningHours.parse(desk, "FR").hours_on(local.date())
    clock = local.time().replace(tzinfo=None)
    return desk is None or any(start <= clock and (clock < end or end == time()) for start, end in spans or ())


def ring_every_minute(rule: BookingRule, desk: str | None, window: Window, day: date, now: datetime) -> list[datetime]:
    """The minutes in which somebody answers and some ride of the window can be had."""
    every = [now + MINUTE * step for step in range(int((window.end - now) / MINUTE) + 1)]
    rides = pickups(window)
    return [at for at in every if answers(desk, at) and any(may_ring(rule, at, ride, window, day) for ride in rides)]


def pickups(window: Window) -> list[datetime]:
    return [window.start + MINUTE * step for step in range(int((window.end - window.start) / MINUTE) + 1)]


@pytest.mark.parametrize("seed", range(80))
def test_what_is_offered_is_what_ringing_in_every_minute_gives(seed: int) -> None:
    chance = random.Random(seed)
    rule, desk, day = a_rule(chance), chance.choice(DESKS), chance.choice(DAYS)
    start = datetime.combine(day, time(chance.randrange(4, 20), chance.choice((0, 15, 59))), PARIS).astimezone(UTC)
    window = Window(start, start + MINUTE * chance.choice((0, 20, 40)))
    now = window.end - MINUTE * chance.randrange(0, chance.choice((200, 3000, 6000)))
    minutes = ring_every_minute(rule, desk, window, day, now)
    found = find_on_demand((a_service(rule, desk),), HOME, HOME, window, now)
    assert bool(found) == bool(minutes), (rule, desk, window, now)
    if found:
        check(found[0], rule, desk, window, day, now, minutes)


def check(
    option: OnDemandOption,
    rule: BookingRule,
    desk: str | None,
    window: Window,
    day: date,
    now: datetime,
    minutes: list[datetime],
) -> None:
    first, last = minutes[0], minutes[-1]
    earliest = min(pickup for pickup in pickups(window) if may_ring(rule, first, pickup, window, day))
    assert option.pickup == Window(earliest.astimezone(PARIS), window.end.astimezone(PARIS))
    assert option.book_by is not None
    assert last <= option.book_by.astimezone(UTC) <= last + MINUTE  # a desk answers until it closes
    assert option.can_call_now == (first == now and (desk is not None or rule.booking_type == 0))
    assert option.call_from == (first.astimezone(PARIS) if first > now else None)
