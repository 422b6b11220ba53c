"""Hours as residents write them: clock times, parts of the day, ranges. A base of the grammar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from handlers.when_scan import Item
from handlers.when_spans import (
    LATE,
    DaySpan,
    HourSpan,
    Relation,
    name_part,
    relate,
    settle_clock,
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


class HoursReader:
    """Reads hours among the items of one message, as of one moment."""

    def __init__(self, items: list[Item], words: TimeWords, now: datetime) -> None:
        self.items, self.words, self.now = items, words, now
        self.today = now.date()
        self._size, self._tags = len(items), [item.tags for item in items]

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

    def _number(self, i: int) -> int:
        if not 0 <= i < len(self.items):
            return 0
        tags = self.items[i].tags
        number: int = tags["number"] if "number" in tags else tags.get("ordinal", 0)
        return number

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
        party = self._text(j - 1) in self.words.party_words  # "une table pour 8 lundi midi"
        beside_day = (
            j > i and not party and self._is(j + 1, "relative", "weekday") and not self._is(j - 1, "habit_article")
        )
        leaves = self._text(j - 1) in self.words.story_words  # "leaving 9.30 sharp"
        is_dotted = self._is(j, "weak") and (j > i or leaves or self._is(j + 1, "relative", "weekday"))
        clock = self._read_clock(j, loose or beside_day or is_dotted)
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
        is_article = number == 1 and not self._text(i).isdigit() and not self._is(i - 1, "about")  # "tonight's one"
        if loose and self._ends_bare_hour(i + 1) and not self._is(i, "every") and not is_article:
            return number * 60, i + 1, number <= 12
        return None

    def _ends_bare_hour(self, i: int) -> bool:
        if i >= len(self.items) or self._is(i, "stop", "comma", "and", "part", "weekday", "relative", "clock_after"):
            return not self._is(i, "unit")
        return self._text(i) in self.words.after_bare_hour or self._is(i, "moment", "nothing")

    def _clock_reading(self, i: int, following: int, minute: int, vague: bool) -> Reading:
        return Reading(i, following, "asked", None, HourSpan(minute, minute, vague=vague))

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
        while end.start <= start.start:  # "8h-6", "de 19h à 1h"
            end = replace(end, start=end.start + 12 * 60)
        if end.start > 36 * 60:
            return None
        return Reading(i, second.next, "asked", None, HourSpan(start.start, end.start, vague=vague))

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

    def _part_today(self, part: str) -> HourSpan:
        if part != "later":
            return name_part(part)
        minute = self.now.hour * 60 + self.now.minute
        return HourSpan(minute, max(LATE, minute + 60), part="later")

    def _is_travel(self, i: int) -> bool:
        """ "à 2h de route": how far, not when."""
        j = self._skip(i, "connector", most=2)
        return self._text(j) in self.words.travel_words or self._text(i) in self.words.travel_words
