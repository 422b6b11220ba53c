"""The small grammar of time: items in, readings out (a day, hours, or words that are not asked for)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.when_days import DaysReader
from handlers.when_hours import Reading, Role
from handlers.when_scan import Item
from handlers.when_spans import (
    SATURDAY,
    DaySpan,
    HourSpan,
    Relation,
    make_date,
    month_of,
    name_part,
    nth_weekday,
    one_day,
    relate,
)
from handlers.when_words import TimeWords

__all__ = ["Grammar", "Reading", "Role"]

_CORE = frozenset(
    {
        "weekday", "weak_weekday", "weekday_habit", "weekday_part", "relative", "moment", "part", "clock",
        "clock_before", "date", "feast", "month", "unit", "weekend", "number", "ordinal", "number_of_hours",
        "until_day",
    }
)  # fmt: skip
"""Tags that a mention cannot do without; the rest only connect."""

_UNIT_MINUTES = {"minute": 1, "quarter": 15, "half_hour": 30, "hour": 60}
_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14}


class Grammar(DaysReader):
    """Reads the items of one message, as of one moment."""

    def __init__(self, items: list[Item], words: TimeWords, now: datetime) -> None:
        super().__init__(items, words, now)
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

    def _read_mention(self, i: int) -> Reading | None:
        if self._is(i, "nothing"):
            return None
        if self._is(i, "habit") and not (self._is(i, "week_later_before") and self._is(i + 1, "weekday")):
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
            or self._read_monthly(i)
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

    def _read_bare_length(self, i: int) -> Reading | None:
        """ "sous huitaine": days without a number."""
        return Reading(i, i + 1, "duration") if self._is(i, "unit") and self._tags[i]["unit"] in _UNIT_DAYS else None

    def _read_offset(self, i: int) -> Reading | None:
        """ "dans 2h", "in two hours", "over een week"."""
        if not self._is(i, "in", "within"):
            return None
        j = self._skip(i + 1, "about", "article", "habit_article", most=1) if not self._is(i + 1, "number") else i + 1
        length = self._read_length(j) or (self._read_bare_length(j) if self._is(i, "within") else None)
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
            while self._is(j + 1, "and") and self._is(j + 2, "weekday", "weekday_habit"):
                j += 2
            return self._habit_with_hours(i, j + 1)
        if self._is(j, "part") and not self._is(i, "number", "number"):
            return Reading(i, j + 1, "habit", None, name_part(self.items[j].tags["part"]))
        return None

    def _read_monthly(self, i: int) -> Reading | None:
        """ "le premier samedi du mois" comes again; "le premier week-end de décembre" does not."""
        j = self._skip(i, "article", "habit_article", most=1)
        if not self._is(j, "nth", "ordinal") or not self._is(j + 1, "weekday", "weekend"):
            return None
        if self._is(j + 1, "weekday") and self._is(j + 2, "of_the_month"):
            return self._habit_with_hours(i, j + 3)
        return self._read_nth_of_month(i, j)

    def _read_nth_of_month(self, i: int, j: int) -> Reading | None:
        """ "(le) premier week-end de décembre"; ``j`` is at "premier"."""
        month_at = self._skip(j + 2, "connector", "in", most=1)
        if not self._is(month_at, "month"):
            return None
        weekday = self.items[j + 1].tags.get("weekday", SATURDAY)
        nth = self.items[j].tags.get("nth", 0) or self._number(j)
        first = nth_weekday(month_of(self.today, self.items[month_at].tags["month"]).last, weekday, nth)
        if first is None:
            return None
        day = DaySpan(first, first + timedelta(1)) if self._is(j + 1, "weekend") else one_day(first)
        return self._add_hours(Reading(i, month_at + 1, "asked" if day.last >= self.today else "told", day))

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
        if j > i and relation == "before" and core.day and core.hours and self._read_day(j, marked=True):
            # "avant demain midi" starts now; "demain avant midi", "before 9 on Thursday" on the day itself
            core = replace(core, day=DaySpan(self.today, core.day.last, until=True))
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
        for _ in range(3):  # "demain matin de bonne heure vers 6h"
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

    def _add_day(self, hours: Reading) -> Reading:
        """ "10h lundi", "matin du 14", "8h du soir demain"."""
        reading = hours
        part = None if self._is(reading.next, "this") else self._following_hours(reading.next)
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

    def _read_hours_from_to(self, i: int) -> Reading | None:
        ranged = self._read_hour_range(i)
        return self._add_day(ranged) if ranged else None

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
        span = DaySpan(first.day.first, second.day.last)
        if self._is(i, "habit_article"):
            return self._habit_with_hours(i, second.next)
        if self._is_to(first.next) and self._is(j, "weekday") and span.last - span.first > timedelta(1):
            if span.first.weekday() == 0:  # "Monday to Friday" comes again, "Wednesday to Friday" is a stay
                return self._habit_with_hours(i, second.next)
        elif span.last - span.first > timedelta(days=1):
            return None
        return self._add_hours(Reading(i, second.next, "asked", span))

    def _is_to(self, i: int) -> bool:
        return self._text(i) in ("a", "au", "to", "till", "until", "tot", "-") or self._is(i, "until", "dash")

    def _read_numbered_range(self, i: int) -> Reading | None:
        """ "du 5 au 8 décembre", "14 tot 17 mei"."""
        is_bare = self._is(i, "number", "ordinal") and self._is_to(i + 1) and self._is(i + 3, "month")
        if not is_bare and not self._is(i, "between", "habit_article"):
            return None
        j = i if is_bare else self._skip(i + 1, "article", most=1)
        if not self._is(j, "number", "ordinal") or not self._is(j + 1, "and"):
            return None
        k = self._skip(j + 2, "article", "habit_article", most=1)
        second = self._read_date(k - 1, k, True) if self._is(k, "number", "ordinal") else None
        if second is None or second.day is None:
            return None
        first = make_date(second.day.last.year, second.day.last.month, self._number(j))
        if first is None or first > second.day.last or first < self.today:
            return None
        return Reading(i, second.next, "asked", DaySpan(first, second.day.last))
