"""A dated notice as staff type it: "fermé jusqu'au 12 mai", "absent du 3 au 17 août"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from knowledge.importers.cells import CellError, read_date
from knowledge.importers.words import words_for
from knowledge.model import Alert
from knowledge.names import fold

A_DATE = r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\d{4}-\d{2}-\d{2}|\d{1,2}(?:er)?\s+[^\W\d_]+(?:\s+\d{4})?"
BARE_START = re.compile(rf"(?<!\w)(?P<day>\d{{1,2}})(?:er)?\s+(?:au|tot)\s+(?P<end>{A_DATE})", re.IGNORECASE)


def read_notice(text: str, today: date) -> Alert:
    """Dates that are not said stay unknown; the words are kept as they were typed."""
    start, end, on = (_day_after(which, text, today) for which in ("since", "until", "on"))
    if end and not start:
        start = _bare_start(text, end, today)
    if on and not (start or end):
        start = end = on
    if start and end and end < start:
        end = end + timedelta(days=365)
    return Alert(text, start, end, closed=_says_closed(text) and bool(start or end or not _says_on(text)))


def _day_after(which: str, text: str, today: date) -> date | None:
    """The date that follows one of the words, if any does."""
    words = "|".join(_pattern(word) for word in words_for("notice", which))
    found = re.finditer(rf"(?<!\w)(?:{words})\s*({A_DATE})", _plain(text), re.IGNORECASE)
    days = (_try_date(match[1], today) for match in found)
    return next((day for day in days if day), None)


def _bare_start(text: str, end: date, today: date) -> date | None:
    """ "du 3 au 12 mai": the month of the first day is that of the last."""
    if found := BARE_START.search(_plain(text)):
        return _try_date(f"{found['day']}/{end.month}/{end.year}", today)
    return None


def _try_date(text: str, today: date) -> date | None:
    try:
        return read_date(text, today)
    except CellError:
        return None


def _plain(text: str) -> str:
    """Apostrophes as spaces: "jusqu'au" and "jusqu’au" are "jusqu au"."""
    return re.sub(r"['’]", " ", text)


def _pattern(word: str) -> str:
    """A folded word, found with or without the accents of its vowels."""
    return word.replace("a", "[aà]").replace("e", "[eéè]").replace(" ", r"\s+")


def _says_closed(text: str) -> bool:
    return any(re.search(rf"\b{word}\b", fold(text)) for word in words_for("notice", "closed"))


def _says_on(text: str) -> bool:
    """ "fermé le lundi" is about hours: taken as a notice it would close the place for good."""
    return any(re.search(rf"\b{word}\b", fold(text)) for word in words_for("notice", "on"))
