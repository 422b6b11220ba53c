"""Promises of reading phone numbers."""

from __future__ import annotations

import json

import pytest

from knowledge.importers.cells import CellError
from knowledge.importers.phones import read_phone, read_phones
from tests.knowledge.importers.context import shared


def test_french_numbers_as_people_write_them() -> None:
    file = shared("data/conformance/french_phones_and_hours.json")
    (block,) = json.loads(file.read_text("utf-8"))["phonenumbers/test_format_phone_number.py"]
    read = {text: _read(text) for text, _ in block["cases"] if text}
    assert read == {text: number for text, number in block["cases"] if text}


def _read(text: str) -> str | None:
    try:
        return read_phone(text)
    except CellError:
        return None


def test_a_lost_leading_zero_is_restored() -> None:
    assert read_phone("492641234") == "+33492641234"
    assert read_phone("57123456", "BE") == "+3257123456"


def test_belgian_numbers_are_read_in_belgium() -> None:
    assert read_phone("057 12 34 56", "BE") == "+3257123456"
    assert read_phone("1733", "BE") == "1733"
    assert read_phone("+32 57 12 34 56") == "+3257123456"


def test_several_numbers_in_one_cell_are_told_apart() -> None:
    assert read_phones("04 92 64 12 34 / 06 31 47 16 85") == ("+33492641234", "+33631471685")
    assert read_phones("0492641234 ou 0631471685") == ("+33492641234", "+33631471685")


@pytest.mark.parametrize("text", ["04 65 71 00 01", "+33 6 39 98 00 01", "0465710001"])
def test_numbers_kept_for_fiction_are_for_examples_alone(text: str) -> None:
    assert read_phone(text, fiction=True).startswith("+33")
    with pytest.raises(CellError, match="fiction"):
        read_phone(text)


@pytest.mark.parametrize("text", ["", "voir site", "00", "123456789012345", "04 92 64 12"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        read_phone(text)
