"""Journeys between two doors or two stops: the earliest, the latest that is in time, all of a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import inf

from knowledge.geo import DETOUR_FACTOR, distance_m
from knowledge.model import Position
from knowledge.rides.connection_scan import (
    NEVER,
    Ends,
    Label,
    Ways,
    earliest_arrival,
    latest_departure,
    profile,
    rides_of,
)
from knowledge.rides.gtfs import Route, Stop
from knowledge.rides.gtfs_times import ASK_DROP_OFF, ASK_PICKUP
from knowledge.rides.roads import FARTHEST_WALK_M, PACE_M_S, Roads
from knowledge.rides.timetable import ServiceDay, Timetable


@dataclass(frozen=True, slots=True)
class RideSettings:
    """How residents walk and change: ours are for somebody who is not in a hurry and not quite young."""

    pace_m_s: float = PACE_M_S
    """Metres a second along the road: 3.6 km/h."""
    slack_s: int = 120
    """Added to every walk."""
    detour: float = DETOUR_FACTOR
    walk_to_stop_m: float = 1000.0
    """Great circle, between a door and a stop."""
    walk_between_m: float = 300.0
    """Great circle, between the stops of a change."""
    change_s: int = 120
    """Least time for a change."""
    max_rides: int = 3
    change_costs_s: int = 0
    """How much later one would rather arrive than change once more."""
    early_s: int = 600
    """How long before an appointment one would rather be there."""
    wheelchair: bool = False
    """Never by a vehicle or stop of which the feed says that a wheelchair cannot board there."""
    roads: Roads | None = None
    """Where streets are known, walks between a door and a stop follow them."""

    def walk_s(self, metres: float) -> int:
        """Seconds for a walk of so many metres as the crow flies."""
        return round(metres * self.detour / self.pace_m_s) + self.slack_s

    def walk_along_s(self, metres: float) -> int:
        """Seconds for a walk of so many metres along the streets."""
        return round(metres / self.pace_m_s) + self.slack_s


@dataclass(frozen=True, slots=True)
class Ride:
    """One leg: from boarding a vehicle to leaving it."""

    trip_id: str
    route: Route
    headsign: str | None
    from_stop: Stop
    to_stop: Stop
    depart: datetime
    arrive: datetime
    ask_pickup: bool = False
    """The bus stops only when rung for before, or when the driver sees one waving."""
    ask_drop_off: bool = False
    wheelchair_accessible: bool | None = None
    """The vehicle alone; see also the two stops."""
    departs_later: timedelta = timedelta()
    """Than the timetable says, as the operator tells right now; ``depart`` has it already."""
    arrives_later: timedelta = timedelta()
    hops: tuple[date, int, int] | None = field(default=None, compare=False, repr=False)
    """The service day, and the hops of the timetable that the ride begins and ends with."""

    @property
    def is_accessible(self) -> bool | None:
        """Vehicle and both stops; None when the feed does not say it of all of them."""
        parts = (self.wheelchair_accessible, self.from_stop.wheelchair_boarding, self.to_stop.wheelchair_boarding)
        return False if False in parts else None if None in parts else True


@dataclass(frozen=True, slots=True)
class Journey:
    """``depart`` and ``arrive`` are at the door, walks included; between two rides one walks if the stops differ."""

    depart: datetime
    arrive: datetime
    rides: tuple[Ride, ...]

    @property
    def changes(self) -> int:
        return max(0, len(self.rides) - 1)


DEFAULTS = RideSettings()


def list_journeys(
    timetable: Timetable,
    origin: Position,
    goal: Position,
    day: date,
    settings: RideSettings = DEFAULTS,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> tuple[Journey, ...]:
    """All of one service day that no other one beats (later, sooner there, fewer changes), by departure.

    Empty outside the days that the feeds speak of, and when no stop is near one of the doors.
    """
    ends = door_ends(timetable, origin, goal, settings)
    return list_between(timetable, ends, day, settings, not_before, not_after)


def list_between(
    timetable: Timetable,
    ends: Ends,
    day: date,
    settings: RideSettings = DEFAULTS,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> tuple[Journey, ...]:
    """As ``list_journeys``, between places of the timetable."""
    hops = timetable.get_day(day, wheelchair=settings.wheelchair)
    if hops.is_empty or not ends.starts or not ends.goals:
        return ()
    earliest = hops.seconds_of(not_before) if not_before else -NEVER
    deadline = hops.seconds_of(not_after) if not_after else NEVER
    banned = timetable.is_change_banned if timetable.no_changes else None
    ways = Ways(_walks(timetable, settings), settings.change_s, banned)
    found = profile(hops, ends, ways, earliest, deadline, settings.max_rides)
    return tuple(_journey(timetable, hops, leave, label, label[1]) for leave, label in found)


def find_earliest(
    timetable: Timetable, origin: Position, goal: Position, depart: datetime, settings: RideSettings = DEFAULTS
) -> Journey | None:
    """The one of that service day that is there first; of equals the latest to leave, then the fewest rides."""
    after = list_journeys(timetable, origin, goal, _day_of(timetable, depart), settings, not_before=depart)
    return min(after, key=lambda one: (_cost(one.arrive, one, settings), -one.depart.timestamp()), default=None)


def find_latest(
    timetable: Timetable, origin: Position, goal: Position, arrive: datetime, settings: RideSettings = DEFAULTS
) -> Journey | None:
    """The last to leave of that service day that is there by ``arrive``; of equals the first there."""
    day = _day_of(timetable, arrive)
    in_time = list_journeys(timetable, origin, goal, day, settings, not_after=arrive)
    return min(
        in_time,
        key=lambda one: (-one.depart.timestamp() + _changes_cost(one, settings), one.arrive.timestamp()),
        default=None,
    )


def door_ends(timetable: Timetable, origin: Position, goal: Position, settings: RideSettings = DEFAULTS) -> Ends:
    """Places within walking distance of the two doors: not the stop on the other bank, where streets are known."""
    return Ends(_walks_to_stops(timetable, origin, settings), _walks_to_stops(timetable, goal, settings))


def _walks_to_stops(timetable: Timetable, door: Position, settings: RideSettings) -> dict[int, int]:
    """Seconds to each place of the timetable within reach."""
    found: dict[int, int] = {}
    for place, metres in timetable.places_near(door, settings.walk_to_stop_m):
        along = _metres_along_streets(timetable, place, door, settings.roads)
        if along is None:
            found[place] = settings.walk_s(metres)
        elif along <= settings.walk_to_stop_m * settings.detour:
            found[place] = settings.walk_along_s(along)
    return found


def _metres_along_streets(timetable: Timetable, place: int, door: Position, roads: Roads | None) -> float | None:
    """To the nearest stop of a place; None when the streets are not known."""
    if roads is None:
        return None
    stops = (timetable.stops[stop] for stop in timetable.stops_of_place[place])
    points = [Position(stop.lat, stop.lon) for stop in stops if stop.lat is not None and stop.lon is not None]
    known = [metres for point in points if (metres := roads.find_walk_m(door, point)) is not None]
    return min(known, default=None)


def walking_time(origin: Position, goal: Position, settings: RideSettings = DEFAULTS) -> timedelta:
    """On foot all the way: when it is less than a ride takes, the answer is to walk. Of a walk that is farther along
    the streets than walks are measured, the least that it takes."""
    along = settings.roads.find_walk_m(origin, goal) if settings.roads else None
    estimate = settings.walk_s(distance_m(origin, goal))
    if along is None:
        return timedelta(seconds=estimate)
    if along == inf:
        return timedelta(seconds=max(estimate, settings.walk_along_s(FARTHEST_WALK_M)))
    return timedelta(seconds=settings.walk_along_s(along))


def stop_ends(timetable: Timetable, from_stop: int, to_stop: int) -> Ends:
    """The places of two stops (indexes), and what transfers.txt lets one walk from the first and to the second."""
    start, goal = int(timetable.place_of_stop[from_stop]), int(timetable.place_of_stop[to_stop])
    starts = dict(timetable.transfers[start])
    goals = {
        place: seconds for place, near in enumerate(timetable.transfers) for other, seconds in near if other == goal
    }
    return Ends({**starts, start: 0}, {**goals, goal: 0})


def earliest_between(timetable: Timetable, hops: ServiceDay, ends: Ends, depart: int) -> Journey | None:
    """No walk but those of transfers.txt, no time to change, any number of rides: there first; of equals the latest
    to leave, then the fewest rides. Within a place one changes freely, whatever transfers.txt says.
    """
    ways = Ways(timetable.transfers)
    walk, arrive = _on_foot(ends), earliest_arrival(hops, ends, ways, depart)
    if walk is not None and (arrive is None or depart + walk <= arrive):
        return Journey(hops.time_of(depart), hops.time_of(depart + walk), ())
    found = latest_departure(hops, ends, ways, depart, arrive) if arrive is not None else None
    return _journey(timetable, hops, *found, _arrival(hops, ends, found[1])) if found else None


def latest_between(timetable: Timetable, hops: ServiceDay, ends: Ends, arrive: int) -> Journey | None:
    """As ``earliest_between``: the latest to leave that is there by ``arrive``; of equals the first there."""
    walk, found = _on_foot(ends), latest_departure(hops, ends, Ways(timetable.transfers), -NEVER, arrive)
    if walk is not None and (found is None or arrive - walk >= found[0]):
        return Journey(hops.time_of(arrive - walk), hops.time_of(arrive), ())
    return earliest_between(timetable, hops, ends, found[0]) if found else None


def _on_foot(ends: Ends) -> int | None:
    """Seconds from one stop to the other without a ride: none in one place, else what transfers.txt says."""
    return min((walk for place, walk in ends.starts.items() if ends.goals.get(place) == 0), default=None)


def _arrival(hops: ServiceDay, ends: Ends, label: Label) -> int:
    last = rides_of(label)[-1][1]
    return hops.arrival[last] + ends.goals[hops.to_place[last]]


def _journey(timetable: Timetable, hops: ServiceDay, leave: int, label: Label, arrive: int) -> Journey:
    rides = tuple(_ride(timetable, hops, board, alight) for board, alight in rides_of(label))
    return Journey(hops.time_of(leave), hops.time_of(arrive), rides)


def _ride(timetable: Timetable, hops: ServiceDay, board: int, alight: int) -> Ride:
    first, last = hops.hop[board], hops.hop[alight]
    number = int(timetable.trip_of_run[timetable.hops.run[first]])
    trip = timetable.trips[number]
    return Ride(
        trip.trip_id,
        timetable.routes[number],
        trip.headsign,
        timetable.stops[timetable.hops.from_stop[first]],
        timetable.stops[timetable.hops.to_stop[last]],
        hops.time_of(hops.departure[board]),
        hops.time_of(hops.arrival[alight]),
        bool(hops.flags[board] & ASK_PICKUP),
        bool(hops.flags[alight] & ASK_DROP_OFF),
        trip.wheelchair_accessible,
        timedelta(seconds=hops.late.get(board, (0, 0))[0]),
        timedelta(seconds=hops.late.get(alight, (0, 0))[1]),
        (hops.service_day(board), first, last),
    )


def _walks(timetable: Timetable, settings: RideSettings) -> tuple[tuple[tuple[int, int], ...], ...]:
    return timetable.walks(settings.walk_between_m, settings.pace_m_s, settings.slack_s, settings.detour)


def _day_of(timetable: Timetable, moment: datetime) -> date:
    return moment.astimezone(timetable.zone).date() if moment.tzinfo else moment.date()


def _cost(end: datetime, journey: Journey, settings: RideSettings) -> float:
    return end.timestamp() + _changes_cost(journey, settings) + len(journey.rides) * 1e-6


def _changes_cost(journey: Journey, settings: RideSettings) -> int:
    return settings.change_costs_s * journey.changes


__all__ = [
    "DEFAULTS",
    "Ends",
    "Journey",
    "Ride",
    "RideSettings",
    "door_ends",
    "earliest_between",
    "find_earliest",
    "find_latest",
    "latest_between",
    "list_between",
    "list_journeys",
    "stop_ends",
    "walking_time",
]
