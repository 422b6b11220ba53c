"""The words of time of each language (``languages/<code>/times.yaml``), compiled for scanning."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("fr", "en", "nl")
Tags = dict[str, Any]
"""What a phrase may be: tag -> value. One phrase can have several tags ("a" is "at" and "and" in "9h à 12h")."""

_SHARED_LENGTH = {"weekday": 5, "weekday_habit": 6, "relative": 5, "moment": 5, "part": 5, "clock": 8}
"""Shortest phrases that keep their meaning in a message of another language."""


def _fold_table() -> dict[int, str]:
    table = {ord("’"): "'", ord("‘"): "'", ord("–"): "-", ord("—"): "-", 0xA0: " ", 0x202F: " ", ord("İ"): "i"}
    for code in [*range(ord("A"), ord("Z") + 1), *range(0xC0, 0x180)]:
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if base.isascii():
            table[code] = base
    table.update({ord("œ"): "o", ord("Œ"): "o", ord("æ"): "a", ord("Æ"): "a"})  # one character each: offsets stay
    return table


_FOLD = _fold_table()


def fold_in_place(text: str) -> str:
    """Lower case without accents, every character still at its offset."""
    return text.translate(_FOLD)


class TimeWords:
    """Phrases of one language, by first word, longest first."""

    def __init__(self, data: Mapping[str, Any], others: list[Mapping[str, Any]]) -> None:
        self.phrases: dict[str, list[tuple[tuple[str, ...], Tags]]] = {}
        self.afternoon_hours: tuple[int, int] = (int(data["afternoon_hours"][0]), int(data["afternoon_hours"][1]))
        self.told_words = frozenset(map(str, data["told_words"]))
        self.somebody = frozenset(map(str, data["somebody"]))
        self.missed_words = frozenset(map(str, data["missed_words"]))
        self.story_words = frozenset(map(str, data["story_words"]))
        self.story_undone = frozenset(map(str, data.get("story_undone", ())))
        self.be_there_words = frozenset(map(str, data["be_there_words"]))
        self.clause_words = frozenset(map(str, data["clause_words"]))
        self.party_words = frozenset(map(str, data["party_words"]))
        self.told_after = frozenset(map(str, data["told_after"]))
        self.travel_words = frozenset(map(str, data["travel_words"]))
        self.not_a_date_before = frozenset(map(str, data["not_a_date_before"]))
        self.not_a_date_after = frozenset(map(str, data["not_a_date_after"]))
        self.after_bare_hour = frozenset(map(str, data["after_bare_hour"]))
        self.never = frozenset(map(str, data["never"]))
        self.open_words = frozenset(map(str, data["open_words"]))
        self.negations = frozenset(map(str, data["negations"]))
        self.negation_undone = frozenset(map(str, data["negation_undone"]))
        self.farewell_before = frozenset(map(str, data["farewell_before"]))
        self.clock_units = frozenset(map(str, data["clock_units"]))
        self.units = {str(word) for words in data["units"].values() for word in words}
        for phrase, tag, value in _list_phrases(data):
            self._add(phrase, tag, value)
        own = set(self.phrases) | self.never
        for other in others:
            for phrase, tag, value in _list_phrases(other):
                words = phrase.split()
                if words[0] not in own and len(phrase) >= _SHARED_LENGTH.get(tag, 99):
                    self._add(phrase, tag, value)
        for entries in self.phrases.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        self._fuzzy = [(word, self.phrases[word][-1][1]) for word in _list_canonical(data)]
        self.find_nearly = lru_cache(maxsize=20_000)(self._find_nearly)

    def _add(self, phrase: str, tag: str, value: Any) -> None:
        words = tuple(phrase.split())
        entries = self.phrases.setdefault(words[0], [])
        for known, tags in entries:
            if known == words:
                tags.setdefault(tag, value)
                return
        entries.append((words, {tag: value}))

    def _find_nearly(self, word: str) -> Tags | None:
        """The weekday or relative day that ``word`` misspells; the first letter is trusted."""
        if len(word) < 5 or word in self.never or word in self.phrases:
            return None
        for known, tags in self._fuzzy:
            limit = 2 if min(len(known), len(word)) >= 8 else 1
            if known[0] == word[0] and abs(len(known) - len(word)) <= limit and count_edits(known, word) <= limit:
                return tags
        return None


def _list_canonical(data: Mapping[str, Any]) -> list[str]:
    """The right spelling of each weekday and near day: what a misspelt word is compared with."""
    words = [spellings[0] for spellings in data["weekdays"]]
    words += [spellings[0] for group in ("relative_days", "moments") for spellings in data[group].values()]
    words += [phrase for phrase, _, _ in _list_day_parts(data) if " " not in phrase]
    return [word for word in words if len(word) >= 5 and word.isalpha()]


def _list_phrases(data: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Every phrase of one language with its tag and value."""
    for tag, key in (("weekday", "weekdays"), ("weak_weekday", "weak_weekdays"), ("weekday_habit", "weekday_habits")):
        for index, words in enumerate(data[key]):
            yield from ((str(word), tag, index) for word in words)
    for index, words in enumerate(data["months"]):
        yield from ((str(word), "month", index + 1) for word in words)
    for tag, key in (
        ("relative", "relative_days"), ("moment", "moments"), ("part", "parts"), ("clock", "clock_words"),
        ("clock_before", "clock_before"), ("clock_after", "clock_after"), ("feast", "holidays"),
        ("number", "numbers"), ("unit", "units"), ("week_later", "week_later"), ("nth", "nth_words"),
    ):  # fmt: skip
        for name, words in data[key].items() if data[key] else ():
            value = int(name) if name.lstrip("-").isdigit() else name
            yield from ((str(word), tag, value) for word in words)
    for days, words in data.get("week_later_before", {}).items():
        yield from ((word, "week_later_before", int(days)) for word in words)
    for marker, words in data["markers"].items():
        yield from ((str(word), marker, True) for word in words if str(word).strip(",@"))
    for tag, key in (
        ("habit", "habits"), ("now", "now"), ("now", "open_now"), ("nothing", "not_now"), ("nothing", "not_times"),
        ("weekend", "weekend"), ("clock_unit", "clock_units"), ("farewell", "farewells"), ("soft_now", "soft_now"),
        ("of_the_month", "of_the_month"),
    ):  # fmt: skip
        yield from ((str(word), tag, True) for word in data[key])
    for days, words in data.get("habit_days", {}).items():
        yield from ((str(word), "habit_days", days) for word in words)
    yield from _list_day_parts(data)


def _list_day_parts(data: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """ "zondagavond", "maandag morgen": weekday and part of the day in one."""
    for part, suffixes in data["day_suffixes"].items() if data["day_suffixes"] else ():
        for (index, days), suffix in product(enumerate(data["weekdays"]), suffixes):
            for day in days:
                yield f"{day}{suffix}", "weekday_part", (index, part)
                yield f"{day} {suffix}", "weekday_part", (index, part)


def count_edits(a: str, b: str) -> int:
    """Optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours."""
    before: list[int] = []
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]


@lru_cache(maxsize=1)
def _read_all() -> dict[str, Mapping[str, Any]]:
    """BaseLoader keeps every word a string: "on" and "no" are words here, not booleans."""
    folder = Path(__file__).parent / "languages"
    return {
        code: yaml.load((folder / code / "times.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        for code in LANGUAGES
    }


@lru_cache(maxsize=8)
def load_time_words(language: str) -> TimeWords:
    """Words of ``language``, with the unmistakable ones of the others; French when the language has none."""
    data = _read_all()
    code = language if language in data else LANGUAGES[0]
    return TimeWords(data[code], [data[other] for other in LANGUAGES if other != code])
