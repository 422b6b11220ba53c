"""One line on how to get to a service and back, for those who have no car or ask how."""

from __future__ import annotations

from handlers.answers.ride_lines import short_way
from handlers.answers.ride_search import search
from handlers.answers.ride_trip import LONGEST_WALK, trip_to
from handlers.answers.scene import Scene
from knowledge.model import Place, Service
from knowledge.rides.journeys import walking_time
from knowledge.rides.other_means import comes_to_the_door

ASKED = ("ride.ask", "ride.no_car")


def ride_to_service(scene: Scene, service: Service) -> str | None:
    """None when nobody asked, when the start is not known, and for what needs no way there.

    That is what one reaches by phone or on the net, and whoever comes to the door.
    """
    origin = _start(scene)
    is_wanted = scene.after.no_car or any(cue in scene.said.cues for cue in ASKED)
    if not is_wanted or origin is None or service.location is None or service.delivery != "on_site":
        return None
    if comes_to_the_door(service):
        return None
    trip = trip_to(scene, origin, origin, service)
    walk = walking_time(trip.origin.position, trip.goal.position, trip.wish.settings)
    if walk <= LONGEST_WALK and not scene.after.wheelchair:
        return scene.say("ride_short_walk", minutes=round(walk.total_seconds() / 60))
    timetable = scene.timetable
    if timetable is None:
        return None
    found = search(timetable, trip)
    return scene.say("ride_short_none") if found.way is None else short_way(scene, found.way)


def _start(scene: Scene) -> Place | None:
    """Home, else where the resident said to be, else where the service was looked for."""
    told = (scene.after.home_id, scene.topic.origin_id, scene.topic.first_place_id, scene.topic.place_id)
    return next((place for place in map(scene.find_place, told) if place is not None), None)
