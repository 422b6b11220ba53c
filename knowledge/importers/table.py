"""A table out of whatever a spreadsheet program writes: CSV of any usual encoding and separator, XLSX, ODS, XLS."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

WORKBOOK_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""Zip (XLSX, ODS) and OLE (XLS)."""
UNICODE_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
OLD_ENCODINGS = ("cp1252", "mac_roman", "cp850")
"""Windows, old Macs, and what Excel calls CSV (DOS)."""
USUAL_LETTERS = frozenset("éèêëàâçîïôùûœÉÈÀÇ’'–°€")
SEPARATORS = (";", ",", "\t", "|")


class UnreadableFileError(ValueError):
    """The file is not a table at all; the message says why."""


@dataclass(frozen=True, slots=True)
class TableRow:
    number: int
    """As the spreadsheet program shows it, the first being 1."""
    cells: tuple[str, ...]
    """Trimmed; "" when empty."""


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[str, ...]
    header_number: int
    rows: tuple[TableRow, ...]
    """Without empty ones."""


def read_table(content: bytes) -> Table:
    """The first sheet. The header is the first row with at least two filled cells. Raises UnreadableFileError."""
    lines = _read_workbook(content) if content.startswith(WORKBOOK_SIGNATURES) else _read_text(decode(content))
    rows = [row for row in _number(lines) if any(row.cells)]
    header = next((row for row in rows if sum(map(bool, row.cells)) >= 2), None)
    if header is None:
        raise UnreadableFileError("there is no header line with at least two columns")
    return Table(header.cells, header.number, tuple(row for row in rows if row.number > header.number))


def decode(content: bytes) -> str:
    """Text of a file that does not say its encoding: a Unicode mark, else UTF-8, else the old one that reads best."""
    for mark, encoding in UNICODE_MARKS:
        if content.startswith(mark):
            return _decode_as(content, encoding)
    if b"\0" in content:
        return _decode_as(content, "utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        readings = (content.decode(encoding, errors="replace") for encoding in OLD_ENCODINGS)
        return max(readings, key=_usual_share)


def cell_text(value: object) -> str:
    """A cell as a person reads it: 492641234.0 is 492641234, a date is ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, timedelta):
        hours, minutes = divmod(int(value.total_seconds()) // 60, 60)
        return f"{hours:02}:{minutes:02}"
    return str(value).replace("\u00a0", " ").replace("\u202f", " ").strip()


def _read_workbook(content: bytes) -> Iterable[Sequence[object]]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise UnreadableFileError(f"not a readable workbook: {error}") from error


def _read_text(text: str) -> Iterable[Sequence[object]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)))
    except csv.Error as error:
        raise UnreadableFileError(f"not a readable CSV: {error}") from error


def _separator(text: str) -> str:
    """The one that cuts the first line with any of them into most columns."""
    for line in text.splitlines():
        counts = {separator: len(next(csv.reader([line], delimiter=separator), [])) for separator in SEPARATORS}
        best = max(SEPARATORS, key=lambda separator: counts[separator])
        if counts[best] > 1:
            return best
    return ","


def _number(lines: Iterable[Sequence[object]]) -> Iterator[TableRow]:
    for number, line in enumerate(lines, start=1):
        yield TableRow(number, tuple(cell_text(value) for value in line))


def _decode_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"begins as {encoding} but is not: {error.reason}") from error


def _usual_share(text: str) -> int:
    """More is better: letters French and Dutch use count for, other characters beyond ASCII against."""
    return sum(1 if character in USUAL_LETTERS else -1 for character in text if not character.isascii())
