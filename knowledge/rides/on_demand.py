"""Rides that come when one rings for them: what GTFS-Flex feeds and spreadsheets say, in one model.

What can be had on a day, and until when one must ring, is found by ``on_demand_options``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from knowledge.model import Source
from knowledge.opening_hours import OpeningHours
from knowledge.rides.booking_rules import BookingRule
from knowledge.rides.gtfs_calendar import ServiceDays
from knowledge.rides.gtfs_fares import Fare
from knowledge.rides.zones import Zone


@dataclass(frozen=True, slots=True)
class Window:
    """From the first to the last moment, aware, both included; the same for a timed call."""

    start: datetime
    end: datetime

    def cut(self, other: Window) -> Window | None:
        """What both have in common."""
        start = max(self.start.astimezone(UTC), other.start.astimezone(UTC))
        end = min(self.end.astimezone(UTC), other.end.astimezone(UTC))
        return Window(start, end) if start <= end else None

    def to(self, zone: ZoneInfo) -> Window:
        return Window(self.start.astimezone(zone), self.end.astimezone(zone))


@dataclass(frozen=True, slots=True)
class FeedHours:
    """A window of stop_times.txt: seconds after noon minus 12 h of each day of the service."""

    days: ServiceDays
    start: int
    end: int

    def windows_on(self, day: date, zone: ZoneInfo) -> tuple[Window, ...]:
        if not self.days.is_on(day):
            return ()
        begin = datetime.combine(day, time(12), zone).astimezone(UTC) - timedelta(hours=12)
        return (Window(begin + timedelta(seconds=self.start), begin + timedelta(seconds=self.end)),)


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Opening hours in OSM's syntax, as a spreadsheet says when a service runs."""

    opening_hours: str
    country: str | None = None
    school_zone: str | None = None

    def windows_on(self, day: date, zone: ZoneInfo) -> tuple[Window, ...]:
        """Hours that nobody knows (an appointment, a school calendar not yet published) are none."""
        start = datetime.combine(day, time(), zone)
        end = datetime.combine(day + timedelta(days=1), time(), zone)
        hours = OpeningHours.parse(self.opening_hours, self.country, self.school_zone)
        return tuple(
            Window(stretch.start.astimezone(UTC), (stretch.end or end).astimezone(UTC))
            for stretch in hours.intervals(start, end)
            if stretch.kind == "open"
        )


@dataclass(frozen=True, slots=True)
class Call:
    """One entry of a run: where, when, and whether one may get on or off there."""

    zone: Zone
    hours: FeedHours | WeeklyHours
    may_board: bool = True
    may_alight: bool = True
    is_fixed: bool = False
    """A stop that the vehicle calls at anyway, at a given time."""
    boarding_rule: BookingRule | None = None
    alighting_rule: BookingRule | None = None
    """None: nothing has to be booked for it."""
    tell_driver_to_board: bool = False
    tell_driver_to_alight: bool = False
    """One arranges it with the driver (types 3), nobody is rung."""
    stop_id: str | None = None
    """Of a timed stop."""

    @property
    def is_rung_to_board(self) -> bool:
        """Somebody must be rung before one can get on here."""
        return self.boarding_rule is not None if self.is_fixed else not self.tell_driver_to_board

    @property
    def is_rung_to_alight(self) -> bool:
        return self.alighting_rule is not None if self.is_fixed else not self.tell_driver_to_alight

    @property
    def is_on_demand(self) -> bool:
        """Whatever a timetable alone does not tell."""
        return not self.is_fixed or bool(self.boarding_rule or self.alighting_rule)


@dataclass(frozen=True, slots=True)
class Run:
    """Calls in order: one rides from one to a later one, or within the one there is."""

    calls: tuple[Call, ...]
    trip_id: str | None = None
    """Of a feed."""
    duration_factor: float = 1.0
    duration_offset_min: float = 0.0
    """How much longer than by car, at worst (GTFS safe_duration)."""


@dataclass(frozen=True, slots=True)
class OnDemandService:
    """One service that residents know under one name."""

    service_id: str
    name: str
    timezone: ZoneInfo
    runs: tuple[Run, ...]
    source: Source
    operator: str | None = None
    phone: str | None = None
    """As dialled, E.164; a booking rule may have another."""
    desk_hours: str | None = None
    """When somebody answers, in OSM's syntax; None when not known."""
    country: str | None = None
    """Whose public holidays count for the desk (ISO 3166-1 alpha-2)."""
    eligibility: str | None = None
    """Who may use it; None: nothing is known of a limit."""
    fees: str | None = None
    """In the words of whoever wrote them down."""
    fare: Fare | None = None
    """As a feed has it."""
    url: str | None = None
    booking_url: str | None = None
    assured_date: date | None = None
    first_day: date | None = None
    last_day: date | None = None
    """The days a feed speaks of; None: no end known."""
    example: bool = False

    def speaks_of(self, day: date) -> bool:
        """Outside, nothing is known: an expired feed offers no ride."""
        return (self.first_day or day) <= day <= (self.last_day or day)
