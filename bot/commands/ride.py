"""``ride``: from one place to another and back, by the timetables imported for an area."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.commands.areas import add_area, get_area
from bot.commands.errors import CommandError
from bot.commands.rehearsal import local_time
from bot.feeds import FeedFolder
from bot.roads import RoadsFolder
from bot.settings import Settings
from knowledge.directory import Directory, load_shipped_directory
from knowledge.model import Position
from knowledge.names import fold
from knowledge.rides.journeys import Journey, Ride, RideSettings, door_ends, find_earliest, find_latest
from knowledge.rides.out_and_back import SEARCH_DAYS, Obstacle, RidePlan, Wish, plan_ride
from knowledge.rides.timetable import Timetable

OBSTACLES: dict[Obstacle, str] = {
    "expired": "no timetable speaks of that day",
    "no_stop_near_origin": "no stop within walking distance of the start",
    "no_stop_near_goal": "no stop within walking distance of the destination",
    "closed": "closed that day",
    "no_outward": "no way there that day",
    "no_return": "no way back that day",
    "not_in_time": "no way there and back at that time",
}


@dataclass(frozen=True, slots=True)
class End:
    name: str
    position: Position


@dataclass(frozen=True, slots=True)
class Trip:
    """What was asked."""

    timetable: Timetable
    origin: End
    goal: End
    when: datetime
    """Aware, in the timetable's zone."""
    is_arrival: bool
    stay: timedelta | None
    settings: RideSettings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_area(parser)
    parser.add_argument("--from", dest="origin", metavar="X", required=True, help="a commune, hamlet or stop")
    parser.add_argument("--to", dest="goal", metavar="Y", required=True, help="a commune, hamlet or stop")
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--depart", metavar="ISO", help="leave then or later, local time (now)")
    when.add_argument("--arrive", metavar="ISO", help="be there by then")
    parser.add_argument("--stay", metavar="MIN", type=int, help="minutes to stay; then the way back is found too")
    parser.add_argument("--json", action="store_true", help="print one object")


def run(args: argparse.Namespace) -> int:
    area, data_dir = get_area(args.area), Settings.from_env().data_dir
    timetable = FeedFolder(data_dir, area).load_timetable()
    if timetable is None:
        raise CommandError(f"no timetable is there; allo-village import gtfs FILE-OR-URL --area {area.area_id}")
    directory = load_shipped_directory(area.area_id, examples=False)
    origin, goal = (_find_end(directory, timetable, text) for text in (args.origin, args.goal))
    asked = args.arrive or args.depart
    when = local_time(asked, timetable.zone) if asked else datetime.now(UTC).astimezone(timetable.zone)
    stay = None if args.stay is None else timedelta(minutes=args.stay)
    settings = RideSettings(roads=RoadsFolder(data_dir, area).load())
    trip = Trip(timetable, origin, goal, when, bool(args.arrive), stay, settings)
    plan, out = (_plan(trip), None) if stay is not None else (None, _find_one(trip))
    described = _describe(trip, plan, out)
    print(json.dumps(described, ensure_ascii=False) if args.json else "\n".join(_lines(described)))
    return 0 if described["out"] else 1


def _plan(trip: Trip) -> RidePlan:
    """An hour to be there by is an appointment: the stay begins then, on each of the days that are tried."""
    wish = Wish(trip.stay or timedelta(), None if trip.is_arrival else trip.when, settings=trip.settings)
    hours_of: Callable[[date], list[tuple[datetime, datetime]] | None] | None = None
    if trip.is_arrival:

        def hours_of(day: date) -> list[tuple[datetime, datetime]]:
            start = datetime.combine(day, trip.when.time(), trip.when.tzinfo)
            return [(start, (start.astimezone(UTC) + wish.stay).astimezone(trip.when.tzinfo))]

    return plan_ride(trip.timetable, trip.origin.position, trip.goal.position, trip.when.date(), wish, hours_of)


def _find_one(trip: Trip) -> Journey | None:
    """On the day that was asked, else the first of the next days that has one."""
    find = find_latest if trip.is_arrival else find_earliest
    for later in range(SEARCH_DAYS):
        when = trip.when + timedelta(days=later)
        if later and not trip.is_arrival:
            when = when.replace(hour=0, minute=0, second=0)
        found = find(trip.timetable, trip.origin.position, trip.goal.position, when, trip.settings)
        if found:
            return found
    return None


