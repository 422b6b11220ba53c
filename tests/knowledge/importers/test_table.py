"""Promises of reading a table: any spreadsheet program, any encoding it may write."""

from __future__ import annotations

import io
from datetime import date, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from knowledge.exporters.sheets import write_sheet
from knowledge.importers.table import UnreadableFileError, read_table

TEXT = "nom;téléphone\r\nÉpicerie d’été à Forêt;04 65 71 00 01\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_usual_encoding_is_read(encoding: str) -> None:
    table = read_table(TEXT.encode(encoding))
    assert table.header == ("nom", "téléphone")
    assert table.rows[0].cells == ("Épicerie d’été à Forêt", "04 65 71 00 01")


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
def test_old_macs_and_dos_are_told_from_windows(encoding: str) -> None:
    text = "nom;ville\nÉpicerie de l'été;Châteauneuf\nBoulangerie;L'Argentière-la-Bessée\n"
    assert read_table(text.encode(encoding)).rows[1].cells == ("Boulangerie", "L'Argentière-la-Bessée")


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_usual_separator_is_read_and_a_quoted_one_does_not_cut(separator: str) -> None:
    text = f'name{separator}note\na{separator}"b{separator}c"\n'
    assert read_table(text.encode()).rows[0].cells == ("a", f"b{separator}c")


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    table = read_table(b'\nTitle\na,b\n1,"two\nlines"\n\n3,4\n')
    assert table.header_number == 3
    assert [row.number for row in table.rows] == [4, 6]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".ods"])
def test_what_we_write_we_read_again(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"sheet{suffix}"
    write_sheet(file, [["nom", "téléphone"], ["À l'été & <co>", "0465710001"], ["b", ""]])
    table = read_table(file.read_bytes())
    assert table.header == ("nom", "téléphone")
    assert [row.cells for row in table.rows] == [("À l'été & <co>", "0465710001"), ("b", "")]


def test_cells_of_a_workbook_read_as_a_person_sees_them() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["a", "b", "c", "d", "e", "f"])
    sheet.append([492641234, 44.0296, date(2026, 5, 12), time(9, 30), True, " x\u00a0y "])
    content = io.BytesIO()
    workbook.save(content)
    cells = read_table(content.getvalue()).rows[0].cells
    assert cells == ("492641234", "44.0296", "2026-05-12", "09:30", "yes", "x y")


@pytest.mark.parametrize("content", [b"", b"just a line", b"PK\x03\x04 but no workbook", b"\xd0\xcf\x11\xe0 broken"])
def test_what_is_no_table_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        read_table(content)


def test_another_suffix_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.csv, \.xlsx, \.ods"):
        write_sheet(tmp_path / "sheet.pdf", [["a"]])
