"""Days and hours as people mean them, and the window of time they make together. Pure calendar arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from handlers.model import When

Relation = Literal["at", "before", "after"]

MORNING, NOON, EVENING, LATE = 8 * 60, 12 * 60, 18 * 60, 23 * 60
"""Minutes after midnight: morning 08-12, afternoon 12-18, evening 18-23."""

DAY, NIGHT_ENDS = 24 * 60, 6 * 60
"""Minutes of a day, and the minute at which a night is over."""
SATURDAY = 5
"""As ``date.weekday`` counts."""
JUST_OVER = timedelta(weeks=10)
"""A date so long ago is still spoken of."""

PARTS: dict[str, tuple[int, int]] = {
    "morning": (MORNING, NOON),
    "early_morning": (MORNING - 60, MORNING + 120),
    "late_morning": (10 * 60, NOON),
    "afternoon": (NOON, EVENING),
    "early_afternoon": (NOON + 60, 15 * 60),
    "late_afternoon": (16 * 60, EVENING + 60),
    "evening": (EVENING, LATE),
    "early_evening": (EVENING, 20 * 60),
    "night": (LATE, DAY + NIGHT_ENDS),
    "noonish": (NOON, 14 * 60),
}


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Whole days, both included. ``until``: from now to ``last``."""

    first: date
    last: date
    until: bool = False
    sure: bool = True
    """False when inherited or guessed, so that another mention may correct it."""


@dataclass(frozen=True, slots=True)
class HourSpan:
    """Minutes after midnight of the day; ``end`` may pass 24:00. An instant has ``start == end``."""

    start: int
    end: int
    relation: Relation = "at"
    vague: bool = False
    """The hour was said as on a clock face: 3 may be 15:00."""
    part: str | None = None

    @property
    def is_instant(self) -> bool:
        return self.start == self.end


def name_part(part: str) -> HourSpan:
    start, end = PARTS[part]
    return HourSpan(start, end, part=part)


def settle_clock(hours: HourSpan, part: str | None, afternoon: tuple[int, int]) -> HourSpan:
    """Decide between 3:00 and 15:00: by the part of the day when said, else by ``afternoon`` (first, last hour)."""
    if part and part.endswith("night") and hours.relation == "at" and hours.end < NIGHT_ENDS:
        # "zaterdagnacht rond 1u" is on Sunday
        return replace(hours, start=hours.start + DAY, end=hours.end + DAY, vague=False, part=part)
    if not hours.vague:
        return hours
    base = part.removeprefix("early_").removeprefix("late_") if part else None
    said = hours.end if hours.relation == "before" else hours.start
    later = (
        (base in ("afternoon", "evening") and said < NOON)
        or (base == "night" and NIGHT_ENDS <= said < NOON)
        or (base is None and afternoon[0] * 60 <= said < (afternoon[1] + 1) * 60)
    )
    shift = NOON if later else 0
    start = hours.start if hours.relation == "before" else hours.start + shift
    end = hours.end if hours.relation == "after" else hours.end + shift
    return replace(hours, start=start, end=max(end, start), vague=False, part=part)


def relate(hours: HourSpan, relation: Relation) -> HourSpan:
    """``hours`` as the end ("before 9") or the beginning ("after 18") of a window."""
    if relation == "after":
        return replace(hours, end=LATE if hours.start < LATE - 60 else DAY, relation="after")
    if relation == "before":
        return replace(hours, start=0, end=hours.start if hours.is_instant else hours.end, relation="before")
    return hours


def make_when(day: DaySpan | None, hours: HourSpan | None, now: datetime) -> When | None:
    """The window that a day and hours make, seen from ``now``; None when neither is known."""
    if hours is None:
        return _days(day, now) if day else None
    if day is None:
        day = _nearest_day(hours, now)
    if day.until and day.last > day.first:
        return When(now, at_minute(day.last, hours.end, now), "window")
    return place_hours(day.first, hours, now)


def place_hours(day: date, hours: HourSpan, now: datetime) -> When:
    """``hours`` on ``day``; what must be before an hour of today starts now."""
    start, end = at_minute(day, hours.start, now), at_minute(day, hours.end, now)
    if hours.relation == "before" and day == now.date() and now < end:
        return When(now, end, "window")
    return When(start, end, "instant" if hours.is_instant else "window")


