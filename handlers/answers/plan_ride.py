"""How to get there and back: what the timetables have, else the day that has it, and who may take one instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.answers.ride_lines import ENOUGH, SHAPES, Before, journey_text, way_versions
from handlers.answers.ride_means import list_means, means_lines, short_means
from handlers.answers.ride_search import Direction, Found, Way, search, search_beside
from handlers.answers.ride_trip import LONGEST_WALK, Trip, find_trip
from handlers.answers.scene import Answered, Scene, plain
from handlers.model import Button, ConsideredRide, Event, Reply, When
from handlers.wording import shorten
from knowledge.geo import distance_m, road_distance_m
from knowledge.model import Place
from knowledge.rides.journeys import walking_time
from knowledge.rides.other_means import Means
from knowledge.rides.timetable import Timetable


def answer_ride(scene: Scene) -> Answered:
    """The whole ride; "plus tard", "plus tôt", "autre" go on from the one that was shown."""
    origin, place = scene.find_place(scene.topic.origin_id), scene.find_place(scene.topic.place_id)
    trip = find_trip(scene)
    if origin is None or place is None or trip is None:
        return plain(scene, "ask_destination")
    if origin.commune_id == place.commune_id and trip.service is None and origin == place:
        return plain(scene, "ride_same_place", place=place.name)
    timetable = scene.directory.rides.timetable
    if timetable is None or _wants_other_means(scene):
        return _other_means(scene, trip, (origin, place), [_no_timetable(scene, timetable)])
    found = _find(scene, timetable, trip)
    walk = _walk(scene, trip, found)
    if walk is not None:
        return _on_foot(scene, trip, walk)
    if found is None or found.way is None:
        nothing_later = [scene.say("ride_no_later")] if scene.topic.shown else []
        reasons = _reasons(scene, trip, found, timetable) if found else nothing_later
        return _other_means(scene, trip, (origin, place), reasons, found)
    return _tell(scene, trip, found, found.way, (origin, place))


def _wants_other_means(scene: Scene) -> bool:
    """ "l'arrêt est trop loin pour moi", or a taxi asked for by name."""
    by_name = any(scene.directory.taxonomy.get(need).parent == "transport" for need in scene.topic.needs[:1])
    on_line = set(scene.topic.needs) & {"bus_stop", "bus_station", "train_station"}
    cannot_walk = "ride.walk" in scene.said.cues and not scene.after.wheelchair
    return cannot_walk or (by_name and not on_line)


def _find(scene: Scene, timetable: Timetable, trip: Trip) -> Found | None:
    """None when "autre" has nothing left to show of the day's timetable."""
    shown = scene.topic.shown
    if scene.decision.intent != "more":
        return search(timetable, trip)
    if shown is None:
        return None if _is_near(trip) else search(timetable, trip)
    cues = scene.said.cues
    direction: Direction = "earlier" if "ride.earlier" in cues and "ride.later" not in cues else "later"
    found = search_beside(timetable, trip, shown.start, direction)
    is_plain_more = not cues & {"ride.earlier", "ride.later"}
    return None if is_plain_more and found.note else found


def _is_near(trip: Trip) -> bool:
    return walking_time(trip.origin, trip.goal, trip.wish.settings) <= LONGEST_WALK


def _walk(scene: Scene, trip: Trip, found: Found | None) -> timedelta | None:
    """How long it takes on foot, when that is the better way."""
    if scene.after.wheelchair or "ride.walk" in scene.said.cues or scene.decision.intent == "more":
        return None
    walk = walking_time(trip.origin, trip.goal, trip.wish.settings)
    rides = found.way.out.arrive - found.way.out.depart if found and found.way else None
    return walk if walk <= LONGEST_WALK and (rides is None or walk <= rides) else None


def _on_foot(scene: Scene, trip: Trip, walk: timedelta) -> Answered:
    line = scene.say(
        "ride_on_foot",
        origin=trip.origin_name,
        place=trip.goal_name,
        minutes=round(walk.total_seconds() / 60),
        distance=scene.wording.distance(road_distance_m(trip.origin, trip.goal)),
    )
    considered = ConsideredRide(f"on foot {walk}", "sooner there than by any ride")
    return Answered(Reply((line,)), scene.after, scene.decision.events, rides=(considered,))


