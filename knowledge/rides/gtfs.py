"""One GTFS feed, read tolerantly and checked strictly: a passenger must never be sent to a bus that does not come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from knowledge.rides.flex import FlexFeed, read_on_demand, read_source
from knowledge.rides.flex_zones import read_zones
from knowledge.rides.gtfs_calendar import ServiceDays, read_calendar, read_validity
from knowledge.rides.gtfs_fares import read_fares
from knowledge.rides.gtfs_records import Headway, Route, Stop, Transfer, Trip
from knowledge.rides.gtfs_tables import Faults, FeedError, FeedTables, read_tables
from knowledge.rides.gtfs_times import StopTimes, parse_time, read_stop_times
from knowledge.rides.on_demand import OnDemandService

NO_POSITION_NEEDED = ("3", "4")
"""Generic nodes and boarding areas."""


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    name: str
    timezone: ZoneInfo
    stops: tuple[Stop, ...]
    routes: tuple[Route, ...]
    trips: tuple[Trip, ...]
    services: tuple[ServiceDays, ...]
    stop_times: StopTimes
    headways: tuple[Headway, ...]
    transfers: tuple[Transfer, ...]
    first_day: date | None
    last_day: date | None
    """The days that the feed speaks of, both inclusive; None when it has no service at all."""
    on_demand: tuple[OnDemandService, ...] = ()
    """Of GTFS-Flex: their calls are not among ``stop_times``, but for the timed ones of lines that deviate."""

    def covers(self, day: date) -> bool:
        """Whether the feed speaks of that day; outside, no times is not the same as no bus."""
        return self.first_day is not None and self.last_day is not None and self.first_day <= day <= self.last_day

    def runs_on(self, day: date) -> bool:
        return any(service.is_on(day) for service in self.services)


def load_feed(content: bytes, name: str, default_timezone: str = "Europe/Paris") -> Feed:
    """``content``: the zip; ``name`` is told in refusals. ``default_timezone`` is for feeds without an agency.

    Raises FeedError, with file, row, field and value of each fault: broken references, times that cannot be.
    """
    return read_feed_tables(read_tables(content, name), default_timezone)


def read_feed_tables(tables: FeedTables, default_timezone: str = "Europe/Paris") -> Feed:
    """As ``load_feed``, for tables that are read already."""
    name = tables.feed
    faults = Faults(name)
    agencies, timezone = _read_agencies(tables, faults, default_timezone)
    stops = _read_stops(tables, faults)
    stop_index = {stop.stop_id: index for index, stop in enumerate(stops)}
    routes = _read_routes(tables, faults, agencies)
    calendar = read_calendar(tables, faults)
    trips = _read_trips(tables, faults, {route.route_id: i for i, route in enumerate(routes)}, tuple(calendar))
    trip_index = {trip.trip_id: index for index, trip in enumerate(trips)}
    positions = [(stop.lat or 0.0, stop.lon or 0.0) for stop in stops]
    zones = read_zones(tables, faults, stops)
    times = read_stop_times(tables, faults, trip_index, stop_index, positions, frozenset(zones.by_id))
    headways = _read_headways(tables, faults, trip_index)
    transfers = _read_transfers(tables, faults, stop_index)
    first, last = read_validity(tables, calendar) or (None, None)
    known = FlexFeed(
        name, read_source(tables, name, first), timezone, stops, zones, routes, trips, calendar, (first, last)
    )
    on_demand = read_on_demand(tables, faults, known)
    faults.raise_if_any()
    services = tuple(calendar.values())
    return Feed(name, timezone, stops, routes, trips, services, times, headways, transfers, first, last, on_demand)


@dataclass(frozen=True, slots=True)
class _Agency:
    name: str | None = None
    phone: str | None = None
    url: str | None = None


def _read_agencies(tables: FeedTables, faults: Faults, default: str) -> tuple[dict[str, _Agency], ZoneInfo]:
    """By id; a feed with one agency may leave its id away. All agencies of a feed share one time zone."""
    agencies: dict[str, _Agency] = {}
    zone = ZoneInfo(default)
    columns = ("agency_id", "agency_name", "agency_phone", "agency_url", "agency_timezone")
    for number, (agency_id, name, phone, url, timezone) in tables.rows("agency.txt", *columns):
        agencies[agency_id] = _Agency(name or None, phone or None, url or None)
        try:
            zone = ZoneInfo(timezone) if timezone else zone
        except (KeyError, ValueError, OSError):
            faults.refuse("agency.txt", number, "agency_timezone", timezone, "is no time zone")
    if len(agencies) == 1:
        agencies.setdefault("", next(iter(agencies.values())))
    return agencies, zone


def _read_stops(tables: FeedTables, faults: Faults) -> tuple[Stop, ...]:
    stops: dict[str, Stop] = {}
    columns = ("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station", "wheelchair_boarding")
    for number, (stop_id, name, lat, lon, kind, parent, wheelchair) in tables.rows("stops.txt", *columns):
        if not stop_id or stop_id in stops:
            faults.refuse("stops.txt", number, "stop_id", stop_id, "stands there twice" if stop_id else "is missing")
        stops[stop_id] = Stop(
            stop_id,
            name or stop_id,
            _degrees(faults, number, "stop_lat", lat, kind, 90.0),
            _degrees(faults, number, "stop_lon", lon, kind, 180.0),
            int(kind) if kind.isdecimal() else 0,
            parent or None,
            _yes_or_no(wheelchair),
        )
    return tuple(_with_access_of_station(stop, stops) for stop in stops.values())


def _with_access_of_station(stop: Stop, stops: Mapping[str, Stop]) -> Stop:
    """A platform of which the feed says nothing is as its station is."""
    station = stops.get(stop.parent_station or "")
    if stop.wheelchair_boarding is not None or station is None or station.wheelchair_boarding is None:
        return stop
    return replace(stop, wheelchair_boarding=station.wheelchair_boarding)


def _degrees(faults: Faults, number: int, column: str, text: str, kind: str, most: float) -> float | None:
    if not text and kind in NO_POSITION_NEEDED:
        return None
    try:
        degrees = float(text)
    except ValueError:
        degrees = most + 1  # also what is no number must be refused below
    if not -most <= degrees <= most:
        faults.refuse("stops.txt", number, column, text, f"is no number from -{most:.0f} to {most:.0f}")
        return None
    return degrees


def _read_routes(tables: FeedTables, faults: Faults, agencies: Mapping[str, _Agency]) -> tuple[Route, ...]:
    routes: dict[str, Route] = {}
    fares = read_fares(tables, frozenset(cells[0] for _, cells in tables.rows("routes.txt", "route_id")))
    columns = ("route_id", "route_short_name", "route_long_name", "route_type", "agency_id", "route_url")
    for number, (route_id, short, long, kind, agency_id, url) in tables.rows("routes.txt", *columns):
        if not route_id or route_id in routes:
            faults.refuse(
                "routes.txt", number, "route_id", route_id, "stands there twice" if route_id else "is missing"
            )
        # Who runs a bus does not mislead about when it comes: an unknown agency is only not named.
        agency = agencies.get(agency_id) or _Agency()
        route_type = int(kind) if kind.isdecimal() else 3
        page, names = url or agency.url, (short or None, long or None)
        fare = fares.get(route_id)
        routes[route_id] = Route(route_id, *names, route_type, agency.name, agency.phone, page, fare)
    return tuple(routes.values())


def _read_trips(
    tables: FeedTables, faults: Faults, routes: Mapping[str, int], services: tuple[str, ...]
) -> tuple[Trip, ...]:
    trips: dict[str, Trip] = {}
    service_index = {service_id: index for index, service_id in enumerate(services)}
    columns = ("trip_id", "route_id", "service_id", "trip_headsign", "wheelchair_accessible")
    for number, (trip_id, route, service, headsign, wheelchair) in tables.rows("trips.txt", *columns):
        if not trip_id or trip_id in trips:
            faults.refuse("trips.txt", number, "trip_id", trip_id, "stands there twice" if trip_id else "is missing")
        if route not in routes:
            faults.refuse("trips.txt", number, "route_id", route, "is no route of routes.txt")
        if service not in service_index:
            reason = "is no service of calendar.txt or calendar_dates.txt"
            faults.refuse("trips.txt", number, "service_id", service, reason)
        trips[trip_id] = Trip(
            trip_id,
            routes.get(route, 0),
            service_index.get(service, 0),
            headsign or None,
            _yes_or_no(wheelchair),
        )
    return tuple(trips.values())


def _read_headways(tables: FeedTables, faults: Faults, trips: Mapping[str, int]) -> tuple[Headway, ...]:
    headways = []
    columns = ("trip_id", "start_time", "end_time", "headway_secs")
    for number, (trip, start_text, end_text, every) in tables.rows("frequencies.txt", *columns):
        start, end = parse_time(start_text), parse_time(end_text)
        if trip not in trips:
            faults.refuse("frequencies.txt", number, "trip_id", trip, "is no trip of trips.txt")
        elif start is None:
            faults.refuse("frequencies.txt", number, "start_time", start_text, "is no time; it takes HH:MM:SS")
        elif end is None or end < start:
            faults.refuse("frequencies.txt", number, "end_time", end_text, "is no time after start_time")
        elif not every.isdecimal() or int(every) < 1:
            faults.refuse("frequencies.txt", number, "headway_secs", every, "is no number of seconds")
        else:
            headways.append(Headway(trips[trip], start, end, int(every)))
    return tuple(headways)


def _read_transfers(tables: FeedTables, faults: Faults, stops: Mapping[str, int]) -> tuple[Transfer, ...]:
    """Types 0 to 3 between any trips. In-seat transfers (4, 5) are no walks, and what holds for some routes or trips
    only (``from_trip_id`` and the like) is left aside.
    """
    transfers = []
    columns = ("from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time")
    narrow = ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id")
    for number, (start, end, kind, seconds, *only) in tables.rows("transfers.txt", *columns, *narrow):
        for column, stop in (("from_stop_id", start), ("to_stop_id", end)):
            if stop not in stops and (stop or kind not in ("4", "5")):
                faults.refuse("transfers.txt", number, column, stop, "is no stop of stops.txt")
        if seconds and not seconds.isdecimal():
            faults.refuse("transfers.txt", number, "min_transfer_time", seconds, "is no number of seconds")
        elif kind in ("", "0", "1", "2", "3") and not any(only) and start in stops and end in stops:
            takes = None if kind == "3" else int(seconds or 0)
            transfers.append(Transfer(stops[start], stops[end], takes))
    return tuple(transfers)


def _yes_or_no(text: str) -> bool | None:
    return {"1": True, "2": False}.get(text)


__all__ = ["Feed", "FeedError", "Headway", "Route", "Stop", "Transfer", "Trip", "load_feed", "read_feed_tables"]
