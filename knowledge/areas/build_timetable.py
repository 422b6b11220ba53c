"""Builds ``example_timetable/``: the buses of the demo, as GTFS tables, where no real feed is known.

Nothing here is true: the agency is called "Transport exemple", the routes "exemple 1", "exemple 2"..., the phone is
from Arcep's range for fiction. Lines run as they often do: several times a day from town to town, from the
villages once on school days, on Wednesdays for the market, and on Saturdays without a way back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from knowledge.area import Area
from knowledge.areas.rows import write_rows
from knowledge.geo import DETOUR_FACTOR, distance_m
from knowledge.model import Place

YEARS = range(2026, 2031)
SPEED_M_MIN = 40_000 / 60
"""A bus on country roads, with its stops."""
ON_THE_WAY = 1.2
"""How much longer than the straight line a way through a village may be."""
MOST_CALLS = 8
SMALL_POPULATION = 300
"""In smaller villages the bus calls only when it was rung for."""
SERVICES: Mapping[str, str] = {"semaine": "1111100", "ecole": "1101100", "mercredi": "0010000", "samedi": "0000010"}
TOWN_TIMES = (
    ("semaine", ("7:05", "9:20", "12:35", "16:40"), ("8:15", "11:45", "14:10", "17:30", "18:25")),
    ("samedi", ("9:20", "13:30"), ("11:45", "17:00")),
)
"""Service, departures there, departures back."""
VILLAGE_TIMES = (
    ("ecole", ("7:20", "13:05"), ("12:10", "17:10")),
    ("mercredi", ("8:45",), ("11:50",)),
    ("samedi", ("9:00",), ()),
)

Row = dict[str, Any]
Table = tuple[tuple[str, ...], list[Row]]


@dataclass(frozen=True, slots=True)
class Line:
    """``calls`` on the way there; the way back is the reverse."""

    number: int
    calls: tuple[Place, ...]
    is_town_line: bool


def write_example_timetable(folder: Path, area: Area, places: Sequence[Place], hints: Mapping[str, Any]) -> None:
    """``hints``: the area's ``hubs`` and ``short_names``."""
    folder.mkdir(exist_ok=True)
    for name, (columns, rows) in example_tables(area, places, hints).items():
        write_rows(folder / name, columns, rows)


def example_tables(area: Area, places: Sequence[Place], hints: Mapping[str, Any]) -> dict[str, Table]:
    """The tables by file name; the same places give the same tables."""
    lines = _draw_lines(places, hints["hubs"])
    names: Mapping[str, str] = hints.get("short_names", {})
    trips: list[Row] = []
    calls: list[Row] = []
    for line in lines:
        for trip_id, service, stops, start in _list_trips(line):
            trips.append(_trip_row(line, trip_id, service, stops[-1]))
            calls += _call_rows(trip_id, stops, start, line.is_town_line)
    called = {place.place_id: place for line in lines for place in line.calls}
    towns = {line.calls[end].place_id for line in lines if line.is_town_line for end in (0, -1)}
    return {
        "agency.txt": _table([_agency_row(area)]),
        "stops.txt": _table([_stop_row(place, names, place.place_id in towns) for place in called.values()]),
        "routes.txt": _table([_route_row(line) for line in lines]),
        "trips.txt": _table(trips),
        "stop_times.txt": _table(calls),
        "calendar.txt": _table([_service_row(service, days) for service, days in SERVICES.items()]),
        "calendar_dates.txt": _table(list(_exceptions())),
        "fare_attributes.txt": _table([_fare_row()]),
    }


def _draw_lines(places: Sequence[Place], hub_ids: Sequence[str]) -> list[Line]:
    """From the largest town to each hub, through the villages between; then from the others to their nearest town."""
    communes = {place.place_id: place for place in places if place.kind in ("commune", "town_outside")}
    served = sorted((p for p in communes.values() if p.in_area), key=lambda p: (-p.population, p.place_id))
    centre, hubs = served[0], [communes[hub] for hub in hub_ids if hub != served[0].place_id]
    drawn = [_way(centre, hub, served) for hub in hubs]
    lines = [Line(number, calls, True) for number, calls in enumerate(drawn, start=1)]
    left = [p for p in served if not any(p in calls for calls in drawn)]
    while left:
        start = max(left, key=lambda p: (distance_m(p.position, centre.position), p.place_id))
        town = min((p for p in (centre, *hubs) if p != start), key=lambda p: distance_m(p.position, start.position))
        calls = _way(start, town, left)
        lines.append(Line(len(lines) + 1, calls, False))
        left = [p for p in left if p not in calls]
    return lines


