"""On-demand services of a feed: trips that call at areas, leave their line for a door, or run only when booked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from knowledge.model import Source
from knowledge.rides.booking_rules import BookingRule
from knowledge.rides.flex_rules import country_of, dialled, read_booking_rules
from knowledge.rides.flex_zones import FlexZones
from knowledge.rides.gtfs_calendar import ServiceDays
from knowledge.rides.gtfs_records import Route, Stop, Trip
from knowledge.rides.gtfs_tables import Faults, FeedTables, read_date
from knowledge.rides.gtfs_times import END_WINDOWS, START_WINDOWS, TABLE, parse_time
from knowledge.rides.on_demand import Call, FeedHours, OnDemandService, Run
from knowledge.rides.zones import Zone

_AREA_COLUMNS = ("location_group_id", "location_id", "stop_id")
"""In the drafts ``stop_id`` named areas too."""
_RULE_COLUMNS = ("pickup_booking_rule_id", "drop_off_booking_rule_id")
_DURATIONS = ("safe_duration_factor", "safe_duration_offset", "mean_duration_factor", "mean_duration_offset")


@dataclass(frozen=True, slots=True)
class FlexFeed:
    """What was read of a feed before its on-demand services."""

    name: str
    source: Source
    timezone: ZoneInfo
    stops: Sequence[Stop]
    zones: FlexZones
    routes: Sequence[Route]
    trips: Sequence[Trip]
    calendar: Mapping[str, ServiceDays]
    """By service id, in the order that ``Trip.service`` counts."""
    span: tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of stop_times.txt."""

    number: int
    cells: Mapping[str, str]

    @property
    def trip_id(self) -> str:
        return self.cells["trip_id"]

    def first(self, columns: Sequence[str]) -> str:
        return next((self.cells[column] for column in columns if self.cells[column]), "")

    @property
    def has_window(self) -> bool:
        return bool(self.first(START_WINDOWS) or self.first(END_WINDOWS))

    @property
    def must_be_booked(self) -> bool:
        """A timed call that somebody has to be rung for, and whose rule says whom."""
        types = self.cells["pickup_type"], self.cells["drop_off_type"]
        return any(kind == "2" and self.cells[rule] for kind, rule in zip(types, _RULE_COLUMNS, strict=True))


def read_on_demand(tables: FeedTables, faults: Faults, feed: FlexFeed) -> tuple[OnDemandService, ...]:
    """One service for each route with a trip that calls on demand.

    Faults: booking rules and areas that are not there, windows that are none.
    """
    country = country_of(feed.timezone.key)
    rules = read_booking_rules(tables, faults, feed.calendar, country)
    rows = _rows_of_flexible_trips(tables, feed.zones)
    if not rows:
        return ()
    reader = _Reader(faults, feed, rules, _read_durations(tables))
    runs: dict[int, list[Run]] = {}
    for number, trip in enumerate(feed.trips):
        if trip.trip_id in rows and (run := reader.read_run(number, rows[trip.trip_id])):
            runs.setdefault(trip.route, []).append(run)
    return tuple(_service(feed, feed.routes[route], tuple(its), country) for route, its in runs.items())


def read_source(tables: FeedTables, name: str, first_day: date | None) -> Source:
    """Who published the feed. Feeds do not say when: the first day that it speaks of stands in."""
    columns = ("feed_publisher_name", "feed_publisher_url", "feed_start_date")
    for _, (publisher, url, start) in tables.rows("feed_info.txt", *columns):
        return Source(publisher or name, read_date(start) or first_day or date.min, url or None)
    return Source(name, first_day or date.min)


def _service(feed: FlexFeed, route: Route, runs: tuple[Run, ...], country: str | None) -> OnDemandService:
    return OnDemandService(
        service_id=f"{feed.name}:{route.route_id}",
        name=route.long_name or route.short_name or route.route_id,
        timezone=feed.timezone,
        runs=runs,
        source=feed.source,
        operator=route.agency_name,
        phone=dialled(route.agency_phone or "", country),
        country=country,
        fare=route.fare,
        url=route.url,
        first_day=feed.span[0],
        last_day=feed.span[1],
    )


def _rows_of_flexible_trips(tables: FeedTables, zones: FlexZones) -> dict[str, list[_Row]]:
    """By trip, all rows of the trips with at least one that is on demand or booked, in the order of stop_sequence."""
    if not tables.columns(TABLE) & {*START_WINDOWS, *END_WINDOWS, *_RULE_COLUMNS}:
        return {}
    # Read twice, for of a large feed only few rows are worth their memory.
    flexible = {
        row.trip_id
        for row in _rows(tables)
        if row.has_window or row.must_be_booked or row.first(_AREA_COLUMNS) in zones.by_id
    }
    trips: dict[str, list[_Row]] = {trip: [] for trip in flexible}
    for row in _rows(tables) if flexible else ():
        if row.trip_id in flexible:
            trips[row.trip_id].append(row)
    return {trip: sorted(rows, key=_sequence) for trip, rows in trips.items()}


def _rows(tables: FeedTables) -> Iterator[_Row]:
    columns = (
        "trip_id", "stop_sequence", *_AREA_COLUMNS, "arrival_time", "departure_time", *START_WINDOWS, *END_WINDOWS,
        "pickup_type", "drop_off_type", *_RULE_COLUMNS, *_DURATIONS,
    )  # fmt: skip
    for number, cells in tables.rows(TABLE, *columns):
        yield _Row(number, dict(zip(columns, cells, strict=True)))


