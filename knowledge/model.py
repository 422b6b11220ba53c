"""What is known, in the field's own words: HSDS for services, OSM for places.

All records are frozen. Unknown is ``None`` (or an empty tuple), never an empty string.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

PlaceKind = Literal["commune", "former_commune", "hamlet", "quarter", "landmark", "town_outside"]
Delivery = Literal["on_site", "phone", "online", "mobile", "home"]
PhoneKind = Literal["voice", "booking", "emergency", "sms", "fax"]
Appointment = Literal["required", "possible", "none"]
ServiceStatus = Literal["active", "temporarily_closed", "defunct"]


@dataclass(frozen=True, slots=True)
class Position:
    """WGS 84 degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was taken from, and the day it was published there."""

    name: str
    date: date
    url: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Anything a resident can name. ``commune`` is the official name of the commune it belongs to."""

    place_id: str
    name: str
    kind: PlaceKind
    commune_id: str
    """INSEE code in France, NIS code or postcode of the main locality in Belgium, GeoNames id elsewhere."""
    commune: str
    country: str
    """ISO 3166-1 alpha-2."""
    position: Position
    """One point where people live, not the polygon's centroid."""
    population: int = 0
    postcodes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Other-language, everyday and former names."""
    in_area: bool = False
    """True when the LAG itself serves it, False in the margin."""

    @property
    def record_id(self) -> str:
        return self.place_id

    @property
    def title(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of service a resident may need; one block of ``taxonomy.yaml``."""

    code: str
    parent: str | None
    osm: tuple[str, ...]
    """OpenStreetMap tags ``key=value``, most usual first."""
    label: dict[str, str]
    """By language: fr, en, nl."""
    stay_min: int
    """Usual stay, minutes."""
    radius_km: float
    """How far people usually go for it."""


@dataclass(frozen=True, slots=True)
class Phone:
    """``number`` as dialled: E.164 without spaces (``+33492...``) or a short code (``3237``)."""

    number: str
    kind: PhoneKind = "voice"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    commune_id: str
    commune: str
    country: str
    position: Position
    address: str | None = None
    postcode: str | None = None
    name: str | None = None
    accessibility: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A regular stop of a mobile service; ``opening_hours`` in OSM's syntax says when it is there."""

    location: Location
    opening_hours: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A dated notice ("fermé jusqu'au 12 mai"); ``closed`` when nobody is served meanwhile."""

    text: str
    start: date | None = None
    end: date | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """HSDS ``service_at_location``, flattened."""

    service_id: str
    name: str
    categories: tuple[str, ...]
    source: Source
    assured_date: date
    """The day somebody last checked it (HSDS ``assured_date``)."""
    organization: str | None = None
    description: str | None = None
    location: Location | None = None
    delivery: Delivery = "on_site"
    country: str | None = None
    """For services without a location: the country whose residents it serves."""
    phones: tuple[Phone, ...] = ()
    email: str | None = None
    url: str | None = None
    booking_url: str | None = None
    opening_hours: str | None = None
    """OSM syntax; None when not known."""
    appointment: Appointment | None = None
    visits: tuple[Visit, ...] = ()
    eligibility: str | None = None
    fees: str | None = None
    languages: tuple[str, ...] = ()
    service_area: tuple[str, ...] = ()
    """Commune ids it serves (at home, on the road); empty: no limit known."""
    alert: Alert | None = None
    status: ServiceStatus = "active"
    example: bool = False
    """True for the plainly named examples of the demo; never for an operator's data."""

    @property
    def record_id(self) -> str:
        return self.service_id

    @property
    def title(self) -> str:
        return f"{self.name}, {self.location.commune}" if self.location else self.name
