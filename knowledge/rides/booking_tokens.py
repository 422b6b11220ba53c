"""A sentence about booking as tokens: days, hours, amounts of time, and the words around them that matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

WORDS_FILE = Path(__file__).with_name("booking_words.yaml")
_PHONE = re.compile(r"\+?\(?\d[\d\s()/-]{6,}\d")
"""Digits that are no hours."""
_SHORT_WEEKDAY = 3
"""Letters up to which a weekday is only taken before or behind another one ("Mo-Fr"): "so", "do", "mar" are words."""


@dataclass(frozen=True, slots=True)
class Token:
    """``kind`` is one of the words file, or time (``value``: seconds after midnight), minutes (``value``), hours
    (either: ``value`` in seconds), days and working_days (``value``: how many), number, dash, filler, word.
    """

    kind: str
    value: int = 0
    text: str = ""


def tokenize(sentence: str) -> tuple[Token, ...]:
    """Phone numbers are left out."""
    text = _fold(_PHONE.sub(" ", sentence))
    return tuple(_without_lone_weekdays(list(_read(text))))


def _read(text: str) -> Iterator[Token]:
    for match in _pattern().finditer(text):
        if match["noon"]:
            yield Token("time", 12 * 3600, match[0])
        elif match["half"]:
            yield Token("minutes", 30, match[0])
        elif match["n"]:
            yield _read_number(match)
        elif match["dash"]:
            yield Token("dash", text=match[0])
        else:
            yield Token(_kinds().get(match["words"] or match["other"], "word"), text=match[0])


def _read_number(match: re.Match[str]) -> Token:
    """With the unit behind it, if any."""
    number, rest, unit = (
        _number(match["n"]),
        int(match["rest"] or match["glued"] or 0),
        _kinds().get(match["unit"] or ""),
    )
    seconds = number * 3600 + rest * 60
    if match["half_day"]:
        return Token("time", (seconds % 43200) + 43200 * (match["half_day"].lstrip()[0] == "p"), match[0])
    if match["colon"] or unit == "clock":
        kind, value = "time", seconds
    elif unit in ("minute", "hour"):
        kind, value = "minutes", number if unit == "minute" else number * 60 + rest
    elif unit in ("day", "working_day"):
        kind, value = f"{unit}s", number
    elif unit == "hour_or_clock" or match["glued"]:
        kind, value = "hours", seconds
    else:
        kind, value = "number", number
    return Token("word" if kind == "time" and value > 86400 else kind, value, match[0])


def _without_lone_weekdays(tokens: list[Token]) -> Iterator[Token]:
    for index, token in enumerate(tokens):
        around = tokens[max(0, index - 2) : index] + tokens[index + 1 : index + 3]
        is_short = weekday_of(token) is not None and len(token.text) <= _SHORT_WEEKDAY
        if is_short and not any(weekday_of(other) is not None for other in around):
            yield Token("word", text=token.text)
        else:
            yield token


def weekday_of(token: Token) -> int | None:
    """0 is Monday; None for what is no weekday."""
    found = re.fullmatch(r"day([0-6])", token.kind)
    return int(found[1]) if found else None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else int(_kinds()[text].removeprefix("number"))


def _fold(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    plain = re.sub(r"[–—‑]", "-", plain.replace("ß", "ss"))
    plain = re.sub(r"(?<=\d)\.(?=\d\d(?!\d))", ":", plain)
    return " ".join(re.sub(r"[^\w:,-]|_", " ", plain).split())


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, str]:
    """By word what it is."""
    blocks: dict[str, list[str]] = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    kinds: dict[str, str] = {}
    for kind, words in blocks.items():
        for word in words:
            kinds.setdefault(str(word), kind)
    return kinds


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    units = ("clock", "minute", "hour", "hour_or_clock", "day", "working_day")
    numbers = rf"\d{{1,4}}|(?:{_any('number1', 'number2', 'number3')})(?=\s+(?:{_any(*units)})\b)"
    return re.compile(
        rf"(?P<noon>\b(?:{_any('midday')})\b)|(?P<half>\b(?:{_any('half_hour')})\b)"
        rf"|\b(?P<n>{numbers})(?:(?P<colon>:(?P<rest>[0-5]\d)\b)|\s?[hu]\s?(?P<glued>[0-5]\d)\b)?"
        rf"(?:(?P<half_day>\s?[ap]\s?m\b)|[\s-]*(?P<unit>{_any(*units)})\b)?"
        rf"|(?P<dash>-)|\b(?P<words>{_any(*_words())})\b|(?P<other>\w+)"
    )


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    return tuple(dict.fromkeys(_kinds().values()))


def _any(*kinds: str) -> str:
    words = [word for word, kind in _kinds().items() if kind in kinds]
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
