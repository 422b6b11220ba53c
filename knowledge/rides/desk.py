"""When somebody answers the phone of an on-demand service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from knowledge.opening_hours import OpeningHours

A_SUNDAY = date(2026, 11, 22)
"""Like any other."""


@dataclass(frozen=True, slots=True)
class Calls:
    """The moments between two instants at which one can ring; UTC."""

    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """``hours`` in OSM's syntax; None when nobody knows them."""

    hours: str | None
    country: str | None
    zone: ZoneInfo

    def find_calls(self, start: datetime, end: datetime) -> Calls | None:
        """The first and the last moment from ``start`` to ``end`` (both included, UTC) at which somebody answers.

        None when there is none. Desks whose hours nobody knows are taken to answer at any time.
        """
        if start > end:
            return None
        if self.hours is None:
            return Calls(start, end)
        wall_start, wall_end = start.astimezone(self.zone), end.astimezone(self.zone) + timedelta(minutes=1)
        hours = OpeningHours.parse(_with_holidays(self.hours), self.country)
        stretches = [one for one in hours.intervals(wall_start, wall_end) if one.kind == "open"]
        if not stretches:
            return None
        first, last = stretches[0].start.astimezone(UTC), (stretches[-1].end or wall_end).astimezone(UTC)
        return Calls(max(first, start), min(last, end))


@lru_cache(maxsize=1000)
def _with_holidays(hours: str) -> str:
    """An office that rests on Sundays and says nothing of public holidays is not relied on then."""
    if "PH" in hours or OpeningHours.parse(hours).hours_on(A_SUNDAY) != ():
        return hours
    return f"{hours}; PH off"
