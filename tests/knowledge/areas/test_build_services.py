from pathlib import Path

import pytest

from knowledge.area import list_areas, load_area
from knowledge.areas.build_services import of, service_rows, town_hall_name, week_of
from knowledge.areas.rows import SERVICE_COLUMNS, read_places, write_rows
from knowledge.model import Place, Position


def commune(name: str, commune_id: str = "04149", country: str = "FR") -> Place:
    return Place(commune_id, name, "commune", commune_id, name, country, Position(44, 6))


def test_days_alike_in_a_row_are_joined() -> None:
    morning, whole = "09:00 - 12:00", "09:00 - 12:00 / 13:30 - 17:00"
    week = {"Mo": whole, "Tu": whole, "We": morning, "Th": "", "Fr": morning, "Sa": ""}
    assert week_of(week) == "Mo-Tu 09:00-12:00,13:30-17:00; We 09:00-12:00; Fr 09:00-12:00"


def test_a_week_without_hours_is_not_known() -> None:
    assert week_of(dict.fromkeys(("Mo", "Tu", "We"), "")) == ""


@pytest.mark.parametrize(
    ("name", "after_of"),
    [
        ("Peyruis", "de Peyruis"),
        ("Oraison", "d'Oraison"),
        ("Les Mées", "des Mées"),
        ("Le Brusquet", "du Brusquet"),
        ("L'Escale", "de L'Escale"),
        ("La Brillanne", "de La Brillanne"),
        ("Hazebrouck", "de Hazebrouck"),
        ("Embrun", "d'Embrun"),
    ],
)
def test_french_names_take_their_preposition(name: str, after_of: str) -> None:
    assert of(name) == after_of


def test_a_town_hall_is_called_as_its_country_calls_it() -> None:
    assert town_hall_name(commune("Oraison")) == "Mairie d'Oraison"
    assert town_hall_name(commune("Ieper", "8900", "BE")) == "Gemeentehuis Ieper"
    assert town_hall_name(commune("Tournai", "7500", "BE")) == "Maison communale de Tournai"


@pytest.mark.parametrize("area_id", list_areas())
def test_the_same_sources_give_the_file_that_ships(area_id: str, shared: Path, tmp_path: Path) -> None:
    area = load_area(area_id)
    rows = service_rows(area, read_places(area.folder / "places.csv"), shared / "data/services")
    write_rows(tmp_path / "services.csv", SERVICE_COLUMNS, rows)
    assert (tmp_path / "services.csv").read_bytes() == (area.folder / "services.csv").read_bytes()
