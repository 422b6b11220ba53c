"""School holidays by country and zone, never guessed past the last published calendar."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

_SUBDIVISIONS = {
    ("FR", "A"): "Zone A",
    ("FR", "B"): "Zone B",
    ("FR", "C"): "Zone C",
    ("BE", "VLG"): "Flemish",
    ("BE", "WAL"): "French",
    ("BE", "BRU"): "French",
}

# The package goes on computing dates after these days; nobody has decreed them.
_LAST_PUBLISHED = {
    "FR": date(2028, 6, 30),  # arrêté du 21 juillet 2026, school year 2027-2028
    "BE": date(2029, 6, 30),  # calendriers scolaires 2026-2029; schoolvakanties of the Flemish government
}
_FIRST_PUBLISHED = date(2022, 9, 1)


def is_school_holiday(day: date, country: str | None, zone: str | None) -> bool | None:
    """Whether schools are on holiday that day; None when the zone is unknown or the calendar not yet published.

    ``country`` is ISO 3166-1 alpha-2; ``zone`` is A, B or C in France, VLG, WAL or BRU in Belgium. French breaks are
    known for the mainland only. Source: the ``holidays`` package, which names the decrees.
    """
    if country is None or zone is None or (country, zone) not in _SUBDIVISIONS:
        return None
    if not _FIRST_PUBLISHED <= day <= _LAST_PUBLISHED[country]:
        return None
    return day in _list_school_days_off(country, zone, day.year)


@lru_cache(maxsize=64)
def _list_school_days_off(country: str, zone: str, year: int) -> frozenset[date]:
    calendar = holidays.country_holidays(country, subdiv=_SUBDIVISIONS[country, zone], years=year, categories="school")
    return frozenset(day for day in calendar if isinstance(day, date))
