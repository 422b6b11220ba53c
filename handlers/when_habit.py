"""Which days of the week a habit is about: "tous les mardis", "du lundi au vendredi", "every morning"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.when import WhenMention
from handlers.when_scan import Item, scan
from handlers.when_words import load_time_words

NAMED_DAYS = {"every_day": (0, 1, 2, 3, 4, 5, 6), "workdays": (0, 1, 2, 3, 4), "weekend": (5, 6)}
"""What a block of ``habit_days`` in times.yaml stands for; Monday is 0."""
TO = ("a", "au", "to", "till", "until", "tot")
"""Words between the first and the last day of a span, of any language: they mean nothing else between two weekdays."""
ARTICLES = 1
"""How many words may stand between "au" and the weekday ("du lundi au le vendredi")."""


def find_habit_days(text: str, mentions: Sequence[WhenMention], language: str) -> tuple[int, ...]:
    """Weekdays of the habits in ``text``, Monday 0, in order; none when the habit names no days."""
    spans = [(mention.start, mention.end) for mention in mentions if mention.role == "habit"]
    if not spans:
        return ()
    items = scan(text, load_time_words(language))
    said = [item for item in items if any(start <= item.start < end for start, end in spans)]
    return tuple(sorted(set(_list_days(said))))


def _list_days(items: Sequence[Item]) -> Iterator[int]:
    last: tuple[int, int] | None = None
    """Index of the item and day of the weekday before."""
    for i, item in enumerate(items):
        yield from NAMED_DAYS.get(item.tags.get("habit_days", ""), ())
        day = _weekday(item)
        if day is None:
            continue
        if last is not None and _is_span(items[last[0] + 1 : i]):
            yield from ((last[1] + step) % 7 for step in range((day - last[1]) % 7))
        yield day
        last = (i, day)


def _weekday(item: Item) -> int | None:
    for tag in ("weekday", "weekday_habit", "weak_weekday"):
        if tag in item.tags:
            return int(item.tags[tag])
    return int(item.tags["weekday_part"][0]) if "weekday_part" in item.tags else None


def _is_span(between: Sequence[Item]) -> bool:
    if not 1 <= len(between) <= 1 + ARTICLES:
        return False
    return between[0].text in TO or between[0].is_a("dash") or between[0].is_a("until")
