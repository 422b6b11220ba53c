"""Promises of what is carried over and what is dropped in a talk, as a person would (see residents/README.md)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.handlers.resident import Resident

THURSDAY, SATURDAY = "2026-11-26", "2026-11-28"


def talk(*texts: str, area: str = "durance-provence") -> dict[str, object]:
    """What is in force after the last of these messages."""
    resident = Resident(area)
    states = [resident.state(text) for text in texts]
    return states[-1]


def need(state: dict[str, object]) -> str:
    return state["osm"][0][0]  # type: ignore[index,no-any-return]


@pytest.mark.parametrize(
    ("area", "first", "follow_up"),
    [
        ("durance-provence", "une pharmacie à Volonne samedi", "et à Sisteron ?"),
        ("hautes-alpes", "a pharmacy in Embrun on saturday", "and in Gap?"),
        ("westhoek", "een apotheek in Ieper zaterdag", "en in Poperinge?"),
    ],
)
def test_another_place_keeps_need_and_day(area: str, first: str, follow_up: str) -> None:
    state = talk(first, follow_up, area=area)
    assert (state["intent"], need(state), state["when"]) == ("find_service", "amenity=pharmacy", SATURDAY)
    assert state["place"] in ("Sisteron", "Gap", "Poperinge")


@pytest.mark.parametrize(
    ("area", "first", "follow_up"),
    [
        ("durance-provence", "une pharmacie à Volonne", "et samedi ?"),
        ("hautes-alpes", "a pharmacy in Embrun", "and on saturday?"),
        ("westhoek", "een apotheek in Ieper", "en zaterdag?"),
    ],
)
def test_another_day_keeps_need_and_place(area: str, first: str, follow_up: str) -> None:
    before, after = talk(first, area=area), talk(first, follow_up, area=area)
    assert (need(after), after["place"], after["when"]) == (need(before), before["place"], SATURDAY)


@pytest.mark.parametrize(
    ("area", "first", "other", "tag"),
    [
        ("durance-provence", "une pharmacie à Volonne samedi", "et pour un dentiste ?", "amenity=dentist"),
        ("hautes-alpes", "a pharmacy in Embrun on saturday", "and a dentist?", "amenity=dentist"),
        ("westhoek", "een apotheek in Ieper zaterdag", "en een tandarts?", "amenity=dentist"),
    ],
)
def test_a_new_need_keeps_the_place_and_drops_the_day(area: str, first: str, other: str, tag: str) -> None:
    before, after = talk(first, area=area), talk(first, other, area=area)
    assert (need(after), after["place"], after["when"]) == (tag, before["place"], None)


def test_the_day_stays_through_the_choice_and_a_question_about_it() -> None:
    first = "une pharmacie à Volonne samedi"
    assert talk(first, "la première")["when"] == SATURDAY
    assert talk(first, "la première", "quel est le téléphone ?")["when"] == SATURDAY


def test_the_way_back_turns_the_trip_round_keeps_the_day_and_drops_the_hour() -> None:
    state = talk("un bus de Volonne à Sisteron jeudi 9h", "et pour revenir ?")
    assert (state["from"], state["place"]) == ("Sisteron", "Volonne")
    assert str(state["when"]).startswith(THURSDAY)
    assert state["when"] != f"{THURSDAY}T09:00"


def test_an_hour_alone_is_of_the_day_agreed_before() -> None:
    assert str(talk("un bus de Volonne à Sisteron jeudi", "plutôt à 14h")["when"]).startswith(f"{THURSDAY}T14")


def test_a_missing_commune_is_asked_for_and_its_answer_is_taken() -> None:
    assert talk("une pharmacie")["place"] is None
    state = talk("une pharmacie", "Volonne")
    assert (state["intent"], state["place"], need(state)) == ("clarify_answer", "Volonne", "amenity=pharmacy")


def test_a_missing_start_is_asked_for_and_its_answer_is_taken() -> None:
    assert talk("un bus pour aller à Sisteron jeudi")["from"] is None
    state = talk("un bus pour aller à Sisteron jeudi", "de Volonne")
    assert (state["from"], state["place"]) == ("Volonne", "Sisteron")
    assert str(state["when"]).startswith(THURSDAY)


def test_a_correction_of_the_place_keeps_the_rest() -> None:
    state = talk("une pharmacie à Volonne samedi", "non pardon à Sisteron")
    assert (need(state), state["place"], state["when"]) == ("amenity=pharmacy", "Sisteron", SATURDAY)


def test_home_is_where_a_need_without_a_place_is_looked_for() -> None:
    assert talk("j'habite à Malijai", "une pharmacie")["place"] == "Malijai"
    assert talk("j'habite à Malijai", "une pharmacie à Sisteron", "merci", "un dentiste")["place"] == "Malijai"


def test_thanks_and_greetings_in_between_change_nothing() -> None:
    state = talk("une pharmacie à Volonne samedi", "merci", "et à Sisteron ?")
    assert (need(state), state["place"], state["when"]) == ("amenity=pharmacy", "Sisteron", SATURDAY)


def test_what_was_talked_of_three_days_ago_can_be_taken_up() -> None:
    resident = Resident()
    resident.say("une pharmacie à Volonne")
    resident.now += timedelta(days=3)
    state = resident.state("et à Sisteron ?")
    assert (need(state), state["place"]) == ("amenity=pharmacy", "Sisteron")


def test_more_shows_others_of_the_same_kind() -> None:
    resident = Resident()
    first = resident.say("une boulangerie à Volonne").conversation.options
    after = resident.say("d'autres ?")
    assert after.intent == "more"
    assert not set(first) & set(after.conversation.options)


@pytest.mark.parametrize("pick", ["2", "le 2", "le deuxième", "la seconde"])
def test_a_choice_is_understood_however_it_is_told(pick: str) -> None:
    resident = Resident()
    options = resident.say("une boulangerie à Volonne").conversation.options
    turn = resident.say(pick)
    assert (turn.intent, turn.conversation.chosen_id) == ("select", options[1])


def test_while_an_emergency_lasts_a_turn_about_it_is_one() -> None:
    assert talk("mon mari ne respire plus", "il est tombé dans le salon")["intent"] == "emergency"


def test_an_emergency_does_not_last_for_ever() -> None:
    resident = Resident()
    resident.say("mon mari ne respire plus")
    resident.now += timedelta(hours=2)
    assert resident.say("une pharmacie à Volonne").intent == "find_service"


def test_a_change_of_language_is_followed_with_what_was_agreed() -> None:
    state = talk("une pharmacie à Volonne", "and what about Sisteron please?")
    assert (state["language"], need(state), state["place"]) == ("en", "amenity=pharmacy", "Sisteron")


def test_two_things_asked_for_in_one_message_are_both_kept() -> None:
    state = talk("un médecin et une pharmacie à Volonne")
    assert len(state["osm"]) == 2  # type: ignore[arg-type]
