import pytest

from knowledge.spelling import deletes, edit_distance, edits_allowed, sound_of


def test_edit_distance_counts_a_swap_as_one_and_stops_at_its_limit() -> None:
    assert edit_distance("peyruis", "peyruis", 3) == 0
    assert edit_distance("peyrius", "peyruis", 3) == 1
    assert edit_distance("abc", "abcde", 3) == 2
    assert edit_distance("abc", "xyz", 2) == 2


@pytest.mark.parametrize(
    ("one", "other"), [("manosk", "manosque"), ("peiruis", "peyruis"), ("perui", "peyruis"), ("chateau", "chato")]
)
def test_spellings_of_one_sound_meet(one: str, other: str) -> None:
    assert sound_of(one) == sound_of(other)


def test_more_letters_allow_more_mistakes() -> None:
    assert [edits_allowed(length) for length in (4, 5, 7, 8)] == [0, 1, 1, 2]


def test_a_word_is_among_its_own_deletes() -> None:
    assert set(deletes("gap", 1)) == {"gap", "ap", "gp", "ga"}
