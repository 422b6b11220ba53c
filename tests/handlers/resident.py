"""Somebody who writes to one area, for the promises of ``handlers``: shipped directories with the demo's examples."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.sms_text import fit
from handlers.conversation import Conversation
from handlers.explain import turn_as_dict
from handlers.language import load_languages
from handlers.model import Message, Turn, Understanding
from handlers.turn import take_turn
from handlers.understand import understand
from knowledge.directory import Directory, load_shipped_directory
from knowledge.rides.rides import Rides

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
"""A Tuesday morning."""
THURSDAY, SATURDAY = "2026-11-26", "2026-11-28"
"""Of the same week."""
AREAS = ("durance-provence", "hautes-alpes", "westhoek")
AREA_OF = {"fr": "durance-provence", "en": "hautes-alpes", "nl": "westhoek"}
"""Where somebody writes who speaks that language."""


@cache
def directory(area_id: str) -> Directory:
    """Read once a session: nothing in it changes."""
    return load_shipped_directory(area_id, True, load_languages().common_words)


def understood(text: str, area_id: str, before: Conversation) -> Understanding:
    """What one message says after ``before``."""
    message = Message(text, "sms", "someone", "1", NOW)
    return understand(message, before, directory(area_id), load_languages(), NOW)


@dataclass
class Resident:
    """A resident and what is remembered of them; a minute passes after each message."""

    area_id: str = "durance-provence"
    conversation: Conversation = field(default_factory=Conversation)
    now: datetime = NOW
    rides: Rides | None = None
    """In place of the example timetable."""

    @property
    def directory(self) -> Directory:
        shipped = directory(self.area_id)
        return replace(shipped, rides=self.rides) if self.rides else shipped

    def say(self, text: str) -> Turn:
        message = Message(text, "sms", "someone", self.now.isoformat(), self.now)
        turn = take_turn(message, self.conversation, self.directory, load_languages(), self.now)
        self.conversation = turn.conversation
        self.now += timedelta(minutes=1)
        return turn

    def state(self, text: str) -> dict[str, Any]:
        return turn_as_dict(self.say(text), self.directory)

    def sms(self, text: str) -> str:
        """What is sent; never more than two segments."""
        sent = fit(self.say(text).reply)
        assert sent.segments <= 2, sent.text
        return sent.text


def talk(*texts: str, area: str = "durance-provence") -> dict[str, object]:
    """What is in force after the last of these messages."""
    resident = Resident(area)
    states = [resident.state(text) for text in texts]
    return states[-1]


def need(state: dict[str, object]) -> str:
    return state["osm"][0][0]  # type: ignore[index,no-any-return]
