"""Promises of a turn as a whole: pure, and kind to what cannot be read."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.conversation import Conversation
from handlers.language import load_languages
from handlers.model import Message, Turn
from handlers.turn import take_turn
from tests.handlers.resident import NOW, Resident, directory


def send(text: str, kind: Any, before: Conversation | None = None, area: str = "durance-provence") -> Turn:
    message = Message(text, "telegram", "someone", "1", NOW, kind=kind)
    return take_turn(message, before or Conversation(), directory(area), load_languages(), NOW)


@pytest.mark.parametrize("kind", ["voice", "photo", "sticker", "other"])
def test_what_cannot_be_read_is_answered_with_how_to_write(kind: str) -> None:
    turn = send("", kind)
    assert "écrivez" in turn.reply.lines[0]
    assert turn.events == ()


def test_what_cannot_be_read_is_answered_in_the_language_spoken_so_far() -> None:
    spoken = send("", "voice", Conversation(language="nl"))
    assert spoken.reply.lines == (load_languages().get("nl").replies["voice"],)


def test_what_cannot_be_read_changes_nothing_of_the_talk() -> None:
    resident = Resident()
    before = resident.say("une pharmacie à Volonne").conversation
    assert send("", "photo", before).conversation == before


def test_a_photo_with_words_is_answered_by_its_words() -> None:
    turn = send("une pharmacie à Volonne", "photo")
    assert turn.intent == "find_service"
    assert turn.conversation.options


def test_the_same_message_in_the_same_state_leads_to_the_same_turn() -> None:
    assert send("une pharmacie à Volonne", "text") == send("une pharmacie à Volonne", "text")


def test_the_talk_after_a_turn_can_be_stored_and_read_back() -> None:
    resident = Resident()
    for text in ("j'habite à Malijai", "une pharmacie samedi", "la première", "un bus pour y aller"):
        after = resident.say(text).conversation
        assert Conversation.from_json(after.to_json()) == after


def test_a_turn_remembers_when_it_was_and_in_which_language() -> None:
    after = send("I need a pharmacy in Volonne", "text").conversation
    assert (after.last_at, after.language) == (NOW, "en")


def test_who_has_no_car_says_so_once() -> None:
    resident = Resident()
    resident.say("je n'ai pas de voiture, une pharmacie à Volonne")
    assert resident.say("un dentiste à Sisteron").conversation.no_car


def test_a_shared_position_says_where_one_is() -> None:
    volonne = directory("durance-provence").find_commune("Volonne")
    assert volonne is not None
    asked = Resident().say("une pharmacie").conversation
    message = Message("", "telegram", "someone", "2", NOW, volonne.position, "position")
    turn = take_turn(message, asked, directory("durance-provence"), load_languages(), NOW)
    assert turn.conversation.topic is not None
    assert turn.conversation.topic.place_id == volonne.place_id
    assert turn.conversation.options


@pytest.mark.parametrize("text", ["", "   ", "?", "...", "😀", "👍", "Привіт", "0", "a", "x" * 3000, "\n\n", "🙏🙏"])
def test_nothing_that_can_be_typed_is_left_without_an_answer(text: str) -> None:
    assert send(text, "text").reply.lines[0].strip()
