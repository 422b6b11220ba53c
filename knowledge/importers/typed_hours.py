"""Opening hours as people type them."""

from __future__ import annotations

from knowledge.importers.cells import CellError
from knowledge.opening_hours import OpeningHoursError
from knowledge.opening_hours_repair import Repaired, repair_opening_hours


def read_hours(text: str) -> Repaired:
    """OSM's syntax, and what was said of appointments. Raises CellError naming what was not understood."""
    try:
        return repair_opening_hours(text)
    except OpeningHoursError as error:
        raise CellError(str(error)) from error


def read_visit_hours(text: str) -> str:
    """OSM's syntax. Raises CellError also when the text says no time at all."""
    hours = read_hours(text).opening_hours
    if hours is None:
        raise CellError(f"{text!r} does not say when")
    return hours
