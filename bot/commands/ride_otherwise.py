"""What ``ride`` tells where the timetables have nothing: who comes when rung for, and other means."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from knowledge.directory import Directory
from knowledge.model import Place
from knowledge.rides.on_demand import Window
from knowledge.rides.on_demand_options import (
    OnDemandOption,
    find_next_day,
    find_next_out_and_back,
    find_on_demand,
    find_out_and_back,
)
from knowledge.rides.other_means import list_other_means
from knowledge.rides.out_and_back import HoursOf, Wish
from knowledge.rides.zones import End


def describe_on_demand(
    directory: Directory, ends: tuple[End, End], when: datetime, now: datetime, wish: Wish, hours_of: HoursOf | None
) -> list[dict[str, Any]]:
    """Pairs for a stay, on the day of ``when`` or the first after it; those that can still be booked at ``now``."""
    services, day = directory.rides.on_demand, when.date()
    open_times = hours_of(day) if hours_of else None
    pairs = find_out_and_back(services, *ends, day, now, wish, open_times)
    pairs = pairs or find_next_out_and_back(services, *ends, day + timedelta(days=1), now, wish, hours_of)
    return [{"out": _describe(pair.out), "back": _describe(pair.back)} for pair in pairs]


def describe_one_way(
    directory: Directory, ends: tuple[End, End], when: datetime, now: datetime, is_arrival: bool
) -> list[dict[str, Any]]:
    """Without a stay: leaving from ``when`` on, or there by then; else on the first day after it."""
    services, settings = directory.rides.on_demand, directory.area.ride_settings
    midnight = when.replace(hour=0, minute=0, second=0, microsecond=0)
    window = Window(midnight, when) if is_arrival else Window(when, midnight.replace(hour=23, minute=59))
    found = find_on_demand(services, *ends, window, now, settings, arrive_by=when if is_arrival else None)
    found = found or find_next_day(services, *ends, _next_day(when), now, settings)
    return [{"out": _describe(option), "back": None} for option in found]


def describe_means(directory: Directory, origin: Place | None, goal: Place | None) -> list[dict[str, Any]]:
    """Cheapest and surest first; none from or to a mere stop."""
    if origin is None or goal is None:
        return []
    return [
        {
            "name": means.service.name,
            "kind": means.kind.category,
            "condition": means.condition,
            "certainty": means.certainty,
            "phone": means.service.phones[0].number if means.service.phones else None,
            "for": means.eligibility,
            "price": means.fees,
            "example": means.service.example,
        }
        for means in list_other_means(directory, origin, goal)
    ]


def _next_day(when: datetime) -> date:
    return when.date() + timedelta(days=1)


def _describe(option: OnDemandOption) -> dict[str, Any]:
    return {
        "service": option.service.name,
        "pickup_from": option.pickup.start.isoformat(),
        "pickup_until": option.pickup.end.isoformat(),
        "arrive_from": option.arrive.start.isoformat(),
        "phone": option.phone,
        "book_by": option.book_by.isoformat() if option.book_by else None,
        "can_call_now": option.can_call_now,
        "call_from": option.call_from.isoformat() if option.call_from else None,
        "to_confirm": option.to_confirm,
        "for": option.eligibility,
        "price": option.fees,
        "example": option.service.example,
    }
