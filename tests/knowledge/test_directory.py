from datetime import date

import pytest

from knowledge.area import load_area
from knowledge.directory import Directory, build_directory, load_shipped_directory
from knowledge.model import Location, Place, Position, Service, Source, Visit
from knowledge.taxonomy import load_taxonomy

SOURCE = Source("test", date(2026, 11, 22))
PEYRUIS, MEES, DIGNE = Position(44.0288, 5.9403), Position(44.0296, 5.9764), Position(44.0925, 6.2319)


def place(place_id: str, name: str, position: Position, **more: object) -> Place:
    return Place(place_id, name, "commune", place_id, name, "FR", position, **more)  # type: ignore[arg-type]


def at(position: Position) -> Location:
    return Location("04000", "Quelque-Part", "FR", position)


def service(service_id: str, *categories: str, where: Position | None = None, **more: object) -> Service:
    location = at(where) if where else None
    return Service(service_id, service_id, categories, SOURCE, SOURCE.date, location=location, **more)  # type: ignore[arg-type]


def directory(*services: Service) -> Directory:
    places = (
        place("04149", "Peyruis", PEYRUIS, in_area=True),
        place("04116", "Les Mées", MEES, in_area=True),
        place("04070", "Digne-les-Bains", DIGNE, names=("Digne",)),
    )
    return build_directory(load_area("durance-provence"), services, places, load_taxonomy())


def ids(found: Directory, *categories: str, near: Position = PEYRUIS) -> list[str]:
    return [one.service.service_id for one in found.find_services(categories, near)]


def test_nearest_comes_first_and_nothing_is_too_far() -> None:
    found = directory(service("digne", "doctor", where=DIGNE), service("mees", "doctor", where=MEES))
    assert ids(found, "doctor") == ["mees", "digne"]
    assert ids(found, "doctor", near=DIGNE) == ["digne", "mees"]


def test_distance_is_in_metres() -> None:
    nearest = directory(service("mees", "doctor", where=MEES)).find_services(["doctor"], PEYRUIS)[0]
    assert nearest.distance_m == pytest.approx(2_890, rel=0.02)
    assert nearest.position == MEES


def test_what_has_no_place_comes_last_without_distance() -> None:
    found = directory(service("phone", "duty_doctor", country="FR"), service("mees", "duty_doctor", where=MEES))
    last = found.find_services(["duty_doctor"], PEYRUIS)[-1]
    assert (last.service.service_id, last.position, last.distance_m) == ("phone", None, None)


def test_a_parent_category_finds_all_below_it() -> None:
    found = directory(service("dentist", "dentist", where=MEES), service("baker", "bakery", where=MEES))
    assert ids(found, "health") == ["dentist"]


def test_a_service_of_two_wanted_categories_is_found_once() -> None:
    found = directory(service("both", "bakery", "pastry", where=MEES))
    assert ids(found, "bakery", "pastry", "shops") == ["both"]


def test_a_mobile_service_is_as_near_as_its_nearest_stop() -> None:
    stop = Visit(at(MEES), "Th 09:00-12:00")
    bus = service("bus", "mobile_library", where=DIGNE, visits=(stop,))
    nearest = directory(bus).find_services(["mobile_library"], PEYRUIS)[0]
    assert nearest.position == MEES


def test_defunct_services_are_gone_and_closed_ones_stay() -> None:
    found = directory(
        service("gone", "bakery", where=MEES, status="defunct"),
        service("closed", "bakery", where=MEES, status="temporarily_closed"),
    )
    assert ids(found, "bakery") == ["closed"]
    with pytest.raises(KeyError):
        found.get_service("gone")


def test_an_unknown_category_finds_nothing() -> None:
    assert ids(directory(service("baker", "bakery", where=MEES)), "time_machine") == []


@pytest.mark.parametrize("name", ["Les Mées", "les mees", "LES-MÉES"])
def test_a_commune_is_found_in_any_spelling_that_folds_alike(name: str) -> None:
    found = directory().find_commune(name)
    assert found
    assert found.place_id == "04116"


def test_a_commune_is_found_by_its_other_names() -> None:
    found = directory().find_commune("Digne")
    assert found
    assert found.name == "Digne-les-Bains"


def test_a_commune_nobody_knows_is_none() -> None:
    assert directory().find_commune("Atlantis") is None


def test_nearest_commune_is_that_of_the_nearest_village() -> None:
    found = directory().nearest_commune(Position(44.09, 6.22))
    assert found
    assert found.name == "Digne-les-Bains"


def test_places_and_services_are_got_by_id_or_raise() -> None:
    found = directory(service("baker", "bakery", where=MEES))
    assert found.get_place("04149").name == "Peyruis"
    assert found.get_service("baker").name == "baker"
    with pytest.raises(KeyError):
        found.get_place("99999")


def test_operators_start_without_examples() -> None:
    assert not any(one.example for one in load_shipped_directory("durance-provence", examples=False).services)


def test_the_demo_finds_a_doctor_in_peyruis() -> None:
    found = load_shipped_directory("durance-provence", examples=True)
    peyruis = found.find_commune("Peyruis")
    assert peyruis
    nearest = found.find_services(["doctor"], peyruis.position)[0]
    assert nearest.service.name == "Médecin exemple de Peyruis"
    assert nearest.distance_m is not None
    assert nearest.distance_m < 1_000
