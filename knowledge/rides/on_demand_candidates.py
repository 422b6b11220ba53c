"""On-demand rides between two doors before anybody asks whether they can still be booked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from zoneinfo import ZoneInfo

from knowledge.geo import road_distance_m
from knowledge.model import Position
from knowledge.rides.booking_rules import UNKNOWN_RULE, BookingRule
from knowledge.rides.journeys import Ride, RideSettings
from knowledge.rides.on_demand import Call, OnDemandService, Run, Window
from knowledge.rides.zones import DOOR, End, Spot, Zone

DriveMin = Callable[[Position, Position], "float | None"]
"""Minutes by car between two points; None where nobody knows."""

DRIVE_KM_H = 45.0
"""Our estimate for country roads, where no road minutes are known."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ride of one service day; UTC."""

    service: OnDemandService
    day: date
    board: Call
    alight: Call
    board_spot: Spot
    alight_spot: Spot
    window: Window
    ride: timedelta
    arrival: datetime | None = None
    """Where one gets off at a timed stop."""

    def arrive_at(self, pickup: datetime) -> datetime:
        return self.arrival or pickup.astimezone(UTC) + self.ride

    @property
    def rules(self) -> tuple[BookingRule, ...]:
        """Of getting on and of getting off; what is arranged with the driver only counts when all of it is."""
        rung = self.board.is_rung_to_board, self.alight.is_rung_to_alight
        asked = rung if any(rung) else (True, True)
        both = zip((self.board.boarding_rule, self.alight.alighting_rule), asked, strict=True)
        return tuple(dict.fromkeys(rule for rule, is_asked in both if rule and is_asked)) or (UNKNOWN_RULE,)

    @property
    def tells_driver(self) -> bool:
        return not (self.board.is_rung_to_board or self.alight.is_rung_to_alight)


def list_candidates(
    services: Iterable[OnDemandService],
    origin: End,
    goal: End,
    window: Window,
    settings: RideSettings,
    drive_min: DriveMin | None,
) -> Iterator[Candidate]:
    """Windows that touch ``window``, cut to nothing yet: of each service and day those under the same rules are one."""
    spots = _Spots(origin, goal, settings.walk_to_stop_m)
    drive = _drive_minutes(origin.position, goal.position, drive_min)
    for service in services:
        served = [(run, pair) for run in service.runs if (pair := spots.find_pair(run))]
        if not served:
            continue
        for day in _days_of(window, service.timezone):
            if service.speaks_of(day):
                each = (one for run, pair in served for one in _on_day(service, run, pair, day, drive))
                yield from _joined(one for one in each if one.window.cut(window))


def _days_of(window: Window, zone: ZoneInfo) -> list[date]:
    """Service days that may reach into the window: also the one before, which may run past midnight."""
    first = window.start.astimezone(zone).date() - timedelta(days=1)
    last = window.end.astimezone(zone).date()
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


_PairOfCalls = tuple[Call, Spot, Call, Spot]


class _Spots:
    """Which zones serve the two doors; zones are shared by many calls and looked at once."""

    def __init__(self, origin: End, goal: End, walk_m: float) -> None:
        self._ends = (origin, goal)
        self._walk_m = walk_m
        self._found: dict[tuple[int, int], Spot | None] = {}

    def find_pair(self, run: Run) -> _PairOfCalls | None:
        """Where one gets on and off with the least walking; of equals the earliest on, the first off."""
        best: tuple[float, _PairOfCalls] | None = None
        for on, board in enumerate(run.calls):
            start = self._spot(0, board.zone) if board.may_board else None
            if start is None:
                continue
            for alight in run.calls[on + (len(run.calls) > 1) :]:
                end = self._spot(1, alight.zone) if alight.may_alight else None
                if end is None or not (board.is_on_demand or alight.is_on_demand):
                    continue
                walk_m = start.walk_m + end.walk_m
                if best is None or walk_m < best[0]:
                    best = walk_m, (board, start, alight, end)
        return best[1] if best else None

    def _spot(self, which: int, zone: Zone) -> Spot | None:
        key = which, id(zone)
        if key not in self._found:
            self._found[key] = zone.find_spot(self._ends[which], self._walk_m)
        return self._found[key]


def _drive_minutes(origin: Position, goal: Position, drive_min: DriveMin | None) -> float:
    known = drive_min(origin, goal) if drive_min else None
    if known is not None and isfinite(known):  # a door off the network says nothing of the bus
        return known
    return road_distance_m(origin, goal) / 1000 / DRIVE_KM_H * 60


def _on_day(service: OnDemandService, run: Run, pair: _PairOfCalls, day: date, drive: float) -> Iterator[Candidate]:
    board, board_spot, alight, alight_spot = pair
    minutes = round(drive * run.duration_factor + run.duration_offset_min)
    there = alight.hours.windows_on(day, service.timezone)
    for window in board.hours.windows_on(day, service.timezone):
        later = [one for one in there if one.end >= window.start]
        if later:
            arrival = later[0].end if alight.is_fixed else None
            ride = timedelta(minutes=minutes)
            yield Candidate(service, day, board, alight, board_spot, alight_spot, window, ride, arrival)


def list_timed(services: Iterable[OnDemandService], ride: Ride) -> Iterator[Candidate]:
    """What a timetable's ride is on demand, where somebody has to be rung for it."""
    planned = ride.depart - ride.departs_later  # until when one rings does not change with a delay
    moment = Window(planned, planned)
    taken = ride.arrive.astimezone(UTC) - ride.depart.astimezone(UTC)
    for service in services:
        runs = [run for run in service.runs if run.trip_id == ride.trip_id]
        for board, alight in (pair for run in runs for pair in _timed_calls(run, ride)):
            for day in _days_of(moment, service.timezone):
                for window in board.hours.windows_on(day, service.timezone):
                    if window.cut(moment):
                        yield Candidate(service, day, board, alight, DOOR, DOOR, window, taken, ride.arrive)


def _timed_calls(run: Run, ride: Ride) -> Iterator[tuple[Call, Call]]:
    for board in run.calls:
        for alight in run.calls:
            is_its = (board.stop_id, alight.stop_id) == (ride.from_stop.stop_id, ride.to_stop.stop_id)
            if is_its and (board.is_rung_to_board or alight.is_rung_to_alight):
                yield board, alight


def _joined(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Windows of one service that touch each other, under the same rules, are one."""
    alike: dict[tuple[object, ...], list[Candidate]] = {}
    for one in sorted(candidates, key=lambda one: one.window.start):
        key = (one.rules, one.tells_driver, one.board_spot, one.alight_spot, one.ride, one.arrival, one.board.is_fixed)
        held = alike.setdefault(key, [])
        if held and not one.board.is_fixed and one.window.start <= held[-1].window.end:
            end = max(held[-1].window.end, one.window.end)
            held[-1] = replace(held[-1], window=Window(held[-1].window.start, end))
        else:
            held.append(one)
    for held in alike.values():
        yield from held