def _find_end(directory: Directory, timetable: Timetable, text: str) -> End:
    """A place of the area, else a stop of that name. Raises CommandError when there is neither."""
    words = fold(text).split()
    mentions = [m for m in directory.place_names.find_mentions(words) if m.end - m.start == len(words) and m.places]
    if mentions:
        place = max(mentions, key=lambda mention: mention.score).places[0]
        return End(place.name, place.position)
    for stop in timetable.stops:
        if stop.lat is not None and stop.lon is not None and text in (stop.stop_id, stop.name):
            return End(stop.name, Position(stop.lat, stop.lon))
    for stop in timetable.stops:
        if stop.lat is not None and stop.lon is not None and fold(stop.name).split() == words:
            return End(stop.name, Position(stop.lat, stop.lon))
    raise CommandError(f"no place and no stop called {text!r} is known in {directory.area.area_id}")


def _describe(trip: Trip, plan: RidePlan | None, out: Journey | None) -> dict[str, Any]:
    pair = plan.pair if plan else None
    out = pair.out if pair else out
    obstacle = plan.obstacle if plan else None
    if out is None and obstacle is None:
        obstacle = _find_obstacle(trip)
    return {
        "from": trip.origin.name,
        "to": trip.goal.name,
        "asked_day": trip.when.date().isoformat(),
        "day": out.depart.date().isoformat() if out else None,
        "obstacle": obstacle,
        "last_day": trip.timetable.last_day.isoformat() if trip.timetable.last_day else None,
        "out": _describe_journey(out),
        "back": _describe_journey(pair.back if pair else None),
        "away_min": int(pair.away.total_seconds() // 60) if pair else None,
        "outward_only": _describe_journey(plan.outward if plan else None),
    }


def _find_obstacle(trip: Trip) -> Obstacle:
    ends = door_ends(trip.timetable, trip.origin.position, trip.goal.position, trip.settings)
    if not ends.starts or not ends.goals:
        return "no_stop_near_goal" if ends.starts else "no_stop_near_origin"
    return "no_outward" if trip.timetable.covers(trip.when.date()) else "expired"


def _describe_journey(journey: Journey | None) -> dict[str, Any] | None:
    if journey is None:
        return None
    return {
        "depart": journey.depart.isoformat(),
        "arrive": journey.arrive.isoformat(),
        "legs": [_describe_ride(ride) for ride in journey.rides],
    }


def _describe_ride(ride: Ride) -> dict[str, Any]:
    return {
        "trip_id": ride.trip_id,
        "route": ride.route.short_name or ride.route.long_name,
        "headsign": ride.headsign,
        "from_stop": ride.from_stop.stop_id,
        "from_name": ride.from_stop.name,
        "to_stop": ride.to_stop.stop_id,
        "to_name": ride.to_stop.name,
        "depart": ride.depart.isoformat(),
        "arrive": ride.arrive.isoformat(),
        "ask_before": ride.ask_pickup or ride.ask_drop_off,
    }


def _lines(described: dict[str, Any]) -> list[str]:
    lines = [f"{described['from']} -> {described['to']}"]
    if described["obstacle"]:
        lines.append(f"{described['asked_day']}: {OBSTACLES[described['obstacle']]}.")
    if described["obstacle"] == "expired":
        lines.append(f"The timetables end on {described['last_day']}.")
    if described["day"]:
        lines.append(f"On {described['day']}:")
    for name in ("out", "back"):
        if journey := described[name]:
            lines.append(f"  {name:4} {_clock(journey['depart'])}-{_clock(journey['arrive'])} (door to door)")
            lines += [f"       {_leg_line(leg)}" for leg in journey["legs"]]
    if described["away_min"] is not None:
        lines.append(f"Away {described['away_min'] // 60} h {described['away_min'] % 60:02}.")
    return lines


def _leg_line(leg: dict[str, Any]) -> str:
    line = f"{_clock(leg['depart'])} {leg['from_name']} -> {_clock(leg['arrive'])} {leg['to_name']}, {leg['route']}"
    return f"{line} (ring before)" if leg["ask_before"] else line


def _clock(moment: str) -> str:
    return moment[11:16]
