"""Opening hours in OpenStreetMap's syntax, evaluated without the surprises of the engine underneath.

opening-hours-py is fast and follows the specification, but reads "sur rendez-vous" as open, forgets school holidays,
and calls ``09:00+`` open until midnight. Here an appointment is not "open", an unknown end is unknown, and hours that
nobody knows are unknown, never closed. Times are wall-clock times of the place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import opening_hours as engine

from knowledge.holiday_calendar import is_school_holiday

Kind = Literal["open", "closed", "appointment", "unknown"]

HORIZON_DAYS = 62
"""How far the next opening is looked for: two months hold every monthly visit."""

_APPOINTMENT = re.compile(r"rendez[ -]?vous|\brdv\b|appointment|afspraak|by arrangement", re.IGNORECASE)
_NO_APPOINTMENT = re.compile(
    r"\b(?:sans|without|no|zonder|geen|pas de)\s+(?:rendez|rdv|appointment|afspraak)|appointment not", re.IGNORECASE
)
_QUOTED = re.compile(r'"[^"]*"')
_OPEN_START = re.compile(r"(?<![-\d:])(\d{1,2}):(\d{2})\+")
_OPEN_END = re.compile(r"-(\d{1,2}):(\d{2})\+")
_WEEKDAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_SPACED_DAYS = re.compile(rf"\b({_WEEKDAY}|PH|SH)\s*,\s+(?=(?:{_WEEKDAY}|PH|SH)\b)")
_SH = re.compile(r"\bSH\b")
_SH_LISTED = re.compile(r",\s*SH\b|\bSH\s*,\s*")
_COMMENT = re.compile(r'(\b(?:open|off|closed|unknown)\s*)?\s*("[^"]*")')


class OpeningHoursError(ValueError):
    """The text is not in OpenStreetMap's opening_hours syntax; the message says what was not understood."""


