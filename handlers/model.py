"""The values that travel through one turn. All frozen; datetimes are aware; unknown is None."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from knowledge.model import Place, Position

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

Grain = Literal["instant", "window", "day", "days"]


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
    reach: str | None = None
    """How another resident can get in touch with them (number, Telegram name); None when nobody can. Never shown by
    handlers: ``bot`` gives it away once both have said yes."""
    contact_key: str | None = None
    """The keyed hash under which ``bot`` knows them; None in rehearsals."""


@dataclass(frozen=True, slots=True)
class When:
    """A window of time that a resident means; ``end`` is exclusive.

    A day has grain "day", several days "days" (start may be now), an instant ("15h30") has ``start == end``.
    """

    start: datetime
    end: datetime
    grain: Grain

    def iso(self) -> str:
        """Date, date-time or start/end, local time, as replay and score.py write it."""
        if self.grain == "day":
            return self.start.date().isoformat()
        start = self.start.replace(tzinfo=None).isoformat(timespec="minutes")
        if self.grain == "days":
            first = start if self.start.time() > time() else self.start.date().isoformat()
            return f"{first}/{(self.end - timedelta(microseconds=1)).date().isoformat()}"
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
    enough: int = 0
    """How many of ``shorter`` still say all that was asked: one of these in a single segment is better than a longer
    version in two, since somebody pays for each."""
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


@dataclass(frozen=True, slots=True)
class Need:
    """A category of the taxonomy that the message speaks of, with what pointed to it."""

    code: str
    score: float
    evidence: tuple[str, ...] = ()
    signals: tuple[tuple[str, float], ...] = ()
    """Named, as weighed in ``blend``: why this need stands where it does."""


@dataclass(frozen=True, slots=True)
class Where:
    """The places named in one message, by the part they play."""

    search: Place | None = None
    """Where a service is wanted, or the destination of a ride."""
    origin: Place | None = None
    home: Place | None = None
    """Where the resident says to live."""
    present: Place | None = None
    """Where the resident says to be now."""
    other_home: Place | None = None
    """Where somebody else lives, of whom the message speaks ("ma mère à Montfort")."""
    mentioned: tuple[Place, ...] = ()
    rejected: tuple[str, ...] = ()
    """commune ids that the resident does not mean ("pas Manosque")."""

    @property
    def any(self) -> Place | None:
        return self.search or self.present or self.home or self.origin or self.other_home


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was said in one message, not what is true; every part can be explained."""

    language: str
    intent: Intent
    confidence: float
    needs: tuple[Need, ...] = ()
    where: Where = Where()
    when: When | None = None
    when_has_day: bool = False
    """False when only an hour was said, which then belongs to the day agreed before."""
    return_when: When | None = None
    hours: When | None = None
    """Hours without a day, said as a habit: a follow-up applies them to the day agreed before."""
    open_now: bool = False
    habit: bool = False
    habit_days: tuple[int, ...] = ()
    """Weekdays of the habit, Monday 0; none when it names no days."""
    habit_hours: tuple[tuple[int, int], ...] = ()
    """Hours of the habit in the order said, first and last minute after midnight."""
    cues: frozenset[str] = frozenset()
    choice: int | None = None
    seats: int | None = None
    scores: tuple[tuple[str, float], ...] = ()
    """Intents with their scores, best first."""
    words: tuple[tuple[str, str], ...] = ()
    """(word as written, what it became), for ``ask --explain``."""
    unmatched: tuple[str, ...] = ()
    is_landmark: bool = False
    """The only need named is one by which a place is told ("devant la mairie")."""
    has_second_need: bool = False
    """The second of ``needs`` was asked for in the same breath."""
    is_question: bool = False
    is_empty: bool = False
    is_short: bool = False
    """At most a handful of words: likely an answer or a follow-up."""
    parts: tuple[tuple[str, str, float], ...] = ()
    """(place, the part it most likely plays, how likely), in the order named."""
    is_bare: bool = False
    """Nothing but a need, a place and a time is named ("un dentiste", "une laverie à Digne")."""
    act: str | None = None
    """In a talk: what the message most likely does to it, an intent or ``intents.NO_INTENT`` ("only goes on"); None
    where that is not clear."""
    goes_on: float = 0.0
    """In a talk: how likely the message only goes on with what is talked of, asking for nothing new."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message leads to; ``bot`` saves and sends."""

    reply: Reply
    conversation: Conversation
    events: tuple[Event, ...]
    understanding: Understanding
    intent: Intent
    """What the message meant in its conversation (``understanding.intent`` is what it says alone)."""
    ranking: tuple[Ranked, ...] = ()
    rides: tuple[ConsideredRide, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsideredRide:
    """A way there (and back) that was weighed, and why it was told or not; for staff, in English."""

    ride: str
    why: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """One option with the named scores that put it where it is."""

    service_id: str
    name: str
    distance_m: float | None
    scores: tuple[tuple[str, float], ...]


if TYPE_CHECKING:
    from handlers.conversation import Conversation