def _tell(scene: Scene, trip: Trip, found: Found, way: Way, ends: tuple[Place, Place]) -> Answered:
    timetable = scene.directory.rides.timetable
    full, short = (
        _reasons(scene, trip, found, timetable),
        _reasons(scene, trip, replace(found, outward=None), timetable),
    )
    versions = way_versions(scene, trip, found, way, Before(tuple(full), tuple(short)))
    gap = short_means(scene, list_means(scene, *ends)) if found.obstacle in ("no_return", "no_outward") else None
    if gap:
        versions = [[*versions[0], gap], [*versions[2], gap], *versions]
    shorter = tuple(tuple(lines) for lines in versions[1:])
    shown = When(way.out.depart, way.out.arrive, "window")
    after = scene.after.evolve(topic=replace(scene.topic, shown=shown))
    reply = Reply(tuple(versions[0]), shorter, ENOUGH, _buttons(scene))
    return Answered(reply, after, scene.decision.events, rides=_considered(trip, found, way))


def _other_means(
    scene: Scene, trip: Trip, ends: tuple[Place, Place], reasons: Sequence[str], found: Found | None = None
) -> Answered:
    """Why no ride can be told, the way there when only the way back is missing, then who else may take one."""
    skip = scene.after.options if scene.decision.intent == "more" else ()
    means = list_means(scene, *ends, skip)
    events = scene.decision.events
    if found is not None or not means:
        events = (*events, Event("no_ride_found", {"from": ends[0].place_id, "to": ends[1].place_id}))
    if not means:
        none = scene.say("ride_none", origin=ends[0].name, place=ends[1].name, lag=scene.lag)
        lines = (*reasons, none) if found is not None else (none,)
        return Answered(Reply(lines), scene.after, events, rides=_refused(trip, found))
    versions = _means_versions(scene, trip, [reason for reason in reasons if reason], means)
    options = tuple(one.service.service_id for one in means)
    after = scene.after.evolve(options=options, offset=0, chosen_id=None)
    buttons = tuple(Button(str(number), str(number)) for number in range(1, len(means) + 1))
    return Answered(Reply(versions[0], versions[1:], 3, buttons), after, events, rides=_refused(trip, found))


def _means_versions(
    scene: Scene, trip: Trip, reasons: Sequence[str], means: Sequence[Means]
) -> tuple[tuple[str, ...], ...]:
    wording = scene.wording
    when = f", {wording.when(scene.topic.when)}" if scene.topic.when else ""
    key = "ride_header_back" if scene.topic.is_back else "ride_header"
    header = scene.say(key, origin=shorten(trip.origin_name, 40), place=shorten(trip.goal_name, 40), when=when)
    distance = scene.say("ride_distance", distance=wording.distance(distance_m(trip.origin, trip.goal)))
    full, plain_lines = means_lines(scene, means), means_lines(scene, means, 34, condition=False)
    hint = scene.say("ride_hint")
    head = (*reasons, header)
    return (
        (*head, *full, distance, hint),
        (*head, *full, hint),
        (*head, *full),
        (*head, *full[:2]),
        (*head, *plain_lines),
        (*head, *plain_lines[:2]),
        (*reasons, *plain_lines[:2]),
        (*reasons[:1], *plain_lines[:1]),
    )


def _no_timetable(scene: Scene, timetable: Timetable | None) -> str:
    return scene.say("ride_no_timetable").strip() if timetable is None else ""


def _reasons(scene: Scene, trip: Trip, found: Found, timetable: Timetable | None) -> list[str]:
    """What must be read first: why the ride is not the one that was asked for."""
    reasons = []
    if found.note and found.note != "late":
        reasons.append(scene.say(f"ride_{found.note}"))
    elif found.note == "late" and scene.directory.area.home_by:
        reasons.append(scene.say("ride_late", time=scene.wording.hour(scene.directory.area.home_by)))
    if found.obstacle is not None:
        reasons.append(_obstacle(scene, trip, found, timetable))
        if found.way is not None:
            reasons[-1] = f"{reasons[-1]} {scene.say('ride_first_day')}"
        elif found.obstacle in ("no_outward", "no_return", "not_in_time", "closed") and not trip.not_after:
            reasons.append(scene.say("ride_nothing_soon"))
    return reasons


