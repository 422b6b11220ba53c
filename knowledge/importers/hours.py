"""Opening hours of official files, a column a weekday, into OSM's syntax."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from knowledge.importers.cells import CellError

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
SPAN = re.compile(r"(\d{1,2})[:h](\d{2})\s*-\s*(\d{1,2})[:h](\d{2})")


def week_hours(cells: Sequence[str | None]) -> str | None:
    """``Mo-We 09:00-12:00,13:30-17:00; …`` from one cell a day, Monday first; None when nothing is said of any day.

    Raises CellError for a cell that is no list of times.
    """
    days = [(day, _times(cell)) for day, cell in zip(DAYS, cells, strict=False) if cell]
    runs = groupby(enumerate(days), key=lambda item: (DAYS.index(item[1][0]) - item[0], item[1][1]))
    rules = [_rule([day for _, (day, _) in run], times) for (_, times), run in runs]
    return "; ".join(rules) or None


def _times(cell: str) -> str:
    parts = [part.strip() for part in cell.split("/")]
    spans = [SPAN.fullmatch(part) for part in parts]
    if not all(spans):
        raise CellError("not times such as 09:00 - 12:00 / 13:30 - 17:00")
    times = (f"{int(m[1]):02}:{m[2]}-{int(m[3]):02}:{m[4]}" for m in spans if m)
    return ",".join(dict.fromkeys(times))


def _rule(days: Sequence[str], times: str) -> str:
    return f"{days[0]}-{days[-1]} {times}" if len(days) > 1 else f"{days[0]} {times}"