def _way(start: Place, end: Place, between: Sequence[Place]) -> tuple[Place, ...]:
    """From one to the other, through what lies on the way, in the order in which it lies there."""
    calls = [start, end]
    straight = distance_m(start.position, end.position)
    for place in sorted(between, key=lambda p: (-p.population, p.place_id)):
        if place in calls or len(calls) == MOST_CALLS:
            continue
        ways = [[*calls[:at], place, *calls[at:]] for at in range(1, len(calls))]
        best = min(ways, key=_length_m)
        if _length_m(best) <= ON_THE_WAY * straight:
            calls = best
    return tuple(calls)


def _length_m(calls: Sequence[Place]) -> float:
    return sum(distance_m(a.position, b.position) for a, b in pairwise(calls))


def _list_trips(line: Line) -> Iterator[tuple[str, str, tuple[Place, ...], int]]:
    """(trip_id, service, calls, minute of departure); lines leave some minutes one after the other."""
    for service, there, back in TOWN_TIMES if line.is_town_line else VILLAGE_TIMES:
        for way, times, calls in (("aller", there, line.calls), ("retour", back, line.calls[::-1])):
            for text in times:
                hour, minute = text.split(":")
                start = int(hour) * 60 + int(minute) + line.number % 4 * 5
                yield f"{line.number}-{service}-{way}-{start // 60:02d}{start % 60:02d}", service, calls, start


def _agency_row(area: Area) -> Row:
    return {
        "agency_id": "exemple",
        "agency_name": "Transport exemple",
        "agency_url": "https://transport.example.org",
        "agency_timezone": area.timezone,
        "agency_phone": _phone(area),
    }


def _phone(area: Area) -> str:
    """The number after the area's own, from the same range for fiction; written as in France."""
    number = int((area.example_public_phone or "+33465710000").removeprefix("+33")) + 1
    digits = f"0{number}"
    return " ".join(digits[at : at + 2] for at in range(0, 10, 2))


def _stop_row(place: Place, names: Mapping[str, str], is_town: bool) -> Row:
    point = "Markt" if place.country == "BE" else "Mairie"
    return {
        "stop_id": f"exemple-{place.place_id}",
        "stop_name": f"{names.get(place.place_id, place.name)} {point}",
        "stop_lat": place.position.lat,
        "stop_lon": place.position.lon,
        "wheelchair_boarding": 1 if is_town else 0,
    }


def _route_row(line: Line) -> Row:
    return {
        "route_id": f"exemple-{line.number}",
        "agency_id": "exemple",
        "route_short_name": f"exemple {line.number}",
        "route_long_name": f"Ligne exemple {line.number}: {line.calls[0].name} - {line.calls[-1].name}",
        "route_type": 3,
    }


def _trip_row(line: Line, trip_id: str, service: str, end: Place) -> Row:
    return {
        "route_id": f"exemple-{line.number}",
        "service_id": service,
        "trip_id": trip_id,
        "trip_headsign": end.name,
        "wheelchair_accessible": 1 if line.is_town_line else 0,
    }


def _call_rows(trip_id: str, calls: Sequence[Place], start: int, is_town_line: bool) -> Iterator[Row]:
    minute = start
    for number, place in enumerate(calls):
        if number:
            metres = DETOUR_FACTOR * distance_m(calls[number - 1].position, place.position)
            minute += max(2, round(metres / SPEED_M_MIN))
        on_demand = not is_town_line and place.population < SMALL_POPULATION
        text = f"{minute // 60:02d}:{minute % 60:02d}:00"
        yield {
            "trip_id": trip_id,
            "stop_sequence": number + 1,
            "stop_id": f"exemple-{place.place_id}",
            "arrival_time": text,
            "departure_time": text,
            "pickup_type": 2 if on_demand and number + 1 < len(calls) else 0,
            "drop_off_type": 0,
        }


def _service_row(service: str, days: str) -> Row:
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    span = {"start_date": f"{YEARS[0]}0101", "end_date": f"{YEARS[-1]}1231"}
    return {"service_id": service, **dict(zip(names, days, strict=True)), **span}


def _exceptions() -> Iterator[Row]:
    """No bus on three public holidays, none for pupils in summer."""
    for year in YEARS:
        for month, day in ((1, 1), (5, 1), (12, 25)):
            yield from (_without(service, date(year, month, day)) for service in SERVICES)
        summer = date(year, 7, 5)
        while summer < date(year, 9, 1):
            yield _without("ecole", summer)
            summer += timedelta(days=1)


def _without(service: str, day: date) -> Row:
    return {"service_id": service, "date": f"{day:%Y%m%d}", "exception_type": 2}


def _fare_row() -> Row:
    return {
        "fare_id": "exemple",
        "price": "2.50",
        "currency_type": "EUR",
        "payment_method": 0,
        "transfers": "",
    }


def _table(rows: list[Row]) -> Table:
    return tuple(rows[0]), rows
