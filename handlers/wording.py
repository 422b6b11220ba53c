"""Facts as short words in one language: distances, times, opening states, phone numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import inf

from handlers.language import Language
from handlers.model import When
from handlers.rank import hours_of
from handlers.text import fold
from knowledge.directory import FoundService
from knowledge.model import Phone, Service
from knowledge.rides.other_means import find_chance

LEFT_HANGING = frozenset(
    ("de", "d", "du", "des", "le", "la", "les", "l", "a", "au", "aux", "et", "en", "sur", "val", "of", "the", "and")
)
"""Words that say nothing at the end of a shortened name."""
NEAR_ON_FOOT_MIN = 15.0
NATIONAL_PREFIX = {"FR": "+33", "BE": "+32"}
BELGIAN_CITIES = "2349"
"""Zones of one digit: Brussels, Antwerp, Liège, Ghent."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Replies of one language, at one moment, for a resident of one country."""

    language: Language
    now: datetime
    country: str = "FR"

    def say(self, key: str, **fields: object) -> str:
        return self._contract(self.language.replies[key].format(**fields))

    def _contract(self, text: str) -> str:
        for apart, together in self.language.contractions.items():
            text = text.replace(f" {apart}", f" {together}")
        return text

    def label(self, labels: dict[str, str]) -> str:
        text = labels.get(self.language.code) or next(iter(labels.values()))
        return text[:1].upper() + text[1:]

    def distance(self, distance_m: float) -> str:
        if distance_m < 950:
            return self.say("metres", m=max(50, round(distance_m / 50) * 50))
        km = distance_m / 1000
        text = f"{km:.1f}" if km < 9.95 else f"{km:.0f}"
        return self.say("km", km=text.removesuffix(".0").replace(".", self.language.replies["decimal"]))

    def way(self, found: FoundService, short: bool = False) -> str:
        """How far it is: minutes where the roads are known, on foot when that is near, else the distance."""
        if found.walk_min is not None and found.walk_min <= NEAR_ON_FOOT_MIN:
            return self.say("walk_min_short" if short else "walk_min", min=max(1, round(found.walk_min)))
        if found.drive_min is not None and found.drive_min < inf:
            return self.say("drive_min_short" if short else "drive_min", min=max(1, round(found.drive_min)))
        return self.distance(found.distance_m or 0.0)

    def hour(self, at: datetime | time) -> str:
        minutes = f"{at.minute:02d}" if at.minute or self.language.code == "en" else ""
        return self.say("hour", h=at.hour, mm=minutes)

    def weekday(self, day: date, short: bool = False) -> str:
        names = self.language.replies["weekdays_short" if short else "weekdays"].split(",")
        return names[day.weekday()]

    def day(self, day: date, short: bool = False) -> str:
        """ "aujourd'hui", "demain", the weekday within a week, the date beyond."""
        ahead = (day - self.now.date()).days
        if ahead == 0:
            return self.language.replies["today"]
        if ahead == 1:
            return self.language.replies["tomorrow"]
        if 0 < ahead < 7:
            return f"{self.weekday(day, short)} {day.day}"
        return self.full_date(day)

    def full_date(self, day: date) -> str:
        months = self.language.replies["months"].split(",")
        return self.say("date", weekday=self.weekday(day, True), day=day.day, month=months[day.month - 1])

    def when(self, when: When) -> str:
        """A window in words: "jeudi 26 14h-18h"."""
        day = self.day(when.start.date())
        if when.grain == "day":
            return day
        if when.grain == "days":
            return f"{day}-{self.day((when.end - timedelta(minutes=1)).date(), short=True)}"
        if when.grain == "instant":
            return f"{day} {self.hour(when.start)}"
        if when.end.date() > when.start.date() + timedelta(days=1):
            return f"{day}-{self.day(when.end.date(), short=True)}"
        return f"{day} {self.hour(when.start)}-{self.hour(when.end)}"

    def phone(self, phone: Phone) -> str:
        """As people of the country write it: national within, with +32 or +33 across the border."""
        number = phone.number
        prefix = NATIONAL_PREFIX.get(self.country, "+33")
        if not number.startswith("+"):
            return number
        for code in NATIONAL_PREFIX.values():
            if number.startswith(code):
                grouped = _in_groups(code, number.removeprefix(code))
                return f"0{grouped}" if code == prefix else f"{code} {grouped}"
        return number

    def best_phone(self, service: Service) -> str | None:
        voice = [p for p in service.phones if p.kind in ("voice", "booking")]
        return self.phone(voice[0]) if voice else None

    def state(self, service: Service, when: When | None) -> str:
        """Open or not, in words; what is not known is said to be so."""
        if find_chance(service) is not None:
            return self.say("state_chance")
        closed = self._alert(service)
        if closed:
            return closed
        hours = hours_of(service)
        if when is not None:
            asked = self.when(when)
            is_open = hours.is_open_during(when.start, when.end)
            if is_open is None and service.appointment == "required":
                return self.say("state_appointment")
            key = {True: "state_open_then", False: "state_closed_then", None: "state_unknown_then"}[is_open]
            return self.say(key, when=asked)
        state = hours.state_at(self.now)
        if (state.kind == "unknown" and service.appointment == "required") or state.kind == "appointment":
            return self.say("state_appointment")
        if state.kind == "open":
            soon = state.until is not None and state.until - self.now < timedelta(days=1)
            return (
                self.say("state_open_until", time=self.hour(state.until))
                if soon and state.until
                else self.say("state_open")
            )
        if state.kind == "closed":
            if state.opens_at is None:
                return self.say("state_closed")
            return self.say("state_opens", day=self._opening_day(state.opens_at.date()), time=self.hour(state.opens_at))
        return self.say("state_unknown")

    def _opening_day(self, day: date) -> str:
        return self.day(day, short=True)

    def _alert(self, service: Service) -> str | None:
        alert, today = service.alert, self.now.date()
        if alert is None or not alert.closed:
            return None
        if (alert.start is None or alert.start <= today) and (alert.end is None or today <= alert.end):
            return self.say("alert_closed", text=alert.text)
        return None

    def hours_on(self, service: Service, day: date) -> str | None:
        """The hours of one day in words, "" when closed, None when not known."""
        spans = hours_of(service).hours_on(day)
        if spans is None:
            return None
        return ", ".join(f"{self.hour(start)}-{self.hour(end)}" for start, end in spans)

    def week(self, service: Service) -> str | None:
        """This week's hours, days with the same hours together; None when not known."""
        if service.opening_hours == "24/7":
            return self.say("always")
        monday = self.now.date() - timedelta(days=self.now.weekday())
        days = [self.hours_on(service, monday + timedelta(days=i)) for i in range(7)]
        if any(hours is None for hours in days):
            return None
        groups: list[tuple[int, int, str]] = []
        for i, hours in enumerate(days):
            if groups and groups[-1][2] == hours:
                groups[-1] = (groups[-1][0], i, hours or "")
            else:
                groups.append((i, i, hours or ""))
        parts = [f"{self._span(first, last)} {hours}" for first, last, hours in groups if hours]
        return "; ".join(parts) or None

    def _span(self, first: int, last: int) -> str:
        names: Sequence[str] = self.language.replies["weekdays_short"].split(",")
        return names[first] if first == last else f"{names[first]}-{names[last]}"


