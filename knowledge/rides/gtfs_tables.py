"""The tables inside a GTFS file as they are found in the wild, and what had to be refused in them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from knowledge.importing import Refusal

MOST_REFUSALS = 200
"""A broken feed breaks in every row: the first ones tell what is wrong."""


class FeedError(ValueError):
    """The feed could mislead a passenger, or is none. ``refused`` names file, row, field and value of each fault."""

    def __init__(self, message: str, refused: tuple[Refusal, ...] = ()) -> None:
        super().__init__("\n".join([message, *map(str, refused[:20])]))
        self.refused = refused


@dataclass(slots=True)
class Faults:
    """What was found wrong so far: everything is told at once, not one fault a run."""

    feed: str
    found: list[Refusal] = field(default_factory=list)

    def refuse(self, table: str, row: int, column: str, value: str, reason: str) -> None:
        if len(self.found) < MOST_REFUSALS:
            self.found.append(Refusal(f"{self.feed}/{table}", row, column, value, reason))

    def raise_if_any(self) -> None:
        """Raises FeedError."""
        if self.found:
            raise FeedError(f"{self.feed} is refused, {len(self.found)} fault(s)", tuple(self.found))


@dataclass(frozen=True, slots=True)
class FeedTables:
    """The text of every table in the zip, wherever in it the tables lie."""

    feed: str
    texts: Mapping[str, bytes]

    def __contains__(self, table: str) -> bool:
        return table in self.texts

    def rows(self, table: str, *columns: str) -> Iterator[tuple[int, list[str]]]:
        """Row number as a spreadsheet shows it, and the trimmed cells of these columns, "" for what is not there."""
        if table not in self.texts:
            return
        text = decode(self.texts[table])
        first = text.split("\n", 1)[0]
        separator = ";" if first.count(";") > first.count(",") else ","
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        header = [name.strip() for name in next(reader, [])]
        # An absent column reads the empty cell that is put behind every row.
        at = [header.index(name) if name in header else len(header) for name in columns]
        width = len(header) + 1
        for number, row in enumerate(reader, start=2):
            if not any(row):
                continue
            del row[width - 1 :]
            row.extend([""] * (width - len(row)))
            yield number, [row[index].strip() for index in at]

    def columns(self, table: str) -> frozenset[str]:
        """Names in the header; none when there is no such table."""
        text = decode(self.texts.get(table, b"").split(b"\n", 1)[0])
        separator = ";" if text.count(";") > text.count(",") else ","
        return frozenset(name.strip() for name in next(csv.reader([text], delimiter=separator), []))


def read_tables(content: bytes, feed: str) -> FeedTables:
    """``content``: a zip of GTFS tables. Raises FeedError when it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = [info for info in archive.infolist() if _is_table(info.filename)]
            # Of two tables of one name, the one that lies higher is the feed's own.
            files.sort(key=lambda info: -info.filename.count("/"))
            texts = {PurePosixPath(info.filename).name.lower(): archive.read(info) for info in files}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise FeedError(f"{feed} is no zip of GTFS tables: {error}") from error
    needed = ["routes.txt", "trips.txt", "stop_times.txt"]
    if "locations.geojson" not in texts:  # a service from door to door may have no stop at all
        needed.insert(0, "stops.txt")
    missing = [name for name in needed if name not in texts]
    if missing:
        raise FeedError(f"{feed} is no GTFS: {', '.join(missing)} is missing")
    return FeedTables(feed, texts)


def read_folder(folder: Path) -> FeedTables:
    """Tables that lie open in a folder, as those that ship do. Raises OSError."""
    return FeedTables(folder.name, {path.name: path.read_bytes() for path in sorted(folder.glob("*.txt"))})


def decode(content: bytes) -> str:
    """UTF-8 with or without its mark; older feeds are Windows' or ISO's Latin."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def read_date(text: str) -> date | None:
    """``20260504`` (and the ``2026-05-04`` of some feeds); None for anything else."""
    digits = text.replace("-", "")
    if len(digits) != 8 or not digits.isdecimal():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _is_table(name: str) -> bool:
    return name.lower().endswith((".txt", ".geojson")) and "__MACOSX" not in name and name.count("/") <= 1
