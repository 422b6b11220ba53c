"""What goes into the store and comes out of it, beside the records of ``knowledge.model``. Datetimes are aware."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Direction = Literal["in", "out"]


class AlreadyAnswered(Exception):  # noqa: N818 - an outcome, not a fault
    """This message (channel, external id) was saved before: nothing was stored, the first answer stands."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One answer to send.

    ``address`` is the number or chat to send it to, kept only until it is sent; None when the answer travels back in
    the channel's own response (TwiML, web page) and so is sent the moment it is saved. ``payload`` is whatever the
    channel needs to send it again (buttons, pin), opaque here and erased with the address.
    """

    text: str
    address: str | None = None
    payload: str | None = None


@dataclass(frozen=True, slots=True)
class SavedEvent:
    kind: str
    detail: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SavedTurn:
    """All that one turn leaves behind, saved together or not at all.

    ``external_id`` must be unique in its channel: where a provider counts per chat or per bot, put that in front.
    ``retry_at`` is when the outbox may take over from whoever sends first; one minute after ``received_at`` if None.
    """

    contact_key: str
    area_id: str
    channel: str
    external_id: str
    received_at: datetime
    text: str
    conversation: str
    """JSON that only handlers reads."""
    outgoing: tuple[Outgoing, ...] = ()
    events: tuple[SavedEvent, ...] = ()
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unsent:
    """An answer whose time to be sent (again) has come."""

    outgoing_id: int
    contact_key: str
    area_id: str
    channel: str
    address: str
    text: str
    payload: str | None
    attempts: int


@dataclass(frozen=True, slots=True)
class CarpoolContact:
    """How we write to somebody on the carpool board, and what the other one is given once both have said yes."""

    channel: str
    address: str = field(repr=False)
    reach: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """A message of ours that answers none: somebody found a seat, a trip is cancelled."""

    contact_key: str
    area_id: str
    channel: str
    at: datetime
    outgoing: Outgoing


@dataclass(frozen=True, slots=True)
class StoredMessage:
    direction: Direction
    text: str
    at: datetime
    channel: str
    area_id: str
    status: str
    """in: received. out: unsent, sent, failed, or what the provider reported (delivered, undelivered...)."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    event_id: int
    area_id: str
    channel: str
    kind: str
    detail: dict[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One import that was stored."""

    area_id: str
    origin: str
    at: datetime
    added: int
    changed: int
    removed: int
    unchanged: int
