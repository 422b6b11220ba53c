"""Timetables of one area: its feeds joined into columns, stops merged into places, one sorted list of hops a day."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from knowledge.geo import EARTH_RADIUS_M
from knowledge.model import Position
from knowledge.rides.delays import Changes, Delays, join_changes
from knowledge.rides.gtfs import Feed, Route, Stop, Trip
from knowledge.rides.gtfs_calendar import start_of
from knowledge.rides.gtfs_times import ASK_DROP_OFF, ASK_PICKUP, NO_DROP_OFF, NO_PICKUP

Ints = npt.NDArray[np.int32]
Walks = tuple[tuple[tuple[int, int], ...], ...]
"""For each place the places one can walk to, with seconds."""

DAYS_KEPT = 40
"""Days whose hops are kept ready; a department's day takes some hundred kilobytes."""
MOST_ROUNDS = 12
"""Changes that may happen within one and the same second before we stop following them."""


@dataclass(frozen=True, slots=True, eq=False)
class ServiceDay:
    """Hops from one call to the next, by departure, of the trips of one day and of those that run into it.

    Times are seconds after ``start`` (noon minus 12 h, which differs from midnight when the clocks change).
    """

    day: date
    zone: ZoneInfo
    start: int
    """Seconds since 1970, UTC."""
    departure: array[int]
    arrival: array[int]
    from_place: array[int]
    to_place: array[int]
    run: array[int]
    """Two hops of the same run are one ride. Runs of the day before are another run than those of the day."""
    flags: array[int]
    """NO_PICKUP and ASK_PICKUP of the call where the hop begins, NO_DROP_OFF and ASK_DROP_OFF of where it ends."""
    hop: array[int]
    """Index into the timetable's hops."""
    run_count: int
    late: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """By place in these columns, the hops that operators change: seconds by which they leave and arrive later."""

    def seconds_of(self, moment: datetime) -> int:
        """``moment`` is aware, or else local time."""
        local = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
        return int(local.timestamp()) - self.start

    def time_of(self, seconds: int) -> datetime:
        """Aware, in the timetable's zone."""
        return datetime.fromtimestamp(self.start + seconds, self.zone)

    def service_day(self, index: int) -> date:
        """Of the hop at this place in the columns: this day, or the one before."""
        return self.day - timedelta(days=2 * self.run[index] // self.run_count)

    @property
    def is_empty(self) -> bool:
        return not len(self.departure)


@dataclass(frozen=True, slots=True, eq=False)
class _Hops:
    """Every hop of every run of the feeds; rows correspond."""

    departure: Ints
    arrival: Ints
    from_stop: Ints
    to_stop: Ints
    run: Ints
    flags: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Timetable:
    """Frozen, but for what it remembers of days it was asked about. Make it with ``build_timetable``."""

    feeds: tuple[Feed, ...]
    stops: tuple[Stop, ...]
    trips: tuple[Trip, ...]
    routes: tuple[Route, ...]
    """One for each trip."""
    place_of_stop: Ints
    stops_of_place: tuple[tuple[int, ...], ...]
    transfers: Walks
    """What transfers.txt says, between places."""
    no_changes: frozenset[tuple[int, int]]
    """Stops (indexes) where it says that one cannot change from the first to the second."""
    hops: _Hops
    trip_of_run: Ints
    end_of_run: Ints
    """Seconds after the service day's start at which a run is over."""
    feed_of_trip: Ints
    planned: Timetable | None = None
    """As the feeds have it, where this one is as operators say that it runs; see ``with_delays``."""
    changes: Mapping[date, Changes] = field(default_factory=dict, repr=False)
    """By service day."""
    _days: dict[tuple[date, bool, bool], ServiceDay] = field(default_factory=dict, repr=False)
    _walks: dict[tuple[float, float, int], Walks] = field(default_factory=dict, repr=False)

    @property
    def zone(self) -> ZoneInfo:
        return self.feeds[0].timezone

    @property
    def first_day(self) -> date | None:
        return min((feed.first_day for feed in self.feeds if feed.first_day), default=None)

    @property
    def last_day(self) -> date | None:
        """After it every feed has expired."""
        return max((feed.last_day for feed in self.feeds if feed.last_day), default=None)

    def covers(self, day: date) -> bool:
        """Whether any feed speaks of that day: if not, nothing is known, and no bus is no answer."""
        return any(feed.covers(day) for feed in self.feeds)

    def with_delays(self, delays: Iterable[Delays]) -> Timetable:
        """The same timetable as operators say that it runs. ``delays`` were found in it."""
        return replace(self, planned=self, changes=join_changes(delays), _days={})

    def is_off(self, day: date, board: int, alight: int) -> bool:
        """Whether operators say that a planned ride is not to be had: ``board`` and ``alight`` are hops of its run."""
        changes = self.changes.get(day)
        return changes is not None and changes.is_off(int(self.hops.run[board]), board, alight)

    def find_stop(self, stop_id: str) -> int | None:
        """Index of the first stop of this id."""
        return next((index for index, stop in enumerate(self.stops) if stop.stop_id == stop_id), None)

    def places_near(self, position: Position, within_m: float) -> list[tuple[int, float]]:
        """Places with a stop this near as the crow flies, with metres to their nearest stop; nearest first."""
        distances = _distances_m(position.lat, position.lon, *self._coordinates())
        nearest: dict[int, float] = {}
        for stop in np.flatnonzero(distances <= within_m):
            place = int(self.place_of_stop[stop])
            nearest[place] = min(nearest.get(place, within_m), float(distances[stop]))
        return sorted(nearest.items(), key=lambda item: item[1])

    def walks(self, within_m: float, pace_m_s: float, slack_s: int, detour: float) -> Walks:
        """Between places with stops this near as the crow flies, beside what transfers.txt says (at least as long)."""
        key = (within_m, pace_m_s / detour, slack_s)
        if key not in self._walks:
            self._walks[key] = self._find_walks(within_m, pace_m_s / detour, slack_s)
        return self._walks[key]

    def is_change_banned(self, alight: int, board: int) -> bool:
        """Whether the feed says that one cannot change from the end of one hop to the beginning of the other."""
        return (int(self.hops.to_stop[alight]), int(self.hops.from_stop[board])) in self.no_changes

    def get_day(self, day: date, expired_too: bool = False, wheelchair: bool = False) -> ServiceDay:
        """Hops of one service day. Feeds that do not speak of that day are left out, unless ``expired_too``.

        ``wheelchair``: without vehicles and stops of which a feed says that a wheelchair cannot board there.
        """
        if self.planned and not self.changes.keys() & {day, day - timedelta(days=1)}:
            return self.planned.get_day(day, expired_too, wheelchair)
        key = (day, expired_too, wheelchair)
        if key not in self._days:
            while len(self._days) >= DAYS_KEPT:
                self._days.pop(next(iter(self._days)))
            self._days[key] = self._build_day(day, expired_too, wheelchair)
        return self._days[key]

    def _coordinates(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        none = float("nan")
        points = [(none if s.lat is None else s.lat, none if s.lon is None else s.lon) for s in self.stops]
        lats, lons = np.array(points, dtype=np.float64).reshape(-1, 2).T
        return lats, lons

    def _find_walks(self, within_m: float, m_per_s: float, slack_s: int) -> Walks:
        lats, lons = self._coordinates()
        found: list[dict[int, float]] = [{} for _ in self.stops_of_place]
        for stop, place in enumerate(self.place_of_stop):
            distances = _distances_m(lats[stop], lons[stop], lats, lons)
            for other in np.flatnonzero(distances <= within_m):
                goal = int(self.place_of_stop[other])
                if goal != place:
                    found[place][goal] = min(found[place].get(goal, within_m), float(distances[other]))
        walks = [{goal: round(metres / m_per_s) + slack_s for goal, metres in near.items()} for near in found]
        for place, transfers in enumerate(self.transfers):
            for goal, seconds in transfers:
                walks[place][goal] = max(seconds, walks[place].get(goal, 0))
        return tuple(tuple(sorted(near.items())) for near in walks)

    def _build_day(self, day: date, expired_too: bool, wheelchair: bool) -> ServiceDay:
        start = start_of(day, self.zone)
        parts: list[tuple[Ints, ...]] = []
        for days_ago in (0, 1):
            runs = day - timedelta(days=days_ago)
            shifts = np.array([start_of(runs, feed.timezone) - start for feed in self.feeds], dtype=np.int32)
            shift_of_run = shifts[self.feed_of_trip[self.trip_of_run]]
            on = self._runs_on(runs, expired_too)
            if wheelchair:
                on &= self._carries_wheelchairs()
            departure, arrival, flags, end_of_run = self._columns_on(runs)
            if runs in self.changes:
                on[self.changes[runs].cancelled] = False
            if days_ago:
                on &= end_of_run + shift_of_run >= _midnight(day, self.zone) - start
            hops = np.flatnonzero(on[self.hops.run]).astype(np.int32)
            run = self.hops.run[hops]
            ours = run + days_ago * len(on)
            parts.append((hops, ours, shift_of_run[run], departure[hops], arrival[hops], flags[hops]))
        hops, run, shift, departure, arrival, flags = (np.concatenate(column) for column in zip(*parts, strict=True))
        if wheelchair:
            closed = np.array([stop.wheelchair_boarding is False for stop in self.stops], dtype=np.bool_)
            flags = flags | np.where(closed[self.hops.from_stop[hops]], NO_PICKUP, 0).astype(np.int32)
            flags = flags | np.where(closed[self.hops.to_stop[hops]], NO_DROP_OFF, 0).astype(np.int32)
        return self._sort_day(day, start, (hops, run, shift, departure, arrival, flags))

    def _columns_on(self, day: date) -> tuple[Ints, Ints, Ints, Ints]:
        """(departure, arrival, flags) of all hops on a service day, and the ends of runs."""
        hops, changes = self.hops, self.changes.get(day)
        if changes is None:
            return hops.departure, hops.arrival, hops.flags, self.end_of_run
        departure, arrival, flags = hops.departure.copy(), hops.arrival.copy(), hops.flags.copy()
        departure[changes.hops] += changes.departure
        arrival[changes.hops] += changes.arrival
        flags[changes.hops] |= changes.flags
        end_of_run = self.end_of_run.copy()
        np.maximum.at(end_of_run, hops.run[changes.hops], arrival[changes.hops])
        return departure, arrival, flags, end_of_run

    def _carries_wheelchairs(self) -> npt.NDArray[np.bool_]:
        """For each run, False where the feed says that it does not; what is not known is let pass."""
        carries = np.array([trip.wheelchair_accessible is not False for trip in self.trips], dtype=np.bool_)
        return carries[self.trip_of_run]

    def _runs_on(self, day: date, expired_too: bool) -> npt.NDArray[np.bool_]:
        speaking = [feed for feed in self.feeds if expired_too or feed.covers(day)]
        speaking = [feed for feed in speaking if expired_too or not _is_superseded(feed, speaking)]
        on = [[feed in speaking and service.is_on(day) for service in feed.services] or [False] for feed in self.feeds]
        on_trip = np.array(
            [on[feed][trip.service] for trip, feed in zip(self.trips, self.feed_of_trip, strict=True)], dtype=np.bool_
        )
        return on_trip[self.trip_of_run]

    def _sort_day(self, day: date, start: int, columns: tuple[Ints, ...]) -> ServiceDay:
        hops, run, shift, departs, arrives, flags = columns
        departure, arrival = departs + shift, arrives + shift
        order = _order(departure, arrival, run, hops)
        later = departs - self.hops.departure[hops], arrives - self.hops.arrival[hops]
        hops = hops[order]
        return ServiceDay(
            day,
            self.zone,
            start,
            _compact(departure[order]),
            _compact(arrival[order]),
            _compact(self.place_of_stop[self.hops.from_stop[hops]]),
            _compact(self.place_of_stop[self.hops.to_stop[hops]]),
            _compact(run[order]),
            _compact(flags[order]),
            _compact(hops),
            2 * len(self.trip_of_run),
            _late(later[0][order], later[1][order]) if self.planned else {},
        )


def build_timetable(feeds: Iterable[Feed]) -> Timetable | None:
    """The feeds of an area joined; None when there is none. Stops of different feeds stay different places."""
    joined = tuple(feeds)
    if not joined:
        return None
    stops = tuple(stop for feed in joined for stop in feed.stops)
    place_of_stop = _merge_stops(joined)
    members: list[list[int]] = [[] for _ in range(int(place_of_stop.max(initial=-1)) + 1)]
    for stop, place in enumerate(place_of_stop):
        members[place].append(stop)
    hops, trip_of_run = _list_hops(joined)
    end_of_run = np.zeros(len(trip_of_run), dtype=np.int32)
    np.maximum.at(end_of_run, hops.run, hops.arrival)
    return Timetable(
        joined,
        stops,
        tuple(trip for feed in joined for trip in feed.trips),
        tuple(feed.routes[trip.route] for feed in joined for trip in feed.trips),
        place_of_stop,
        tuple(map(tuple, members)),
        _join_transfers(joined, place_of_stop, len(members)),
        frozenset((start, goal) for start, goal, seconds in _list_transfers(joined) if seconds is None),
        hops,
        trip_of_run,
        end_of_run,
        np.array([index for index, feed in enumerate(joined) for _ in feed.trips], dtype=np.int32),
    )


def _merge_stops(feeds: Sequence[Feed]) -> Ints:
    """Stops of one station, else of one name regardless of case and spaces, are one place: the opposite kerb too."""
    places: dict[tuple[int, str, str], int] = {}
    merged: list[int] = []
    for number, feed in enumerate(feeds):
        parent_of = {stop.stop_id: stop.parent_station for stop in feed.stops}
        stations = {*parent_of.values(), *(stop.stop_id for stop in feed.stops if stop.location_type == 1)}
        for stop in feed.stops:
            station = stop.parent_station or (stop.stop_id if stop.stop_id in stations else None)
            # A boarding area's parent is a platform, whose parent is the station.
            for _ in range(3):
                station = parent_of.get(station) or station if station else None
            name = "".join(stop.name.split()).casefold()
            key = (number, "station", station) if station else (number, "name", name)
            merged.append(places.setdefault(key, len(places)))
    return np.array(merged, dtype=np.int32)


def _join_transfers(feeds: Sequence[Feed], place_of_stop: Ints, count: int) -> Walks:
    walks: list[dict[int, int]] = [{} for _ in range(count)]
    for from_stop, to_stop, seconds in _list_transfers(feeds):
        start, goal = int(place_of_stop[from_stop]), int(place_of_stop[to_stop])
        if start != goal and seconds is not None:
            walks[start][goal] = min(seconds, walks[start].get(goal, seconds))
    return tuple(tuple(sorted(near.items())) for near in walks)


def _list_transfers(feeds: Sequence[Feed]) -> Iterator[tuple[int, int, int | None]]:
    """(from_stop, to_stop, seconds), stops as numbered in the timetable."""
    offset = 0
    for feed in feeds:
        for transfer in feed.transfers:
            yield transfer.from_stop + offset, transfer.to_stop + offset, transfer.seconds
        offset += len(feed.stops)


def _list_hops(feeds: Sequence[Feed]) -> tuple[_Hops, Ints]:
    """Hops of all runs, and the trip of each run. A trip is one run, or one for each departure of its headway."""
    columns: list[Ints] = []
    trip_of_run: list[int] = []
    trips, stops = 0, 0
    for feed in feeds:
        times = feed.stop_times
        first = np.searchsorted(times.trip, np.arange(len(feed.trips)), "left")
        last = np.searchsorted(times.trip, np.arange(len(feed.trips)), "right")
        for trip, shift in _list_runs(feed, first):
            calls = np.arange(first[trip], max(first[trip], last[trip] - 1))
            run = np.full(len(calls), len(trip_of_run), dtype=np.int32)
            begin, end = times.flags[calls] & (NO_PICKUP | ASK_PICKUP), times.flags[calls + 1]
            flags = begin | (end & (NO_DROP_OFF | ASK_DROP_OFF))
            departure, arrival = times.departure[calls] + shift, times.arrival[calls + 1] + shift
            from_stop, to_stop = times.stop[calls] + stops, times.stop[calls + 1] + stops
            columns.append(np.stack([departure, arrival, from_stop, to_stop, run, flags]).astype(np.int32))
            trip_of_run.append(trip + trips)
        trips, stops = trips + len(feed.trips), stops + len(feed.stops)
    table = np.concatenate([np.zeros((6, 0), dtype=np.int32), *columns], axis=1)
    return _Hops(*(np.ascontiguousarray(column) for column in table)), np.array(trip_of_run, dtype=np.int32)


def _list_runs(feed: Feed, first: npt.NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Trip and how many seconds later than in stop_times.txt it runs."""
    by_headway = {headway.trip for headway in feed.headways}
    yield from ((trip, 0) for trip in range(len(feed.trips)) if trip not in by_headway)
    for headway in feed.headways:
        if first[headway.trip] < len(feed.stop_times.departure):
            written = int(feed.stop_times.departure[first[headway.trip]])
            for start in range(headway.start, headway.end, headway.headway_s):
                yield headway.trip, start - written


def _order(departure: Ints, arrival: Ints, run: Ints, hops: Ints) -> npt.NDArray[np.intp]:
    """By departure; hops that take no time come first among equals, as often as changes between them may need.

    Feeds round to the minute, so that a bus may reach a stop, and another leave it, in the second it left the one
    before: read once, such hops would be found in one order only.
    """
    moves = arrival > departure
    order = np.lexsort((hops, run, moves, departure))
    instant = np.flatnonzero(~moves[order])
    if not len(instant):
        return order
    pieces, done = [], 0
    for group in np.split(instant, np.flatnonzero(np.diff(departure[order[instant]])) + 1):
        rounds = min(len(set(run[order[group]].tolist())), MOST_ROUNDS)
        pieces += [order[done : group[-1] + 1], *[order[group]] * (rounds - 1)]
        done = int(group[-1]) + 1
    return np.concatenate([*pieces, order[done:]])


def _is_superseded(feed: Feed, others: Sequence[Feed]) -> bool:
    """Whether a feed that begins later has most of its routes: then it is the newer edition of the same network."""
    names = _route_names(feed)
    return any(
        2 * len(names & _route_names(other)) > len(names)
        for other in others
        if other is not feed and (other.first_day or date.min) > (feed.first_day or date.min)
    )


def _route_names(feed: Feed) -> set[tuple[str | None, str, str | None]]:
    return {(route.agency_name, route.route_id, route.short_name) for route in feed.routes}


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp())


def _distances_m(
    lat: float, lon: float, lats: npt.NDArray[np.float64], lons: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """On a plane that touches the Earth here: exact enough over the few kilometres that people walk."""
    y = np.radians(lats - lat)
    x = np.radians(lons - lon) * np.cos(np.radians(lat))
    metres: npt.NDArray[np.float64] = EARTH_RADIUS_M * np.hypot(x, y)
    return metres


def _late(leaves: Ints, arrives: Ints) -> dict[int, tuple[int, int]]:
    return {int(at): (int(leaves[at]), int(arrives[at])) for at in np.flatnonzero(leaves | arrives)}


def _compact(column: Ints) -> array[int]:
    return array("i", np.ascontiguousarray(column, dtype=np.int32).tobytes())
