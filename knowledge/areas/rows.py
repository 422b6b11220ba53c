"""Rows of the files that ship with an area, and the records they stand for."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from knowledge.model import Location, Phone, Place, Position, Service, Source

PLACE_COLUMNS = (
    "place_id", "name", "kind", "commune_id", "commune", "country", "lat", "lon", "population", "postcodes", "names",
    "in_area", "source",
)  # fmt: skip
SERVICE_COLUMNS = (
    "service_id", "name", "categories", "organization", "description", "delivery", "country", "commune_id", "commune",
    "postcode", "address", "location_name", "lat", "lon", "accessibility", "phones", "email", "url", "booking_url",
    "opening_hours", "appointment", "eligibility", "fees", "languages", "service_area",
    "source", "source_date", "source_url", "licence", "assured_date",
)  # fmt: skip
SOURCE_COLUMNS = ("source", "source_date", "source_url", "licence", "assured_date")
EXAMPLE_COLUMNS = tuple(column for column in SERVICE_COLUMNS if column not in SOURCE_COLUMNS)
EXAMPLE_SOURCE = Source("Exemple inventé pour la démonstration", date(2026, 11, 22))


def read_places(file: Path) -> list[Place]:
    """Places of a ``places.csv``. Raises ValueError or KeyError for a row it cannot read."""
    return [_place(row) for row in _rows(file)]


def read_services(file: Path) -> list[Service]:
    """Services of a ``services.csv``. Raises ValueError or KeyError for a row it cannot read."""
    return [_service(row, _source(row), example=False) for row in _rows(file)]


def read_examples(file: Path) -> list[Service]:
    """The demo's examples: rows without source columns, for all of them are invented."""
    return [_service(row, EXAMPLE_SOURCE, example=True) for row in _rows(file)]


def write_rows(file: Path, columns: Iterable[str], rows: Iterable[Mapping[str, object]]) -> None:
    """UTF-8, comma, one header line; an absent value is an empty cell."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(columns), lineterminator="\n", extrasaction="raise")
        writer.writeheader()
        writer.writerows({key: "" if value is None else value for key, value in row.items()} for row in rows)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _place(row: Mapping[str, str]) -> Place:
    return Place(
        place_id=row["place_id"],
        name=row["name"],
        kind=row["kind"],  # type: ignore[arg-type]  # the build writes only PlaceKind
        commune_id=row["commune_id"],
        commune=row["commune"],
        country=row["country"],
        position=Position(float(row["lat"]), float(row["lon"])),
        population=int(row["population"] or 0),
        postcodes=_many(row["postcodes"]),
        names=_many(row["names"]),
        in_area=row["in_area"] == "1",
    )


def _service(row: Mapping[str, str], source: Source, example: bool) -> Service:
    return Service(
        service_id=row["service_id"],
        name=row["name"],
        categories=_many(row["categories"]),
        source=source,
        assured_date=date.fromisoformat(row["assured_date"]) if "assured_date" in row else source.date,
        organization=row["organization"] or None,
        description=row["description"] or None,
        location=_location(row),
        delivery=row["delivery"] or "on_site",  # type: ignore[arg-type]
        country=row["country"] or None,
        phones=tuple(_phone(cell) for cell in _many(row["phones"])),
        email=row["email"] or None,
        url=row["url"] or None,
        booking_url=row["booking_url"] or None,
        opening_hours=row["opening_hours"] or None,
        appointment=row["appointment"] or None,  # type: ignore[arg-type]
        eligibility=row["eligibility"] or None,
        fees=row["fees"] or None,
        languages=_many(row["languages"]),
        service_area=_many(row["service_area"]),
        example=example,
    )


def _location(row: Mapping[str, str]) -> Location | None:
    if not row["lat"]:
        return None
    return Location(
        commune_id=row["commune_id"],
        commune=row["commune"],
        country=row["country"],
        position=Position(float(row["lat"]), float(row["lon"])),
        address=row["address"] or None,
        postcode=row["postcode"] or None,
        name=row["location_name"] or None,
        accessibility=row["accessibility"] or None,
    )


def _phone(cell: str) -> Phone:
    """``+33492…``, ``booking:+33492…`` or ``+33492…;note``."""
    number, _, note = cell.partition(";")
    kind, _, rest = number.rpartition(":")
    return Phone(rest, kind or "voice", note or None)  # type: ignore[arg-type]


def _source(row: Mapping[str, str]) -> Source:
    published = date.fromisoformat(row["source_date"])
    return Source(row["source"], published, row["source_url"] or None, row["licence"] or None)


def _many(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)
