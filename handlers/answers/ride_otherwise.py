"""A ride without a timetable: who comes when rung for, and other means, each with its condition."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.answers.ride_considered import list_refused
from handlers.answers.ride_lines import Before
from handlers.answers.ride_means import list_means, means_lines, tell_lift
from handlers.answers.ride_on_demand import Booked, booked_lines, find_booked, find_booked_return
from handlers.answers.ride_search import Found
from handlers.answers.ride_trip import Trip
from handlers.answers.scene import Answered, Scene
from handlers.model import Button, Event, Reply
from handlers.wording import shorten
from knowledge.geo import distance_m
from knowledge.model import Place
from knowledge.rides.other_means import Means

NOTHING_BEFORE = Before()


def answer_otherwise(
    scene: Scene,
    trip: Trip,
    ends: tuple[Place, Place],
    before: Before = NOTHING_BEFORE,
    found: Found | None = None,
    also: str | None = None,
) -> Answered:
    """``before``: why no ride of a timetable is told; ``found`` is what was looked for there, if it was.

    ``also``: what else there is, on another day.
    """
    is_again = _is_again(scene, found)
    skip = scene.after.options if scene.decision.intent == "more" and not (is_again and not scene.after.offset) else ()
    means = list_means(scene, *ends, skip)
    is_again = is_again and bool(means)
    before = NOTHING_BEFORE if is_again else before
    booked = None if is_again else find_booked(scene, trip) or _find_gap(scene, trip, found)
    lift, events = tell_lift(scene), scene.decision.events
    if booked is None and lift is None and (found is not None or not means):
        events = (*events, Event("no_ride_found", {"from": ends[0].place_id, "to": ends[1].place_id}))
    if not means and booked is None and lift is None:
        none = scene.say("ride_none", origin=ends[0].name, place=ends[1].name, lag=scene.lag)
        lines = (*before.full, none) if found is not None else (none,)
        return Answered(Reply(lines), scene.after, events, rides=list_refused(trip, found))
    after_it = [line for line in (lift, also) if line]
    full = [*(booked_lines(scene, booked) if booked else []), *after_it]
    short = [*(booked_lines(scene, booked, short=True) if booked else []), *after_it]
    versions = _versions(scene, trip, ((*before.full, *full), (*before.short, *short)), means)
    options = tuple(one.service.service_id for one in means)
    after = scene.after.evolve(options=options, offset=int(is_again), chosen_id=None)
    buttons = tuple(Button(str(number), str(number)) for number in range(1, len(means) + 1))
    enough = 0 if booked else 3
    return Answered(Reply(versions[0], versions[1:], enough, buttons), after, events, rides=list_refused(trip, found))


def _is_again(scene: Scene, found: Found | None) -> bool:
    """ "autre", when why there is no bus and who can be rung for were told already: what had no room beside them."""
    is_told = bool(scene.after.options) and found is not None and found.way is None
    return is_told and scene.decision.intent == "more"


def _find_gap(scene: Scene, trip: Trip, found: Found | None) -> Booked | None:
    """The way back alone, where a bus goes there; else both ways on another day, unless the day is fixed.

    It is by an appointment, and for who is there already.
    """
    if found is not None and found.outward is not None and (back := find_booked_return(scene, trip, found.outward)):
        return Booked(back, is_return=True)
    has_way = found is not None and found.way is not None
    return None if has_way or trip.not_after or scene.topic.is_back else find_booked(scene, trip, any_day=True)


def _versions(
    scene: Scene, trip: Trip, heads: tuple[Sequence[str], Sequence[str]], means: Sequence[Means]
) -> tuple[tuple[str, ...], ...]:
    """``heads``: the reasons and the ride that can be booked, in full and in short."""
    wording = scene.wording
    when = f", {wording.when(scene.topic.when)}" if scene.topic.when else ""
    key = "ride_header_back" if scene.topic.is_back else "ride_header"
    header = scene.say(key, origin=shorten(trip.origin.name, 40), place=shorten(trip.goal.name, 40), when=when)
    metres = distance_m(trip.origin.position, trip.goal.position)
    distance = scene.say("ride_distance", distance=wording.distance(metres))
    lines, names = means_lines(scene, means), means_lines(scene, means, 34, is_short=True)
    hint = scene.say("ride_hint")
    full, short = heads
    return (
        (
            (*full, header, *lines, distance, hint),
            (*full, header, *lines, hint),
            (*full, header, *lines),
            (*full, header, *lines[:2]),
            (*full, header, *names),
            (*full, header, *names[:2]),
            (*short, header, *names[:2]),
            (*short, *names[:2]),
            (*short, *names[:1]),
            tuple(short),
        )
        if means
        else ((*full, header), tuple(full), tuple(short))
    )
