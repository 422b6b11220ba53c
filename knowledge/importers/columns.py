"""Columns of our own spreadsheets under any of their headers, and what every row of them says alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from knowledge.importers.base import ImportContext, published_on
from knowledge.importers.cells import RowCells, read_past_date, read_url
from knowledge.importers.table import Table, TableRow, UnreadableFileError, read_table
from knowledge.importers.words import find_meaning, meanings
from knowledge.importing import Reading, Record, Refusal
from knowledge.model import Source
from knowledge.names import fold

LONGEST_ID = 200


def read_rows(
    content: bytes,
    context: ImportContext,
    words: str,
    required: Sequence[str],
    read_row: Callable[[RowCells], Record | None],
) -> Reading[Record]:
    """One record a row. ``words``: the table of ``words.yaml`` with the headers; ``required``: columns it needs.

    ``read_row`` refuses on the cells what it cannot read. Raises UnreadableFileError when the file is no such table.
    """
    table = read_table(content)
    columns = find_columns(table, words, required)
    records: dict[str, Record] = {}
    rows_by_id: dict[str, int] = {}
    refused: list[Refusal] = []
    undated: set[str] = set()
    for row in context.track(table.rows):
        cells = read_cells(table, row, columns, context.file)
        record = read_row(cells)
        if record and (first := rows_by_id.setdefault(record.record_id, row.number)) != row.number:
            cells.refuse("id" if cells.text("id") else "name", f"the same service is in row {first}")
        if record and not cells.refused:
            records[record.record_id] = record
            undated |= set() if cells.text("assured_date") else {record.record_id}
        refused += cells.refused
    left_out = unknown_headers(table, words, context.file)
    return Reading(tuple(records.values()), tuple(refused), left_out, undated=frozenset(undated))


def find_columns(table: Table, words: str, required: Sequence[str]) -> dict[int, str]:
    """Our column names by position; the first of two headers that mean the same is taken.

    ``words``: the table of ``words.yaml`` with the headers. Raises UnreadableFileError when a column is missing.
    """
    columns: dict[int, str] = {}
    for index, header in enumerate(table.header):
        field = find_meaning(words, header)
        if field and field not in columns.values():
            columns[index] = field
    if missing := [field for field in required if field not in columns.values()]:
        raise UnreadableFileError(
            f"row {table.header_number} is taken for the header, and has no column {' nor '.join(missing)}; "
            f"columns are {', '.join(meanings(words))}, or the same in French"
        )
    return columns


def read_cells(table: Table, row: TableRow, columns: Mapping[int, str], file: str) -> RowCells:
    """The row's cells by our names; one with more cells than headers is refused."""
    cells = {field: row.cells[index] for index, field in columns.items() if index < len(row.cells)}
    read = RowCells(file, row.number, cells)
    if any(row.cells[len(table.header) :]):
        read.refuse("name", "the row has more cells than there are headers: is a separator or a quote missing?")
    return read


def unknown_headers(table: Table, words: str, file: str) -> tuple[Refusal, ...]:
    """Told, for a misspelt header would otherwise lose its column in silence."""
    unknown = (header for header in table.header if header and not find_meaning(words, header))
    reason = "no column of ours, not read"
    return tuple(Refusal(file, table.header_number, "header", header, reason) for header in unknown)


def read_source(cells: RowCells, context: ImportContext, own: str) -> Source:
    """Where the row says it has its facts; ``own`` names our spreadsheet where it says nothing."""
    field = "source_date" if cells.text("source_date") else "assured_date"
    published = cells.read(field, partial(read_past_date, today=context.today))
    return Source(
        name=cells.text("source") or own,
        date=published or published_on(context.file, context.today),
        url=cells.read("source_url", read_url) or context.url,
        licence=cells.text("licence"),
    )


def made_id(*parts: str) -> str:
    """An id of what does not change from one file to the next."""
    return "-".join(fold(part).replace(" ", "-") for part in parts if part)[:LONGEST_ID]
