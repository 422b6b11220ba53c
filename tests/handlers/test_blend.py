"""Promises of how words and the classifier are weighed against each other."""

from __future__ import annotations

import pytest

from handlers.blend import COVERED, NOTHING, SIGNALS, Size, list_signals, share, weigh, weigh_all
from handlers.patterns import Match, Pattern

ONLY_LEARNED = tuple(1.0 if name == "learned" else 0.0 for name in SIGNALS)
ONLY_SAID = tuple(1.0 if name == "said" else 0.0 for name in SIGNALS)


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


def test_every_candidate_has_a_value_for_every_signal() -> None:
    said = weigh_all([a_match("doctor", 0), a_match("bakery", 2)])
    signals = list_signals(said, {"doctor": 0.6, "dentist": 0.3}, Size(4, 3))
    assert set(signals) == {"doctor", "bakery", "dentist"}
    assert {len(row) for row in signals.values()} == {len(SIGNALS)}


def test_signals_tell_who_is_named_alone_and_which_is_the_first_guess() -> None:
    signals = list_signals(weigh_all([a_match("doctor", 1)]), {"dentist": 0.7, "doctor": 0.2}, Size(2, 1))
    told = {code: dict(zip(SIGNALS, row, strict=True)) for code, row in signals.items()}
    assert (told["doctor"]["alone"], told["dentist"]["alone"]) == (1.0, 0.0)
    assert (told["doctor"]["best_guess"], told["dentist"]["best_guess"]) == (0.0, 1.0)
    assert told["doctor"]["covers"] == 1.0
    assert told["dentist"]["said"] == 0.0


def test_a_message_of_no_words_gives_no_signal_and_no_share() -> None:
    assert list_signals({}, {}, NOTHING) == {}
    assert share({}, ONLY_SAID) == {}


def test_shares_are_probabilities_best_first() -> None:
    signals = list_signals({}, {"a": 0.2, "b": 0.7, "c": 0.1}, NOTHING)
    shares = share(signals, ONLY_LEARNED)
    assert list(shares) == ["b", "a", "c"]
    assert sum(shares.values()) == pytest.approx(1)


def test_weights_decide_whether_words_or_what_was_learned_comes_first() -> None:
    signals = list_signals(weigh_all([a_match("doctor", 0)]), {"dentist": 0.9}, Size(1, 1))
    assert next(iter(share(signals, ONLY_SAID))) == "doctor"
    assert next(iter(share(signals, ONLY_LEARNED))) == "dentist"


def test_equal_candidates_are_always_in_the_same_order() -> None:
    zero = (0.0,) * len(SIGNALS)
    assert list(share({"b": zero, "a": zero}, zero)) == list(share({"a": zero, "b": zero}, zero)) == ["a", "b"]


def test_weights_of_another_number_of_signals_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        share(list_signals({}, {"a": 0.5}, NOTHING), (1.0, 2.0))
