"""How to get there and back: what the timetables have, else the day that has it, and who may take one instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from handlers.answers.ride_considered import list_considered
from handlers.answers.ride_lines import ENOUGH, Before, short_way, way_versions
from handlers.answers.ride_means import list_means, short_means, tell_lift
from handlers.answers.ride_on_demand import find_booked, find_booked_return
from handlers.answers.ride_otherwise import answer_otherwise
from handlers.answers.ride_reasons import tell_obstacle, tell_reasons
from handlers.answers.ride_search import Direction, Found, Way, search, search_beside
from handlers.answers.ride_trip import LONGEST_WALK, TRANSPORT, Trip, find_trip, is_transport
from handlers.answers.scene import Answered, Scene, plain
from handlers.model import Button, ConsideredRide, Reply, When
from knowledge.geo import road_distance_m
from knowledge.model import Place
from knowledge.rides.journeys import walking_time
from knowledge.rides.timetable import Timetable


def answer_ride(scene: Scene) -> Answered:
    """The whole ride; "plus tard", "plus tôt", "autre" go on from the one that was shown."""
    origin, place = scene.find_place(scene.topic.origin_id), scene.find_place(scene.topic.place_id)
    trip = find_trip(scene)
    if origin is None or place is None or trip is None:
        return plain(scene, "ask_destination")
    if origin == place and trip.service is None:
        return plain(scene, "ride_same_place", place=place.name)
    timetable, ends = scene.timetable, (origin, place)
    if _wants_other_means(scene):
        return answer_otherwise(scene, trip, ends)
    found = _find(scene, timetable, trip) if timetable else None
    walk = _walk(scene, trip, found)
    if walk is not None:
        return _on_foot(scene, trip, walk)
    if timetable is None:
        return answer_otherwise(scene, trip, ends, _always(scene.say("ride_no_timetable").strip()))
    if found is None:
        nothing_later = _always(scene.say("ride_no_later")) if scene.topic.shown else Before()
        return answer_otherwise(scene, trip, ends, nothing_later)
    if found.way is None:
        return answer_otherwise(scene, trip, ends, tell_reasons(scene, trip, found), found)
    if scene.topic.is_back and found.obstacle:
        # Who is there already gets no bus of another day.
        none_back = replace(found, way=None, obstacle="no_return" if found.obstacle == "no_outward" else found.obstacle)
        return answer_otherwise(scene, trip, ends, tell_obstacle(scene, trip, none_back), none_back)
    same_day = _booked_that_day(scene, trip, found)
    if same_day is not None:
        bus = scene.say("ride_or_bus", ride=short_way(scene, found.way))
        return answer_otherwise(scene, trip, ends, same_day, found, bus)
    return _tell(scene, trip, found, found.way, ends)


def _booked_that_day(scene: Scene, trip: Trip, found: Found) -> Before | None:
    """Why no bus, where somebody who is rung for goes both ways on the day asked, or back from where a bus goes."""
    if not found.obstacle:
        return None
    if find_booked(scene, trip):
        return tell_obstacle(scene, trip, replace(found, outward=None))
    if found.outward and find_booked_return(scene, trip, found.outward):
        return tell_obstacle(scene, trip, found)
    return None


def _always(sentence: str) -> Before:
    return Before((sentence,), (sentence,))


def _wants_other_means(scene: Scene) -> bool:
    """ "l'arrêt est trop loin pour moi", or a taxi asked for by name."""
    by_name = any(is_transport(scene, need) for need in scene.topic.needs[:1])
    on_line = set(scene.topic.needs) & {TRANSPORT, "bus_stop", "bus_station", "train_station"}
    cannot_walk = "ride.walk" in scene.said.cues and not scene.after.wheelchair
    return cannot_walk or (by_name and not on_line)


def _find(scene: Scene, timetable: Timetable, trip: Trip) -> Found | None:
    """None when "autre" has nothing left to show of the day's timetable."""
    shown = scene.topic.shown
    if scene.decision.intent != "more":
        return search(timetable, trip)
    if shown is None:
        return None if _on_foot_all_the_way(trip) <= LONGEST_WALK else search(timetable, trip)
    cues = scene.said.cues
    direction: Direction = "earlier" if "ride.earlier" in cues and "ride.later" not in cues else "later"
    found = search_beside(timetable, trip, shown.start, direction)
    is_plain_more = not cues & {"ride.earlier", "ride.later"}
    return None if is_plain_more and found.note else found


def _on_foot_all_the_way(trip: Trip) -> timedelta:
    return walking_time(trip.origin.position, trip.goal.position, trip.wish.settings)


def _walk(scene: Scene, trip: Trip, found: Found | None) -> timedelta | None:
    """How long it takes on foot, when that is the better way."""
    if scene.after.wheelchair or "ride.walk" in scene.said.cues or scene.decision.intent == "more":
        return None
    walk = _on_foot_all_the_way(trip)
    rides = found.way.out.arrive - found.way.out.depart if found and found.way else None
    return walk if walk <= LONGEST_WALK and (rides is None or walk <= rides) else None


def _on_foot(scene: Scene, trip: Trip, walk: timedelta) -> Answered:
    line = scene.say(
        "ride_on_foot",
        origin=trip.origin.name,
        place=trip.goal.name,
        minutes=round(walk.total_seconds() / 60),
        distance=scene.wording.distance(road_distance_m(trip.origin.position, trip.goal.position)),
    )
    considered = ConsideredRide(f"on foot {walk}", "sooner there than by any ride")
    return Answered(Reply((line,)), scene.after, scene.decision.events, rides=(considered,))


def _tell(scene: Scene, trip: Trip, found: Found, way: Way, ends: tuple[Place, Place]) -> Answered:
    versions = way_versions(scene, trip, found, way, tell_reasons(scene, trip, found))
    gap = _gap(scene, ends) if found.obstacle in ("no_return", "no_outward") else None
    if gap:
        versions = [[*versions[0], gap], [*versions[2], gap], *versions]
    shorter = tuple(tuple(lines) for lines in versions[1:])
    shown = When(way.planned_start, way.out.arrive, "window")
    free = trip.free or scene.topic.free or time() if scene.topic.is_back else _hour_of(way)
    after = scene.after.evolve(topic=replace(scene.topic, shown=shown, free=free))
    reply = Reply(tuple(versions[0]), shorter, ENOUGH, _buttons(scene))
    return Answered(reply, after, scene.decision.events, rides=list_considered(trip, found, way))


def _hour_of(way: Way) -> time | None:
    """When the stay is over; a stay past midnight leaves no way back that day."""
    if way.free is None:
        return None
    return way.free.time() if way.free.date() == way.out.depart.date() else time(23, 59)


def _gap(scene: Scene, ends: tuple[Place, Place]) -> str | None:
    """Who may take one on the day that has no bus there and back."""
    return tell_lift(scene) or short_means(scene, list_means(scene, *ends))


def _buttons(scene: Scene) -> tuple[Button, ...]:
    replies = scene.wording.language.replies
    labels = [replies[key] for key in ("button_later", "button_earlier", "button_tomorrow", "button_other")]
    return tuple(Button(label, label) for label in labels)
