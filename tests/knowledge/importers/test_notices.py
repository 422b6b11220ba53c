"""Promises of reading dated notices."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.importers.notices import read_notice

TODAY = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("text", "start", "end", "closed"),
    [
        ("fermé jusqu'au 12 mai", None, date(2026, 5, 12), True),
        ("Fermé jusqu’au 12/05", None, date(2026, 5, 12), True),
        ("fermée jusqu'au 12 mai 2027 inclus", None, date(2027, 5, 12), True),
        ("absent du 3 au 17 août", date(2026, 8, 3), date(2026, 8, 17), True),
        ("congés du 3 août au 2 septembre", date(2026, 8, 3), date(2026, 9, 2), True),
        ("fermé à partir du 1er juin", date(2026, 6, 1), None, True),
        ("fermé le 14 mai", date(2026, 5, 14), date(2026, 5, 14), True),
        ("closed until 12 May", None, date(2026, 5, 12), True),
        ("gesloten tot 12 mei", None, date(2026, 5, 12), True),
        ("fermé pour travaux", None, None, True),
        ("fermé le lundi", None, None, False),
        ("entrée par la cour jusqu'au 12 mai", None, date(2026, 5, 12), False),
        ("nouveau numéro", None, None, False),
    ],
)
def test_a_notice_says_from_when_until_when_and_whether_it_is_closed(
    text: str, start: date | None, end: date | None, closed: bool
) -> None:
    alert = read_notice(text, TODAY)
    assert (alert.text, alert.start, alert.end, alert.closed) == (text, start, end, closed)


def test_a_day_without_a_year_is_the_nearest() -> None:
    assert read_notice("fermé jusqu'au 3 janvier", date(2026, 12, 20)).end == date(2027, 1, 3)
    assert read_notice("fermé jusqu'au 12 mai", date(2026, 5, 20)).end == date(2026, 5, 12)
    leap = read_notice("fermé jusqu'au 29 février", date(2028, 2, 1))
    assert leap.end == date(2028, 2, 29)