def _obstacle(scene: Scene, trip: Trip, found: Found, timetable: Timetable | None) -> str:
    day = scene.wording.day(trip.day)
    told = {"day": day[:1].upper() + day[1:], "origin": trip.origin_name, "place": trip.goal_name}
    if found.obstacle == "expired" and timetable is not None:
        return _expired(scene, timetable)
    key = f"ride_obstacle_{found.obstacle}"
    is_in_time = found.outward is not None and trip.not_after is not None and found.outward.arrive <= trip.not_after
    if trip.not_after and found.obstacle in ("not_in_time", "no_return"):
        key = "ride_obstacle_no_return_after" if is_in_time else "ride_obstacle_too_late"
    if found.outward is not None and key in ("ride_obstacle_no_return", "ride_obstacle_no_return_after"):
        return scene.say(f"{key}_out", **told, out=journey_text(scene, found.outward, SHAPES[6]))
    return scene.say(key, **told)


def _expired(scene: Scene, timetable: Timetable) -> str:
    """No times, but who knows them: the agency's number where the feed has it."""
    last = timetable.last_day
    until = last.strftime("%d/%m/%Y") if last else "?"
    phones = dict.fromkeys(
        (r.agency_name, r.agency_phone) for feed in timetable.feeds for r in feed.routes if r.agency_phone
    )
    agency, phone = next(iter(phones), (None, None))
    if phone is None:
        return scene.say("ride_obstacle_expired", until=until)
    return scene.say("ride_obstacle_expired_phone", until=until, agency=agency or "", phone=phone)


def _buttons(scene: Scene) -> tuple[Button, ...]:
    replies = scene.wording.language.replies
    labels = [replies[key] for key in ("button_later", "button_earlier", "button_tomorrow", "button_other")]
    return tuple(Button(label, label) for label in labels)


def _considered(trip: Trip, found: Found, way: Way) -> tuple[ConsideredRide, ...]:
    """For ``ask --explain``: each way of the day, the one that was told first."""
    told = ConsideredRide(_plain(way), f"told: {_why(trip, found)}")
    spare = _away(way)
    others = (
        ConsideredRide(_plain(one), f"{round((_away(one) - spare).total_seconds() / 60):+d} min away from home")
        for one in found.ways
        if one != way
    )
    return (*_refused(trip, found), told, *others)


def _why(trip: Trip, found: Found) -> str:
    if found.note:
        return found.note.replace("_", " ")
    if trip.is_one_way:
        return "first that suits" if trip.prefers_first else "last that is in time"
    return "the next one was wanted" if trip.prefers_first else "least time away from home"


def _refused(trip: Trip, found: Found | None) -> tuple[ConsideredRide, ...]:
    if found is None or found.obstacle is None:
        return ()
    return (ConsideredRide(f"{trip.day}", f"not that day: {found.obstacle.replace('_', ' ')}"),)


def _plain(way: Way) -> str:
    return ", back ".join(
        f"{journey.depart:%a %d %H:%M}-{journey.arrive:%H:%M} by {'+'.join(ride.trip_id for ride in journey.rides)}"
        for journey in way.journeys
    )


def _away(way: Way) -> timedelta:
    return (way.back or way.out).arrive - way.out.depart


def answer_offer(scene: Scene) -> Answered:
    """A ride offered: noted with what is known, then one question for what is missing."""
    topic, wording = scene.topic, scene.wording
    origin, place = scene.find_place(topic.origin_id), scene.find_place(topic.place_id)
    noted = scene.say(
        "offer_noted",
        origin=origin.name if origin else "?",
        place=place.name if place else "?",
        when=f", {wording.when(topic.when)}" if topic.when else "",
        seats=scene.say("offer_seats", seats=topic.seats) if topic.seats else "",
    )
    missing = {"when": "ask_when", "seats": "ask_seats"}.get(scene.after.awaiting or "")
    lines = (noted, scene.say(missing)) if missing else (noted,)
    return Answered(Reply(lines), scene.after, scene.decision.events)


def answer_withdrawn(scene: Scene) -> Answered:
    return plain(scene, "offer_withdrawn")
