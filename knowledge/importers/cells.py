"""One cell of a spreadsheet into one value; a row that gathers what could not be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import TypeVar
from urllib.parse import urlsplit

from knowledge.importers.words import find_meaning, load_words, meanings
from knowledge.importing import Refusal
from knowledge.model import Position

Value = TypeVar("Value")

EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
NUMERIC_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?")
WORDED_DATE = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th|e)?\s+([^\W\d_]+)\.?(?:\s+(\d{4}))?", re.IGNORECASE)


class CellError(ValueError):
    """Why a value cannot be stored, in words for whoever typed it."""


class RowCells:
    """The cells of one row by our column names. A cell that cannot be read is noted and counts as unknown."""

    def __init__(self, file: str, number: int, cells: Mapping[str, str]) -> None:
        self.number = number
        self.refused: list[Refusal] = []
        self._file = file
        self._cells = cells

    def text(self, field: str) -> str | None:
        return self._cells.get(field) or None

    def read(self, field: str, reader: Callable[[str], Value]) -> Value | None:
        """What ``reader`` makes of the cell; None when it is empty or ``reader`` raises CellError."""
        text = self.text(field)
        if text is None:
            return None
        try:
            return reader(text)
        except CellError as error:
            self.refuse(field, str(error))
            return None

    def refuse(self, field: str, reason: str) -> None:
        """Notes it once, however often the cell is read."""
        refusal = Refusal(self._file, self.number, field, self.text(field) or "", reason)
        if refusal not in self.refused:
            self.refused.append(refusal)


def read_word(table: str, text: str) -> str:
    """The meaning of a word of ``words.yaml``. Raises CellError, naming what would be understood."""
    if meaning := find_meaning(table, text):
        return meaning
    close = get_close_matches(text.lower(), list(load_words()[table]), n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    raise CellError(f"{hint}It takes {', '.join(meanings(table))}, or the same in French")


def read_yes_no(text: str) -> bool:
    return read_word("yes_no", text) == "yes"


def read_url(text: str) -> str:
    """Adds https:// where people leave it out. Raises CellError for what is no address."""
    url = text if "://" in text else f"https://{text}"
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or "." not in parts.netloc or re.search(r"\s", url):
        raise CellError("not a web address")
    return url


def read_email(text: str) -> str:
    if not EMAIL.fullmatch(text):
        raise CellError("not an e-mail address")
    return text


def read_degrees(text: str) -> float:
    """Decimal degrees with point or comma."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise CellError("not decimal degrees such as 44.0296") from None


def read_position(lat: float, lon: float) -> Position:
    """Raises CellError for what is not on the Earth, or is its origin, which spreadsheets write for nothing."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat == 0 and lon == 0):
        raise CellError("not a point on the Earth")
    return Position(lat, lon)


def read_date(text: str, today: date) -> date:
    """``2026-05-12``, ``12/05/2026``, ``12/05``, ``12 mai``; without a year, the one nearest to ``today``."""
    if found := ISO_DATE.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := NUMERIC_DATE.fullmatch(text):
        year = int(found[3]) if found[3] else None
        return _dated(int(found[1]), int(found[2]), year + 2000 if year and year < 100 else year, today)
    if (found := WORDED_DATE.fullmatch(text)) and (month := find_meaning("months", found[2])):
        return _dated(int(found[1]), int(month), int(found[3]) if found[3] else None, today)
    raise CellError("not a date such as 12/05/2026 or 12 mai 2026")


def read_past_date(text: str, today: date) -> date:
    """A day something was checked or published. Raises CellError when it is still to come."""
    day = read_date(text, today)
    if day > today:
        raise CellError("this day is still to come")
    return day


def split_list(text: str) -> tuple[str, ...]:
    """Parts between commas, semicolons, slashes, bars or line ends."""
    return tuple(part for part in (piece.strip() for piece in re.split(r"[,;/|\n]", text)) if part)


def _dated(day: int, month: int, year: int | None, today: date) -> date:
    if year is not None:
        return _date(year, month, day)
    candidates = [_date(today.year + offset, month, day) for offset in (-1, 0, 1) if (month, day) != (2, 29)]
    return min(candidates or [_date(today.year, month, day)], key=lambda one: abs(one - today))


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise CellError("there is no such day") from None