def at_minute(day: date, minute: int, now: datetime) -> datetime:
    """Wall-clock time in the zone of ``now``; minutes past 24:00 fall on the next day."""
    return datetime.combine(day + timedelta(days=minute // DAY), time(minute % DAY // 60, minute % 60), now.tzinfo)


def _days(day: DaySpan, now: datetime) -> When:
    end = at_minute(day.last + timedelta(days=1), 0, now)
    if day.until:
        return When(now, end, "days")
    return When(at_minute(day.first, 0, now), end, "day" if day.first == day.last else "days")


def _nearest_day(hours: HourSpan, now: datetime) -> DaySpan:
    """Today when the hours are still ahead, otherwise tomorrow."""
    today = now.date()
    ahead = (
        at_minute(today, hours.end, now) > now if not hours.is_instant else at_minute(today, hours.start, now) >= now
    )
    if hours.part and hours.part.endswith("morning") and at_minute(today, hours.start, now) < now:
        ahead = False  # "in the morning", said in the morning, is tomorrow's
    chosen = today if ahead else today + timedelta(days=1)
    return DaySpan(chosen, chosen, sure=False)


def one_day(day: date) -> DaySpan:
    return DaySpan(day, day)


def next_weekday(today: date, weekday: int, or_today: bool = False) -> date:
    """The next such weekday (0 is Monday), a week ahead when it is that day today unless ``or_today``."""
    days = (weekday - today.weekday()) % 7
    return today + timedelta(days=days if days or or_today else 7)


def nth_weekday(in_month: date, weekday: int, nth: int) -> date | None:
    """The ``nth`` such weekday (0 is Monday) of the month of ``in_month``, -1 the last; None when it has none."""
    first = next_weekday(in_month.replace(day=1), weekday, or_today=True)
    days = [first + timedelta(weeks=week) for week in range(5)]
    days = [day for day in days if day.month == in_month.month]
    return days[nth - 1 if nth > 0 else nth] if nth <= len(days) else None


def week_of(today: date, offset: int) -> DaySpan:
    """Monday to Sunday of the week ``offset`` weeks ahead; this week starts today."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=offset)
    return DaySpan(max(monday, today) if offset == 0 else monday, monday + timedelta(days=6))


def weekend_of(today: date, offset: int) -> DaySpan:
    """The coming Saturday and Sunday, or the ones after."""
    saturday = today - timedelta(days=today.weekday()) + timedelta(days=5, weeks=offset)
    return DaySpan(max(saturday, today) if offset == 0 else saturday, saturday + timedelta(days=1))


def month_of(today: date, month: int, piece: str | None = None) -> DaySpan:
    """The next such month (1-12), or its beginning, middle or end."""
    year = today.year + (month < today.month)
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if piece == "start_of":
        return DaySpan(first, first.replace(day=8))
    if piece == "middle_of":
        return DaySpan(first.replace(day=10), first.replace(day=20))
    if piece == "end_of":
        return DaySpan(max(last.replace(day=22), today), last)
    return DaySpan(max(first, today), last)


def next_day_of_month(today: date, day: int) -> date | None:
    """The next date with that number, within the three coming months."""
    for ahead in range(3):
        year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
        found = make_date(year, month + 1, day)
        if found and found >= today:
            return found
    return None


def is_just_over(today: date, month: int, day: int) -> bool:
    """That day and month was within ``JUST_OVER``: it is spoken of, and not asked for next year."""
    dates = (make_date(year, month, day) for year in (today.year, today.year - 1))
    return any(found is not None and today - JUST_OVER <= found < today for found in dates)


def next_date(today: date, month: int, day: int) -> date | None:
    """That day and month, this year or the next."""
    found = make_date(today.year, month, day)
    if found and found < today:
        return make_date(today.year + 1, month, day)
    return found


def make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def easter(year: int) -> date:
    """Gregorian Easter Sunday (Butcher's rule)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


_FEASTS: dict[str, Callable[[int], tuple[date, date]]] = {
    "christmas": lambda y: (date(y, 12, 25), date(y, 12, 25)),
    "christmas_eve": lambda y: (date(y, 12, 24), date(y, 12, 24)),
    "christmas_time": lambda y: (date(y, 12, 21), date(y, 12, 27)),
    "year_end": lambda y: (date(y, 12, 26), date(y, 12, 31)),
    "valentine": lambda y: (date(y, 2, 14), date(y, 2, 14)),
    "boxing_day": lambda y: (date(y, 12, 26), date(y, 12, 26)),
    "new_year": lambda y: (date(y, 1, 1), date(y, 1, 1)),
    "new_year_eve": lambda y: (date(y, 12, 31), date(y, 12, 31)),
    "all_saints": lambda y: (date(y, 11, 1), date(y, 11, 1)),
    "armistice": lambda y: (date(y, 11, 11), date(y, 11, 11)),
    "saint_nicholas": lambda y: (date(y, 12, 6), date(y, 12, 6)),
    "bastille_day": lambda y: (date(y, 7, 14), date(y, 7, 14)),
    "may_day": lambda y: (date(y, 5, 1), date(y, 5, 1)),
    "easter": lambda y: (easter(y), easter(y)),
    "easter_monday": lambda y: (easter(y) + timedelta(1), easter(y) + timedelta(1)),
    "ascension": lambda y: (easter(y) + timedelta(39), easter(y) + timedelta(39)),
    "pentecost_monday": lambda y: (easter(y) + timedelta(50), easter(y) + timedelta(50)),
}


def next_feast(today: date, feast: str) -> DaySpan:
    """The next time that a feast named in ``times.yaml`` comes round."""
    for year in (today.year, today.year + 1):
        first, last = _FEASTS[feast](year)
        if last >= today:
            break
    return DaySpan(first, last)
