"""On-demand transport that ships with an area: ``rides.csv`` and the demo's ``rides_examples.csv``.

Both are the very spreadsheet that staff fill in (``knowledge.importers.on_demand``).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from knowledge.area import Area
from knowledge.areas.rows import read_places
from knowledge.importers.base import MARGIN_KM, ImportContext
from knowledge.importers.on_demand import read_on_demand
from knowledge.importers.whereabouts import Whereabouts
from knowledge.rides.on_demand import OnDemandService
from knowledge.rides.on_demand_entry import OnDemandEntry, service_of
from knowledge.taxonomy import load_taxonomy

NO_DATE_IS_LATER = date(2099, 12, 31)
"""Shipped rows say their own dates: no day has to stand in for today."""


def read_rides(area: Area, examples: bool) -> tuple[OnDemandEntry, ...]:
    """Raises ValueError, with row, field and value, for what cannot be read."""
    whereabouts = Whereabouts(read_places(area.folder / "places.csv"), MARGIN_KM)
    files = ("rides.csv", "rides_examples.csv") if examples else ("rides.csv",)
    return tuple(entry for name in files for entry in _read(area.folder / name, whereabouts, area.countries[0]))


def shipped_on_demand(area: Area, examples: bool) -> tuple[OnDemandService, ...]:
    """As residents are offered it."""
    return tuple(service_of(entry, area) for entry in read_rides(area, examples))


def _read(file: Path, whereabouts: Whereabouts, country: str) -> tuple[OnDemandEntry, ...]:
    if not file.exists():
        return ()
    context = ImportContext(file.name, NO_DATE_IS_LATER, whereabouts, load_taxonomy(), country)
    reading = read_on_demand(file.read_bytes(), context)
    undated = [f"{file.name}: {entry_id} does not say when it was checked" for entry_id in sorted(reading.undated)]
    if faults := [*map(str, (*reading.refused, *reading.left_out)), *undated]:
        raise ValueError("\n".join(faults))
    return reading.records
