"""``ride``: from one place to another and back, by what was imported of rides for an area."""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands.areas import add_area, get_area
from bot.commands.errors import CommandError
from bot.commands.imported_rides import load_imported_on_demand
from bot.commands.rehearsal import local_time
from bot.commands.ride_otherwise import describe_means, describe_on_demand, describe_one_way
from bot.feeds import FeedFolder
from bot.realtime import add_delays
from bot.rides import load_rides
from bot.settings import Settings
from knowledge.areas.rides import shipped_on_demand
from knowledge.directory import Directory, load_shipped_directory
from knowledge.model import Place, Position
from knowledge.names import fold
from knowledge.rides.journeys import Journey, Ride, RideSettings, door_ends, find_earliest, find_latest
from knowledge.rides.out_and_back import SEARCH_DAYS, Obstacle, RidePlan, Wish, plan_ride
from knowledge.rides.timetable import Timetable
from knowledge.rides.zones import End

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
class Named:
    name: str
    position: Position
    place: Place | None = None
    """None for a mere stop."""

    @property
    def end(self) -> End:
        return End.of(self.place) if self.place else End(self.position)


@dataclass(frozen=True, slots=True)
class Trip:
    """What was asked."""

    directory: Directory
    origin: Named
    goal: Named
    when: datetime
    """Aware, in the timetable's zone."""
    now: datetime
    """Aware, UTC."""
    is_arrival: bool
    stay: timedelta | None

    @property
    def timetable(self) -> Timetable | None:
        return self.directory.rides.timetable_at(self.now)

    @property
    def settings(self) -> RideSettings:
        return replace(self.directory.area.ride_settings, roads=self.directory.rides.roads)

    @property
    def wish(self) -> Wish:
        return Wish(self.stay or timedelta(), None if self.is_arrival else self.when, settings=self.settings)

    def find_hours(self, day: date) -> list[tuple[datetime, datetime]]:
        """An hour to be there by is an appointment: the stay begins then, on each of the days that are tried."""
        start = datetime.combine(day, self.when.time(), self.when.tzinfo)
        return [(start, (start.astimezone(UTC) + self.wish.stay).astimezone(self.when.tzinfo))]


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
    settings, area = Settings.from_env(), get_area(args.area)
    on_demand = [*shipped_on_demand(area, examples=False), *asyncio.run(load_imported_on_demand(settings, area))]
    now = datetime.now(UTC)
    rides = load_rides(settings.data_dir, area, False, on_demand)
    rides = asyncio.run(add_delays(rides, FeedFolder(settings.data_dir, area), now))
    if rides.timetable is None and not rides.on_demand:
        raise CommandError(f"no timetable is there; allo-village import gtfs FILE-OR-URL --area {area.area_id}")
    directory = load_shipped_directory(area.area_id, examples=False, rides=rides)
    origin, goal = (_find_end(directory, text) for text in (args.origin, args.goal))
    if origin.position == goal.position:
        raise CommandError(f"{args.origin!r} and {args.goal!r} are the same place")
    if args.stay is not None and args.stay < 0:
        raise CommandError(f"--stay {args.stay}: minutes, 0 or more")
    asked, zone = args.arrive or args.depart, rides.timetable.zone if rides.timetable else ZoneInfo(area.timezone)
    when = local_time(asked, zone) if asked else now.astimezone(zone)
    stay = None if args.stay is None else timedelta(minutes=args.stay)
    trip = Trip(directory, origin, goal, when, now, bool(args.arrive), stay)
    described = _answer(trip)
    print(json.dumps(described, ensure_ascii=False) if args.json else "\n".join(_lines(described)))
    return 0 if described["out"] or described["on_demand"] else 1


def _answer(trip: Trip) -> dict[str, Any]:
    timetable = trip.timetable
    plan = _plan(trip, timetable) if timetable and trip.stay is not None else None
    out = _find_one(trip, timetable) if timetable and trip.stay is None else None
    described = _describe(trip, plan, out)
    is_missing = described["day"] != described["asked_day"]
    ends, now = (trip.origin.end, trip.goal.end), trip.now
    if not is_missing:
        on_demand = []
    elif trip.stay is None:
        on_demand = describe_one_way(trip.directory, ends, trip.when, now, trip.is_arrival)
    else:
        hours_of = trip.find_hours if trip.is_arrival else None
        on_demand = describe_on_demand(trip.directory, ends, trip.when, now, trip.wish, hours_of)
    means = describe_means(trip.directory, trip.origin.place, trip.goal.place) if is_missing else []
    return {**described, "on_demand": on_demand, "other_means": means}


def _plan(trip: Trip, timetable: Timetable) -> RidePlan:
    hours_of = trip.find_hours if trip.is_arrival else None
    return plan_ride(timetable, trip.origin.position, trip.goal.position, trip.when.date(), trip.wish, hours_of)


