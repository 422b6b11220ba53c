"""The values that travel through one turn. All frozen; datetimes are aware; unknown is None."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from knowledge.model import Position

Intent = Literal[
    "find_service",
    "service_details",
    "plan_ride",
    "offer_ride",
    "emergency",
    "report_problem",
    "suggest_service",
    "set_home",
    "help",
    "greeting",
    "thanks",
    "stop",
    "start",
    "human",
    "delete_data",
    "select",
    "more",
    "clarify_answer",
    "out_of_scope",
]

Grain = Literal["instant", "window", "day"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a resident, as the channel received it."""

    text: str
    channel: str
    """sms, telegram, web_chat, terminal or replay."""
    contact_id: str
    """Opaque to handlers; never shown, never logged in clear."""
    external_id: str
    """The channel's own message id: seen once, answered once."""
    sent_at: datetime
    position: Position | None = None
    kind: Literal["text", "position", "voice", "photo", "sticker", "other"] = "text"


@dataclass(frozen=True, slots=True)
class When:
    """A window of time that a resident means; ``end`` is exclusive. A day has grain "day"."""

    start: datetime
    end: datetime
    grain: Grain

    def iso(self) -> str:
        """Date, date-time or start/end, local time, as replay and score.py write it."""
        if self.grain == "day":
            return self.start.date().isoformat()
        start = self.start.replace(tzinfo=None).isoformat(timespec="minutes")
        if self.grain == "instant":
            return start
        return f"{start}/{self.end.replace(tzinfo=None).isoformat(timespec='minutes')}"


@dataclass(frozen=True, slots=True)
class Button:
    """``text`` is what the resident would have typed: a channel without buttons loses nothing."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say: no markup, no channel limits.

    ``shorter`` holds the same answer with fields shortened or left out in a fixed order, longest version first: a
    channel that counts (SMS) sends the first version that fits, so handlers know no limits and channels no fields.
    """

    lines: tuple[str, ...]
    shorter: tuple[tuple[str, ...], ...] = ()
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()
    position: Position | None = None
    """A map pin for a chosen option."""
    ask_position: bool = False
    """The channel may offer its share-my-location button."""


@dataclass(frozen=True, slots=True)
class Event:
    """A fact for ``bot`` to record and staff to act on (nothing found, reported wrong, opted out...)."""

    kind: str
    detail: dict[str, str] = field(default_factory=dict)