def _in_groups(code: str, digits: str) -> str:
    """ "4 92 71 00 01" (+33); "57 20 00 01", "2 123 45 67", "470 12 34 56" (+32): zone or network first, then pairs."""
    is_city = len(digits) == 8 and digits[0] in BELGIAN_CITIES
    first = 1 if code == "+33" or is_city else len(digits) % 2 + 2
    rest = digits[first:]
    odd = 3 if len(rest) % 2 else 0
    groups = [digits[:first], rest[:odd], *(rest[i : i + 2] for i in range(odd, len(rest), 2))]
    return " ".join(group for group in groups if group)


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, never a cut word."""
    if len(text) <= limit:
        return text
    kept = ""
    for word in text.split():
        if len(kept) + len(word) + 1 > limit:
            break
        kept = f"{kept} {word}".strip()
    words = kept.rstrip(" ,-'(").split()
    while len(words) > 1 and fold(words[-1]) in LEFT_HANGING:
        words.pop()
    return " ".join(words).rstrip(" ,-'(") or text.split()[0]


def is_named_after(name: str, commune: str) -> bool:
    """ "Dentiste de Château-Arnoux" need not repeat "Château-Arnoux-Saint-Auban"; "des Mées" is of Les Mées."""
    words = [word for word in re.split(r"[-' ]", fold(commune)) if len(word) >= 4]
    return bool(words) and words[0] in fold(name)
