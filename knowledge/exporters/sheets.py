"""One sheet of text, as CSV, XLSX or ODS, by the suffix of the file."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Font

Rows = Sequence[Sequence[str]]

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
ODS_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>"
    '<table:table table:name="{title}">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def write_sheet(path: Path, rows: Rows, title: str = "table") -> None:
    """The first row is the header; ``title`` names the sheet of a workbook.

    Raises ValueError for another suffix, OSError when the file cannot be written.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise ValueError(f"{path.name}: the name must end in {', '.join(WRITERS)}")
    writer(path, rows, title)


def _write_csv(path: Path, rows: Rows, _title: str) -> None:
    """With a byte-order mark and semicolons, or Excel in French shows one column of broken accents."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)


def _write_xlsx(path: Path, rows: Rows, title: str) -> None:
    """All cells are text, so that phones keep their leading 0."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = title
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value or None)
            cell.number_format = "@"
            if number == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    workbook.save(path)


def _write_ods(path: Path, rows: Rows, title: str) -> None:
    """Three small files in a zip; the first says what it is and must not be compressed."""
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS_TYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
        archive.writestr("content.xml", ODS_CONTENT.format(title=escape(title), rows=body))


def _ods_cell(value: str) -> str:
    if not value:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


WRITERS: Mapping[str, Callable[[Path, Rows, str], None]] = {
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
    ".ods": _write_ods,
}
