"""The nearest France Services, against the raw file of the ANCT and a great circle computed another way."""

import csv
from math import acos, cos, radians, sin
from pathlib import Path

import pytest

from knowledge.directory import load_shipped_directory
from knowledge.model import Place

RAW = "data/services/france_services_20240801.csv"
AREAS = ("durance-provence", "hautes-alpes", "westhoek")
PLACES_WANTED = 200


def places_asked(area_id: str) -> list[Place]:
    """Every place of the area, then the largest of the margin within the reach of what ships."""
    directory = load_shipped_directory(area_id, examples=False)
    served = [place for place in directory.places if place.in_area]
    margin = [place for place in directory.places if not place.in_area and place.kind == "commune"]
    near = [place for place in margin if min(great_circle_m(place, one) for one in served) < 30_000]
    largest = sorted(near, key=lambda place: (-place.population, place.place_id))
    return (served + largest)[: PLACES_WANTED // len(AREAS) + 1]


def great_circle_m(a: Place, b: Place) -> float:
    return arc_m(a.position.lat, a.position.lon, b.position.lat, b.position.lon)


def arc_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Spherical law of cosines: another formula than the program's, on purpose."""
    a, b = radians(lat_a), radians(lat_b)
    cosine = sin(a) * sin(b) + cos(a) * cos(b) * cos(radians(lon_b - lon_a))
    return 6_371_008.8 * acos(max(-1.0, min(1.0, cosine)))


def raw_rows(shared: Path) -> list[dict[str, str]]:
    with (shared / RAW).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("area_id", AREAS)
def test_three_nearest_are_those_of_the_raw_file(area_id: str, shared: Path) -> None:
    rows = raw_rows(shared)
    directory = load_shipped_directory(area_id, examples=False)
    asked = places_asked(area_id)
    for place in asked:
        at = place.position
        wanted = sorted(arc_m(at.lat, at.lon, float(row["latitude"]), float(row["longitude"])) for row in rows)[:3]
        found = directory.find_services(["france_services"], at)[:3]
        assert [one.distance_m for one in found] == pytest.approx(wanted, abs=2), place.name
        raw = {f"france-services-{row['id_fs']}": row for row in rows}
        for one in found:
            row = raw[one.service.service_id]
            away = arc_m(at.lat, at.lon, float(row["latitude"]), float(row["longitude"]))
            assert one.distance_m == pytest.approx(away, abs=2)


def test_at_least_two_hundred_places_are_asked() -> None:
    assert sum(len(places_asked(area_id)) for area_id in AREAS) >= PLACES_WANTED
