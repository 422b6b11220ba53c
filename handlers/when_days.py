"""Days as residents write them: weekdays, dates, weekends, weeks, months, feasts. A base of the grammar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from handlers.when_hours import HoursReader, Reading
from handlers.when_spans import (
    DaySpan,
    HourSpan,
    at_minute,
    is_just_over,
    make_date,
    month_of,
    name_part,
    next_date,
    next_day_of_month,
    next_feast,
    next_weekday,
    one_day,
    week_of,
    weekend_of,
)


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


class DaysReader(HoursReader):
    """Reads days, with the hours that follow a habit."""

    def _read_day(self, i: int, marked: bool = False) -> Reading | None:
        """A day or several, at item ``i``."""
        if not 0 <= i < len(self.items):
            return None
        j = i
        article = False
        this = False
        while self._is(j, "this", "habit_article", "article") and j < i + 2 and not self._is(j, "weekday"):
            article = article or (self._is(j, "habit_article") and not self._is(j, "after"))  # "dès lundi"
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
        k = self._skip(j + 1, "about", most=1)  # "sat about 7am"
        near = self._is(k, "part", "clock", "week_later", "next")
        numbered = self._is(j + 1, "number") and 0 < self._number(j + 1) <= 31 and not self._is(j + 2, "unit")
        prepared = marked or self._is(i - 1, "by", "until") or self._text(j - 1) in ("on", "op", "tegen")
        listed = self._is(j + 1, "and") and self._is(j + 2, "weekday", "weak_weekday")
        closes = i and j + 1 == len(self.items) <= 4 and self._text(j - 1) != self._text(j)
        return bool(near or numbered or prepared or listed or closes)

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
            if year:
                return self._dated(i, j + 1, make_date(year, month, number))
            return self._read_yearless(i, j + 1, month, number)
        for number_at, month_at in ((j, j + 1), (j, j + 2), (j + 1, j), (j + 2, j)):
            if self._is(month_at, "month") and 1 <= (number := self._number(number_at)) <= 31:
                if abs(number_at - month_at) == 2 and not self._is(min(number_at, month_at) + 1, "connector"):
                    continue
                if month_at < number_at and self._is(number_at + 1, "unit", "clock_unit"):
                    continue
                month = self.items[month_at].tags["month"]
                following = max(number_at, month_at) + 1
                if self._is(following, "number"):
                    return self._dated(i, following, next_date(self.today, month, number))
                return self._read_yearless(i, following, month, number)
        return self._read_day_of_month(i, j, marked)

    def _read_yearless(self, i: int, following: int, month: int, number: int) -> Reading | None:
        """The next such date, unless it is just over."""
        if is_just_over(self.today, month, number):
            return Reading(i, following, "told")
        return self._dated(i, following, next_date(self.today, month, number))

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
            j = self._skip(following, "comma", "connector", "article", "habit_article", most=2)
            if forward and not piece and self._is(j, "weekday"):
                day = week_of(self.today, 1).first + timedelta(days=self.items[j].tags["weekday"])
                return Reading(i, j + 1, "asked", one_day(day))
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
        """A month that is near is asked for; a far one only where it is wished for, else it belongs to the story."""
        ahead = (month - self.today.month) % 12
        if self._text(following - 1) in ("mars", "march", "may", "mai", "sept", "mei", "dec", "jan") and not (
            piece or self._is(i - 1, "connector", "in", "since", "by")
        ):
            return None
        span = month_of(self.today, month, piece)
        far = ahead > 1 and not piece and not self._is(i - 1, "after", "by") and not self._is_wished_for(i, following)
        return Reading(i, following, "told" if past or far else "asked", None if past else span)

    def _is_wished_for(self, i: int, following: int) -> bool:
        """ "Zaal voor 80 man, in mei" and "a sweep in May" ask for the month; "je reprends en janvier" and "brevet en
        juin", told of somebody or behind the request, give a reason."""
        start = next((at + 1 for at in range(i - 1, -1, -1) if self._is(at, "comma", "stop")), 0)
        stands_alone = all(self._is(at, "in", "connector", "about", "article") for at in range(start, i))
        ends = following >= len(self.items) or self._is(following, "comma", "stop")
        if start:
            return stands_alone and ends
        return not any(self._text(at) in self.words.somebody for at in range(i))

    def _habit_with_hours(self, i: int, j: int) -> Reading:
        hours = self._following_hours(j)
        return Reading(i, hours.next, "habit", None, hours.hours) if hours else Reading(i, j, "habit")
