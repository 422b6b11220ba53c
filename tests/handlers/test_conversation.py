"""Promises of what is remembered between two messages, and of how it is stored."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.conversation import Conversation, Topic
from handlers.model import When

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))
HOUR = When(NOON, NOON + timedelta(hours=1), "window")

FULL = Conversation(
    language="nl",
    home_id="fr-04244",
    other_home_id="fr-04116",
    topic=Topic(
        intent="offer_ride",
        needs=("doctor", "pharmacy"),
        place_id="fr-04070",
        origin_id="fr-04244",
        when=HOUR,
        return_when=HOUR,
        shown=HOUR,
        seats=3,
        days=(0, 2),
        hours=(480, 540),
        back_hours=(1020, 1080),
        offer_id="abc",
    ),
    options=("a", "b"),
    chosen_id="b",
    lifts=("x",),
    pending=("pharmacy",),
    suggestions=("doctor", "dentist"),
    awaiting="choice_of_need",
    last_at=NOON,
    emergency_at=NOON,
    emergency_kind="fire",
    opted_out=True,
    no_car=True,
    wheelchair=True,
)


@pytest.mark.parametrize("conversation", [FULL, Conversation(), Conversation(topic=Topic())])
def test_what_is_stored_is_read_back_the_same(conversation: Conversation) -> None:
    assert Conversation.from_json(conversation.to_json()) == conversation


def test_times_keep_their_moment_and_stay_aware() -> None:
    read = Conversation.from_json(FULL.to_json())
    assert read.last_at is not None
    assert read.last_at.tzinfo is not None
    assert read.last_at == NOON


def test_what_a_later_version_wrote_is_passed_over() -> None:
    raw = json.loads(FULL.to_json())
    raw["mood"] = "sunny"
    raw["topic"]["weather"] = "rain"
    assert Conversation.from_json(json.dumps(raw)) == FULL


def test_an_old_state_without_todays_fields_is_completed() -> None:
    old = '{"language": "fr", "home_id": "fr-04244", "topic": {"needs": ["doctor"], "place_id": "fr-04116"}}'
    read = Conversation.from_json(old)
    assert (read.language, read.home_id, read.options, read.opted_out) == ("fr", "fr-04244", (), False)
    assert read.topic == Topic(needs=("doctor",), place_id="fr-04116")


def test_an_empty_state_is_somebody_unknown() -> None:
    assert Conversation.from_json("{}") == Conversation()


@pytest.mark.parametrize("text", ["", "nonsense", "[]", "3", "null", '"text"'])
def test_what_is_no_conversation_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Conversation.from_json(text)


def test_names_are_stored_as_they_are_written() -> None:
    assert "Éourres" in Conversation(topic=Topic(name="Éourres")).to_json()


def test_a_change_leaves_the_old_state_as_it_was() -> None:
    changed = FULL.evolve(home_id=None)
    assert (changed.home_id, FULL.home_id) == (None, "fr-04244")
    assert changed.language == FULL.language


@pytest.mark.parametrize(("intent", "is_ride"), [("plan_ride", True), ("offer_ride", True), ("find_service", False)])
def test_a_trip_and_an_offered_trip_are_rides(intent: str, is_ride: bool) -> None:
    assert Topic(intent=intent).is_ride is is_ride  # type: ignore[arg-type]
