"""What free texts say of booking: until when, on which number, when somebody answers.

Real feeds keep this only in their messages, and people type it into spreadsheets. Read in French, Dutch, English and
German by a small grammar; what is not understood stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import phonenumbers

from knowledge.rides.booking_rules import BookingRule, WeekdayDeadline, WorkingDays
from knowledge.rides.booking_tokens import Token, tokenize, weekday_of

_SENTENCE_END = re.compile(r"(?<=\w{3})[.!?]\s+(?=[A-ZÀ-Ý])|[\n;]")
_BESIDE = frozenset({"filler", "before", "at_least", "book", "call", "and", "from", "for", "dash"})
"""Tokens that may stand beside a deadline without changing it."""
_DAYS_AHEAD = {"eve_working": 1, "eve_of_eve": 2, "eve": 1, "same_day": 0}
_MOST_DAYS, _MOST_MINUTES = 31, 14 * 24 * 60
"""More notice than that is a misreading."""


class UnclearBookingError(ValueError):
    """The text does not say, as a whole, until when one must book; the message names what was not understood."""


def find_notice(text: str, country: str | None = None) -> BookingRule | None:
    """Until when one must book, from the first sentence that says so; None when none does.

    Only type and notice of the rule are filled. ``country``: whose public holidays are no working days.
    """
    for sentence in _SENTENCE_END.split(text):
        tokens = tokenize(sentence)
        found = _find(tokens, country)
        # "Be at the stop 10 minutes before" is no deadline: a sentence has to speak of booking, or of nothing else.
        if found and (any(token.kind in ("book", "call") for token in tokens) or not _strange(tokens, found)):
            return found.rule
    return None


def read_notice(text: str, country: str | None = None) -> BookingRule:
    """As ``find_notice``, where all of the text must be understood: "la veille 17h; vendredi 12h pour lundi".

    Raises UnclearBookingError.
    """
    rule = BookingRule(2)
    special: list[WeekdayDeadline] = []
    for part in filter(None, map(str.strip, re.split(r"[;\n]|,(?!\d)", text))):
        found = _read_part(part, country)
        special += found.by_weekday
        if found.by_weekday and not found.is_notice_known:
            continue
        if rule.is_notice_known:
            raise UnclearBookingError(f"{part!r} is a second deadline for the same rides")
        rule = found
    usual_hour = rule.prior_notice_last_time
    deadlines = tuple(replace(one, at=usual_hour) if one.at is None else one for one in special)
    if not (rule.is_notice_known or deadlines) or any(one.at is None for one in deadlines):
        raise UnclearBookingError(f"{text!r} does not say until which hour one must book")
    return replace(rule, by_weekday=deadlines)


def find_phone(text: str, region: str) -> str | None:
    """The first number that exists, E.164. ``region`` (ISO 3166-1 alpha-2): where it would be dialled as written."""
    found = next(iter(phonenumbers.PhoneNumberMatcher(text, region)), None)
    return phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164) if found else None


def find_desk_hours(text: str) -> str | None:
    """When calls are answered, every day, from "per Anruf zwischen 08:00 und 24:00"; None when weekdays are named."""
    for part in re.split(r",(?!\d)|(?<=\w{3})[.!?]\s|[\n;]", text):
        tokens = tokenize(part)
        call = next((index for index, token in enumerate(tokens) if token.kind == "call"), None)
        if call is None or any(weekday_of(token) is not None for token in tokens):
            continue
        for start, join, end in zip(tokens[call:], tokens[call + 1 :], tokens[call + 2 :], strict=False):
            opens, closes = _hour(start, bare=True), _hour(end)
            joins = join.kind in ("and", "dash", "before")
            if joins and opens is not None and closes is not None and opens < closes:
                return f"Mo-Su {_clock(opens)}-{_clock(closes)}"
    return None


@dataclass(frozen=True, slots=True)
class _Found:
    rule: BookingRule
    used: frozenset[int]
    """Indexes of the tokens it was read from."""


def _read_part(part: str, country: str | None) -> BookingRule:
    tokens = tokenize(part)
    if len(tokens) == 1 and tokens[0].kind == "minutes":  # where a deadline is asked for, "30 min" is one
        tokens = (Token("at_least"), *tokens)
    found = _find(tokens, country)
    if found is None:
        example = "la veille 17h, 2h avant, 2 jours avant 12h, vendredi 12h pour lundi"
        raise UnclearBookingError(f"{part!r} is not understood; write it like: {example}")
    if strange := _strange(tokens, found):
        raise UnclearBookingError(f"{' '.join(strange)!r} is not understood in {part!r}")
    return found.rule


def _strange(tokens: Sequence[Token], found: _Found) -> list[str]:
    """Words that are neither part of the deadline nor usual beside one."""
    return [token.text for i, token in enumerate(tokens) if i not in found.used and token.kind not in _BESIDE]


def _find(tokens: Sequence[Token], country: str | None) -> _Found | None:
    """What holds for some weekdays, and beside it days before, else minutes before."""
    special = next(_for_weekdays(tokens), None)
    used = special.used if special else frozenset()
    others = [_GAP if index in used else token for index, token in enumerate(tokens)]
    usual = next(_days_before(others, country), None) or next(_minutes_before(others), None)
    if special is None or usual is None:
        return special or usual
    deadline = special.rule.by_weekday[0]
    if deadline.at is None:
        deadline = replace(deadline, at=usual.rule.prior_notice_last_time)
    return _Found(replace(usual.rule, by_weekday=(deadline,)), used | usual.used)


_GAP = Token("filler")


def _for_weekdays(tokens: Sequence[Token]) -> Iterator[_Found]:
    """ "Vendredi avant 12h pour lundi et mardi", or "vendredi pour lundi" beside the hour of the other days."""
    for index, token in enumerate(tokens):
        weekday = weekday_of(token)
        following = [i for i in range(index + 1, len(tokens)) if tokens[i].kind not in ("filler", "before", "and")]
        hours = [i for i in following[:1] if _hour(tokens[i]) is not None]
        rest = following[len(hours) :]
        if weekday is None or not rest or tokens[rest[0]].kind != "for":
            continue
        travel = [i for i in rest[1:] if weekday_of(tokens[i]) is not None]
        days = tuple(day for i in travel if (day := weekday_of(tokens[i])) is not None)
        if days:
            at = _hour(tokens[hours[0]]) if hours else None
            rule = BookingRule(2, by_weekday=(WeekdayDeadline(days, weekday, at),))
            yield _Found(rule, frozenset({index, *hours, rest[0], *travel}))


def _days_before(tokens: Sequence[Token], country: str | None) -> Iterator[_Found]:
    for index, token in enumerate(tokens):
        is_ahead = token.kind in ("days", "working_days") and _is_ahead(tokens, index)
        if token.kind not in _DAYS_AHEAD and not (is_ahead and 0 < token.value <= _MOST_DAYS):
            continue
        count = _DAYS_AHEAD.get(token.kind, token.value)
        counted = WorkingDays(country) if token.kind in ("eve_working", "working_days") else None
        at = _find_hour(tokens, index)
        rule = BookingRule(
            2,
            prior_notice_last_day=count,
            prior_notice_last_time=None if at is None else _hour(tokens[at]),
            prior_notice_days=counted,
        )
        yield _Found(rule, frozenset({index} if at is None else {index, at}))


def _minutes_before(tokens: Sequence[Token]) -> Iterator[_Found]:
    for index, token in enumerate(tokens):
        minutes = {"minutes": token.value, "hours": token.value // 60}.get(token.kind, 0)
        if 0 < minutes <= _MOST_MINUTES and _is_ahead(tokens, index):
            yield _Found(BookingRule(1, prior_notice_duration_min=minutes), frozenset({index}))


def _is_ahead(tokens: Sequence[Token], index: int) -> bool:
    """ "60 min vorher", "au moins 2 heures", "2 jours ouvrés à l'avance"; not "avant 17h"."""
    before, behind = tokens[max(0, index - 2) : index], tokens[index + 1 : index + 4]
    return any(t.kind == "at_least" for t in before) or any(t.kind == "before" for t in behind)


def _find_hour(tokens: Sequence[Token], index: int) -> int | None:
    """Where the hour of a deadline stands: right behind the day, behind "avant", "bis", "by", or right before it."""
    behind = [i for i in range(index + 1, len(tokens)) if tokens[i].kind not in ("filler", "before", "and")]
    if behind and _hour(tokens[behind[0]]) is not None:
        return behind[0]
    for i in range(1, len(tokens)):
        leads = tokens[i - 1].kind == "before" or (i > 1 and tokens[i - 2].kind == "before")
        if leads and i != index and _hour(tokens[i]) is not None:
            return i
    ahead = [i for i in range(index) if tokens[i].kind not in ("filler", "before", "at_least", "and")]
    return ahead[-1] if ahead and _hour(tokens[ahead[-1]]) is not None else None


def _hour(token: Token, *, bare: bool = False) -> int | None:
    """Seconds after midnight; ``bare``: also a number alone ("von 8 bis 17 Uhr")."""
    if token.kind in ("time", "hours") and token.value <= 86400:
        return token.value
    return token.value * 3600 if bare and token.kind == "number" and token.value <= 24 else None


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"
