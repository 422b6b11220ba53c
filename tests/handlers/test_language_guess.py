"""Promises of the guess of a message's language."""

from __future__ import annotations

import pytest

from handlers.language import load_languages
from handlers.language_guess import guess_language
from handlers.text import fold


def guess(text: str, so_far: str | None = None, area: tuple[str, ...] = ("fr",)) -> str:
    return guess_language(fold(text).split(), so_far, area, load_languages())


@pytest.mark.parametrize("area", [("fr",), ("nl", "fr"), ("fr", "en", "nl")])
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("je cherche quelqu un pour garder mes enfants", "fr"),
        ("est ce que la mairie est ouverte demain", "fr"),
        ("where can i find someone to fix my roof", "en"),
        ("is the library open on saturday", "en"),
        ("waar vind ik iemand om mijn dak te herstellen", "nl"),
        ("is de bibliotheek zaterdag open", "nl"),
    ],
)
def test_a_sentence_is_read_in_its_own_language_in_any_area(area: tuple[str, ...], text: str, language: str) -> None:
    assert guess(text, area=area) == language


def test_a_message_without_telling_words_is_in_the_language_of_the_area() -> None:
    assert guess("", area=("nl", "fr")) == "nl"
    assert guess("15h30", area=("fr",)) == "fr"


def test_a_message_without_telling_words_goes_on_in_the_language_spoken_so_far() -> None:
    assert guess("", so_far="en", area=("fr",)) == "en"
    assert guess("2", so_far="nl", area=("fr",)) == "nl"


def test_a_change_of_language_is_noticed_in_the_middle_of_a_talk() -> None:
    assert guess("sorry i do not speak french can you help me", so_far="fr") == "en"
    assert guess("sorry ik spreek geen frans kunt u mij helpen", so_far="fr") == "nl"


def test_an_area_language_that_we_do_not_have_is_passed_over() -> None:
    assert guess("", area=("oc", "fr")) == "fr"


@pytest.mark.parametrize("area", ["fr", "en", "nl"])
def test_a_command_that_all_languages_share_is_answered_in_the_language_of_the_area(area: str) -> None:
    languages = load_languages()
    shared = set.intersection(*({w for ws in languages.get(c).commands.values() for w in ws} for c in languages.codes))
    assert shared
    assert {word: guess(word, area=(area,)) for word in shared} == dict.fromkeys(shared, area)
