"""Why the ride that is told is not the one that was asked for: what must be read first."""

from __future__ import annotations

from dataclasses import replace

from handlers.answers.ride_lines import SHORT, Before, Shape, journey_text, line_name
from handlers.answers.ride_search import Found, search
from handlers.answers.ride_trip import Trip
from handlers.answers.scene import Scene
from knowledge.rides.timetable import Timetable

WITH_OUTWARD = ("ride_obstacle_no_return", "ride_obstacle_no_return_after", "ride_obstacle_too_late")
LONG, BRIEF = replace(SHORT, stop_limit=18), replace(SHORT, stop_limit=16, terse=True)


def tell_reasons(scene: Scene, trip: Trip, found: Found) -> Before:
    """Nothing when it is the ride that was asked for."""
    gone = tell_cancelled(scene, trip)
    short = found if trip.not_after or found.way is None else replace(found, outward=None)
    return Before((*gone, *_list(scene, trip, found, LONG)), (*gone, *_list(scene, trip, short, BRIEF)))


def tell_cancelled(scene: Scene, trip: Trip) -> tuple[str, ...]:
    """What would have been told, had its operator not cancelled it."""
    planned, live = scene.directory.rides.timetable, scene.timetable
    if planned is None or live is None or live.news is None or scene.decision.intent == "more":
        return ()
    way = search(planned, trip).way
    news = live.news
    told_on = news.told_at.astimezone(planned.zone).date()
    rides = [ride for journey in (way.journeys if way else ()) for ride in journey.rides]
    return tuple(
        scene.say("ride_cancelled", time=scene.wording.hour(ride.depart), line=line_name(scene, ride.route, 14))
        for ride in rides
        if news.is_cancelled(ride.trip_id, ride.depart.date(), told_on)
    )[:1]


def _list(scene: Scene, trip: Trip, found: Found, shape: Shape) -> list[str]:
    """Sentences, in the order in which they are read."""
    reasons = []
    if found.note and found.note != "late":
        reasons.append(scene.say(f"ride_{found.note}"))
    elif found.note == "late" and scene.directory.area.home_by:
        reasons.append(scene.say("ride_late", time=scene.wording.hour(scene.directory.area.home_by)))
    if found.obstacle is not None:
        reasons.append(_obstacle(scene, trip, found, shape))
        if found.way is not None:
            reasons[-1] = f"{reasons[-1]} {scene.say('ride_first_day')}"
        elif found.obstacle in ("no_outward", "no_return", "not_in_time", "closed") and not (
            trip.not_after or shape.terse
        ):
            reasons.append(scene.say("ride_nothing_soon"))
    return reasons


def tell_obstacle(scene: Scene, trip: Trip, found: Found) -> Before:
    """Why not on the day that was asked about; with the way there where only the way back is missing."""
    return Before((_obstacle(scene, trip, found, LONG),), (_obstacle(scene, trip, found, BRIEF),))


def _obstacle(scene: Scene, trip: Trip, found: Found, shape: Shape) -> str:
    timetable = scene.timetable
    day = scene.wording.day(trip.day)
    told = {"day": day[:1].upper() + day[1:], "origin": trip.origin.name, "place": trip.goal.name}
    if found.obstacle == "expired" and timetable is not None:
        return _expired(scene, timetable)
    key = f"ride_obstacle_{found.obstacle}"
    is_in_time = found.outward is not None and trip.not_after is not None and found.outward.arrive <= trip.not_after
    if trip.not_after and not scene.topic.is_back and found.obstacle in ("not_in_time", "no_return"):
        key = "ride_obstacle_no_return_after" if is_in_time else "ride_obstacle_too_late"
    if found.outward is not None and key in WITH_OUTWARD:
        return scene.say(f"{key}_out", **told, out=journey_text(scene, found.outward, shape))
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
