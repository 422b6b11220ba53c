"""Promises of how words and the classifier are weighed against each other."""

from __future__ import annotations

import pytest

from handlers.blend import COVERED, WEIGHTS, list_candidates, share, weigh, weigh_all
from handlers.patterns import Match, Pattern


def a_match(label: str, *positions: int, weight: float = 3.0, quality: float = 1.0) -> Match:
    return Match(Pattern(label, "name", label, weight, ()), positions, quality)


def test_a_longer_match_says_more_than_a_shorter_one() -> None:
    one, two = a_match("doctor", 0), a_match("doctor", 0, 1)
    assert weigh(two, [one, two]) > weigh(one, [one, two])


def test_a_match_inside_a_longer_one_of_another_need_says_little() -> None:
    doctor, work_doctor = a_match("doctor", 0), a_match("occupational_health", 0, 1, 2)
    assert weigh(doctor, [doctor, work_doctor]) == COVERED * weigh(doctor, [doctor])
    assert weigh(work_doctor, [doctor, work_doctor]) == weigh(work_doctor, [work_doctor])


def test_a_longer_match_that_had_to_be_repaired_takes_nothing_from_a_sure_one() -> None:
    doctor, doubtful = a_match("doctor", 0), a_match("bakery", 0, 1, quality=0.75)
    assert weigh(doctor, [doctor, doubtful]) == weigh(doctor, [doctor])


def test_the_best_match_of_each_need_comes_first() -> None:
    weighed = weigh_all([a_match("doctor", 0, weight=2.2), a_match("doctor", 3), a_match("bakery", 5)])
    assert set(weighed) == {"doctor", "bakery"}
    assert weighed["doctor"][0][1].positions == (3,)


def test_every_candidate_has_a_value_for_every_signal_that_counts() -> None:
    said = weigh_all([a_match("doctor", 0), a_match("bakery", 2)])
    candidates = list_candidates(said, {"doctor": 0.6, "dentist": 0.3}, 3)
    assert set(candidates) == {"doctor", "bakery", "dentist"}
    assert all(set(candidate.signals) == set(WEIGHTS) for candidate in candidates.values())


def test_a_need_whose_words_are_all_that_is_asked_covers_it() -> None:
    said = weigh_all([a_match("doctor", 1)])
    assert list_candidates(said, {}, 1)["doctor"].signals["covers"] == 1.0
    assert list_candidates(said, {}, 4)["doctor"].signals["covers"] < 1.0
    assert list_candidates(said, {}, 0)["doctor"].signals["covers"] == 1.0


def test_a_message_of_no_words_has_no_candidates_and_no_shares() -> None:
    assert list_candidates({}, {}, 0) == {}
    assert share({}) == {}


def test_shares_are_probabilities_best_first() -> None:
    shares = share(list_candidates({}, {"a": 0.2, "b": 0.7, "c": 0.1}, 0))
    assert list(shares) == ["b", "a", "c"]
    assert sum(shares.values()) == pytest.approx(1)


def test_a_word_that_covers_what_is_asked_outweighs_a_guess() -> None:
    shares = share(list_candidates(weigh_all([a_match("doctor", 0)]), {"dentist": 0.9, "doctor": 0.01}, 1))
    assert next(iter(shares)) == "doctor"


def test_a_sure_guess_outweighs_one_word_of_a_long_story() -> None:
    said = weigh_all([a_match("doctor", 0, weight=1.0, quality=0.75)])
    assert next(iter(share(list_candidates(said, {"dentist": 0.97}, 30)))) == "dentist"


def test_of_two_needs_named_alike_the_guess_decides() -> None:
    said = weigh_all([a_match("doctor", 0), a_match("dentist", 1)])
    assert next(iter(share(list_candidates(said, {"dentist": 0.9}, 2)))) == "dentist"


def test_a_guess_of_nothing_is_no_error() -> None:
    assert set(share(list_candidates(weigh_all([a_match("doctor", 0)]), {"dentist": 0.0}, 1))) == {"doctor", "dentist"}


def test_equal_candidates_are_always_in_the_same_order() -> None:
    for guesses in ({"b": 0.5, "a": 0.5}, {"a": 0.5, "b": 0.5}):
        assert list(share(list_candidates({}, guesses, 0))) == ["a", "b"]
