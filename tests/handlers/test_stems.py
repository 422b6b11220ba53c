"""Promises of word endings and sounds: words of one family meet, words of two never do."""

from __future__ import annotations

import pytest

from handlers.stems import phonetic, stem


@pytest.mark.parametrize(
    ("language", "family"),
    [
        ("fr", ("infirmier", "infirmiere", "infirmieres", "infirmiers")),
        ("fr", ("coiffeur", "coiffeuse", "coiffeuses")),
        ("fr", ("animateur", "animatrice", "animatrices")),
        ("fr", ("hopital", "hopitaux")),
        ("fr", ("medicament", "medicaments")),
        ("fr", ("ouvert", "ouverte", "ouvertes")),
        ("nl", ("tandarts", "tandartsen")),
        ("nl", ("brood", "broodje", "broodjes")),
        ("nl", ("gids", "gidsen")),
        ("nl", ("prijs", "prijzen")),
        ("nl", ("apotheek", "apotheken")),
        ("en", ("pharmacy", "pharmacies")),
        ("en", ("church", "churches")),
        ("en", ("doctor", "doctors")),
        ("en", ("box", "boxes")),
    ],
)
def test_number_and_gender_do_not_change_the_word(language: str, family: tuple[str, ...]) -> None:
    assert len({stem(word, language) for word in family}) == 1, {word: stem(word, language) for word in family}


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "poste", "port"),
        ("fr", "dent", "dentiste"),
        ("fr", "cheval", "cheveu"),
        ("fr", "boucher", "bouche"),
        ("nl", "huis", "huisarts"),
        ("nl", "bus", "bos"),
        ("nl", "been", "ben"),
        ("en", "bus", "bush"),
        ("en", "optician", "optics"),
    ],
)
def test_two_words_are_never_made_one(language: str, one: str, other: str) -> None:
    assert stem(one, language) != stem(other, language)


@pytest.mark.parametrize("language", ["fr", "en", "nl"])
@pytest.mark.parametrize("word", ["bus", "les", "gaz", "04190", "15h30"])
def test_short_words_and_numbers_are_left_alone(language: str, word: str) -> None:
    assert stem(word, language) == word


@pytest.mark.parametrize("language", ["fr", "en", "nl"])
@pytest.mark.parametrize("word", ["infirmieres", "tandartsen", "glasses", "bureaux", "pharmacies", "schoenen"])
def test_a_stem_is_never_empty_nor_longer_than_its_word(language: str, word: str) -> None:
    assert 0 < len(stem(word, language)) <= len(word)


@pytest.mark.parametrize(
    ("right", "by_ear"),
    [
        ("photo", "fotau"),
        ("pharmacie", "farmacie"),
        ("boulangerie", "boulanjerie"),
        ("bureau", "buro"),
        ("kine", "quine"),
        ("medecin", "medessin"),
        ("cycle", "sicle"),
    ],
)
def test_words_spelt_by_ear_sound_like_the_right_ones(right: str, by_ear: str) -> None:
    assert phonetic(right) == phonetic(by_ear)


@pytest.mark.parametrize(("one", "other"), [("pain", "bain"), ("dentiste", "fleuriste"), ("poste", "piste")])
def test_words_that_sound_different_stay_apart(one: str, other: str) -> None:
    assert phonetic(one) != phonetic(other)
