"""Tiny records for tests: every field has a plain value, a test names only what it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from knowledge.model import Location, Phone, Place, Position, Service, Source, Visit
from knowledge.store import SavedTurn

SOURCE = Source(name="a test", date=date(2026, 5, 4))
NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
"""A Monday, noon in Paris."""

PHONE = "+33465710001"
"""From the range that Arcep keeps for fiction."""


def a_position(lat: float = 44.03, lon: float = 5.98) -> Position:
    return Position(lat, lon)


def a_place(name: str = "Les Mées", **changes: Any) -> Place:
    values: dict[str, Any] = {
        "place_id": "fr-04116",
        "name": name,
        "kind": "commune",
        "commune_id": "04116",
        "commune": name,
        "country": "FR",
        "position": a_position(),
        "population": 4099,
        "postcodes": ("04190",),
        "in_area": True,
    }
    return Place(**{**values, **changes})


def a_location(commune: str = "Les Mées", **changes: Any) -> Location:
    values: dict[str, Any] = {
        "commune_id": "04116",
        "commune": commune,
        "country": "FR",
        "position": a_position(),
    }
    return Location(**{**values, **changes})


def a_service(name: str = "Docteur Exemple", **changes: Any) -> Service:
    values: dict[str, Any] = {
        "service_id": "example-doctor",
        "name": name,
        "categories": ("doctor",),
        "source": SOURCE,
        "assured_date": SOURCE.date,
        "location": a_location(),
        "phones": (Phone(PHONE),),
    }
    return Service(**{**values, **changes})


def a_visit(commune: str = "Les Mées", opening_hours: str = "Tu[1] 14:00-17:00") -> Visit:
    return Visit(a_location(commune), opening_hours)


def a_saved_turn(**changes: Any) -> SavedTurn:
    values: dict[str, Any] = {
        "contact_key": "a-key",
        "area_id": "durance-provence",
        "channel": "sms",
        "external_id": "SM1",
        "received_at": NOW,
        "text": "un médecin",
        "conversation": "{}",
    }
    return SavedTurn(**{**values, **changes})
