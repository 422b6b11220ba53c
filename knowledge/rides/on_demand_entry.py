"""An on-demand service as a spreadsheet row describes it: what no feed tells, kept as LAG staff wrote it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from knowledge.area import Area
from knowledge.model import Source
from knowledge.rides.booking_rules import BookingRule
from knowledge.rides.on_demand import Call, OnDemandService, Run, WeeklyHours
from knowledge.rides.zones import Zone, ZoneStop

Direction = Literal["both", "out"]
"""There and back, or only to the destinations."""

DETOURS = 1.5
"""A shared ride against a drive straight there: our estimate, so that nobody misses an appointment."""


@dataclass(frozen=True, slots=True)
class OnDemandEntry:
    """Between the pickup communes and points; where there are destinations, only to these and from them."""

    entry_id: str
    name: str
    opening_hours: str
    """When one is picked up, in OSM's syntax."""
    source: Source
    assured_date: date
    country: str
    """ISO 3166-1 alpha-2: whose public holidays count."""
    operator: str | None = None
    pickup_communes: tuple[str, ...] = ()
    pickup_points: tuple[ZoneStop, ...] = ()
    destination_communes: tuple[str, ...] = ()
    destination_points: tuple[ZoneStop, ...] = ()
    direction: Direction = "both"
    return_hours: str | None = None
    """When one is picked up for the way back; None: as for the way there."""
    eligibility: str | None = None
    phone: str | None = None
    """E.164, or a short number."""
    desk_hours: str | None = None
    """When somebody answers, in OSM's syntax."""
    booking: BookingRule | None = None
    """Until when one must ring; None when not known."""
    fees: str | None = None
    url: str | None = None
    booking_url: str | None = None
    description: str | None = None
    example: bool = False

    @property
    def record_id(self) -> str:
        return self.entry_id

    @property
    def title(self) -> str:
        return self.name


def service_of(entry: OnDemandEntry, area: Area) -> OnDemandService:
    """As residents are offered it."""
    return OnDemandService(
        service_id=entry.entry_id,
        name=entry.name,
        timezone=ZoneInfo(area.timezone),
        runs=_runs(entry, area.school_zones or {}),
        source=entry.source,
        operator=entry.operator,
        phone=entry.phone,
        desk_hours=entry.desk_hours,
        country=entry.country,
        eligibility=entry.eligibility,
        fees=entry.fees,
        url=entry.url,
        booking_url=entry.booking_url,
        assured_date=entry.assured_date,
        example=entry.example,
    )


def _runs(entry: OnDemandEntry, school_zones: Mapping[str, str]) -> tuple[Run, ...]:
    homes = Zone(communes=frozenset(entry.pickup_communes), stops=entry.pickup_points)
    school_zone = school_zones.get(entry.country)
    hours = WeeklyHours(entry.opening_hours, entry.country, school_zone)
    if not (entry.destination_communes or entry.destination_points):
        return (Run((_call(entry, homes, hours),), duration_factor=DETOURS),)
    goals = Zone(communes=frozenset(entry.destination_communes), stops=entry.destination_points)
    there = Run((_call(entry, homes, hours), _call(entry, goals, hours)), duration_factor=DETOURS)
    if entry.direction == "out":
        return (there,)
    home_hours = WeeklyHours(entry.return_hours, entry.country, school_zone) if entry.return_hours else hours
    back = Run((_call(entry, goals, home_hours), _call(entry, homes, home_hours)), duration_factor=DETOURS)
    return there, back


def _call(entry: OnDemandEntry, zone: Zone, hours: WeeklyHours) -> Call:
    return Call(zone, hours, boarding_rule=entry.booking, alighting_rule=entry.booking)
