"""Promises of where a talk is taken to stand when a message comes in."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.conversation import Conversation, Topic
from handlers.talk_state import START, TalkState, state_of, state_words
from knowledge.taxonomy import load_taxonomy

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
DENTIST = Topic(needs=("dentist",), place_id="05061")
RIDE = Topic(intent="plan_ride", place_id="05061")


@pytest.mark.parametrize(
    ("conversation", "state"),
    [
        (Conversation(topic=DENTIST, options=("a", "b")), "list"),
        (Conversation(topic=DENTIST, options=("a", "b"), chosen_id="a"), "chosen"),
        (Conversation(topic=DENTIST), "nothing"),
        (Conversation(topic=Topic(needs=("dentist",)), awaiting="place"), "place"),
        (Conversation(topic=RIDE, awaiting="origin"), "origin"),
        (Conversation(topic=RIDE), "ride"),
        (Conversation(topic=Topic(intent="offer_ride"), awaiting="seats"), "offer"),
        (Conversation(topic=DENTIST, awaiting="report"), "report"),
        (Conversation(topic=DENTIST, awaiting="suggestion"), "suggestion"),
        (Conversation(topic=DENTIST, emergency_at=NOW - timedelta(minutes=5)), "emergency"),
        (Conversation(topic=Topic(place_id="05061"), home_id="05061"), "home"),
    ],
)
def test_a_talk_stands_where_our_last_answer_left_it(conversation: Conversation, state: str) -> None:
    talk = state_of(conversation.evolve(last_at=NOW - timedelta(minutes=3)), NOW)
    assert talk is not None
    assert talk.state == state


@pytest.mark.parametrize("last_at", [None, NOW - timedelta(days=2)])
def test_who_has_not_written_lately_begins_anew(last_at: datetime | None) -> None:
    assert state_of(Conversation(topic=DENTIST, options=("a",), last_at=last_at), NOW) is None


def test_the_state_is_told_in_words_that_keep_a_start_apart() -> None:
    assert list(state_words(None, (), ["thanks"], ["places 0"], load_taxonomy())) == [START]
    told = list(state_words(TalkState("list", ("dentist",)), (), ["thanks"], ["places 0"], load_taxonomy()))
    assert START not in told
    assert {"<in list>", "<in list thanks>", "<in list names nothing>"} <= set(told)
