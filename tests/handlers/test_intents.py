"""Promises of how cues, what is named and the classifier add up to an intent."""

from __future__ import annotations

import pytest

from handlers.intents import CUE_WEIGHTS, NEVER_LEARNED, Signs, intent_words, score_intents, sign_words
from handlers.language import LANGUAGE_CODES, load_languages


def signs(*cues: str, **changes: object) -> Signs:
    values: dict[str, object] = {"has_need": False, "place_count": 0, "has_origin": False, "is_question": False}
    return Signs(frozenset(cues), **{**values, **changes})  # type: ignore[arg-type]


def best(said: Signs, learned: dict[str, float] | None = None, need: float = 0.0) -> str:
    return score_intents(said, learned or {}, need)[0][0]


@pytest.mark.parametrize("cue", sorted(CUE_WEIGHTS))
@pytest.mark.parametrize("code", LANGUAGE_CODES)
def test_every_cue_that_counts_has_words_in_every_language(cue: str, code: str) -> None:
    assert cue in {pattern.label for pattern in load_languages().get(code).cues.patterns()}


def test_intents_come_best_first() -> None:
    scores = [score for _, score in score_intents(signs("search", "greeting"), {}, 3.0)]
    assert scores == sorted(scores, reverse=True)


def test_a_named_need_is_looked_for() -> None:
    assert best(signs(has_need=True), need=3.0) == "find_service"


def test_nothing_understood_is_out_of_scope() -> None:
    assert best(signs()) == "out_of_scope"


def test_a_greeting_alone_greets_but_with_a_need_it_is_only_polite() -> None:
    assert best(signs("greeting")) == "greeting"
    assert best(signs("greeting", has_need=True), need=3.0) == "find_service"


def test_a_greeting_before_a_home_is_only_polite() -> None:
    assert best(signs("greeting", "home.set", place_count=1)) == "set_home"


def test_a_wish_for_a_person_is_part_of_a_need_that_is_named() -> None:
    assert best(signs("human")) == "human"
    assert best(signs("human", "search", has_need=True), need=3.0) == "find_service"


def test_thanks_alone_thank_but_with_a_search_they_are_only_polite() -> None:
    assert best(signs("thanks", starts_with_thanks=True)) == "thanks"
    assert best(signs("thanks", "search", has_need=True), need=3.0) == "find_service"


def test_a_question_about_the_phone_of_a_kind_is_about_details() -> None:
    assert best(signs("ask.phone", has_need=True), need=3.0) == "service_details"


def test_hours_are_asked_of_the_one_that_is_known_and_open_ones_of_any_are_looked_for() -> None:
    assert best(signs("ask.hours", has_need=True, is_definite=True), need=3.0) == "service_details"
    assert best(signs("ask.hours", has_need=True, need_group="public_offices"), need=3.0) == "service_details"
    assert best(signs("ask.hours", has_need=True, need_group="health"), need=3.0) == "find_service"


def test_from_one_place_to_another_is_a_trip() -> None:
    assert best(signs(has_origin=True, place_count=2)) == "plan_ride"
    assert best(signs(has_origin=True, place_count=1)) != "plan_ride"


def test_who_offers_seats_plans_no_ride() -> None:
    assert best(signs("ride.offer", "ride.ask", has_origin=True, place_count=2)) == "offer_ride"


def test_home_cannot_be_set_without_a_place() -> None:
    assert best(signs("home.set", place_count=1)) == "set_home"
    assert best(signs("home.set")) != "set_home"


@pytest.mark.parametrize("intent", sorted(NEVER_LEARNED))
def test_what_cannot_be_taken_back_is_never_done_on_a_guess(intent: str) -> None:
    assert best(signs(), {intent: 1.0}) != intent
    assert best(signs(NEVER_LEARNED[intent]), {intent: 1.0}) == intent


def test_the_classifier_decides_where_words_are_silent() -> None:
    assert best(signs(place_count=1), {"report_problem": 0.95}) == "report_problem"


def test_what_only_goes_on_with_the_talk_is_no_intent() -> None:
    assert "none" not in dict(score_intents(signs(), {"none": 1.0}, 0.0))


def test_signs_are_words_for_the_classifier_in_a_fixed_order() -> None:
    said = signs("b", "a", has_need=True, place_count=5, has_origin=True, is_question=True, need_group="health")
    words = list(sign_words(said))
    assert words == list(sign_words(said))
    assert words[:2] == ["<a>", "<b>"]
    assert {"<places 2>", "<need>", "<need health>", "<origin>", "<?>"} <= set(words)


def test_how_a_message_opens_and_what_stands_around_its_places_are_words_too() -> None:
    words = intent_words(["combien", "de", "temps", "vers", "<place>"], signs())
    assert {"<opens combien de temps>", "<ends <place>>", "<temps vers before>", "<after >"} <= set(words)
    assert intent_words([], signs()) == list(sign_words(signs()))


def test_a_home_told_is_no_suggestion() -> None:
    assert best(signs("home.set", place_count=1), {"suggest_service": 0.7, "set_home": 0.3}) == "set_home"


def test_erasing_is_never_read_out_of_a_search() -> None:
    assert best(signs("delete")) == "delete_data"
    assert best(signs("delete", has_need=True, place_count=1), need=3.0) == "find_service"
