"""Promises of one option in full: from facts, or honestly unknown with the number to ring."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.channels.sms_text import fit
from handlers.conversation import Conversation
from handlers.language import load_languages
from handlers.model import Message, Turn
from handlers.turn import take_turn
from knowledge.area import load_area
from knowledge.directory import build_directory
from knowledge.model import Phone, Service
from knowledge.taxonomy import load_taxonomy
from tests.factories import a_location, a_place, a_service
from tests.handlers.resident import NOW, Resident

HERE = a_place()
FULL = a_service(
    location=replace(a_location(), address="3 rue de la Fontaine", postcode="04190", accessibility="wheelchair=yes"),
    opening_hours="Mo-Fr 09:00-12:00",
    fees="25 EUR",
    eligibility="nouveaux patients acceptés",
    languages=("fr", "en"),
    booking_url="https://example.org/rdv",
)
BARE = a_service(name="Docteur Sans Détail")


def ask(service: Service, *texts: str) -> Turn:
    """The last turn of a talk in an area that knows this one service."""
    known = build_directory(load_area("durance-provence"), (service,), (HERE,), load_taxonomy())
    talk = Conversation()
    for number, text in enumerate(texts):
        message = Message(text, "sms", "someone", str(number), NOW)
        turn = take_turn(message, talk, known, load_languages(), NOW)
        talk = turn.conversation
    return turn


def told(service: Service, question: str) -> str:
    return "\n".join(ask(service, "un médecin aux Mées", question).reply.lines)


def test_the_details_give_phone_address_and_hours() -> None:
    text = told(FULL, "1")
    assert "04 65 71 00 01" in text
    assert "3 rue de la Fontaine, 04190 Les Mées" in text
    assert "lun.-ven. 9h-12h" in text


def test_the_details_say_when_and_by_whom_they_were_checked_or_that_they_are_an_example() -> None:
    assert "Vérifié le 04/05/2026 (a test)" in told(FULL, "1")
    text = told(replace(FULL, example=True), "1")
    assert "Exemples" in text
    assert "Vérifié" not in text


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("quel est le prix ?", "25 EUR"),
        ("quelle est l'adresse ?", "3 rue de la Fontaine"),
        ("quel est son numéro de téléphone ?", "04 65 71 00 01"),
        ("il prend des nouveaux patients ?", "nouveaux patients acceptés"),
        ("c'est ouvert demain ?", "9h-12h"),
    ],
)
def test_a_question_is_answered_from_facts_first(question: str, fact: str) -> None:
    turn = ask(FULL, "un médecin aux Mées", "1", question)
    assert fact in "\n".join(turn.reply.lines[:3])
    assert fact in fit(turn.reply).text
    assert fit(turn.reply).segments <= 2


@pytest.mark.parametrize("question", ["quel est le prix ?", "il prend des nouveaux patients ?"])
def test_what_is_not_known_is_said_so_with_the_number_to_ring(question: str) -> None:
    text = "\n".join(ask(BARE, "un médecin aux Mées", "1", question).reply.lines[:2])
    assert "04 65 71 00 01" in text
    assert "demandez" in text


def test_hours_that_are_not_known_are_not_invented() -> None:
    assert "Horaires non connus" in told(BARE, "1")


def test_a_day_on_which_it_is_closed_is_said_to_be_so() -> None:
    turn = ask(FULL, "un médecin aux Mées", "1", "ouvert dimanche ?")
    assert "fermé" in "\n".join(turn.reply.lines[:2]).lower()


def test_who_has_no_phone_is_said_to_have_none() -> None:
    assert "Téléphone non connu" in told(replace(BARE, phones=()), "1")


def test_a_number_across_the_border_can_be_dialled() -> None:
    assert "+32" in told(replace(BARE, phones=(Phone("+3257200001"),)), "1")


def test_a_number_that_is_not_in_the_list_is_said_to_be_missing() -> None:
    turn = ask(BARE, "un médecin aux Mées", "7")
    assert "7" in turn.reply.lines[0]
    assert turn.conversation.chosen_id is None


def test_a_kind_asked_about_in_a_commune_is_told_without_a_list() -> None:
    turn = Resident().say("la mairie de Volonne est ouverte à quelle heure ?")
    assert turn.intent == "service_details"
    assert not any(line.startswith("1. ") for line in turn.reply.lines)
    chosen = Resident().directory.get_service(turn.conversation.chosen_id or "")
    assert chosen.location is not None
    assert chosen.location.commune == "Volonne"


def test_what_was_shown_is_recorded_for_staff() -> None:
    assert {"shown"} == {event.kind for event in ask(FULL, "un médecin aux Mées", "1").events}


def test_a_pin_and_a_link_go_with_the_details() -> None:
    reply = ask(FULL, "un médecin aux Mées", "1").reply
    assert FULL.location is not None
    assert reply.position == FULL.location.position
    assert [link.url for link in reply.links] == ["https://example.org/rdv"]


def test_the_date_of_checking_is_that_of_the_row() -> None:
    assert "Vérifié le 01/02/2026" in told(replace(FULL, assured_date=date(2026, 2, 1)), "1")
