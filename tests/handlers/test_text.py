"""Promises of how a message is cut into words."""

from __future__ import annotations

import pytest

from handlers.text import fold, has_letters, is_question, tokenize


def words(text: str, texting: dict[str, str] | None = None) -> list[str]:
    return [token.text for token in tokenize(text, texting or {})]


@pytest.mark.parametrize(
    ("written", "folded"), [("CAFÉ", "cafe"), ("cœur", "coeur"), ("één", "een"), ("Straße", "strasse")]
)
def test_folding_takes_away_case_accents_and_ligatures(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_every_token_knows_where_it_stood_in_the_message() -> None:
    text = "Où est, svp, l'épicerie ?"
    for token in tokenize(text, {"svp": "s il vous plait"}):
        assert text[token.start : token.end] == token.raw


def test_punctuation_emoji_and_line_breaks_only_separate_words() -> None:
    assert words("médecin,😀\nMalijai!!") == words("medecin malijai")


def test_shorthand_becomes_the_words_it_stands_for() -> None:
    assert words("jcherche 1 toubib", {"jcherche": "je cherche"}) == ["je", "cherche", "1", "toubib"]


def test_shorthand_of_two_words_is_read_as_one_entry() -> None:
    assert words("jen peu plus", {"jen peu": "j en peux"}) == ["j", "en", "peux", "plus"]


def test_shorthand_of_two_words_keeps_its_place_in_the_message() -> None:
    first, *_ = tokenize("ah jen peu plus", {"jen peu": "j en peux"})[1:]
    assert (first.start, first.end) == (3, 10)


@pytest.mark.parametrize("apostrophe", ["'", "’", "`", "´"])
def test_a_letter_before_an_apostrophe_is_no_shorthand(apostrophe: str) -> None:
    texting = {"c": "c est"}
    assert words(f"c{apostrophe}est ouvert", texting) == ["c", "est", "ouvert"]
    assert words("c ouvert", texting) == ["c", "est", "ouvert"]


def test_three_of_a_letter_are_one_but_two_stay_two() -> None:
    assert words("heeelp ouiiiii appelle") == ["help", "oui", "appelle"]


def test_a_number_runs_on_into_a_word_but_an_hour_stays_whole() -> None:
    assert words("17demain a 15h30 et 3h") == ["17", "demain", "a", "15h30", "et", "3h"]


def test_a_postcode_stays_one_word() -> None:
    assert words("04190 svp") == ["04190", "svp"]


def test_a_capital_is_remembered_after_folding() -> None:
    small, capital = tokenize("gap Gap", {})
    assert (small.text, small.is_capitalized) == ("gap", False)
    assert (capital.text, capital.is_capitalized) == ("gap", True)


@pytest.mark.parametrize("text", ["", "   ", "?!...", "😀👍"])
def test_a_message_without_words_has_no_tokens(text: str) -> None:
    assert tokenize(text, {"a": "b"}) == ()


def test_a_question_mark_makes_a_question() -> None:
    assert is_question("ouvert ?")
    assert not is_question("ouvert")


@pytest.mark.parametrize(
    ("text", "readable"), [("médecin", True), ("É", True), ("Привіт", False), ("04190", False), ("😀", False)]
)
def test_only_latin_letters_can_be_read(text: str, readable: bool) -> None:
    assert has_letters(text) is readable