def _sequence(row: _Row) -> int:
    text = row.cells["stop_sequence"]
    return int(text) if text.isdecimal() else row.number


@dataclass(frozen=True, slots=True)
class _Durations:
    factor: float = 1.0
    offset_min: float = 0.0


@dataclass(frozen=True, slots=True)
class _Reader:
    faults: Faults
    feed: FlexFeed
    rules: Mapping[str, BookingRule]
    durations: Mapping[str, _Durations]
    """By trip, as trips.txt has them."""

    def read_run(self, trip_number: int, rows: Sequence[_Row]) -> Run | None:
        """None for a trip nobody could ride; its faults are told."""
        trip = self.feed.trips[trip_number]
        days = tuple(self.feed.calendar.values())[trip.service] if self.feed.calendar else ServiceDays()
        calls = tuple(call for row in rows if (call := self._read_call(row, days)))
        if not calls:
            return None
        durations = self.durations.get(trip.trip_id) or _row_durations(rows)
        return Run(calls, trip.trip_id, durations.factor, durations.offset_min)

    def _read_call(self, row: _Row, days: ServiceDays) -> Call | None:
        zone = self._read_zone(row)
        rules = [self._read_rule(row, column) for column in _RULE_COLUMNS]
        is_fixed = not row.has_window
        span = self._read_time(row) if is_fixed else self._read_window(row)
        if zone is None or span is None:
            return None
        pickup, drop_off = row.cells["pickup_type"], row.cells["drop_off_type"]
        # At a timed stop a rule only matters where one has to ring for the bus to stop.
        return Call(
            zone,
            FeedHours(days, *span),
            may_board=pickup != "1",
            may_alight=drop_off != "1",
            is_fixed=is_fixed,
            boarding_rule=rules[0] if pickup == "2" or not is_fixed else None,
            alighting_rule=rules[1] if drop_off == "2" or not is_fixed else None,
            tell_driver_to_board=pickup == "3" and not is_fixed,
            tell_driver_to_alight=drop_off == "3" and not is_fixed,
            stop_id=row.cells["stop_id"] if is_fixed else None,
        )

    def _read_zone(self, row: _Row) -> Zone | None:
        """Unknown stops without a window are told by the reader of timetables already."""
        area = row.first(_AREA_COLUMNS)
        zone = self.feed.zones.by_id.get(area) or self.feed.zones.stops.get(area)
        if zone is None and (row.has_window or row.first(_AREA_COLUMNS[:2])):
            column = next((column for column in _AREA_COLUMNS if row.cells[column]), "location_id")
            reason = "is no location of locations.geojson, no group of location_groups.txt and no stop of stops.txt"
            self.faults.refuse(TABLE, row.number, column, area, reason if area else "is missing")
        elif area in self.feed.zones.by_id and not row.has_window:
            self.faults.refuse(TABLE, row.number, START_WINDOWS[0], "", f"is missing: {area} is served on demand")
        return zone

    def _read_rule(self, row: _Row, column: str) -> BookingRule | None:
        rule = row.cells[column]
        if rule and rule not in self.rules:
            self.faults.refuse(TABLE, row.number, column, rule, "is no rule of booking_rules.txt")
        return self.rules.get(rule)

    def _read_window(self, row: _Row) -> tuple[int, int] | None:
        texts = row.first(START_WINDOWS), row.first(END_WINDOWS)
        times = [parse_time(text) for text in texts]
        for column, text, time in zip((START_WINDOWS[0], END_WINDOWS[0]), texts, times, strict=True):
            if time is None:
                self.faults.refuse(TABLE, row.number, column, text, "is no time; it takes HH:MM:SS")
        start, end = times
        if start is None or end is None:
            return None
        if end < start:
            self.faults.refuse(TABLE, row.number, END_WINDOWS[0], texts[1], "is before the start of the window")
        return start, end

    def _read_time(self, row: _Row) -> tuple[int, int] | None:
        """Of a timed call its departure, so that nobody misses it; None where the feed leaves it blank."""
        time = parse_time(row.cells["departure_time"] or row.cells["arrival_time"])
        return None if time is None else (time, time)


def _read_durations(tables: FeedTables) -> dict[str, _Durations]:
    """In trips.txt, as adopted, offsets are seconds."""
    columns = ("trip_id", "safe_duration_factor", "safe_duration_offset")
    return {
        trip: _Durations(_number(factor, 1.0), _number(offset, 0.0) / 60)
        for _, (trip, factor, offset) in tables.rows("trips.txt", *columns)
        if factor or offset
    }


def _row_durations(rows: Sequence[_Row]) -> _Durations:
    """In stop_times.txt, as the drafts had them, offsets are minutes; the safe one is what one can rely on."""
    for factor, offset in (_DURATIONS[:2], _DURATIONS[2:]):
        for row in rows:
            if row.cells[factor] or row.cells[offset]:
                return _Durations(_number(row.cells[factor], 1.0), _number(row.cells[offset], 0.0))
    return _Durations()


def _number(text: str, default: float) -> float:
    try:
        return float(text)
    except ValueError:
        return default
