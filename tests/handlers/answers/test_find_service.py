"""Promises of a list of options: how many, in what words, within which length."""

from __future__ import annotations

import re

import pytest

from bot.channels.sms_text import fit
from handlers.answers.find_service import SHOWN
from tests.handlers.resident import AREAS, Resident

QUESTIONS = {
    "durance-provence": ("une pharmacie à Volonne", "un médecin aux Mées", "une boulangerie à Sisteron dimanche"),
    "hautes-alpes": ("a pharmacy in Embrun", "a doctor in Gap", "a bakery in Guillestre on sunday"),
    "westhoek": ("een apotheek in Ieper", "een huisarts in Poperinge", "een bakker in Veurne zondag"),
}
ALL = [(area, text) for area in AREAS for text in QUESTIONS[area]]


@pytest.mark.parametrize(("area", "text"), ALL)
def test_at_most_three_options_are_numbered_from_one_and_can_be_chosen_by_their_number(area: str, text: str) -> None:
    resident = Resident(area)
    turn = resident.say(text)
    numbers = [line.partition(".")[0] for line in turn.reply.lines if re.match(r"\d\. ", line)]
    assert numbers == [str(n) for n in range(1, len(turn.conversation.options) + 1)]
    assert 1 <= len(numbers) <= SHOWN
    last = turn.conversation.options[-1]
    assert resident.say(numbers[-1]).conversation.chosen_id == last


@pytest.mark.parametrize(("area", "text"), ALL)
def test_an_sms_holds_every_number_whole_in_two_segments_at_most(area: str, text: str) -> None:
    resident = Resident(area)
    turn = resident.say(text)
    sent = fit(turn.reply)
    assert sent.segments <= 2
    full = "\n".join(turn.reply.lines)
    for number in re.findall(r"(?:\+\d\d |0)\d[\d ]{6,}\d", sent.text):
        assert number in full


@pytest.mark.parametrize(("area", "text"), ALL)
def test_every_shorter_version_still_gives_the_number_to_choose_by_and_the_phone(area: str, text: str) -> None:
    resident = Resident(area)
    turn = resident.say(text)
    first = resident.directory.get_service(turn.conversation.options[0])
    digits = first.phones[0].number[-6:] if first.phones else ""
    for version in (turn.reply.lines, *turn.reply.shorter):
        line = next(line for line in version if line.startswith("1. "))
        assert digits in line.replace(" ", "")


def test_the_day_asked_for_is_told_in_the_heading() -> None:
    assert "samedi 28" in Resident().say("une pharmacie à Volonne samedi").reply.lines[0]


def test_two_needs_are_answered_under_two_headings_and_numbered_through() -> None:
    turn = Resident().say("un médecin et une pharmacie à Volonne")
    text = "\n".join(turn.reply.lines).lower()
    assert "médecin" in text
    assert "pharmacie :" in text
    assert [line[0] for line in turn.reply.lines if re.match(r"\d\. ", line)] == ["1", "2", "3"]
    kinds = [Resident().directory.get_service(one).categories for one in turn.conversation.options]
    assert any("doctor" in kind for kind in kinds[:2])
    assert "pharmacy" in kinds[-1]


def test_more_goes_on_until_it_is_honestly_said_that_there_are_none_left() -> None:
    resident = Resident()
    seen = list(resident.say("une piscine à Sisteron").conversation.options)
    for _ in range(40):
        turn = resident.say("plus")
        if [event.kind for event in turn.events] == ["nothing_more"]:
            break
        assert not set(turn.conversation.options) & set(seen)
        seen += turn.conversation.options
    else:
        pytest.fail("it never ends")


def test_buttons_say_what_would_be_typed() -> None:
    turn = Resident().say("une boulangerie à Volonne")
    assert [button.text for button in turn.reply.buttons][: len(turn.conversation.options)] == [
        str(n) for n in range(1, len(turn.conversation.options) + 1)
    ]


def test_trop_loin_is_answered_with_the_nearest_of_all() -> None:
    resident = Resident()
    resident.say("une piscine à Volonne")
    assert len(resident.say("c'est trop loin").conversation.options) == 1
