"""Why the ride that is told is not the one that was asked for: what must be read first."""

from __future__ import annotations

from dataclasses import replace

from handlers.answers.ride_lines import SHORT, Before, Shape, journey_text, line_name
from handlers.answers.ride_search import Found, search
from handlers.answers.ride_trip import Trip
from handlers.answers.scene import Scene
from knowledge.rides.journeys import Ride
from knowledge.rides.timetable import Timetable

WITH_OUTWARD = ("ride_obstacle_no_return", "ride_obstacle_no_return_after", "ride_obstacle_too_late")
LONG, BRIEF = replace(SHORT, stop_limit=18), replace(SHORT, stop_limit=16, terse=True)


def tell_reasons(scene: Scene, trip: Trip, found: Found) -> Before:
    """Nothing when it is the ride that was asked for."""
    gone = _find_cancelled(scene, trip)
    short = found if trip.not_after or found.way is None else replace(found, outward=None)
    full, brief = _list(scene, trip, found, LONG), _list(scene, trip, short, BRIEF)
    if gone is None:
        return Before(tuple(full), tuple(brief))
    time, line = scene.wording.hour(gone.depart), line_name(scene, gone.route, 14)
    if found.obstacle and found.way:  # the day that stands below says it too
        brief[-1] = _obstacle(scene, trip, short, BRIEF)
    told = scene.say("ride_cancelled", time=time, line=line), scene.say("ride_cancelled_short", time=time)
    return Before((told[0], *full), (told[1], *brief))


def _find_cancelled(scene: Scene, trip: Trip) -> Ride | None:
    """Of what would have been told, the first ride that its operator has cancelled, or that skips its stop."""
    live = scene.timetable
    if live is None or live.planned is None or scene.decision.intent == "more":
        return None
    way = search(live.planned, trip).way
    rides = [ride for journey in (way.journeys if way else ()) for ride in journey.rides]
    return next((ride for ride in rides if ride.hops and live.is_off(*ride.hops)), None)


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
