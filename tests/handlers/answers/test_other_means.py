"""Promises of what residents are told of taxis, drivers, bicycles and the like: reached by words, with conditions."""

from __future__ import annotations

import pytest

from bot.channels.sms_text import fit
from handlers.model import Reply
from knowledge.area import list_areas
from knowledge.areas.rows import read_examples
from knowledge.taxonomy import load_taxonomy
from tests.handlers.resident import AREAS, Resident, directory

MEANS = (
    "taxi", "ambulance", "on_demand_transport", "volunteer_driving", "carpool_spot", "hitching_stop", "car_sharing",
    "charging_station", "bicycle_shop", "bicycle_rental", "bicycle_parking", "walking_bus", "mobility_advice",
)  # fmt: skip
WITH_CONDITIONS = set(MEANS) - {"bicycle_shop"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("je cherche un taxi aux Mées", "taxi"),
        ("un VSL pour l'hôpital, aux Mées", "ambulance"),
        ("transport à la demande aux Mées", "on_demand_transport"),
        ("un chauffeur bénévole aux Mées", "volunteer_driving"),
        ("aire de covoiturage aux Mées", "carpool_spot"),
        ("arrêt d'autostop aux Mées", "hitching_stop"),
        ("rezo pouce aux Mées", "hitching_stop"),
        ("autopartage aux Mées", "car_sharing"),
        ("borne de recharge aux Mées", "charging_station"),
        ("réparer mon vélo aux Mées", "bicycle_shop"),
        ("louer un vélo aux Mées", "bicycle_rental"),
        ("parking à vélos aux Mées", "bicycle_parking"),
        ("pédibus aux Mées", "walking_bus"),
        ("conseil mobilité aux Mées", "mobility_advice"),
        ("I need a taxi in Les Mées", "taxi"),
        ("patient transport in Les Mées", "ambulance"),
        ("dial a ride in Les Mées", "on_demand_transport"),
        ("volunteer drivers in Les Mées", "volunteer_driving"),
        ("where is a carpool spot in Les Mées", "carpool_spot"),
        ("hitch hiking stop in Les Mées", "hitching_stop"),
        ("car club in Les Mées", "car_sharing"),
        ("charge my electric car in Les Mées", "charging_station"),
        ("bicycle repair in Les Mées", "bicycle_shop"),
        ("rent a bike in Les Mées", "bicycle_rental"),
        ("bike parking in Les Mées", "bicycle_parking"),
        ("walking bus in Les Mées", "walking_bus"),
        ("mobility advice in Les Mées", "mobility_advice"),
        ("taxi in Poperinge", "taxi"),
        ("ziekenvervoer in Poperinge", "ambulance"),
        ("belbus in Poperinge", "on_demand_transport"),
        ("minder mobielen centrale in Poperinge", "volunteer_driving"),
        ("carpoolparking in Poperinge", "carpool_spot"),
        ("liftplaats in Poperinge", "hitching_stop"),
        ("autodelen in Poperinge", "car_sharing"),
        ("laadpaal in Poperinge", "charging_station"),
        ("fietsenmaker in Poperinge", "bicycle_shop"),
        ("fiets huren in Poperinge", "bicycle_rental"),
        ("fietsenstalling in Poperinge", "bicycle_parking"),
        ("voetpool in Poperinge", "walking_bus"),
        ("mobiliteitsadvies in Poperinge", "mobility_advice"),
    ],
)
def test_each_is_reached_by_its_words_in_three_languages(text: str, code: str) -> None:
    area = "westhoek" if "Poperinge" in text else "durance-provence"
    turn = Resident(area).say(text)
    assert turn.understanding.needs[0].code == code
    if code != "on_demand_transport":  # asked for, it is a ride
        assert turn.conversation.topic is not None
        assert turn.conversation.topic.needs[:1] == (code,)
        assert code in directory(area).get_service(turn.conversation.options[0]).categories


@pytest.mark.parametrize("area_id", list_areas())
def test_the_demo_shows_each_with_its_conditions_and_price(area_id: str) -> None:
    examples = [e for e in directory(area_id).services if e.example]
    shown = {code: [e for e in examples if code in e.categories] for code in MEANS}
    assert [code for code, found in shown.items() if not found] == []
    assert [code for code in WITH_CONDITIONS if not all(e.fees or e.eligibility for e in shown[code])] == []
    assert set(MEANS) <= set(load_taxonomy().codes)


@pytest.mark.parametrize("area_id", AREAS)
def test_price_and_for_whom_are_in_the_sms_of_every_such_service(area_id: str) -> None:
    for code in WITH_CONDITIONS:
        service = next(s for s in directory(area_id).services if s.categories == (code,) and s.example)
        resident = Resident(area_id)
        resident.conversation = resident.conversation.evolve(language="fr", options=(service.service_id,))
        sms = fit(resident.say("1").reply)
        assert sms.segments <= 2
        missing = [fact for fact in (service.fees, service.eligibility) if fact and fit_of(fact) not in sms.text]
        assert missing == [], code


def fit_of(text: str) -> str:
    """As the SMS writes it: letters that GSM-7 lacks are folded."""
    return fit(Reply((text,))).text


@pytest.mark.parametrize("text", ["c'est pour qui ?", "pour qui ?", "c'est combien ?"])
def test_conditions_and_price_are_told_when_asked(text: str) -> None:
    resident = Resident()
    resident.say("transport solidaire aux Mées")
    resident.say("1")
    told = " ".join(resident.say(text).reply.lines)
    assert "adhésion" in told or "adhérents" in told


@pytest.mark.parametrize("text", ["arrêt d'autostop aux Mées", "aire de covoiturage aux Mées"])
def test_what_depends_on_chance_has_no_times(text: str) -> None:
    resident = Resident()
    listed = " ".join(resident.say(text).reply.lines)
    assert "sans horaire ni garantie" in listed
    assert "ouvert" not in listed
    chosen = " ".join(resident.say("1").reply.lines)
    assert "sans garantie" in chosen or "attente incertaine" in chosen
    assert "ouvert" not in chosen.lower()


def test_what_is_always_open_is_told_in_words() -> None:
    resident = Resident()
    resident.say("ambulance aux Mées")
    assert "24h/24, 7j/7" in " ".join(resident.say("1").reply.lines)


def test_old_examples_keep_their_numbers_when_a_category_is_added() -> None:
    folder = directory("durance-provence").area.folder
    dentist = next(e for e in read_examples(folder / "examples.csv") if e.service_id == "exemple-04116-dentist")
    assert dentist.phones[0].number == "+33465715262"


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("covoiturage de volonne à sisteron", ("sans garantie",)),
        ("vsl de volonne à l'hôpital de sisteron demain 10h", ("prescription",)),
    ],
)
def test_where_there_is_little_room_each_still_has_its_condition(text: str, conditions: tuple[str, ...]) -> None:
    sms = Resident().sms(text)
    assert [condition for condition in conditions if condition not in sms] == [], sms
