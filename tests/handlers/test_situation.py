"""Promises of what a message takes over from the talk, one rule at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from handlers.conversation import Conversation, Topic
from handlers.model import Message, Need, Understanding, When, Where
from handlers.situation import PLACE_LASTS, Situation, ride_start, search_place, small_answer, when_in_force
from knowledge.model import Place
from tests.handlers.resident import NOW, directory

AREA = "durance-provence"


def place(name: str) -> Place:
    found = directory(AREA).find_commune(name)
    assert found is not None
    return found


def day(ahead: int) -> When:
    start = NOW.replace(hour=0) + timedelta(days=ahead)
    return When(start, start + timedelta(days=1), "day")


def hours(ahead: int, first: int, last: int) -> When:
    start: datetime = NOW.replace(hour=first) + timedelta(days=ahead)
    return When(start, start.replace(hour=last), "window")


def situation(before: Conversation | None = None, **said: Any) -> Situation:
    values: dict[str, Any] = {"language": "fr", "intent": "find_service", "confidence": 1.0, **said}
    message = Message("", "sms", "someone", "1", NOW)
    return Situation(message, Understanding(**values), before or Conversation(), directory(AREA), NOW)


def talking_of(**topic: Any) -> Conversation:
    return Conversation(topic=Topic(**topic), last_at=NOW - timedelta(minutes=2))


def test_a_place_said_now_is_searched_before_home_and_before_the_last_one() -> None:
    before = talking_of(needs=("doctor",), place_id=place("Volonne").place_id).evolve(home_id=place("Malijai").place_id)
    assert search_place(situation(before, where=Where(search=place("Sisteron")))) == place("Sisteron").place_id


def test_a_new_need_is_looked_for_where_we_were_looking() -> None:
    before = talking_of(needs=("doctor",), place_id=place("Volonne").place_id)
    assert search_place(situation(before)) == place("Volonne").place_id


def test_a_new_need_is_looked_for_at_home_when_home_is_known() -> None:
    before = talking_of(needs=("doctor",), place_id=place("Volonne").place_id).evolve(home_id=place("Malijai").place_id)
    assert search_place(situation(before)) == place("Malijai").place_id
    assert search_place(situation(before, cues=frozenset({"follow"}))) == place("Volonne").place_id


def test_a_place_of_long_ago_is_not_taken_over() -> None:
    before = talking_of(needs=("doctor",), place_id=place("Volonne").place_id)
    assert search_place(situation(before.evolve(last_at=NOW - PLACE_LASTS))) is None


def test_where_somebody_else_lives_is_meant_when_they_are_meant() -> None:
    before = Conversation(home_id=place("Malijai").place_id, other_home_id=place("Sisteron").place_id)
    assert search_place(situation(before, cues=frozenset({"other_person"}))) == place("Sisteron").place_id
    assert search_place(situation(before, cues=frozenset({"me"}))) == place("Malijai").place_id


def test_the_day_agreed_before_stays_and_an_hour_alone_is_of_that_day() -> None:
    topic = Topic(needs=("doctor",), when=day(3))
    assert when_in_force(situation(), topic) == day(3)
    assert when_in_force(situation(when=hours(0, 14, 18)), topic) == hours(3, 14, 18)


def test_a_day_said_now_takes_the_place_of_the_one_before() -> None:
    topic = Topic(needs=("doctor",), when=day(3))
    assert when_in_force(situation(when=day(1), when_has_day=True), topic) == day(1)


def test_hours_said_as_a_habit_count_only_for_a_day_agreed_before() -> None:
    assert when_in_force(situation(hours=hours(0, 14, 18)), Topic(when=day(2))) == hours(2, 14, 18)
    assert when_in_force(situation(hours=hours(0, 14, 18)), Topic()) is None


def test_another_need_is_new_and_the_same_by_another_name_is_not() -> None:
    before = talking_of(needs=("doctor",))
    assert situation(before, needs=(Need("bakery", 3.0),)).has_new_need
    assert not situation(before, needs=(Need("doctor", 3.0),)).has_new_need
    assert not situation(before, needs=(Need("duty_doctor", 3.0),)).has_new_need
    assert not situation(before).has_new_need


def test_a_landmark_is_no_new_need_in_a_talk() -> None:
    said = {"needs": (Need("town_hall", 3.0),), "is_landmark": True}
    assert not situation(talking_of(needs=("doctor",)), **said).has_new_need


def test_a_bus_is_no_new_need_during_a_trip() -> None:
    before = talking_of(intent="plan_ride", place_id=place("Volonne").place_id)
    assert not situation(before, needs=(Need("taxi", 3.0),)).has_new_need
    assert situation(before, needs=(Need("doctor", 3.0),)).has_new_need


def test_a_trip_starts_at_home_else_where_the_talk_began() -> None:
    volonne, sisteron = place("Volonne").place_id, place("Sisteron").place_id
    before = talking_of(needs=("doctor",), place_id=sisteron, first_place_id=volonne)
    assert ride_start(situation(before)) == volonne
    assert ride_start(situation(before.evolve(home_id=place("Malijai").place_id))) == place("Malijai").place_id
    assert ride_start(situation(talking_of(place_id=sisteron, first_place_id=sisteron))) is None
    assert ride_start(situation()) is None


def test_opting_out_drops_the_day_and_is_told_to_staff() -> None:
    decision = small_answer(situation(talking_of(needs=("doctor",), when=day(1))), "stop")
    assert decision.conversation.opted_out
    assert decision.conversation.topic is not None
    assert decision.conversation.topic.when is None
    assert [event.kind for event in decision.events] == ["opted_out"]


def test_coming_back_is_no_longer_opted_out() -> None:
    assert not small_answer(situation(Conversation(opted_out=True)), "start").conversation.opted_out


def test_erasing_leaves_nothing_but_the_language() -> None:
    before = talking_of(needs=("doctor",)).evolve(home_id="fr-04244", no_car=True)
    assert small_answer(situation(before), "delete_data").conversation == Conversation(language="fr")


@pytest.mark.parametrize(("name", "event"), [("human", "human_wanted"), ("out_of_scope", "out_of_scope")])
def test_what_staff_should_know_is_recorded(name: str, event: str) -> None:
    assert [told.kind for told in small_answer(situation(), name).events] == [event]


@pytest.mark.parametrize("name", ["greeting", "thanks", "help", "human", "out_of_scope"])
def test_small_talk_changes_nothing_of_what_was_agreed(name: str) -> None:
    before = talking_of(needs=("doctor",), when=day(1))
    assert small_answer(situation(before), name).conversation == before
