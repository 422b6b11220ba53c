"""What is remembered of one resident between two messages; stored as JSON that only this module reads."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Literal

from handlers.model import Intent, When

EMERGENCY_LASTS = timedelta(minutes=45)

Awaiting = Literal[
    "place",
    "origin",
    "need",
    "choice_of_need",
    "seats",
    "when",
    "suggestion",
    "report",
    "lift",
    "offer",
    "introduction",
]


@dataclass(frozen=True, slots=True)
class Topic:
    """What the exchange is about now: one need or one trip, and what is in force for it."""

    intent: Intent = "find_service"
    needs: tuple[str, ...] = ()
    place_id: str | None = None
    """Where the service is wanted; the destination of a ride."""
    origin_id: str | None = None
    first_place_id: str | None = None
    """The first place of this topic: a trip to another one starts here when no home is known."""
    when: When | None = None
    return_when: When | None = None
    open_now: bool = False
    seats: int | None = None
    name: str | None = None
    is_back: bool = False
    """The trip was turned round ("et pour revenir ?")."""
    service_id: str | None = None
    """The service that a ride goes to (or comes back from): its door, its hours, the usual stay."""
    shown: When | None = None
    """The way that was shown last, from door to door: "plus tard" is later than this one."""
    free: time | None = None
    """At what hour the stay there is over: no way back that is told leaves before it."""
    is_lift: bool = False
    """A seat in somebody's car is looked for."""
    wants_back: bool = False
    """That car should come back too."""
    days: tuple[int, ...] = ()
    """Weekdays of a regular offer, Monday 0; its ``when`` is None."""
    hours: tuple[int, int] | None = None
    """Of a regular offer: first and last minute after midnight."""
    back_hours: tuple[int, int] | None = None
    offer_id: str | None = None
    """The offer on the carpool board that this exchange made."""

    @property
    def is_ride(self) -> bool:
        return self.intent in ("plan_ride", "offer_ride")


@dataclass(frozen=True, slots=True)
class Conversation:
    """One resident's state; ``Conversation()`` is somebody unknown."""

    language: str | None = None
    home_id: str | None = None
    other_home_id: str | None = None
    topic: Topic | None = None
    options: tuple[str, ...] = ()
    """Service ids of the last list shown, in the order of their numbers."""
    offset: int = 0
    chosen_id: str | None = None
    lifts: tuple[str, ...] = ()
    """Ids of the carpool offers last shown, in the order of their numbers."""
    pending: tuple[str, ...] = ()
    """Needs of the same message that have still to be answered."""
    suggestions: tuple[str, ...] = ()
    """Needs offered in a question ("1 dentiste, 2 médecin ?")."""
    awaiting: Awaiting | None = None
    last_at: datetime | None = None
    emergency_at: datetime | None = None
    emergency_kind: str | None = None
    opted_out: bool = False
    no_car: bool = False
    """Said once; answers then say how to get there."""
    wheelchair: bool = False

    def is_in_danger(self, now: datetime) -> bool:
        """Danger was told, and not so long ago that it must be over."""
        return self.emergency_at is not None and now - self.emergency_at <= EMERGENCY_LASTS

    def to_json(self) -> str:
        return json.dumps(asdict(self), default=_encode, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Conversation:
        """Raises ValueError when ``text`` was not written by ``to_json``; unknown keys are dropped."""
        raw = json.loads(text)
        if not isinstance(raw, dict):
            raise ValueError("a conversation is a JSON object")
        topic = raw.pop("topic", None)
        known = {k: v for k, v in raw.items() if k in cls.__dataclass_fields__}
        for key in ("options", "lifts", "pending", "suggestions"):
            known[key] = tuple(known.get(key) or ())
        for key in ("last_at", "emergency_at"):
            known[key] = datetime.fromisoformat(known[key]) if known.get(key) else None
        return cls(**known, topic=_topic(topic) if topic else None)

    def evolve(self, **changes: Any) -> Conversation:
        return replace(self, **changes)


def _encode(value: object) -> str:
    if isinstance(value, datetime | time):
        return value.isoformat()
    raise TypeError(f"cannot store {type(value).__name__}")


def _topic(raw: dict[str, Any]) -> Topic:
    known = {k: v for k, v in raw.items() if k in Topic.__dataclass_fields__}
    for key in ("needs", "days"):
        known[key] = tuple(known.get(key) or ())
    for key in ("hours", "back_hours"):
        known[key] = tuple(known[key]) if known.get(key) else None
    for key in ("when", "return_when", "shown"):
        known[key] = _when(known[key]) if known.get(key) else None
    known["free"] = time.fromisoformat(known["free"]) if known.get("free") else None
    return Topic(**known)


def _when(raw: dict[str, Any]) -> When:
    return When(datetime.fromisoformat(raw["start"]), datetime.fromisoformat(raw["end"]), raw["grain"])