def _find_one(trip: Trip, timetable: Timetable) -> Journey | None:
    """On the day that was asked, else the first of the next days that has one."""
    find = find_latest if trip.is_arrival else find_earliest
    for later in range(SEARCH_DAYS):
        when = trip.when + timedelta(days=later)
        if later and not trip.is_arrival:
            when = when.replace(hour=0, minute=0, second=0)
        found = find(timetable, trip.origin.position, trip.goal.position, when, trip.settings)
        if found:
            return found
    return None


def _find_end(directory: Directory, text: str) -> Named:
    """A place of the area, else a stop of that name. Raises CommandError when there is neither."""
    words = fold(text).split()
    mentions = [m for m in directory.place_names.find_mentions(words) if m.end - m.start == len(words) and m.places]
    if mentions:
        place = max(mentions, key=lambda mention: mention.score).places[0]
        return Named(place.name, place.position, place)
    stops = directory.rides.timetable.stops if directory.rides.timetable else ()
    for stop in stops:
        if stop.lat is not None and stop.lon is not None and text in (stop.stop_id, stop.name):
            return Named(stop.name, Position(stop.lat, stop.lon))
    for stop in stops:
        if stop.lat is not None and stop.lon is not None and fold(stop.name).split() == words:
            return Named(stop.name, Position(stop.lat, stop.lon))
    raise CommandError(f"no place and no stop called {text!r} is known in {directory.area.area_id}")


def _describe(trip: Trip, plan: RidePlan | None, out: Journey | None) -> dict[str, Any]:
    pair = plan.pair if plan else None
    out = pair.out if pair else out
    obstacle = plan.obstacle if plan else None
    last_day = trip.timetable.last_day if trip.timetable else None
    if out is None and obstacle is None:
        obstacle = _find_obstacle(trip, trip.timetable) if trip.timetable else "expired"
    return {
        "from": trip.origin.name,
        "to": trip.goal.name,
        "asked_day": trip.when.date().isoformat(),
        "day": out.depart.date().isoformat() if out else None,
        "obstacle": obstacle,
        "last_day": last_day.isoformat() if last_day else None,
        "out": _describe_journey(out),
        "back": _describe_journey(pair.back if pair else None),
        "away_min": int(pair.away.total_seconds() // 60) if pair else None,
        "outward_only": _describe_journey(plan.outward if plan else None),
    }


def _find_obstacle(trip: Trip, timetable: Timetable) -> Obstacle:
    ends = door_ends(timetable, trip.origin.position, trip.goal.position, trip.settings)
    if not ends.starts or not ends.goals:
        return "no_stop_near_goal" if ends.starts else "no_stop_near_origin"
    return "no_outward" if timetable.covers(trip.when.date()) else "expired"


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
        "departs_later_s": round(ride.departs_later.total_seconds()),
        "arrives_later_s": round(ride.arrives_later.total_seconds()),
        "ask_before": ride.ask_pickup or ride.ask_drop_off,
    }


def _lines(described: dict[str, Any]) -> list[str]:
    lines = [f"{described['from']} -> {described['to']}"]
    if described["obstacle"]:
        lines.append(f"{described['asked_day']}: {OBSTACLES[described['obstacle']]}.")
    if described["obstacle"] == "expired" and described["last_day"]:
        lines.append(f"The timetables end on {described['last_day']}.")
    if described["day"]:
        lines.append(f"On {described['day']}:")
    for name in ("out", "back"):
        if journey := described[name]:
            lines.append(f"  {name:4} {_clock(journey['depart'])}-{_clock(journey['arrive'])} (door to door)")
            lines += [f"       {_leg_line(leg)}" for leg in journey["legs"]]
    if described["away_min"] is not None:
        lines.append(f"Away {described['away_min'] // 60} h {described['away_min'] % 60:02}.")
    lines += [_on_demand_line(option) for option in described["on_demand"]]
    lines += [
        f"  or {means['name']} ({means['condition']}) {means['phone'] or ''}" for means in described["other_means"]
    ]
    return lines


def _on_demand_line(option: dict[str, Any]) -> str:
    out, back = option["out"], option["back"]
    line = f"  on demand {out['service']}: {out['pickup_from'][:16]} to {_clock(out['pickup_until'])}"
    if back:
        line += f", back {_clock(back['pickup_from'])} to {_clock(back['pickup_until'])}"
    by = f" before {out['book_by'][:16]}" if out["book_by"] else ", deadline to be confirmed"
    return f"{line}; ring {out['phone'] or '?'}{by}"


def _leg_line(leg: dict[str, Any]) -> str:
    line = f"{_clock(leg['depart'])} {leg['from_name']} -> {_clock(leg['arrive'])} {leg['to_name']}, {leg['route']}"
    late = round(max(leg["departs_later_s"], leg["arrives_later_s"]) / 60)
    line += f", {late} min late" if late > 0 else ""
    return f"{line} (ring before)" if leg["ask_before"] else line


def _clock(moment: str) -> str:
    return moment[11:16]
