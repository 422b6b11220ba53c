import re
from collections import Counter
from datetime import time
from zoneinfo import ZoneInfo

import pytest
import yaml

from knowledge.area import UnknownAreaError, area_from_block, list_areas, load_area
from knowledge.areas.rows import read_examples, read_places, read_services
from knowledge.taxonomy import load_taxonomy

AREAS = ("durance-provence", "hautes-alpes", "westhoek")
FICTION = re.compile(r"\+33(46571|63998)\d{4}")


def test_three_areas_ship() -> None:
    assert list_areas() == AREAS


def test_unknown_area_raises() -> None:
    with pytest.raises(UnknownAreaError):
        load_area("atlantis")


@pytest.mark.parametrize("area_id", AREAS)
def test_area_says_whom_it_serves(area_id: str) -> None:
    area = load_area(area_id)
    assert set(area.languages) >= {"fr", "en", "nl"}
    assert set(area.name) >= set(area.languages)
    assert ZoneInfo(area.timezone)
    assert area.countries
    assert len(set(area.communes)) == len(area.communes)


@pytest.mark.parametrize("area_id", AREAS)
def test_a_phone_is_either_unknown_or_plainly_an_example(area_id: str) -> None:
    area = load_area(area_id)
    assert area.public_phone is None
    assert area.example_public_phone
    assert FICTION.fullmatch(area.example_public_phone)


@pytest.mark.parametrize("area_id", AREAS)
def test_every_served_commune_is_a_place_of_the_area(area_id: str) -> None:
    area = load_area(area_id)
    places = read_places(area.folder / "places.csv")
    assert {place.place_id for place in places if place.in_area and place.kind == "commune"} == set(area.communes)


def test_durance_provence_has_the_residents_its_communes_add_up_to() -> None:
    area = load_area("durance-provence")
    places = read_places(area.folder / "places.csv")
    assert len(area.communes) == 14
    assert sum(place.population for place in places if place.in_area and place.kind == "commune") == 21_349


def test_westhoek_lies_in_two_countries_with_their_own_school_holidays() -> None:
    area = load_area("westhoek")
    assert set(area.countries) == {"FR", "BE"}
    assert set(area.school_zones or ()) == {"FR", "BE"}


@pytest.mark.parametrize("area_id", AREAS)
def test_place_ids_are_unique_and_positions_lie_in_western_europe(area_id: str) -> None:
    places = read_places(load_area(area_id).folder / "places.csv")
    assert max(Counter(place.place_id for place in places).values()) == 1
    assert all(42 < place.position.lat < 52 and -2 < place.position.lon < 9 for place in places)


@pytest.mark.parametrize("area_id", AREAS)
def test_every_place_belongs_to_a_commune_that_is_a_place_itself(area_id: str) -> None:
    places = read_places(load_area(area_id).folder / "places.csv")
    communes = {place.commune_id: place.name for place in places if place.kind in ("commune", "town_outside")}
    assert all(communes[place.commune_id] == place.commune for place in places)


@pytest.mark.parametrize("area_id", AREAS)
def test_services_are_filed_under_known_categories_and_say_where_they_are_from(area_id: str) -> None:
    codes = set(load_taxonomy().codes)
    for service in read_services(load_area(area_id).folder / "services.csv"):
        assert set(service.categories) <= codes
        assert service.source.name
        assert not service.example
        assert service.location or service.phones or service.url


@pytest.mark.parametrize("area_id", AREAS)
def test_no_shipped_service_has_a_number_from_fiction(area_id: str) -> None:
    services = read_services(load_area(area_id).folder / "services.csv")
    assert not [phone for service in services for phone in service.phones if FICTION.fullmatch(phone.number)]


@pytest.mark.parametrize("area_id", AREAS)
def test_every_served_commune_has_its_town_hall(area_id: str) -> None:
    area = load_area(area_id)
    halls = {
        service.location.commune_id
        for service in read_services(area.folder / "services.csv")
        if "town_hall" in service.categories and service.location
    }
    assert set(area.communes) <= halls


@pytest.mark.parametrize("area_id", AREAS)
def test_examples_are_plainly_named_and_never_ring_at_anybodys(area_id: str) -> None:
    for service in read_examples(load_area(area_id).folder / "examples.csv"):
        assert service.example
        assert "exemple" in service.name or service.name.startswith("Voorbeeld")
        assert all(FICTION.fullmatch(phone.number) for phone in service.phones)
        assert service.booking_url is None or service.booking_url.startswith("https://rdv.example.org/")


@pytest.mark.parametrize("area_id", AREAS)
def test_any_need_finds_something_in_the_demo(area_id: str) -> None:
    area = load_area(area_id)
    known = read_services(area.folder / "services.csv") + read_examples(area.folder / "examples.csv")
    filed = Counter(category for service in known for category in service.categories)
    national = {"duty_pharmacy", "duty_doctor"}
    assert not [code for code in load_taxonomy().leaves if filed[code] < (1 if code in national else 2)]


@pytest.mark.parametrize("area_id", AREAS)
def test_ids_are_unique_over_real_services_and_examples(area_id: str) -> None:
    area = load_area(area_id)
    known = read_services(area.folder / "services.csv") + read_examples(area.folder / "examples.csv")
    assert max(Counter(service.service_id for service in known).values()) == 1


def test_how_residents_ride_is_a_setting_of_the_area() -> None:
    block = yaml.safe_load((load_area("durance-provence").folder / "area.yaml").read_text(encoding="utf-8"))
    area = area_from_block("x", {**block, "rides": {"pace_m_s": 0.8, "home_by": "18:30"}})
    assert area.ride_settings.pace_m_s == 0.8
    assert area.home_by == time(18, 30)
    assert area_from_block("x", {**block, "rides": None}).home_by is None


@pytest.mark.parametrize("rides", [{"pace": 1}, {"slack_s": "long"}, {"home_by": "8pm"}, {"change_s": -1}])
def test_what_is_no_setting_of_rides_is_refused_with_area_and_name(rides: dict[str, object]) -> None:
    block = yaml.safe_load((load_area("durance-provence").folder / "area.yaml").read_text(encoding="utf-8"))
    with pytest.raises(ValueError, match=f"x/area.yaml: rides: {next(iter(rides))}"):
        area_from_block("x", {**block, "rides": rides})
