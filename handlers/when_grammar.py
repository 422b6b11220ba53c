"""The small grammar of time: items in, readings out (a day, hours, or words that are not asked for)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from handlers.when_scan import Item
from handlers.when_spans import (
    LATE,
    DaySpan,
    HourSpan,
    Relation,
    at_minute,
    make_date,
    month_of,
    name_part,
    next_date,
    next_day_of_month,
    next_feast,
    next_weekday,
    one_day,
    relate,
    settle_clock,
    week_of,
    weekend_of,
)
from handlers.when_words import TimeWords

Role = Literal["asked", "told", "habit", "now", "duration"]


@dataclass(frozen=True, slots=True)
class Reading:
    """Items ``first`` to ``next`` (exclusive) read as one mention."""

    first: int
    next: int
    role: Role = "asked"
    day: DaySpan | None = None
    hours: HourSpan | None = None
    with_article: bool = False
    """"le matin": a habit, unless the message speaks of one day."""


_CORE = frozenset(
    {
        "weekday", "weak_weekday", "weekday_habit", "weekday_part", "relative", "moment", "part", "clock",
        "clock_before", "date", "feast", "month", "unit", "weekend", "number", "ordinal", "number_of_hours",
        "until_day",
    }
)  # fmt: skip
"""Tags that a mention cannot do without; the rest only connect."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """The words before a day ("le", "ce", "next"), and the item where the day itself is."""

    first: int
    at: int
    article: bool
    this: bool
    forward: bool
    past: bool
    marked: bool


_UNIT_MINUTES = {"minute": 1, "quarter": 15, "half_hour": 30, "hour": 60}
_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14}


class Grammar:
    """Reads the items of one message, as of one moment."""

    def __init__(self, items: list[Item], words: TimeWords, now: datetime) -> None:
        self.items, self.words, self.now = items, words, now
        self.today = now.date()
        self._size, self._tags = len(items), [item.tags for item in items]
        self._has_core = [not _CORE.isdisjoint(item.tags) for item in items]

    def read_all(self) -> list[Reading]:
        readings: list[Reading] = []
        position = 0
        while position < len(self.items):
            reading = self._read_mention(position) if self.items[position].tags else None
            if reading and reading.next > position:
                readings.append(reading)
                position = reading.next
            else:
                position += 1
        return readings

    # -- items ---------------------------------------------------------------------------------------------------
    def _is(self, i: int, *tags: str) -> bool:
        if 0 <= i < self._size:
            known = self._tags[i]
            for tag in tags:  # a plain loop: this is asked some hundred times a message
                if tag in known:
                    return True
        return False

    def _text(self, i: int) -> str:
        return self.items[i].text if 0 <= i < len(self.items) else ""

    def _skip(self, i: int, *tags: str, most: int = 3) -> int:
        """Past words that only connect."""
        while most and self._is(i, *tags) and not self._is(i, "relative", "weekday", "date"):
            i, most = i + 1, most - 1
        return i

    # -- a mention -----------------------------------------------------------------------------------------------
    def _read_mention(self, i: int) -> Reading | None:
        if self._is(i, "nothing"):
            return None
        if self._is(i, "habit"):
            return self._habit_with_hours(i, i + 1)
        if self._is(i, "soft_now") and any(item.text in self.words.open_words for item in self.items):
            return Reading(i, i + 1, "now")
        if self._is(i, "now"):
            return Reading(i, i + 1, "now")
        if not any(self._has_core[i : i + 6]):
            return None
        return (
            self._read_farewell(i)
            or self._read_told(i)
            or self._read_offset(i)
            or self._read_duration(i)
            or self._read_every(i)
            or self._read_hours_from_to(i)
            or self._read_day_range(i)
            or self._read_asked(i)
        )

    def _read_farewell(self, i: int) -> Reading | None:
        """ "à demain" standing alone is a goodbye."""
        if not self._is(i, "farewell"):
            return None
        if (
            i
            and not self._is(i - 1, "stop", "comma", "nothing")
            and self._text(i - 1) not in self.words.farewell_before
        ):
            return None
        day = self._read_day(i + 1)
        if day is None or i + 1 == day.next or not (day.next == len(self.items) or self._is(day.next, "stop")):
            return None
        return Reading(i, day.next, "told")

    def _read_told(self, i: int) -> Reading | None:
        """ "depuis lundi", "il y a 3 jours", "3 days ago"."""
        if self._is(i, "since"):
            j = self._skip(i + 1, "connector", "article", "habit_article", "about", "ago", most=2)
            inner = self._read_length(j) or self._read_core(j)
            if inner:
                return Reading(i, inner.next, "told")
            return Reading(i, j + 1, "told") if self._is(j, "month", "number", "feast") else None
        if self._is(i, "until_day"):
            return Reading(i, i + (2 if self._is(i + 1, "number", "date") else 1), "told")
        if self._is(i, "ago"):
            j = self._skip(i + 1, "about", most=1)
            inner = self._read_length(j)
            return Reading(i, inner.next, "told") if inner else None
        length = self._read_length(i)
        if length and self._is(length.next, "ago_after"):
            return Reading(i, length.next + 1, "told")
        return None

    def _read_length(self, i: int) -> Reading | None:
        """A number and a unit, or hours such as "2h"."""
        if self._is(i, "number_of_hours"):
            return Reading(i, i + 1, "duration")
        if self._is(i, "number", "ordinal") and self._is(i + 1, "unit"):
            return Reading(i, i + 2, "duration")
        if self._is(i, "unit") and self.items[i].tags["unit"] in ("half_hour", "quarter"):
            return Reading(i, i + 1, "duration")
        return None

    def _read_offset(self, i: int) -> Reading | None:
        """ "dans 2h", "in two hours", "over een week"."""
        if not self._is(i, "in", "within"):
            return None
        j = self._skip(i + 1, "about", most=1) if not self._is(i + 1, "number") else i + 1
        length = self._read_length(j)
        if length is None or self._is(length.next, "last", "ago_after") or self._is_travel(length.next):
            return None
        by = self._is(i, "within")
        if self._is(j, "number_of_hours"):
            return self._moment(i, length.next, self.items[j].tags["number_of_hours"] * 60, by)
        unit = self.items[length.next - 1].tags["unit"]
        amount = self.items[j].tags.get("number", 1) if length.next - j == 2 else 1
        if unit in _UNIT_MINUTES:
            return self._moment(i, length.next, amount * _UNIT_MINUTES[unit], by)
        if unit == "month":
            return Reading(i, length.next, "asked", one_day(self.today + timedelta(days=30 * amount)))
        if unit not in _UNIT_DAYS:
            return None
        last = self.today + timedelta(days=amount * _UNIT_DAYS[unit])
        day = DaySpan(self.today, last, until=True) if by else one_day(last)
        return self._add_hours(Reading(i, length.next, "asked", day))

    def _moment(self, i: int, following: int, minutes: int, by: bool) -> Reading:
        moment = self.now + timedelta(minutes=minutes)
        minute = moment.hour * 60 + moment.minute
        hours = HourSpan(minute, minute)
        if by and moment.date() == self.today:
            hours = relate(hours, "before")
        return Reading(i, following, "asked", one_day(moment.date()), hours)

    def _is_travel(self, i: int) -> bool:
        """ "à 2h de route": how far, not when."""
        j = self._skip(i, "connector", most=2)
        return self._text(j) in self.words.travel_words or self._text(i) in self.words.travel_words

    def _read_duration(self, i: int) -> Reading | None:
        """ "pendant 15j", "for three weeks", "6 ans", "2h de route"."""
        j = i + 1 if self._is(i, "during") else i
        length = self._read_length(j)
        if length is None or self._is(length.next, "next"):
            return None
        unit = None if self._is(j, "number_of_hours") else self.items[length.next - 1].tags["unit"]
        if unit in (None, "hour"):
            sure = j > i and not self._is(i, "about", "by")
            return Reading(i, length.next, "duration") if sure or self._is_travel(length.next) else None
        if unit in ("week", "month", "day") and self._is(length.next, "week_later"):
            return None
        return Reading(i, length.next, "duration")

    def _read_every(self, i: int) -> Reading | None:
        """ "tous les mardis", "every morning", "elke maandag"."""
        if not self._is(i, "every"):
            return None
        j = i + 1
        weak = self._is(j, "weak_weekday") and not self._is(i, "number")
        if weak or self._is(j, "weekday", "weekday_habit", "weekend", "weekday_part"):
            return self._habit_with_hours(i, j + 1)
        if self._is(j, "part") and not self._is(i, "number", "number"):
            return Reading(i, j + 1, "habit", None, name_part(self.items[j].tags["part"]))
        return None

    def _habit_with_hours(self, i: int, j: int) -> Reading:
        hours = self._following_hours(j)
        return Reading(i, hours.next, "habit", None, hours.hours) if hours else Reading(i, j, "habit")

    # -- asked ---------------------------------------------------------------------------------------------------
    def _read_asked(self, i: int) -> Reading | None:
        """[before, after, until] a day with its hours, hours with their day."""
        relation: Relation = "at"
        until = False
        j = i
        if self._is(i, "by", "after", "until") and self._limits(i):
            until = self._is(i, "until")
            relation = "after" if self._is(i, "after") else "before"
            j = self._skip(i + 1, "connector", "article", "about", "habit_article", "by", most=2)
        core = self._read_core(j, marked=j > i)
        if core is None and j > i + 1:
            core = self._read_core(i + 1, marked=True)
        if core is None or (core.role != "asked" and relation == "at"):
            return replace(core, first=i) if core else None
        if relation == "at" and self._is(core.next, "by_after"):
            core, relation = self._take_following_day(replace(core, next=core.next + 1)), "before"
        return self._apply_relation(replace(core, first=i), relation, until)

    def _take_following_day(self, core: Reading) -> Reading:
        return self._add_day(core) if core.hours and not core.day else core

    def _limits(self, i: int) -> bool:
        """A word such as "voor" or "from" limits hours, but only introduces a day."""
        if not self._is(i, "connector", "about"):
            return self._read_core(i) is None
        return self._read_hours(i + 1, loose=True) is not None

    def _apply_relation(self, core: Reading, relation: Relation, until: bool) -> Reading:
        if relation == "at":
            return core
        if core.hours and core.hours.relation == "at":
            hours = relate(core.hours, relation)
            return replace(core, role="asked", hours=hours, with_article=False)
        if core.day is None:
            return core
        if until:
            return replace(core, role="told")
        if relation == "before":
            return replace(core, role="asked", day=DaySpan(self.today, core.day.last, until=True))
        return replace(core, role="asked")

    def _read_core(self, i: int, marked: bool = False) -> Reading | None:
        """A day with or without hours, or hours with or without a day."""
        j = self._skip(i, "about", "connector", most=2) if not self._is(i, "weekday", "relative", "date") else i
        day = self._read_day(i, marked) or (self._read_day(j, marked) if j > i else None)
        if day:
            return self._add_hours(replace(day, first=i))
        hours = self._read_hours(i, loose=marked or self._is(i, "about"))
        if hours is None:
            return None
        return self._add_day(replace(hours, first=i))

    def _add_hours(self, day: Reading) -> Reading:
        """ "demain" + "matin" + "avant 10h": the hours that follow a day, clock refined by part."""
        reading = day
        for _ in range(2):
            hours = self._following_hours(reading.next)
            if hours is None or hours.hours is None:
                break
            if reading.hours and hours.hours.part and reading.hours.part and hours.first == reading.next:
                reading = replace(reading, next=hours.next)  # "vrijdagochtend vroeg"
                continue
            merged = self._merge_hours(reading.hours, hours.hours)
            if merged is None:
                break
            reading = replace(reading, hours=merged, next=hours.next)
        return reading

    def _following_hours(self, i: int) -> Reading | None:
        j = self._skip(i, "connector", "comma", "about", "article", "habit_article", "this", most=3)
        for start in dict.fromkeys((i, j)):
            if self._is(start, "by", "after") and not self._is(start, "part"):
                relation: Relation = "after" if self._is(start, "after") else "before"
                hours = self._read_hours(self._skip(start + 1, "about", "connector", most=1), loose=True)
                if hours and hours.hours and not (start < j and self._is_travel(hours.next)):
                    return replace(hours, hours=relate(hours.hours, relation))
            ranged = self._read_hour_range(start)
            if ranged:
                return ranged
            if self._is(start, "moment") and self.items[start].tags["moment"].startswith("0 "):
                part = self.items[start].tags["moment"][2:]
                return Reading(start, start + 1, "asked", None, self._part_today(part)) if part != "later" else None
            hours = self._read_hours(start, loose=True)
            if hours and not self._is_count(start):
                return hours
        return None

    def _is_count(self, i: int) -> bool:
        """A bare number before a noun ("demain 3 places") is no hour."""
        return self._is(i, "number") and not self._ends_bare_hour(i + 1)

    def _merge_hours(self, first: HourSpan | None, second: HourSpan) -> HourSpan | None:
        if first is None:
            return second
        if first.part and not second.part:
            return settle_clock(second, first.part, self.words.afternoon_hours)
        if second.part and not first.part:
            return settle_clock(first, second.part, self.words.afternoon_hours)
        return None

    def _add_day(self, hours: Reading) -> Reading:
        """ "10h lundi", "matin du 14", "8h du soir demain"."""
        reading = hours
        part = self._following_hours(reading.next)
        if part and part.hours and part.hours.part and reading.hours and not reading.hours.part:
            merged = self._merge_hours(reading.hours, part.hours)
            reading = replace(reading, hours=merged, next=part.next)
        j = self._skip(reading.next, "connector", "comma", "about", most=2)
        for start in dict.fromkeys((reading.next, j)):
            day = self._read_day(start, marked=start > reading.next)
            if day and (day.role == "asked" or day.with_article) and not self._is(start, "stop"):
                if day.role == "habit":
                    return replace(reading, next=day.next, role="habit")
                both = self._merge_hours(reading.hours, day.hours) if day.hours and reading.hours else None
                whole = replace(
                    reading, next=day.next, day=day.day, hours=both or reading.hours, role="asked", with_article=False
                )
                return self._add_hours(whole)
        return reading

    # -- days ----------------------------------------------------------------------------------------------------
    def _read_day(self, i: int, marked: bool = False) -> Reading | None:
        """A day or several, at item ``i``."""
        if not 0 <= i < len(self.items):
            return None
        j = i
        article = False
        this = False
        while self._is(j, "this", "habit_article", "article") and j < i + 2 and not self._is(j, "weekday"):
            article = article or self._is(j, "habit_article")
            this = this or self._is(j, "this")
            j += 1
        forward = self._is(j, "next") and not self._is(j, "moment")
        past = self._is(j, "last") and not self._is(j, "after")
        if forward or past:
            j += 1
        frame = _Frame(i, j, article, this, forward, past, marked)
        return (
            self._read_weekday(frame)
            or self._read_moment(i)
            or self._read_date(i, j, marked)
            or self._read_period(frame)
        )

    def _read_moment(self, i: int) -> Reading | None:
        """ "demain", "vanavond", "hier soir"; nothing may stand before them."""
        tags = self.items[i].tags
        if "relative" in tags:
            day = self.today + timedelta(days=tags["relative"])
            following = i + 1
            if self._is(following, "week_later"):
                day, following = day + timedelta(days=self.items[following].tags["week_later"]), following + 1
            return Reading(i, following, "told" if tags["relative"] < 0 else "asked", one_day(day))
        if "moment" in tags:
            offset, _, part = tags["moment"].partition(" ")
            day = self.today + timedelta(days=int(offset))
            return Reading(i, i + 1, "told" if int(offset) < 0 else "asked", one_day(day), self._part_today(part))
        if "this" in tags and self._is(i + 1, "part"):
            hours = self._part_today(self.items[i + 1].tags["part"])
            over = at_minute(self.today, hours.end, self.now) <= self.now
            return Reading(i, i + 2, "told" if over else "asked", one_day(self.today), hours)
        return None

    def _part_today(self, part: str) -> HourSpan:
        if part != "later":
            return name_part(part)
        minute = self.now.hour * 60 + self.now.minute
        return HourSpan(minute, max(LATE, minute + 60), part="later")

    def _read_weekday(self, frame: _Frame) -> Reading | None:
        if self._is(frame.at, "weekday_habit"):
            return self._habit_with_hours(frame.first, frame.at + 1)
        later = 0
        if self._is(frame.at, "week_later_before"):
            later, frame = self.items[frame.at].tags["week_later_before"], replace(frame, at=frame.at + 1)
        said = self._said_weekday(frame)
        if said is None:
            return None
        weekday, hours = said
        frame = self._read_suffix(frame)
        following = frame.at
        if frame.past:
            last = next_weekday(self.today, weekday) - timedelta(7)
            return Reading(frame.first, following, "told", one_day(last))
        if self._is(following, "week_later") and not self._is(following, "number"):
            later, following = self.items[following].tags["week_later"], following + 1
        dated = self._read_weekday_date(frame.first, following, weekday, hours)
        if dated:
            return dated
        if frame.article and not frame.forward and not later:
            habit = Reading(frame.first, following, "habit", None, hours)
            return habit if hours else self._habit_with_hours(frame.first, following)
        if self._is(following, "habit") and not hours:  # "Saturday mornings"
            return Reading(frame.first, following + 1, "habit")
        day = next_weekday(self.today, weekday, or_today=frame.this and not frame.forward) + timedelta(days=later)
        return Reading(frame.first, following, "asked", one_day(day), hours)

    def _said_weekday(self, frame: _Frame) -> tuple[int, HourSpan | None] | None:
        """The weekday at the frame, and the part of the day written with it ("zondagavond")."""
        tags = self.items[frame.at].tags if frame.at < len(self.items) else {}
        if "weekday" in tags:
            return tags["weekday"], None
        if "weekday_part" in tags:
            return tags["weekday_part"][0], name_part(tags["weekday_part"][1])
        if "weak_weekday" in tags and (frame.this or frame.forward or self._supports_weak(frame)):
            return tags["weak_weekday"], None
        return None

    def _read_suffix(self, frame: _Frame) -> _Frame:
        """ "lundi prochain", "vendredi dernier"; the frame moves past it."""
        following = frame.at + 1
        if self._is(following, "last") and not self._is(following, "after"):
            return replace(frame, at=following + 1, past=True)
        if self._is(following, "next") and not self._following_week(following):
            return replace(frame, at=following + 1, forward=True)
        return replace(frame, at=following)

    def _read_weekday_date(self, first: int, i: int, weekday: int, hours: HourSpan | None) -> Reading | None:
        """ "samedi 5 décembre", "Saturday the 5th", "vendredi de la semaine prochaine"."""
        dated = self._read_date(i, self._skip(i, "article", "habit_article", "connector", most=1), True)
        if dated and dated.day and dated.day.first.weekday() == weekday:
            return replace(dated, first=first, hours=hours)
        if self._is(i, "number", "ordinal") and 1 <= self._number(i) <= 31 and not hours:
            numbered = next_day_of_month(self.today, self._number(i))
            if numbered and numbered.weekday() == weekday and not self._is(i + 1, "unit"):
                return Reading(first, i + 1, "asked", one_day(numbered))
        week = self._following_week(i)
        if week:
            monday = week_of(self.today, 1).first
            return Reading(first, week, "asked", one_day(monday + timedelta(days=weekday)), hours)
        return None

    def _supports_weak(self, frame: _Frame) -> bool:
        """An ambiguous abbreviation is a weekday beside a part of the day, an hour, or after a marker."""
        i, j, marked = frame.first, frame.at, frame.marked
        near = self._is(j + 1, "part", "clock", "week_later", "next")
        numbered = self._is(j + 1, "number") and 0 < self._number(j + 1) <= 31 and not self._is(j + 2, "unit")
        prepared = marked or self._is(i - 1, "by", "until") or self._text(j - 1) in ("on", "op", "tegen")
        listed = self._is(j + 1, "and") and self._is(j + 2, "weekday", "weak_weekday")
        return near or numbered or prepared or listed

    def _following_week(self, i: int) -> int | None:
        """Past "de la semaine prochaine", "next week"; None when that does not follow."""
        j = self._skip(i, "article", "connector", "habit_article", most=3)
        if self._is(j, "next") and self._is(j + 1, "unit") and self.items[j + 1].tags["unit"] == "week":
            return j + 2
        if self._is(j, "unit") and self.items[j].tags["unit"] == "week" and self._is(j + 1, "next"):
            return j + 2
        return None

    def _read_date(self, i: int, j: int, marked: bool) -> Reading | None:
        """ "27/12", "27 décembre", "Dec 27", "le 14", "the 14th"."""
        if self._is(j, "date"):
            year, month, number = self.items[j].tags["date"]
            day = make_date(year, month, number) if year else next_date(self.today, month, number)
            return self._dated(i, j + 1, day)
        for number_at, month_at in ((j, j + 1), (j, j + 2), (j + 1, j), (j + 2, j)):
            if self._is(month_at, "month") and 1 <= (number := self._number(number_at)) <= 31:
                if abs(number_at - month_at) == 2 and not self._is(min(number_at, month_at) + 1, "connector"):
                    continue
                if month_at < number_at and self._is(number_at + 1, "unit", "clock_unit"):
                    continue
                day = next_date(self.today, self.items[month_at].tags["month"], number)
                return self._dated(i, max(number_at, month_at) + 1, day)
        return self._read_day_of_month(i, j, marked)

    def _dated(self, i: int, following: int, day: date | None) -> Reading | None:
        if day is None:
            return None
        if self._is(following, "number") and self._number(following) == day.year:
            following += 1
        return Reading(i, following, "told" if day < self.today else "asked", one_day(day))

    def _read_day_of_month(self, i: int, j: int, marked: bool) -> Reading | None:
        number = self._number(j)
        if not 1 <= number <= 31 or not (self._is(j, "ordinal") or self._text(j).isdigit()):
            return None
        if j == i and not self._is(j, "ordinal"):
            return None
        if not self._is(i, "article", "habit_article", "connector") and not (marked and self._is(j, "ordinal")):
            return None
        if self._text(j).isdigit() and not self._is(j - 1, "habit_article"):
            return None
        around = (self._text(i - 1) in self.words.not_a_date_before, self._text(i - 2) in self.words.not_a_date_before)
        listed = self._is(i - 1, "and") and any(
            self._text(back) in self.words.not_a_date_before for back in range(i - 5, i - 1)
        )
        if listed or any(around) or self._text(j + 1) in self.words.not_a_date_after or self._is(j + 1, "unit"):
            return None
        told_hours = self._following_hours(j + 1)
        choice = number <= 3 and not told_hours and not marked and (
            i == 0 or not self._is(i - 1, "connector", "by", "about"))  # fmt: skip
        if choice or (self._is(j, "ordinal") and j + 1 < len(self.items) and self._is_noun_after(j + 1)):
            return None
        if not self._is(j, "ordinal") and self._is_noun_after(j + 1):
            return None
        day = next_day_of_month(self.today, number)
        return Reading(i, j + 1, "asked", one_day(day)) if day else None

    def _is_noun_after(self, i: int) -> bool:
        """A word that no time word or preposition is: "le 14 lits", "the 1st floor"."""
        if i >= len(self.items) or self.items[i].tags:
            return False
        return self._text(i) not in self.words.after_bare_hour

    def _number(self, i: int) -> int:
        if not 0 <= i < len(self.items):
            return 0
        tags = self.items[i].tags
        number: int = tags["number"] if "number" in tags else tags.get("ordinal", 0)
        return number

    def _read_period(self, frame: _Frame) -> Reading | None:
        """Weekend, week, month, the end of one, or a feast."""
        piece = next((tag for tag in ("start_of", "middle_of", "end_of") if self._is(frame.at, tag)), None)
        if piece:
            at = self._skip(frame.at + 1, "connector", "article", "this", "habit_article", most=2)
            frame = replace(frame, at=at, forward=frame.forward or self._is(at, "next"))
        tags = self.items[frame.at].tags if frame.at < len(self.items) else {}
        if "feast" in tags:
            return Reading(frame.first, frame.at + 1, "asked", next_feast(self.today, tags["feast"]))
        if "month" in tags and "weekend" not in tags:
            return self._read_month(frame.first, frame.at + 1, tags["month"], piece, frame.past)
        frame = self._read_suffix(frame)
        if "weekend" in tags:
            return self._read_weekend(frame)
        unit = tags.get("unit")
        if unit not in ("week", "month", "year") or not (frame.past or frame.this or frame.forward or piece):
            return None
        if frame.past:
            return Reading(frame.first, frame.at, "told")
        return self._read_unit_period(frame.first, frame.at, unit, piece, frame.forward)

    def _read_weekend(self, frame: _Frame) -> Reading:
        if frame.past:
            return Reading(frame.first, frame.at, "told")
        definite = frame.this or frame.forward or self._is(frame.first - 1, "by", "about", "connector")
        if frame.article and not definite:
            return Reading(frame.first, frame.at, "habit")
        ahead = 1 if frame.forward and self.today.weekday() >= 5 else 0
        return Reading(frame.first, frame.at, "asked", weekend_of(self.today, ahead))

    def _read_unit_period(self, i: int, following: int, unit: str, piece: str | None, forward: bool) -> Reading | None:
        if unit == "week":
            span = week_of(self.today, 1 if forward else 0)
            if piece == "end_of":
                span = DaySpan(max(span.first, span.last - timedelta(3)), span.last)
            elif piece == "start_of":
                span = DaySpan(span.first, min(span.last, span.first + timedelta(2)))
            return Reading(i, following, "asked", span)
        if unit == "month":
            month = self.today.month % 12 + 1 if forward else self.today.month
            return Reading(i, following, "asked", month_of(self.today, month, piece))
        return Reading(i, following, "told")

    def _read_month(self, i: int, following: int, month: int, piece: str | None, past: bool) -> Reading | None:
        """A month that is near is asked for; a far one belongs to the story ("cassé en septembre")."""
        ahead = (month - self.today.month) % 12
        if self._text(following - 1) in ("mars", "march", "may", "mai", "sept", "mei", "dec", "jan") and not (
            piece or self._is(i - 1, "connector", "in", "since", "by")
        ):
            return None
        if past or (ahead > 2 and not piece):
            return Reading(i, following, "told")
        return Reading(i, following, "asked", month_of(self.today, month, piece))

    # -- hours ---------------------------------------------------------------------------------------------------
    def _read_hours(self, i: int, loose: bool = False) -> Reading | None:
        """A part of the day or a clock time; ``loose``: a bare number is an hour."""
        with_article = False
        j = i
        if self._is(i, "about", "connector", "article", "habit_article") and not self._is(i, "clock_before", "part"):
            inside = self._is(i, "in")  # "dans la matinée" is one morning, "la matinée" any
            while self._is(j, "about", "connector", "article", "habit_article") and j < i + 3:
                with_article = with_article or self._is(j, "habit_article") or (self._is(j, "article") and not inside)
                loose = loose or (self._is(j, "about") and not self._is(j, "during"))
                j += 1
        if self._is(j, "part"):
            return Reading(i, j + 1, "asked", None, name_part(self.items[j].tags["part"]), with_article)
        beside_day = j > i and self._is(j + 1, "relative", "weekday") and not self._is(j - 1, "habit_article")
        clock = self._read_clock(j, loose or beside_day or (j > i and self._is(j, "weak")))
        return replace(clock, first=i) if clock else None

    def _read_clock(self, i: int, loose: bool) -> Reading | None:
        if self._is(i, "clock_before") and (inner := self._read_face(i + 1, True)):
            minutes = self.items[i].tags["clock_before"]
            return self._clock_reading(i, inner[1], inner[0] + minutes, inner[2])
        face = self._read_face(i, loose)
        if face is None:
            return None
        minute, following, vague = face
        if self._is(following, "clock_after"):
            return self._clock_reading(i, following + 1, minute + self.items[following].tags["clock_after"], vague)
        if self._is_travel_time(i, following):
            return None
        return self._clock_reading(i, following, minute, vague)

    def _is_travel_time(self, i: int, following: int) -> bool:
        return self._is(i, "number_of_hours") and self._is_travel(following)

    def _read_face(self, i: int, loose: bool) -> tuple[int, int, bool] | None:
        """Minute of the day, next item, and whether it may be twelve hours later."""
        if self._is(i, "clock") and not self._is(i, "relative"):
            tags = self.items[i].tags
            if tags["clock"] == 24 * 60 and "number_of_hours" in tags:
                return None
            if tags.get("weak") and not loose:
                return None
            return tags["clock"], i + 1, tags.get("vague", False)
        number = self._number(i) if self._is(i, "number") else 0
        if not 1 <= number <= 24:
            return None
        if self._is(i + 1, "clock_unit"):
            extra = self._number(i + 2) if self._is(i + 2, "number") else 0
            plausible = 5 <= extra <= 59 and not self._is(i + 3, "unit", "clock_unit")
            return number * 60 + (extra if plausible else 0), i + (3 if plausible else 2), number <= 12
        if loose and self._ends_bare_hour(i + 1) and not self._is(i, "every"):
            return number * 60, i + 1, number <= 12
        return None

    def _ends_bare_hour(self, i: int) -> bool:
        if i >= len(self.items) or self._is(i, "stop", "comma", "and", "part", "weekday", "relative", "clock_after"):
            return not self._is(i, "unit")
        return self._text(i) in self.words.after_bare_hour or self._is(i, "moment", "nothing")

    def _clock_reading(self, i: int, following: int, minute: int, vague: bool) -> Reading:
        return Reading(i, following, "asked", None, HourSpan(minute, minute, vague=vague))

    def _read_hours_from_to(self, i: int) -> Reading | None:
        ranged = self._read_hour_range(i)
        return self._add_day(ranged) if ranged else None

    def _read_hour_range(self, i: int) -> Reading | None:
        """ "entre 14h et 16h", "9h-12h", "from 2 to 4"."""
        opened = self._is(i, "between", "after", "connector")
        j = i + 1 if opened else i
        first = self._read_clock(j, loose=True) if self._is(j, "clock", "number", "clock_before") else None
        if self._is(j, "number") and self._is(i, "habit_article", "article") and not self._is(i, "between"):
            return None
        if first is None and self._is(j, "number") and self._is(j + 1, "and"):
            first = self._clock_reading(j, j + 1, self._number(j) * 60, self._number(j) <= 12)
        if first is None or first.hours is None or not self._is(first.next, "and"):
            return None
        k = self._skip(first.next + 1, "about", "connector", most=1)
        second = self._read_clock(k, loose=True)
        if second is None or second.hours is None or first.hours.start > 24 * 60:
            return None
        strong = self._is(j, "clock") or self._is(k, "clock") or self._is(k + 1, "clock_unit")
        if not strong and not (opened and self._is(i, "between")):
            return None
        start, end = first.hours, second.hours
        if not self._is(first.next, "dash") and not opened and self._is(first.next, "comma"):
            return None
        if start.vague and end.vague is False and start.start < 8 * 60 and end.start > 12 * 60 + start.start:
            start = replace(start, start=start.start + 12 * 60)
        vague = start.vague and end.vague and start.start < end.start
        if end.start <= start.start:
            end = replace(end, start=end.start + 12 * 60)
        if end.start > 30 * 60:
            return None
        return Reading(i, second.next, "asked", None, HourSpan(start.start, end.start, vague=vague))

    def _read_day_range(self, i: int) -> Reading | None:
        """ "du lundi au vendredi" is a habit; "samedi ou dimanche", "du 5 au 8 décembre" are asked."""
        j = i + 1 if self._is(i, "between") else i
        first = self._read_day(j) if self._is(j, "weekday", "relative", "weekday_habit") else None
        if first is None and self._is(j, "habit_article") and self._is(j + 1, "weekday"):
            first = self._read_day(j + 1)
        numbers = self._read_numbered_range(i) if self._text(i - 1) not in self.words.not_a_date_before else None
        if numbers:
            return numbers
        if first is None or not self._is(first.next, "and") or first.hours:
            return None
        k = self._skip(first.next + 1, "article", "habit_article", "connector", most=1)
        second = self._read_day(k) if self._is(k, "weekday", "relative") else None
        if second is None or not first.day or not second.day or second.hours or second.day.first <= first.day.first:
            definite = self._is(i, "habit_article", "between") or self._is_to(first.next)
            if first.day and second and second.day and definite:
                return self._habit_with_hours(i, second.next)
            return None
        if self._is(i, "habit_article") or (self._is(i, "between") and self._is_to(first.next)):
            return self._habit_with_hours(i, second.next)
        if self._is_to(first.next) and self._is(j, "weekday") and second.day.first - first.day.first > timedelta(1):
            return self._habit_with_hours(i, second.next)
        if second.day.first - first.day.last > timedelta(days=1):
            return None
        return self._add_hours(Reading(i, second.next, "asked", DaySpan(first.day.first, second.day.last)))

    def _is_to(self, i: int) -> bool:
        return self._text(i) in ("a", "au", "to", "till", "until", "tot", "-") or self._is(i, "until", "dash")

    def _read_numbered_range(self, i: int) -> Reading | None:
        """ "du 5 au 8 décembre"."""
        if not self._is(i, "between", "habit_article"):
            return None
        j = i + 1
        if not self._is(j, "number") or not self._is(j + 1, "and"):
            return None
        k = self._skip(j + 2, "article", "habit_article", most=1)
        second = self._read_date(k - 1, k, True) if self._is(k, "number", "ordinal") else None
        if second is None or second.day is None:
            return None
        first = make_date(second.day.last.year, second.day.last.month, self._number(j))
        if first is None or first > second.day.last or first < self.today:
            return None
        return Reading(i, second.next, "asked", DaySpan(first, second.day.last))
