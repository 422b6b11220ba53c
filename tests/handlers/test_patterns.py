"""Promises of the little language in which the words of residents are written down, and of its spelling repair."""

from __future__ import annotations

import pytest

from handlers.patterns import Form, Match, PatternIndex, Spelling, edit_distance

GROUPS = {"tooth": ["dent", "molaire", "dent de sagesse"], "ache": ["mal", "douleur*"], "any": ["<tooth>", "gencive"]}


def index(*entries: tuple[str, str], language: str = "fr") -> PatternIndex:
    made = PatternIndex(language, GROUPS)
    for kind, entry in entries:
        made.add("found", kind, entry, 2.0)
    return made


def find(made: PatternIndex, text: str) -> list[Match]:
    return made.find([(Form(word),) for word in text.split()])


def matches(kind: str, entry: str, text: str) -> bool:
    return bool(find(index((kind, entry)), text))


def test_a_word_is_found_in_every_number_and_gender() -> None:
    assert matches("name", "infirmier", "une infirmiere svp")
    assert not matches("name", "infirmier", "une infirmerie svp")


def test_a_star_stands_for_any_ending() -> None:
    assert matches("name", "dent*", "chez le dentiste")
    assert not matches("name", "dent*", "un accident")


def test_a_phrase_needs_its_words_side_by_side_and_in_order() -> None:
    assert matches("phrase", "carte grise", "ma carte grise")
    assert not matches("phrase", "carte grise", "grise carte")
    assert not matches("phrase", "carte grise", "carte toute grise")


def test_a_sign_needs_all_its_words_close_together_in_any_order() -> None:
    assert matches("sign", "mal dent", "dent qui fait mal")
    assert not matches("sign", "mal dent", "la dent")
    assert not matches("sign", "mal dent", "dent " + "a b c d e f g h i j k l " + "mal")


def test_one_word_does_not_count_for_two_items_of_a_sign() -> None:
    assert not matches("sign", "(mal|dent) (mal|dent)", "mal")
    assert matches("sign", "(mal|dent) (mal|dent)", "mal dent")


def test_brackets_hold_words_of_which_one_is_enough() -> None:
    assert matches("phrase", "(mon|ma) voisin", "ma voisin")
    assert not matches("phrase", "(mon|ma) voisin", "ton voisin")


def test_brackets_may_hold_several_words_as_one() -> None:
    assert matches("phrase", "(pres de|vers) gap", "pres de gap")
    assert not matches("phrase", "(pres de|vers) gap", "pres gap")


def test_a_question_mark_after_brackets_makes_them_optional() -> None:
    assert matches("phrase", "ouvert (le )?samedi", "ouvert le samedi")
    assert matches("phrase", "ouvert (le )?samedi", "ouvert samedi")
    assert not matches("phrase", "ouvert (le )?samedi", "ouvert un samedi")


def test_a_group_stands_for_its_members_and_those_of_groups_within() -> None:
    for text in ("mal molaire", "douleurs gencive", "mal dent de sagesse"):
        assert matches("sign", "<ache> <any>", text), text
    assert not matches("sign", "<ache> <any>", "mal genou")


def test_an_unknown_group_is_named_in_the_error() -> None:
    with pytest.raises(ValueError, match="<nonsense>"):
        index(("sign", "mal <nonsense>"))


def test_a_match_tells_which_tokens_it_took_and_how_much_it_counts() -> None:
    (match,) = find(index(("phrase", "carte grise")), "pour ma carte grise")
    assert match.positions == (2, 3)
    assert match.score == match.pattern.weight
    assert (match.pattern.label, match.pattern.entry) == ("found", "carte grise")


def test_a_repaired_word_counts_less_than_one_well_written() -> None:
    made = index(("name", "dentiste"))
    (repaired,) = made.find([(Form("dentsite"), Form("dentiste", 0.75))])
    (written,) = made.find([(Form("dentiste"),)])
    assert 0 < repaired.score < written.score


def test_an_empty_message_matches_nothing() -> None:
    assert index(("name", "dent"), ("sign", "mal dent")).find([]) == []


def test_patterns_are_listed_once_each() -> None:
    made = index(("name", "dent"), ("phrase", "carte grise"), ("sign", "mal dent"))
    assert sorted(p.entry for p in made.patterns()) == ["carte grise", "dent", "mal dent"]


def spelling(*targets: str, known: tuple[str, ...] = ()) -> Spelling:
    return Spelling(known=frozenset((*targets, *known)), targets=frozenset(targets))


@pytest.mark.parametrize("typo", ["dentsite", "dentise", "dentistte", "dantiste", "dentitse"])
def test_a_slip_in_a_long_word_is_repaired(typo: str) -> None:
    assert spelling("dentiste", "pharmacie").repair(typo) == ("dentiste",)


def test_a_known_word_is_never_turned_into_another() -> None:
    assert spelling("vinaigre", known=("vignaire",)).repair("vignaire") == ()
    assert spelling("poste", "piste").repair("piste") == ()


@pytest.mark.parametrize("word", ["pian", "gap", "1234567", "15h30ab"])
def test_short_words_and_numbers_are_not_repaired(word: str) -> None:
    assert spelling("pain", "gare", "pharmacie").repair(word) == ()


def test_tolerance_grows_with_the_length_of_the_word() -> None:
    assert spelling("poste").repair("piuste") == ()
    assert spelling("pharmacie").repair("farmacie") == ("pharmacie",)


def test_of_two_candidates_the_nearer_is_taken_and_equals_are_both_kept() -> None:
    assert spelling("boulangerie", "boulanger").repair("boulangerrie") == ("boulangerie",)
    assert set(spelling("carte", "corte").repair("cirte")) == {"carte", "corte"}


def test_what_is_like_no_word_stays_as_it_is() -> None:
    assert spelling("dentiste", "pharmacie").repair("xylophone") == ()


def test_two_neighbours_that_change_places_are_one_slip() -> None:
    assert edit_distance("dentiste", "dentsite") == 1
    assert edit_distance("dentiste", "dentiste") == 0
