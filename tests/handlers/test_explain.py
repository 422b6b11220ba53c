"""Promises of what staff are told about one turn, as data and as text."""

from __future__ import annotations

import json

from handlers.explain import explain, turn_as_dict
from tests.handlers.resident import Resident


def explained(text: str, area: str = "durance-provence") -> list[str]:
    return list(explain(Resident(area).say(text)))


def line(lines: list[str], head: str) -> str:
    return next(one for one in lines if one.startswith(head))


def test_each_word_is_shown_with_what_it_became() -> None:
    words = line(explained("jcherche une pharamcie à Volonne demain matin"), "words")
    assert "pharamcie" in words
    assert "[pharmacy]" in words
    assert "Volonne -> <place>" in words
    assert "matin -> <time>" in words


def test_every_word_of_the_message_is_shown() -> None:
    words = line(explained("le zorglub de ma voisine cherche une pharmacie"), "words")
    for word in ("zorglub", "voisine", "pharmacie"):
        assert f"{word} ->" in words


def test_what_was_left_over_is_shown_and_what_was_understood_is_not() -> None:
    left = line(explained("zorglub une pharmacie à Volonne"), "left over")
    assert "zorglub" in left
    assert "pharmacie" not in left
    assert "Volonne" not in left


def test_nothing_left_over_is_said_so() -> None:
    assert line(explained("une pharmacie à Volonne"), "left over").split() == ["left", "over", "-"]


def test_intent_need_place_and_time_are_shown_with_their_reasons() -> None:
    lines = explained("une pharmacie à Volonne demain matin")
    assert "find_service" in line(lines, "intent")
    assert "pharmacie" in line(lines, "need        pharmacy")
    assert "Volonne" in line(lines, "search")
    assert "2026-11-25" in line(lines, "when")


def test_every_option_is_shown_with_the_scores_that_made_its_place() -> None:
    lines = [one for one in explained("une pharmacie à Volonne") if one.startswith("option")]
    assert lines
    assert all(" = " in one and ("distance" in one or "road minutes" in one) for one in lines)


def test_a_ride_shows_what_was_weighed() -> None:
    assert any(one.startswith("ride") for one in explained("un bus de Volonne à Sisteron jeudi matin"))


def test_a_message_without_words_can_be_explained_too() -> None:
    assert line(explained("😀"), "language")


def test_a_turn_as_data_is_plain_json_and_tells_what_is_in_force() -> None:
    resident = Resident()
    state = resident.state("une pharmacie à Volonne demain matin")
    assert json.loads(json.dumps(state)) == state
    assert (state["intent"], state["place"], state["when"]) == (
        "find_service",
        "Volonne",
        "2026-11-25T08:00/2026-11-25T12:00",
    )
    assert state["osm"][0][:1] == ["amenity=pharmacy"]


def test_options_as_data_carry_where_they_come_from() -> None:
    for option in Resident().state("une pharmacie à Volonne")["options"]:
        assert option["source"]
        assert option["assured_date"]
        assert "pharmacy" in option["categories"]


def test_without_a_topic_the_place_is_home() -> None:
    resident = Resident()
    resident.say("j'habite à Malijai")
    assert turn_as_dict(resident.say("merci"), resident.directory)["place"] == "Malijai"


def test_the_part_of_each_place_is_shown_with_how_likely_it_is() -> None:
    lines = explained("je suis à Oraison, un bus pour Manosque demain")
    assert line(lines, "place       Oraison").split()[2] in ("here", "from")
    assert line(lines, "place       Manosque").split()[2] == "to"
