"""On which days a GTFS service runs: calendar.txt, calendar_dates.txt, and what feed_info.txt promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from knowledge.rides.gtfs_tables import Faults, FeedTables, read_date

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class ServiceDays:
    """The days of one ``service_id``."""

    weekdays: tuple[bool, ...] = (False,) * 7
    """Monday first."""
    start: date | None = None
    end: date | None = None
    """Inclusive."""
    added: frozenset[date] = frozenset()
    removed: frozenset[date] = frozenset()

    def is_on(self, day: date) -> bool:
        if day in self.added:
            return True
        if day in self.removed or self.start is None or self.end is None:
            return False
        return self.start <= day <= self.end and self.weekdays[day.weekday()]

    def span(self) -> tuple[date, date] | None:
        """First and last day it may run on; None when it never does."""
        days = [*self.added]
        if self.start and self.end and any(self.weekdays) and self.start <= self.end:
            days += [self.start, self.end]
        return (min(days), max(days)) if days else None


def start_of(day: date, zone: ZoneInfo) -> int:
    """Where the times of a service day count from: noon minus 12 h, seconds since 1970."""
    return int(datetime.combine(day, time(12), zone).timestamp()) - 12 * 3600


def read_calendar(tables: FeedTables, faults: Faults) -> dict[str, ServiceDays]:
    """By service id. Faults: days that are none, a service twice in calendar.txt."""
    weekly = _read_weeks(tables, faults)
    added: dict[str, set[date]] = {}
    removed: dict[str, set[date]] = {}
    columns = ("service_id", "date", "exception_type")
    for number, (service, text, kind) in tables.rows("calendar_dates.txt", *columns):
        day = read_date(text)
        if day is None:
            faults.refuse("calendar_dates.txt", number, "date", text, "is no day; it takes YYYYMMDD")
        elif kind not in ("1", "2"):
            faults.refuse("calendar_dates.txt", number, "exception_type", kind, "is neither 1 (added) nor 2 (removed)")
        else:
            (added if kind == "1" else removed).setdefault(service, set()).add(day)
    return {
        service: ServiceDays(
            *weekly.get(service, ((False,) * 7, None, None)),
            frozenset(added.get(service, ())),
            frozenset(removed.get(service, ())),
        )
        for service in dict.fromkeys((*weekly, *added, *removed))
    }


def read_validity(tables: FeedTables, services: dict[str, ServiceDays]) -> tuple[date, date] | None:
    """First and last day the feed speaks of: its services' days, no further than feed_info.txt promises."""
    spans = [span for span in (service.span() for service in services.values()) if span]
    if not spans:
        return None
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    for _, (start, end) in tables.rows("feed_info.txt", "feed_start_date", "feed_end_date"):
        first, last = max(first, read_date(start) or first), min(last, read_date(end) or last)
    return (first, last) if first <= last else None


def _read_weeks(tables: FeedTables, faults: Faults) -> dict[str, tuple[tuple[bool, ...], date | None, date | None]]:
    weekly: dict[str, tuple[tuple[bool, ...], date | None, date | None]] = {}
    for number, cells in tables.rows("calendar.txt", "service_id", "start_date", "end_date", *WEEKDAYS):
        service, start_text, end_text, *flags = cells
        start, end = read_date(start_text), read_date(end_text)
        for column, text, day in (("start_date", start_text, start), ("end_date", end_text, end)):
            if day is None:
                faults.refuse("calendar.txt", number, column, text, "is no day; it takes YYYYMMDD")
        for weekday, flag in zip(WEEKDAYS, flags, strict=True):
            if flag not in ("0", "1"):
                faults.refuse("calendar.txt", number, weekday, flag, "is neither 0 nor 1")
        if service in weekly:
            faults.refuse("calendar.txt", number, "service_id", service, "stands there twice")
        weekly[service] = (tuple(flag == "1" for flag in flags), start, end)
    return weekly
