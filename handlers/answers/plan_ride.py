"""How to get there: the mobility services known near both ends, until timetables are imported."""

from __future__ import annotations

from handlers.answers.scene import Answered, Scene, plain
from handlers.model import Button, Event, Reply
from handlers.rank import between_km
from knowledge.directory import FoundService
from knowledge.model import Place

MEANS = ("on_demand_transport", "train_station", "bus_station", "volunteer_driving", "taxi", "carpool_spot", "bus_stop")
"""In the order in which they are offered: cheapest and surest first."""
NEAR_END_KM = 12.0
SHOWN = 3


def answer_ride(scene: Scene) -> Answered:
    origin, place = scene.find_place(scene.topic.origin_id), scene.find_place(scene.topic.place_id)
    if origin is None or place is None:
        return plain(scene, "ask_destination")
    if origin.commune_id == place.commune_id:
        return plain(scene, "ride_same_place", place=place.name)
    found = _means_near_both(scene, origin, place)
    if not found:
        event = Event("no_ride_found", {"from": origin.place_id, "to": place.place_id})
        line = scene.say("ride_none", origin=origin.name, place=place.name, lag=scene.lag)
        return Answered(Reply((line,)), scene.after, (*scene.decision.events, event))
    return _show(scene, origin, place, found)


def _means_near_both(scene: Scene, origin: Place, place: Place) -> list[FoundService]:
    """Two means near the start, one near the end (who may come from there), in the order of ``MEANS``."""
    skip = set(scene.after.options) if scene.decision.intent == "more" else set()
    at_start = _means_near(scene, origin, skip)
    skip |= {one.service.service_id for one in at_start[:SHOWN]}
    at_end = [one for one in _means_near(scene, place, skip) if one.service.delivery != "on_site" or _comes(one)]
    return [*at_start[: SHOWN - 1], *at_end[:1]] if at_end else at_start[:SHOWN]


def _comes(one: FoundService) -> bool:
    """A taxi or a driver of the other end may come and fetch; a bus stop there helps nobody to leave."""
    return bool(set(one.service.categories) & {"taxi", "on_demand_transport", "volunteer_driving"})


def _means_near(scene: Scene, end: Place, skip: set[str]) -> list[FoundService]:
    """One service of each kind near one end of the trip, in the order of ``MEANS``."""
    found: list[FoundService] = []
    for means in MEANS:
        near = [
            one
            for one in scene.directory.find_services((means,), end.position)
            if one.distance_m is not None
            and one.distance_m <= NEAR_END_KM * 1000
            and one.service.service_id not in skip
        ]
        found.extend(near[:1])
    return found


def _show(scene: Scene, origin: Place, place: Place, found: list[FoundService]) -> Answered:
    wording = scene.wording
    when = f", {wording.when(scene.topic.when)}" if scene.topic.when else ""
    header = scene.say(
        "ride_header_back" if scene.topic.is_back else "ride_header", origin=origin.name, place=place.name, when=when
    )
    distance = scene.say("ride_distance", distance=wording.distance(between_km(origin, place) * 1000))
    options = [_line(scene, i, one) for i, one in enumerate(found, start=1)]
    unknown = scene.say("ride_no_timetable").strip()
    hint = scene.say("ride_hint")
    versions = (
        (header, *options, unknown, distance, hint),
        (header, *options, unknown, distance),
        (header, *options, unknown),
        (header, *options[:2], unknown),
        (header, *options[:2]),
        (header, *options[:1]),
    )
    after = scene.after.evolve(options=tuple(one.service.service_id for one in found), offset=0, chosen_id=None)
    buttons = tuple(Button(str(i), str(i)) for i in range(1, len(found) + 1))
    return Answered(Reply(versions[0], versions[1:], 4, buttons), after, scene.decision.events)


def _line(scene: Scene, number: int, one: FoundService) -> str:
    phone = scene.wording.best_phone(one.service)
    distance = f" ({scene.wording.distance(one.distance_m)})" if one.distance_m is not None else ""
    return scene.say(
        "option",
        n=number,
        name=one.service.name,
        where=distance,
        state="",
        phone=f". {phone}" if phone else "",
        booking="",
    )
