"""Promises of what a message is found to ask for, from its words alone and beside the classifier's guesses."""

from __future__ import annotations

import pytest

from handlers.language import Language, load_languages
from handlers.model import Need
from handlers.needs import (
    LEARNED,
    content_positions,
    find_matches,
    is_landmark_only,
    score_needs,
)
from handlers.text import tokenize
from handlers.understand import NEED_FLOOR

CONTENT = 2
"""Words of the messages that may name a need."""


def language(code: str = "fr") -> Language:
    return load_languages().get(code)


def needs(text: str, code: str = "fr", learned: dict[str, float] | None = None) -> list[Need]:
    """By the words, and by guesses that are given: no training is involved."""
    tokens = tokenize(text, language(code).texting)
    found = find_matches(tokens, language(code), frozenset())
    return list(score_needs(found, learned or {}, len(content_positions(tokens, language(code), frozenset()))))


def first(text: str, code: str = "fr") -> str | None:
    found = needs(text, code)
    return found[0].code if found else None


@pytest.mark.parametrize(
    ("code", "text", "need"),
    [
        ("fr", "une pharmacie", "pharmacy"),
        ("fr", "mal aux dents", "dentist"),
        ("fr", "du pain frais", "bakery"),
        ("en", "a pharmacy", "pharmacy"),
        ("en", "toothache", "dentist"),
        ("nl", "een apotheek", "pharmacy"),
        ("nl", "tandpijn", "dentist"),
        ("nl", "tandartsen", "dentist"),
    ],
)
def test_a_need_is_found_by_its_name_and_by_what_hurts_or_is_bought(code: str, text: str, need: str) -> None:
    assert first(text, code) == need


@pytest.mark.parametrize("text", ["une pharamcie", "une farmacie", "une pharmaci"])
def test_a_need_is_found_in_a_misspelt_name(text: str) -> None:
    assert first(text) == "pharmacy"


def test_a_misspelt_name_counts_less_than_one_well_written() -> None:
    assert needs("une pharamcie")[0].score < needs("une pharmacie")[0].score


def test_the_words_that_named_a_need_are_its_evidence() -> None:
    assert any("pharmacie" in entry for entry in needs("une pharmacie")[0].evidence)


def test_words_that_name_nothing_ask_for_nothing() -> None:
    assert needs("le chemin par la") == []


def test_a_thing_by_which_a_place_is_told_is_no_need_beside_a_real_one() -> None:
    assert [need.code for need in needs("une pharmacie devant la mairie")] == ["pharmacy"]


def test_a_thing_by_which_a_place_is_told_is_known_to_be_that_when_alone() -> None:
    for text, expected in (("devant la mairie", True), ("la mairie", False)):
        tokens = tokenize(text, language().texting)
        found = find_matches(tokens, language(), frozenset())
        assert is_landmark_only(found, tokens, language()) is expected, text


def test_words_of_a_place_or_time_are_left_out() -> None:
    tokens = tokenize("la poste a gap", language().texting)
    assert find_matches(tokens, language(), frozenset({0, 1})) == []


def test_positions_of_content_leave_out_stop_words_and_what_is_skipped() -> None:
    tokens = tokenize("je cherche une pharmacie gap", {})
    kept = [tokens[i].text for i in content_positions(tokens, language(), frozenset({4}))]
    assert "pharmacie" in kept
    assert not {"je", "une", "gap"} & set(kept)


def test_a_word_under_a_negation_gives_way_to_what_is_wanted_instead() -> None:
    tokens = tokenize("pas une pharmacie, une boulangerie", language().texting)
    found = find_matches(tokens, language(), frozenset())
    assert score_needs(found, {}, CONTENT, negated=frozenset({2}))[0].code == "bakery"


def test_a_negation_of_the_only_need_leaves_it_named() -> None:
    tokens = tokenize("pas de pharmacie", language().texting)
    found = find_matches(tokens, language(), frozenset())
    assert [need.code for need in score_needs(found, {}, CONTENT, negated=frozenset({2}))] == ["pharmacy"]


def test_what_no_word_names_is_guessed_and_says_so() -> None:
    (guessed, *_) = needs("le chemin par la", learned={"optician": 0.9})
    assert (guessed.code, guessed.evidence) == ("optician", (LEARNED,))


def test_a_faint_guess_is_no_need() -> None:
    assert all(need.score < NEED_FLOOR for need in needs("le chemin par la", learned={"optician": 0.01}))


def test_a_word_that_names_a_need_beats_a_guess_of_another() -> None:
    assert needs("une pharmacie", learned={"optician": 0.5, "pharmacy": 0.2})[0].code == "pharmacy"
