"""What of the carpool board may be shown to the world: exact trips between places, and nobody's key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge.rides.carpool import Board, End, Offer, Window

EXACT = timedelta(hours=1)
"""A planner shows a minute: who leaves "some time in the morning" would be shown at an hour that nobody has said."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes. ``operator``: a domain name, as the standard asks; ``url``: where residents write."""

    name: str
    operator: str
    url: str
    timezone: str
    language: str


@dataclass(frozen=True, slots=True)
class PublicTrip:
    """One way of an offer; the way back is a trip of its own."""

    trip_id: str
    offer: Offer
    origin: End
    goal: End
    leaves: Window
    is_back: bool

    @property
    def weekdays(self) -> tuple[int, ...]:
        return self.offer.weekdays


def list_public_trips(board: Board, now: datetime) -> Iterator[PublicTrip]:
    """Of offers that still take somebody; without those whose hour is not known to the hour."""
    for offer in board.offers:
        if offer.is_full or offer.expires < now or offer.driver in board.unreachable:
            continue
        if not offer.weekdays and not board.seats_left(offer, offer.leaves.start.date()):
            continue
        if _is_exact(offer.leaves):
            yield PublicTrip(f"{offer.offer_id}-out", offer, offer.origin, offer.goal, offer.leaves, False)
        if offer.back and _is_exact(offer.back):
            yield PublicTrip(f"{offer.offer_id}-back", offer, offer.goal, offer.origin, offer.back, True)


def _is_exact(window: Window) -> bool:
    return window.end - window.start <= EXACT
