"""Promises of what is offered when no bus runs."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from handlers.language import load_languages
from knowledge.area import load_area
from knowledge.directory import Directory, build_directory, load_shipped_directory
from knowledge.model import Place, Position, Service
from knowledge.rides.other_means import KINDS, Condition, list_other_means
from knowledge.rides.rides import Rides
from knowledge.rides.road_table import measure_roads
from knowledge.taxonomy import load_taxonomy
from tests.factories import a_location, a_place, a_service
from tests.knowledge.rides.feeds import tables, timetable_of
from tests.knowledge.rides.test_roads import FAR, OTHER_BANK, two_banks
from tests.knowledge.rides.test_roads import VILLAGE as VILLAGE_ON_STREET

HOME = a_place("Les Mées", position=Position(44.03, 5.98))
VILLAGE = a_place("Malijai", place_id="fr-04108", commune_id="04108", position=Position(44.045, 6.03))
TOWN = a_place("Digne", place_id="fr-04070", commune_id="04070", position=Position(44.0925, 6.2319))


def near(place: Place, code: str, **changes: Any) -> Service:
    values: dict[str, Any] = {
        "service_id": f"{code}-{place.commune_id}",
        "categories": (code,),
        "location": a_location(place.name, commune_id=place.commune_id, position=place.position),
    }
    return a_service(f"{code} {place.name}", **{**values, **changes})


def known(*services: Service, rides: Rides | None = None) -> Directory:
    return build_directory(load_area("durance-provence"), services, (HOME, VILLAGE, TOWN), load_taxonomy(), rides=rides)


def codes(directory: Directory, goal: Place = TOWN, need: str | None = None, skip: tuple[str, ...] = ()) -> list[str]:
    return [means.kind.category for means in list_other_means(directory, HOME, goal, need, skip)]


def test_cheap_and_sure_comes_first_chance_late_and_advice_last() -> None:
    shuffled = ("mobility_advice", "hitching_stop", "taxi", "carpool_spot", "on_demand_transport", "volunteer_driving")
    found = codes(known(*(near(HOME, code) for code in shuffled)))
    assert found == [
        "on_demand_transport", "volunteer_driving", "taxi", "carpool_spot", "hitching_stop", "mobility_advice",
    ]  # fmt: skip


def test_hitching_and_carpool_are_told_as_chance_never_as_a_timetable() -> None:
    listed = list_other_means(known(near(HOME, "hitching_stop"), near(HOME, "carpool_spot")), HOME, TOWN)
    assert {means.certainty for means in listed} == {"chance"}


def test_a_prescribed_ride_is_for_who_goes_to_care() -> None:
    directory = known(near(HOME, "ambulance"))
    assert codes(directory, need="dentist") == ["ambulance"]
    assert codes(directory, need="bakery") == codes(directory) == []


def test_a_walking_bus_is_for_school_and_a_short_way() -> None:
    directory = known(near(HOME, "walking_bus"))
    assert codes(directory, HOME, "school") == ["walking_bus"]
    assert codes(directory, TOWN, "school") == codes(directory, HOME, "bakery") == []


def test_nobody_is_sent_a_long_way_by_bicycle() -> None:
    directory = known(near(HOME, "bicycle_rental"))
    assert codes(directory, VILLAGE) == ["bicycle_rental"]
    assert codes(directory, TOWN) == []


def test_a_taxi_of_the_far_end_comes_a_stop_of_the_far_end_does_not() -> None:
    taxi = near(VILLAGE, "taxi", location=a_location("Malijai", position=Position(44.045, 6.25)))
    listed = list_other_means(known(taxi, near(TOWN, "bus_stop")), HOME, TOWN)
    assert [(means.kind.category, means.end) for means in listed] == [("taxi", "origin")]
    far = near(TOWN, "taxi", location=a_location("Digne", position=Position(44.12, 6.4)))
    assert [(means.kind.category, means.end) for means in list_other_means(known(far), HOME, TOWN)] == [
        ("taxi", "goal")
    ]


def test_a_spot_on_the_other_bank_is_not_near_where_roads_are_known() -> None:
    here, there = a_place(position=VILLAGE_ON_STREET), a_place("Digne", place_id="fr-04070", position=FAR)
    spot = near(here, "carpool_spot", location=a_location(position=OTHER_BANK))
    for roads, offered in ((None, 1), (measure_roads(two_banks(), [VILLAGE_ON_STREET], [OTHER_BANK]), 0)):
        area, taxonomy = load_area("durance-provence"), load_taxonomy()
        directory = build_directory(area, [spot], [here, there], taxonomy, rides=Rides(roads=roads))
        assert len(list_other_means(directory, here, there)) == offered


def test_who_serves_other_communes_is_not_offered() -> None:
    assert codes(known(near(HOME, "volunteer_driving", service_area=("04070",)))) == []
    assert codes(known(near(HOME, "volunteer_driving", service_area=("04116",)))) == ["volunteer_driving"]


def test_what_is_closed_or_was_shown_already_is_left_out() -> None:
    assert codes(known(near(HOME, "taxi", status="temporarily_closed"))) == []
    assert codes(known(near(HOME, "taxi")), skip=("taxi-04116",)) == []


def test_advice_by_phone_serves_its_country() -> None:
    by_phone = near(HOME, "mobility_advice", location=None, delivery="phone", country="FR")
    assert codes(known(by_phone)) == ["mobility_advice"]
    assert codes(known(near(HOME, "mobility_advice", location=None, delivery="phone", country="BE"))) == []


def test_stops_are_named_only_where_no_timetable_is_known() -> None:
    timetable = timetable_of(tables({"t": ("village 08:00", "city 09:00")}))
    assert codes(known(near(HOME, "bus_stop"))) == ["bus_stop"]
    assert codes(known(near(HOME, "bus_stop"), rides=Rides(timetable))) == []


def test_for_whom_and_the_price_are_the_services_own_words() -> None:
    drivers = near(HOME, "volunteer_driving", eligibility="dès 60 ans", fees="0,40 €/km")
    (means,) = list_other_means(known(drivers), HOME, TOWN)
    assert (means.eligibility, means.fees, means.condition) == ("dès 60 ans", "0,40 €/km", "members")


@pytest.mark.parametrize("language", ["fr", "en", "nl"])
def test_every_condition_has_its_sentence(language: str) -> None:
    replies = load_languages().get(language).replies
    assert [condition for condition in get_args(Condition) if f"means_{condition}" not in replies] == []


def test_every_kind_is_a_category_and_no_demo_area_leaves_people_alone() -> None:
    assert {kind.category for kind in KINDS} <= set(load_taxonomy().codes)
    for area in ("durance-provence", "hautes-alpes", "westhoek"):
        directory = load_shipped_directory(area, examples=True)
        served = [place for place in directory.places if place.kind == "commune" and place.in_area]
        alone = [p.name for p in served if not list_other_means(directory, p, served[0])]
        assert alone == []
