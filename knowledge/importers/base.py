"""What every importer is: bytes in, records and refusals out. None sees the store, a clock or the network."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Literal

from knowledge.importers.table import Table, TableRow, UnreadableFileError
from knowledge.importers.whereabouts import Whereabouts
from knowledge.importing import Reading, Record
from knowledge.taxonomy import Taxonomy

LICENCE_OUVERTE = "Licence Ouverte 2.0"

MARGIN_KM = 60.0
"""Rows of a national file are taken this far around the communes an area serves."""

Track = Callable[[Sequence[TableRow]], Iterable[TableRow]]
"""Wraps the rows that are being read, so that whoever calls can show how far it is."""


@dataclass(frozen=True, slots=True)
class ImportContext:
    """All an importer may know beside the file."""

    file: str
    """Name as shown in refusals."""
    today: date
    whereabouts: Whereabouts
    taxonomy: Taxonomy
    country: str = "FR"
    """ISO 3166-1 alpha-2 of the area: where a phone number would be dialled as it is written."""
    url: str | None = None
    """Address the file was fetched from."""
    track: Track = iter


@dataclass(frozen=True, slots=True)
class Importer(Generic[Record]):
    """``read`` raises ``table.UnreadableFileError`` when the file as a whole is not what it should be."""

    format: str
    says: str
    """One line for the list of formats."""
    noun: Literal["services", "places", "on_demand"]
    read: Callable[[bytes, ImportContext], Reading[Record]]
    is_whole: bool
    """True when each new file replaces the one before, whatever it is called (a national register)."""
    id_prefix: str | None = None
    """Records whose id begins so are this register's, also those that ship with the program."""

    def origin(self, file: str) -> str:
        return self.format if self.is_whole else f"{self.format}:{file}"


def published_on(file: str, today: date) -> date:
    """The day in a file's name (``_20240801``, ``-2026-08-18``), else today."""
    for found in re.finditer(r"(?<!\d)(20\d{2})-?(\d{2})-?(\d{2})(?!\d)", file):
        try:
            return min(date(int(found[1]), int(found[2]), int(found[3])), today)
        except ValueError:
            continue
    return today


def require_columns(table: Table, columns: Iterable[str], what: str) -> None:
    """Raises UnreadableFileError naming the columns that are missing."""
    if missing := [column for column in columns if column not in table.header]:
        raise UnreadableFileError(f"not {what}: columns {', '.join(missing)} are missing")


def as_mapping(table: Table, row: TableRow) -> dict[str, str]:
    """Cells by header; missing last cells are empty."""
    return dict(zip(table.header, (*row.cells, *[""] * len(table.header)), strict=False))


AnyImporter = Importer[Any]
