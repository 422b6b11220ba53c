"""Promises of what is said to somebody in danger: the numbers of their country, in one segment, in their language."""

from __future__ import annotations

import re

import pytest

from bot.channels.sms_text import fit
from handlers.emergency import KINDS
from handlers.language import LANGUAGE_CODES
from knowledge.countries import load_countries
from tests.handlers.resident import Resident

CALLS = {
    "fr": {
        "medical": "mon mari ne respire plus",
        "fire": "il y a le feu dans la maison",
        "poison": "mon fils a bu de la javel",
        "violence": "mon mari me frappe",
        "child": "mon oncle abuse de ma fille",
        "suicide": "je veux mourir",
    },
    "en": {
        "medical": "my husband is not breathing",
        "fire": "the house is on fire",
        "poison": "my son drank bleach",
        "violence": "my husband is hitting me",
        "child": "my uncle is abusing my daughter",
        "suicide": "I want to kill myself",
    },
    "nl": {
        "medical": "mijn man ademt niet meer",
        "fire": "het huis staat in brand",
        "poison": "mijn zoon heeft javel gedronken",
        "violence": "mijn man slaat mij",
        "child": "mijn nonkel misbruikt mijn dochter",
        "suicide": "ik wil zelfmoord plegen",
    },
}
NUMBERS = {
    "durance-provence": {
        "medical": ("15", "112", "114"),
        "fire": ("18", "112", "114"),
        "poison": ("15", "112", "04 91 75 25 25"),
        "violence": ("17", "112", "114", "3919"),
        "child": ("119", "17", "112"),
        "suicide": ("3114", "15", "112", "114"),
    },
    "westhoek": {
        "medical": ("112",),
        "fire": ("112",),
        "poison": ("112", "070 24 52 45"),
        "violence": ("101", "112", "1712"),
        "child": ("101", "112", "1712"),
        "suicide": ("1813", "112"),
    },
}
HERE = {
    "durance-provence": {"fr": "à Volonne", "en": "in Volonne", "nl": "in Volonne"},
    "westhoek": {"fr": "à Ieper", "en": "in Ieper", "nl": "in Ieper"},
}
ALL = [(code, area, kind) for code in LANGUAGE_CODES for area in NUMBERS for kind in KINDS]


def numbers_in(text: str) -> set[str]:
    """Numbers as they are written, in groups and whole."""
    return set(re.findall(r"\d+(?: \d+)*", text)) | set(re.findall(r"\d+", text))


@pytest.mark.parametrize(("code", "area", "kind"), ALL)
def test_danger_is_answered_with_the_numbers_of_the_country_in_one_segment(code: str, area: str, kind: str) -> None:
    sent = fit(Resident(area).say(f"{CALLS[code][kind]} {HERE[area][code]}").reply)
    assert set(NUMBERS[area][kind]) <= numbers_in(sent.text), sent.text
    assert sent.segments == 1
    assert sent.encoding == "GSM-7"


@pytest.mark.parametrize("code", LANGUAGE_CODES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_french_number_is_given_in_belgium(code: str, kind: str) -> None:
    sent = fit(Resident("westhoek").say(f"{CALLS[code][kind]} {HERE['westhoek'][code]}").reply)
    assert not numbers_in(sent.text) & {"15", "17", "18", "114", "3114", "3919", "119"}


def test_a_commune_across_the_border_decides_whose_numbers_are_given() -> None:
    assert "1813" in Resident("westhoek").say("je veux mourir, je suis à Ieper").reply.lines[0]
    assert "3114" in Resident("westhoek").say("je veux mourir, je suis à Bailleul").reply.lines[0]


def test_home_decides_whose_numbers_are_given_when_no_commune_is_said() -> None:
    resident = Resident("westhoek")
    resident.say("j'habite à Bailleul")
    assert "3114" in resident.say("je veux mourir").reply.lines[0]


def test_an_emergency_is_told_to_staff_with_its_kind_but_not_its_words() -> None:
    turn = Resident().say("mon mari me frappe")
    assert [(event.kind, event.detail) for event in turn.events] == [("emergency", {"kind": "violence"})]


def test_nothing_but_the_numbers_is_offered() -> None:
    reply = Resident().say("mon mari ne respire plus").reply
    assert (len(reply.lines), reply.buttons, reply.links) == (1, (), ())


def test_the_need_talked_of_before_can_be_taken_up_afterwards() -> None:
    resident = Resident()
    resident.say("une pharmacie à Volonne")
    resident.say("mon mari ne respire plus")
    resident.say("c'est bon le samu est là merci")
    assert resident.state("et à Sisteron ?")["place"] == "Sisteron"


@pytest.mark.parametrize("country", ["FR", "BE"])
@pytest.mark.parametrize("topic", ["medical", "fire", "police", "any"])
def test_every_country_has_a_number_for_every_call(country: str, topic: str) -> None:
    assert load_countries()[country].find_emergency(topic) is not None
