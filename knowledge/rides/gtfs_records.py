"""What the rows of a GTFS feed stand for, in the feed's own words."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.rides.gtfs_fares import Fare


@dataclass(frozen=True, slots=True)
class Stop:
    stop_id: str
    name: str
    lat: float | None
    lon: float | None
    location_type: int = 0
    """0 stop, 1 station, 2 entrance, 3 node, 4 boarding area."""
    parent_station: str | None = None
    """Groups stops also where the feed lost the station itself: nobody is misled by that."""
    wheelchair_boarding: bool | None = None


@dataclass(frozen=True, slots=True)
class Route:
    route_id: str
    short_name: str | None
    long_name: str | None
    route_type: int
    agency_name: str | None = None
    agency_phone: str | None = None
    """As the feed writes it."""
    url: str | None = None
    """The route's own page, else its agency's."""
    fare: Fare | None = None
    """Where one price holds for every ride of this route."""


@dataclass(frozen=True, slots=True)
class Trip:
    trip_id: str
    route: int
    """Index into ``Feed.routes``."""
    service: int
    """Index into ``Feed.services``."""
    headsign: str | None = None
    wheelchair_accessible: bool | None = None


@dataclass(frozen=True, slots=True)
class Headway:
    """A row of frequencies.txt: the trip leaves every ``headway_s`` from ``start`` on, before ``end``. Seconds."""

    trip: int
    start: int
    end: int
    headway_s: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """A row of transfers.txt that holds for everyone; types 0 and 1 without a time take none."""

    from_stop: int
    to_stop: int
    seconds: int | None
    """None: the feed says that one cannot change there (type 3)."""
