"""Opening hours as people type them ("lun-ven 8h30/12h", "fermé le lundi") into OpenStreetMap's syntax.

Nothing is invented: "samedi matin" without hours stays unknown on Saturday morning, days that nobody spoke of stay
unspoken of. What cannot be read raises, with the words that were not understood.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Literal

import yaml

from knowledge.model import Appointment
from knowledge.opening_hours import WEEKDAYS, OpeningHours, OpeningHoursError

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PARTS = {"morning": (0, 12 * 60), "afternoon": (12 * 60, 24 * 60), "evening": (18 * 60, 24 * 60)}
"""Wide on purpose: they only bound what is said to be closed, or unknown."""

_WORDS: dict[str, list[str]] = yaml.load(
    Path(__file__).with_name("opening_hours_words.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)
_APPOINTMENT = re.compile(
    r"(?P<none>\b(?:sans rendez-?\s?vous|sans rdv|no appointment(?: needed)?|without appointment|zonder afspraak"
    r"|acces libre)\b)"
    r"|(?P<both>\b(?:avec ou sans|with or without|met of zonder) (?:rendez-?\s?vous|rdv|appointment|afspraak)\b)"
    r"|(?P<also>\b(?:et|ou|and|or|en|of|possible)\s+)?(?P<only>\b(?:uniquement|seulement|exclusivement|only|alleen|enkel)\s+)?"
    r"\(?\b(?:sur|sous|avec|a prendre|prendre|prise de|by|on|with|op|na|volgens|per|met)?\s*"
    r"(?:rendez-?\s?vous|rdv|appointment|afspraak)\b(?P<after>\s+(?:uniquement|seulement|only|possible|obligatoire))?\)?"
)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉：", "01234567890123456789:")
_TIME = re.compile(
    r"(?P<h>[01]?\d|2[0-6])\s*(?:(?::|\.|heures?|uur|hrs?|h|u|°)\s*(?P<m>[0-5]\d)?(?:\s*(?:mn|min|uur|h|u|uhr)\b)?)?\s*"
    r"(?P<ap>[ap]\.?\s?m\b\.?)?(?![\d])"
)
_DASH = re.compile(r"[-–—‐‑‒−ー=~～→]|>")


@dataclass(frozen=True, slots=True)
class Repaired:
    """``opening_hours`` in OpenStreetMap's syntax, None when only an appointment was spoken of."""

    opening_hours: str | None
    appointment: Appointment | None = None
    note: str | None = None
    """What the hours cannot carry, in the words that were typed."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    value: int = 0
    suffix: Literal["", "a", "p"] = ""
    bare: bool = False
    text: str = ""


@dataclass(slots=True)
class _Rule:
    """One rule while it is being read."""

    days: list[tuple[int, int]] = field(default_factory=list)
    nths: list[int] = field(default_factory=list)
    months: list[tuple[int, int]] = field(default_factory=list)
    special: list[str] = field(default_factory=list)
    weeks: str = ""
    times: list[_Token] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    off: bool = False
    off_first: bool = False
    """"fermé lundi" rather than "lundi fermé"."""
    excepts: bool = False
    """ "Sauf" rather than "fermé"."""
    always: bool = False
    open_end: bool = False

    @property
    def has_selector(self) -> bool:
        return bool(self.days or self.months or self.special or self.weeks)

    @property
    def has_hours(self) -> bool:
        return bool(self.times or self.parts or self.always)


def repair_opening_hours(text: str) -> Repaired:
    """OpenStreetMap's syntax for what somebody typed in French, Dutch or English; valid syntax passes unchanged.

    Raises OpeningHoursError with a sentence that names what was not understood.
    """
    text = text.strip()
    if not text:
        raise OpeningHoursError("no opening hours were given")
    if _is_valid(text):
        return Repaired(text, "required" if _is_only_appointment(text) else None)
    folded = _fold(text)
    rest, appointment, free = _take_appointment(folded)
    if not rest.strip(" .,;:-()"):
        return Repaired(None, appointment)
    rules = list(_split_rules(list(_tokenize(rest, text))))
    _give_hours_back(rules)
    written = _write(rules, text)
    if appointment == "required":
        written = "; ".join(
            f'{rule} "sur rendez-vous"' if not rule.endswith("off") else rule for rule in written.split("; ")
        )
    if not _is_valid(written):
        raise OpeningHoursError(f"these opening hours were not understood: {text!r}")
    return Repaired(written, appointment, "sans rendez-vous" if free else None)


def _is_valid(text: str) -> bool:
    try:
        OpeningHours.parse(text)
    except OpeningHoursError:
        return False
    return True


def _is_only_appointment(text: str) -> bool:
    return text.startswith('"') and text.count('"') == 2 and _APPOINTMENT.search(_fold(text)) is not None


def _fold(text: str) -> str:
    text = text.translate(_SUPERSCRIPT).replace("’", "'").replace("\xa0", " ").replace("\u202f", " ").lower()
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _take_appointment(text: str) -> tuple[str, Appointment | None, bool]:
    """The text without what it says of appointments, what that was, and whether none is needed."""
    match = _APPOINTMENT.search(text)
    if match is None:
        return text, None, False
    rest = text[: match.start()] + " " + text[match.end() :]
    if match["none"]:
        return rest, "none", True
    possible = match["both"] or (match["also"] and not match["only"]) or (match["after"] or "").strip() == "possible"
    alone = not rest.strip(" .,;:-()")
    return rest, "possible" if possible and not alone else "required", False


_PHRASES = sorted(((phrase, kind) for kind, phrases in _WORDS.items() for phrase in phrases), key=lambda p: -len(p[0]))
_WORD = re.compile(
    "|".join(
        re.escape(phrase) + (r"(?![a-z])\.?" if phrase[-1].isalpha() else r"(?![a-z\d])") for phrase, _ in _PHRASES
    )
)
_KIND = dict(reversed(_PHRASES))


def _tokenize(text: str, typed: str) -> Iterator[_Token]:
    position = 0
    unknown: list[str] = []
    while position < len(text):
        character = text[position]
        word = _WORD.match(text, position)
        clock = _TIME.match(text, position)
        if word and not (clock and clock.end() > word.end()):
            kind = _KIND[word.group().removesuffix(".") if word.group() not in _KIND else word.group()]
            yield _word_token(kind, word.group())
            position = word.end()
        elif clock:
            yield _clock_token(clock)
            position = clock.end()
        elif _DASH.match(text, position):
            yield _Token("dash")
            position += 1
        elif character in ",;/&|\n+":
            yield _Token({",": "comma", ";": "stop", "\n": "stop", "|": "stop", "/": "slash"}.get(character, "and"))
            position += 1
        elif character in " .:()'\t\"!*":
            position += 1
        else:
            found = re.compile(r"[^\s,;]+").match(text, position)
            end = found.end() if found else position + 1
            unknown.append(text[position:end])
            position = end
    if unknown:
        raise OpeningHoursError(f"in the opening hours {typed!r} this was not understood: {' '.join(unknown)}")


def _word_token(kind: str, text: str) -> _Token:
    for prefix in ("day", "month", "nth"):
        rest = kind.removeprefix(prefix)
        if rest != kind and rest.lstrip("-").isdigit():
            return _Token(prefix, int(rest), text=text)
    if kind in ("noon", "midnight"):
        return _Token("time", 12 * 60 if kind == "noon" else 24 * 60, text=text)
    return _Token(kind, text=text)


def _clock_token(match: re.Match[str]) -> _Token:
    hour, minute = int(match["h"]), int(match["m"] or 0)
    suffix: Literal["", "a", "p"] = "" if not match["ap"] else "p" if match["ap"].startswith("p") else "a"
    if suffix:
        hour = hour % 12 + (12 if suffix == "p" else 0)
    return _Token("time", hour * 60 + minute, suffix, bare=match.group().strip().isdigit(), text=match.group())


_SELECTORS = frozenset({"day", "month", "alldays", "weekdays", "weekend", "ph", "sh", "nth"})
_LINKS = frozenset({"dash", "to", "until", "from", "skip"})


def _split_rules(tokens: Sequence[_Token]) -> Iterator[_Rule]:
    """Days, then hours: a new rule begins where days follow hours, and at "closed"."""
    rule = _Rule()
    range_from = ""
    previous = "stop"
    for index, token in enumerate(tokens):
        if range_from == token.kind and token.kind in ("day", "month"):
            spans = rule.days if token.kind == "day" else rule.months
            spans[-1] = (spans[-1][0], token.value)
            range_from, previous = "", token.kind
            continue
        if _starts_rule(token.kind, rule, tokens[index + 1 :]):
            yield rule
            rule = _Rule()
        _take(token, rule)
        if token.kind in ("dash", "to", "until") and previous in ("day", "month"):
            range_from = previous
        elif token.kind not in _LINKS:
            range_from = ""
        previous = previous if token.kind == "skip" else token.kind
    yield rule


def _give_hours_back(rules: Sequence[_Rule]) -> None:
    """ "lun-sam sauf jours fériés 8h-18h": these are the hours of lun-sam."""
    for rule, following in pairwise(rules):
        if following.excepts and following.has_selector and rule.has_selector and not (rule.has_hours or rule.off):
            rule.times, following.times = following.times, []
            rule.parts, following.parts = following.parts, []
            rule.always, following.always = following.always, False


def _starts_rule(kind: str, rule: _Rule, following: Sequence[_Token]) -> bool:
    if kind == "except":
        return rule.has_selector or rule.has_hours
    if kind == "off":
        # "9h-12h, fermé lundi" begins a rule; "12h-14h fermé" is about the hours just said
        return rule.off or (rule.has_hours and _next_kind(following) in _SELECTORS)
    if kind == "stop":
        segment = _until_stop(following)
        return rule.has_hours and any(token.kind in _SELECTORS or token.kind in ("off", "except") for token in segment)
    if kind not in _SELECTORS:
        return False
    if rule.off:
        return (rule.has_selector and not rule.off_first) or rule.has_hours
    return rule.has_hours and rule.has_selector  # "9h-12h le lundi": hours first, then their days


def _next_kind(tokens: Sequence[_Token]) -> str:
    return next((token.kind for token in tokens if token.kind not in _LINKS), "")


def _until_stop(tokens: Sequence[_Token]) -> Iterator[_Token]:
    for token in tokens:
        if token.kind == "stop":
            return
        yield token


_DAY_SPANS = {"alldays": (0, 6), "weekdays": (0, 4), "weekend": (5, 6)}
_WEEKS = {"even": "week 02-52/2", "odd": "week 01-53/2"}


def _take(token: _Token, rule: _Rule) -> None:
    kind = token.kind
    if kind == "day":
        rule.days.append((token.value, token.value))
    elif kind in _DAY_SPANS:
        rule.days.append(_DAY_SPANS[kind])
    elif kind == "month":
        rule.months.append((token.value, token.value))
    elif kind == "nth":
        rule.nths.append(token.value)
    elif kind == "time":
        rule.times.append(token)
    elif kind in _PARTS:
        rule.parts.append(kind)
    elif kind in ("ph", "sh"):
        rule.special.append(kind.upper())
    else:
        _take_flag(kind, rule)


def _take_flag(kind: str, rule: _Rule) -> None:
    if kind in ("off", "except"):
        rule.off_first = not rule.has_selector and not rule.has_hours
        rule.off = True
    rule.excepts = rule.excepts or kind == "except"
    rule.always = rule.always or kind == "always"
    rule.open_end = rule.open_end or kind == "from"
    rule.weeks = _WEEKS.get(kind, rule.weeks)


def _write(rules: list[_Rule], typed: str) -> str:
    written: list[str] = []
    for rule in rules:
        if not (rule.has_selector or rule.has_hours or rule.off):
            continue
        selector = _write_selector(rule)
        hours = _write_hours(rule, typed)
        if hours == "24/7" and selector:
            hours = "00:00-24:00"
        written.append(f"{selector} {hours}".strip())
    if not written:
        raise OpeningHoursError(f"no hours and no days were found in {typed!r}")
    if all(rule.endswith(" off") for rule in written):
        # Closed on Mondays says nothing of the other days.
        written.insert(0, "24/7 unknown")
    return "; ".join(written)


def _write_selector(rule: _Rule) -> str:
    parts = []
    if rule.weeks:
        parts.append(rule.weeks)
    if rule.months:
        parts.append(",".join(_span(first, last, _MONTHS) for first, last in rule.months))
    nth = f"[{','.join(map(str, rule.nths))}]" if rule.nths else ""
    days = [_span(first, last, WEEKDAYS) + (nth if first == last else "") for first, last in rule.days]
    if days == ["Mo-Su"] and not rule.special:
        days = [] if rule.has_hours and not rule.off and not rule.always else days
    if rule.special or days:
        parts.append(",".join([*rule.special, *days]))
    return " ".join(parts)


def _span(first: int, last: int, names: Sequence[str]) -> str:
    return names[first] if first == last else f"{names[first]}-{names[last]}"


def _write_hours(rule: _Rule, typed: str) -> str:
    if rule.times:
        ranges = ",".join(_pair_times(rule, typed))
        return f"{ranges} off" if rule.off else ranges
    if rule.parts:
        bounds = ",".join(f"{_clock(_PARTS[part][0])}-{_clock(_PARTS[part][1])}" for part in rule.parts)
        return f"{bounds} off" if rule.off else f'{bounds} unknown "{", ".join(rule.parts)}"'
    if rule.off:
        return "off"
    return "24/7" if rule.always else "unknown"


def _pair_times(rule: _Rule, typed: str) -> Iterator[str]:
    """Times two by two; "from 9" alone has no known end."""
    times = rule.times
    if len(times) % 2:
        if len(times) == 1 and rule.open_end:
            yield f"{_clock(times[0].value)}+"
            return
        raise OpeningHoursError(f"in {typed!r} one hour stands alone: is it the opening or the closing?")
    for start, end in zip(times[::2], times[1::2], strict=True):
        first, last = start.value, end.value
        if end.suffix == "p" and not start.suffix and first < 12 * 60 and first + 12 * 60 < last:
            first += 12 * 60
        if last == 0:
            last = 24 * 60
        if last > 26 * 60 or first >= 24 * 60 or first == last:
            raise OpeningHoursError(f"{typed!r} has an hour that does not exist")
        yield f"{_clock(first)}-{_clock(last)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
