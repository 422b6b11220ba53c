"""Promises of what later turns of a talk mean: questions about the one spoken of, trips turned, offers taken back."""

from __future__ import annotations

import pytest

from tests.handlers.resident import SATURDAY, Resident, need, talk


def test_of_two_things_the_second_is_taken_up_after_one_of_the_first_was_chosen() -> None:
    state = talk("un plombier et un serrurier à Sisteron", "le 1 me va", "et le serrurier ?")
    assert "locksmith" in need(state)


@pytest.mark.parametrize(
    ("area", "first", "question"),
    [
        ("durance-provence", "un fleuriste à Sisteron", "est-ce qu'ils livrent ? c'est pour un mariage à Volonne"),
        ("hautes-alpes", "a bakery in Gap", "do they take cards, the cash machine is broken?"),
    ],
)
def test_a_question_about_the_one_spoken_of_may_name_other_things(area: str, first: str, question: str) -> None:
    state = talk(first, "1", question, area=area)
    assert (state["intent"], need(state)) == ("service_details", need(talk(first, area=area)))


def test_open_when_a_neighbour_drives_is_asked_of_the_place_and_no_ride() -> None:
    state = talk("la mairie de Volonne", "c'est demain que mon voisin peut m'y conduire, ce sera ouvert ?")
    assert (state["intent"], need(state)) == ("service_details", "amenity=townhall")


def test_the_same_wanted_elsewhere_is_no_suggestion() -> None:
    state = talk("un notaire à Sisteron", "vous en avez aussi à Manosque ?")
    assert (need(state), state["place"]) == ("office=notary", "Manosque")
    assert state["intent"] in ("find_service", "more")


def test_somebody_to_be_brought_back_is_the_same_trip_the_other_way() -> None:
    state = talk("un bus de Volonne à Sisteron mercredi 9h", "faut aussi le ramener, mettons 17h")
    assert (state["intent"], state["place"], state["from"]) == ("plan_ride", "Volonne", "Sisteron")


def test_a_question_about_the_number_to_ring_keeps_the_alarm() -> None:
    danger = "mon fils gonfle de la bouche et n'arrive plus à respirer"
    assert talk(danger, "j'ai pas de crédit ça marche quand même le 15 ??")["intent"] == "emergency"


def test_stopping_is_no_thanks_however_friendly() -> None:
    assert talk("un tabac à Sisteron", "c'est bon ne m'envoyez plus rien")["intent"] == "stop"


@pytest.mark.parametrize(
    ("area", "first", "turn", "ends"),
    [
        ("durance-provence", "un car demain de Volonne à Sisteron", "c'est l'inverse", ("Volonne", "Sisteron")),
        ("hautes-alpes", "a bus tomorrow from Gap to Embrun", "other way round, sorry", ("Gap", "Embrun")),
        ("westhoek", "een bus morgen van Veurne naar Ieper", "andersom", ("Veurne", "Ieper")),
    ],
)
def test_a_trip_told_the_wrong_way_round_is_turned(area: str, first: str, turn: str, ends: tuple[str, str]) -> None:
    state = talk(first, turn, area=area)
    assert (state["place"], state["from"]) == ends


def test_where_an_offered_trip_really_starts_changes_its_start_alone() -> None:
    offer = "Zondag om 13u heb ik drie plaatsen vrij van Nieuwpoort naar Kortrijk"
    state = talk(offer, "foutje, we vertrekken vanuit Koksijde", area="westhoek")
    assert (state["intent"], state["place"], state["from"]) == ("offer_ride", "Kortrijk", "Koksijde")


@pytest.mark.parametrize(
    ("area", "offer", "withdrawal"),
    [
        ("durance-provence", "vendredi 18h je vais de Volonne à Gap, 2 places", "enlevez l'annonce svp"),
        ("hautes-alpes", "friday 6pm I drive from Gap to Embrun, 2 seats free", "take it down please, the car broke"),
        ("westhoek", "vrijdag 18u rij ik van Veurne naar Ieper, 2 plaatsen vrij", "schrap het maar, de auto is stuk"),
    ],
)
def test_an_offer_is_withdrawn_in_plain_words(area: str, offer: str, withdrawal: str) -> None:
    resident = Resident(area)
    resident.state(offer)
    events = [event.kind for event in resident.say(withdrawal).events]
    assert events == ["offer_withdrawn"]


@pytest.mark.parametrize(
    ("area", "first", "second", "ends"),
    [
        (
            "hautes-alpes",
            "un car de Gap à Briançon",
            "et ma cousine redescend de là-haut à Embrun",
            ("Embrun", "Briançon"),
        ),
        ("hautes-alpes", "a bus from Gap to Briançon", "and then a bus from there to Embrun", ("Embrun", "Briançon")),
        ("westhoek", "een bus van Veurne naar Ieper", "en dan een bus van daar naar Poperinge", ("Poperinge", "Ieper")),
    ],
)
def test_a_trip_from_there_starts_where_the_last_one_went(
    area: str, first: str, second: str, ends: tuple[str, str]
) -> None:
    state = talk(first, second, area=area)
    assert (state["place"], state["from"]) == ends


def test_an_hour_of_that_day_is_on_the_day_spoken_of() -> None:
    state = talk("a museum in Gap on saturday", "and a restaurant that same day, one o'clock", area="hautes-alpes")
    assert state["when"] == f"{SATURDAY}T13:00"


def test_what_is_kept_and_to_be_wiped_is_erased() -> None:
    assert talk("do you keep any of this? if so wipe it", area="hautes-alpes")["intent"] == "delete_data"


@pytest.mark.parametrize(
    ("area", "first", "second"),
    [
        ("durance-provence", "un car de Volonne à Sisteron samedi 9h", "retour le lendemain vers 20h"),
        ("hautes-alpes", "a bus from Gap to Embrun on saturday at 9", "and back the day after around 20:00"),
        ("westhoek", "een bus van Veurne naar Ieper zaterdag om 9u", "terug de dag erna rond 20u"),
    ],
)
def test_the_day_after_is_counted_from_the_day_spoken_of(area: str, first: str, second: str) -> None:
    assert str(talk(first, second, area=area)["when"]).startswith("2026-11-29T20:00")


def test_an_hour_from_there_without_a_goal_keeps_the_trip() -> None:
    state = talk("un bus de Gap à Embrun demain", "et de là-bas à 18h ?", area="hautes-alpes")
    assert (state["place"], state["from"]) in (("Embrun", "Gap"), ("Gap", "Embrun"))