@dataclass(frozen=True, slots=True)
class OpenState:
    """``until``: when this state ends, None when that is not known or further than two months ahead.

    ``opens_at``: the next opening seen from a state that is not open.
    """

    kind: Kind
    until: datetime | None = None
    opens_at: datetime | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time in one state; ``end`` is exclusive, None for the end of ``09:00+``."""

    start: datetime
    end: datetime | None
    kind: Kind
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """As Interval, in naive local time and always with the end that the engine gives."""

    start: datetime
    end: datetime
    kind: Kind
    comment: str | None = None
    open_ended: bool = False


class OpeningHours:
    """The opening hours of one place; make it with ``parse``, which remembers what it parsed."""

    __slots__ = ("_country", "_holiday_rules", "_open_ends", "_open_times", "_rules", "_school_zone", "text")

    def __init__(self, text: str | None, country: str | None = None, school_zone: str | None = None) -> None:
        self.text = text.strip() if text and text.strip() else None
        self._country, self._school_zone = country, school_zone
        self._rules: tuple[engine.OpeningHours, ...] = ()
        self._holiday_rules: tuple[engine.OpeningHours, ...] | None = None
        self._open_times: frozenset[int] = frozenset()
        self._open_ends: frozenset[int] = frozenset()
        if self.text is None:
            return
        self._rules = _parse_rules(self.text, country)
        bare = _QUOTED.sub("", self.text)
        if _SH.search(bare):
            self._holiday_rules = _parse_rules(_outside_quotes(self.text, _as_school_holiday), country)
            self._rules = _parse_rules(_as_term_time(self.text), country)
        self._open_times = _list_minutes(_OPEN_START, bare)
        self._open_ends = _list_minutes(_OPEN_END, bare)

    @staticmethod
    def parse(text: str | None, country: str | None = None, school_zone: str | None = None) -> OpeningHours:
        """Hours of a place in ``country`` (ISO 3166-1 alpha-2); None stands for hours that nobody knows.

        Raises OpeningHoursError when the text is not in OpenStreetMap's syntax.
        """
        return _parse(text, country, school_zone)

    @property
    def is_known(self) -> bool:
        return self.text is not None

    def state_at(self, at: datetime) -> OpenState:
        """The state at ``at`` (aware) and when it changes."""
        if not self.is_known:
            return OpenState("unknown")
        naive = at.replace(tzinfo=None)
        horizon = naive + timedelta(days=HORIZON_DAYS)
        stretches = self._stretches(naive, horizon)
        current = next(stretches, None)
        if current is None:
            return OpenState("unknown")
        ends = current.end < horizon and not current.open_ended
        until = current.end.replace(tzinfo=at.tzinfo) if ends else None
        opens_at = None
        if current.kind != "open":
            opening = next((stretch.start for stretch in stretches if stretch.kind == "open"), None)
            opens_at = opening.replace(tzinfo=at.tzinfo) if opening else None
        return OpenState(current.kind, until, opens_at, current.comment)

    def is_open_during(self, start: datetime, end: datetime) -> bool | None:
        """Open at some moment of the window; None when that cannot be known. ``end == start`` asks for that moment."""
        if not self.is_known:
            return None
        last = max(end, start + timedelta(minutes=1))
        kinds = {stretch.kind for stretch in self._stretches(_naive(start), _naive(last))}
        if "open" in kinds:
            return True
        return None if "unknown" in kinds else False

    def intervals(self, start: datetime, end: datetime) -> tuple[Interval, ...]:
        """All that is not closed from ``start`` to ``end`` (aware), in order."""
        zone = start.tzinfo
        return tuple(
            Interval(
                stretch.start.replace(tzinfo=zone),
                None if stretch.open_ended else stretch.end.replace(tzinfo=zone),
                stretch.kind,
                stretch.comment,
            )
            for stretch in self._stretches(_naive(start), _naive(end))
            if stretch.kind != "closed"
        )

    def hours_on(self, day: date) -> tuple[tuple[time, time], ...] | None:
        """Open hours of one day, () when closed, None when unknown; midnight at the end is written 00:00."""
        if not self.is_known:
            return None
        midnight = datetime.combine(day, time())
        found = list(self._stretches(midnight, midnight + timedelta(days=1)))
        if any(stretch.kind == "unknown" for stretch in found):
            return None
        return tuple((stretch.start.time(), stretch.end.time()) for stretch in found if stretch.kind == "open")

    def _stretches(self, start: datetime, end: datetime) -> Iterator[_Stretch]:
        """Neighbours in the same state are one stretch; nothing at all for unknown hours."""
        if not self._rules:
            return
        held: _Stretch | None = None
        for stretch in self._by_school_days(start, end):
            if held and held.kind == stretch.kind and held.comment == stretch.comment:
                held = replace(held, end=stretch.end, open_ended=stretch.open_ended)
                continue
            if held:
                yield held
            held = stretch
        if held:
            yield held

    def _by_school_days(self, start: datetime, end: datetime) -> Iterator[_Stretch]:
        """Day by day where school holidays matter: a calendar not yet published makes differing hours unknown."""
        if self._holiday_rules is None:
            yield from self._evaluate(self._rules, start, end)
            return
        while start < end:
            following = min(end, datetime.combine(start.date() + timedelta(days=1), time()))
            holiday = is_school_holiday(start.date(), self._country, self._school_zone)
            usual = list(self._evaluate(self._rules, start, following))
            special = list(self._evaluate(self._holiday_rules, start, following))
            if holiday is None and usual != special:
                yield _Stretch(start, following, "unknown")
            else:
                yield from special if holiday else usual
            start = following

    def _evaluate(self, rules: tuple[engine.OpeningHours, ...], start: datetime, end: datetime) -> Iterator[_Stretch]:
        """The first rule group; where it is closed, its ``||`` fallback."""
        for begin, finish, state, comment in rules[0].intervals(start, end):
            stretch = self._read_state(begin, min(finish, end), state, comment)
            if stretch.kind == "closed" and len(rules) > 1:
                yield from self._evaluate(rules[1:], stretch.start, stretch.end)
            else:
                yield stretch

    def _read_state(self, start: datetime, end: datetime, state: engine.State, comment: str) -> _Stretch:
        kind: Kind = "open" if state == engine.State.OPEN else "closed" if state == engine.State.CLOSED else "unknown"
        if kind != "closed" and requires_appointment(comment):
            kind = "appointment"
        return _Stretch(start, end, kind, comment or None, kind == "open" and self._ends_unknown(start, end))

    def _ends_unknown(self, start: datetime, end: datetime) -> bool:
        """ "09:00+", "14:00-17:00+"."""
        if end.hour * 60 + end.minute in self._open_ends:
            return True
        if not self._open_times or end.time() != time():
            return False
        return start.hour * 60 + start.minute in self._open_times or self._began_open_ended(start)

    def _began_open_ended(self, at: datetime) -> bool:
        """Whether the open stretch under way at ``at`` is one that has no known end."""
        midnight = datetime.combine(at.date(), time())
        for begin, _, state, _ in self._rules[0].intervals(midnight, at + timedelta(minutes=1)):
            if state == engine.State.OPEN and begin.hour * 60 + begin.minute in self._open_times:
                return True
        return False


@dataclass(frozen=True, slots=True)
class VisitRule:
    """When a mobile service is somewhere: "1er et 3e mardi du mois, 14h-16h"."""

    weekday: int
    """0 is Monday."""
    start: time
    end: time
    weeks_of_month: tuple[int, ...] = ()
    """1 to 5, -1 for the last; empty: every week."""

    def to_opening_hours(self) -> str:
        """OpenStreetMap's syntax, as ``Tu[1,3] 14:00-16:00``."""
        nth = f"[{','.join(map(str, self.weeks_of_month))}]" if self.weeks_of_month else ""
        return f"{WEEKDAYS[self.weekday]}{nth} {self.start:%H:%M}-{self.end:%H:%M}"


WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def requires_appointment(comment: str | None) -> bool:
    """Whether a comment says that nobody is received without an appointment."""
    return bool(comment and _APPOINTMENT.search(comment) and not _NO_APPOINTMENT.search(comment))


@lru_cache(maxsize=20_000)
def _parse(text: str | None, country: str | None, school_zone: str | None) -> OpeningHours:
    return OpeningHours(text, country, school_zone)


def _parse_rules(text: str, country: str | None) -> tuple[engine.OpeningHours, ...]:
    """One group of rules for each ``||``. "Mo, Tu 10:00-12:00" would be two rules, the first a whole day."""
    text = _outside_quotes(text, lambda part: _SPACED_DAYS.sub(r"\1,", part))
    parts = [part.strip() for part in _split_outside_quotes(text, "||")]
    return tuple(_parse_one(_COMMENT.sub(_mark_comment, part), country) for part in parts if part)


def _parse_one(text: str, country: str | None) -> engine.OpeningHours:
    try:
        try:
            return engine.OpeningHours(text, country=country)
        except engine.UnknownCountryError:  # type: ignore[attr-defined]  # missing from its stub
            return engine.OpeningHours(text)
    except (engine.ParserError, SyntaxError, ValueError) as error:  # type: ignore[attr-defined]
        raise OpeningHoursError(f"not in OpenStreetMap's opening hours syntax: {text!r}") from error


def _mark_comment(match: re.Match[str]) -> str:
    """A comment that does not say "open" means that one must ask: unknown, where the engine says open."""
    if match[1] or _NO_APPOINTMENT.search(match[2]):
        return match[0]
    return f" unknown {match[2]}"


def _split_outside_quotes(text: str, separator: str) -> list[str]:
    """Parts of ``text`` between separators that stand outside quoted comments."""
    cuts = [-len(separator)]
    quoted = False
    for index, character in enumerate(text):
        quoted = quoted != (character == '"')
        if not quoted and text.startswith(separator, index):
            cuts.append(index)
    cuts.append(len(text))
    return [text[first + len(separator) : second] for first, second in pairwise(cuts)]


def _outside_quotes(text: str, change: Callable[[str], str]) -> str:
    parts = re.split(r'("[^"]*")', text)
    return "".join(part if part.startswith('"') else change(part) for part in parts)


def _as_school_holiday(text: str) -> str:
    """The same rules as they read on a day when schools are closed."""
    text = re.sub(rf"\bSH\s+(?={_WEEKDAY})", "", text)
    text = re.sub(rf"({_WEEKDAY}(?:\[[^\]]*\])?)\s+SH\b", r"\1", text)
    return re.sub(r"\bSH\b", "Mo-Su", text)


def _as_term_time(text: str) -> str:
    """The rules without those of the school holidays: the engine reads "SH Mo-Fr" as every Monday to Friday."""
    groups = []
    for group in _split_outside_quotes(text, "||"):
        rules = (_SH_LISTED.sub("", rule) for rule in _split_outside_quotes(group, ";"))
        kept = [rule.strip() for rule in rules if rule.strip() and not _SH.search(_QUOTED.sub("", rule))]
        groups.append("; ".join(kept) or "off")
    return " || ".join(groups)


def _list_minutes(pattern: re.Pattern[str], text: str) -> frozenset[int]:
    return frozenset((int(hour) * 60 + int(minute)) % 1440 for hour, minute in pattern.findall(text))


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
