"""Rules for trips: asked, offered, changed, turned round, withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers.conversation import Topic
from handlers.decide_service import new_need
from handlers.decide_talk import set_home
from handlers.model import When
from handlers.needs import LEARNED
from handlers.situation import (
    STRONG_NEED,
    SURE_NEED,
    Decision,
    Situation,
    about_ride,
    about_service,
    day_in_force,
    id_of,
    more_options,
    ride_start,
    when_in_force,
)
from knowledge.model import Place

WHEELCHAIRS = "medical_supply"
"""The category under which they are sold."""


def way_back(c: Situation) -> Decision | None:
    if c.topic is None or not c.has("ride.back") or c.topic.place_id is None or not c.is_recent:
        return None
    if (
        c.has("ride.offer", "carpool.ask") or c.said.return_when
    ):  # "jeudi 9h, retour midi" tells both ways of a new trip
        return None
    if c.said.where.search and c.said.where.origin:
        return None
    if c.has_new_need and c.need_score >= STRONG_NEED and not c.topic.is_ride:
        return None
    if c.topic.intent == "offer_ride":
        return None
    ends = c.topic.place_id, c.topic.origin_id or ride_start(c)
    # Asked for again ("retour vers 17h"), it is the same way back.
    start, end = (c.topic.origin_id, c.topic.place_id) if c.topic.is_back else ends
    origin = id_of(c.said.where.origin) or start
    goal = id_of(c.said.where.search) or end
    when = when_in_force(c, c.topic)
    if c.said.when is None and when is not None:
        when = _rest_of_day(when)
    return about_ride(
        c,
        replace(
            c.topic,
            intent="plan_ride",
            origin_id=origin,
            place_id=goal,
            when=when,
            needs=(),
            is_back=True,
            service_id=None if c.said.where.origin else _service_spoken_of(c),
        ),
        "plan_ride",
    )


def _service_spoken_of(c: Situation) -> str | None:
    """The one that was chosen, else the first of the list that stands."""
    if c.topic is not None and c.topic.is_ride:
        return c.topic.service_id
    return c.before.chosen_id or next(iter(c.before.options), None)


def _rest_of_day(when: When) -> When:
    """The way back keeps the day; the hour was the way out's."""
    day = when.start.replace(hour=0, minute=0)
    if when.grain == "instant":
        return When(when.start, when.start.replace(hour=23, minute=0), "window")
    return When(day, day + timedelta(days=1), "day") if when.grain == "window" else when


def ride_goes_on(c: Situation) -> Decision | None:
    """Something about the trip we are speaking of: another day, hour, place, "autre"."""
    if c.topic is None or not c.topic.is_ride or not c.is_recent:
        return None
    if _tells_wheelchair(c):
        return about_ride(c, replace(c.topic, when=when_in_force(c, c.topic)), "plan_ride")
    if c.has_new_need and c.need_score >= SURE_NEED and c.said.intent not in ("plan_ride", "offer_ride"):
        return None
    new_trip = (
        c.said.intent in ("plan_ride", "offer_ride")
        and c.said.where.search
        and (c.said.where.origin or c.said.intent != c.topic.intent)
    )
    if new_trip and not c.has("correction"):
        return None
    where = c.said.where
    changed = bool(
        where.mentioned or where.rejected or c.said.when or c.said.hours or c.said.seats or c.said.habit_days
    )
    if (
        c.has("more", "ride.walk", "ride.later", "ride.earlier")
        and not where.mentioned
        and c.topic.intent == "plan_ride"
    ):
        refused = c.has("too")  # "6h30 c'est trop tôt" names the hour that is not wanted
        topic = c.topic if refused else replace(c.topic, when=when_in_force(c, c.topic))
        return about_ride(c, topic, "more" if refused or not c.said.when or c.has("ride.walk") else "plan_ride")
    if not changed:
        return about_ride(c, c.topic, "plan_ride") if c.said.intent == c.topic.intent == "plan_ride" else None
    if _tells_way_back(c):
        return about_ride(c, replace(c.topic, return_when=when_in_force(c, c.topic)), c.topic.intent)
    goal, start = id_of(where.search), id_of(where.origin or where.present)
    start = start or (_from_there(c) if goal else None)
    if where.rejected and goal:
        rejected_start = c.topic.origin_id and c.directory.get_place(c.topic.origin_id).commune_id in where.rejected
        start, goal = (goal, None) if rejected_start else (start, goal)
    topic = replace(
        c.topic,
        place_id=goal or c.topic.place_id,
        origin_id=start or c.topic.origin_id,
        service_id=None if goal else c.topic.service_id,
        when=when_in_force(c, c.topic),
        seats=c.said.seats or c.topic.seats,
    )
    return about_ride(c, topic, c.topic.intent)


def _from_there(c: Situation) -> str | None:
    """ "ma cousine doit redescendre de là-haut à Embrun": the place that was spoken of."""
    return c.topic.place_id if c.topic is not None and c.is_recent and c.has("from_there") else None


def _tells_wheelchair(c: Situation) -> bool:
    """ "je suis en fauteuil roulant", after a ride was told: how one rides, not where to."""
    is_ride = c.topic is not None and c.topic.intent == "plan_ride"
    asks = c.has("search", "more") or c.said.where.mentioned or c.need not in (None, WHEELCHAIRS)
    return is_ride and c.has("ride.wheelchair") and not asks


def _tells_way_back(c: Situation) -> bool:
    """ "et retour 16h", of an offer: the way out keeps its hour."""
    is_offer = c.topic is not None and c.topic.intent == "offer_ride" and not c.topic.days
    hour_alone = c.said.when is not None and not c.said.when_has_day and not c.said.where.mentioned
    return is_offer and c.has("ride.back") and hour_alone and c.said.return_when is None


def _rather_nearer(c: Situation) -> bool:
    """ "trop loin, j'ai pas de voiture": of a list of services, first of all a wish for a nearer one."""
    in_list = c.topic is not None and not c.topic.is_ride and bool(c.before.options) and c.is_recent
    return in_list and c.has("nearer") and not c.has("vehicle.word") and not c.said.where.mentioned


def _moves_the_day(c: Situation) -> bool:
    """ "c'est trop tard, demain matin plutôt", of a list of services: no word of a trip."""
    of_service = c.topic is not None and not c.topic.is_ride and bool(c.topic.needs) and c.is_recent
    of_ride = c.has("ride.ask", "ride.offer", "ride.no_car", "ride.back", "vehicle.word") or c.said.where.mentioned
    return of_service and c.has("correction") and c.said.when is not None and not of_ride


def _only_names_a_place(c: Situation) -> bool:
    """ "à Manosque y a quoi", with a list before us and no word of a trip: the same need there."""
    said, topic = c.said, c.topic
    is_listed = topic is not None and bool(topic.needs) and not topic.is_ride and c.is_recent
    names_one = bool(said.where.mentioned) and said.where.origin is None and said.is_short and not said.when
    return is_listed and names_one and not any(cue.startswith(("ride.", "vehicle.", "carpool.")) for cue in said.cues)


def new_ride(c: Situation) -> Decision | None:
    if c.said.intent not in ("plan_ride", "offer_ride"):
        return None
    if _rather_nearer(c):
        return more_options(c)
    if c.topic is not None and _asks_whether_open(c):
        topic = replace(c.topic, intent="service_details", when=when_in_force(c, c.topic), open_now=False)
        return about_service(c, topic, "service_details")
    if _moves_the_day(c) or _only_names_a_place(c):
        return None
    where = c.said.where
    at_home = _without_destination(c)
    if at_home is not None:
        return new_need(c) if _needs_named(c) else set_home(c, at_home)
    old = c.topic if c.topic and c.is_recent else None
    follows = (
        old is not None and where.search in (None, where.other_home) and old.place_id is not None and not old.is_ride
    )
    needs = _needs_named(c) or (old.needs if follows and old else ())
    goal = id_of(where.search) or (old.place_id if follows and old else None)
    origin = id_of(where.origin or where.present or where.home)
    origin = origin or _from_there(c)
    if follows and old and where.other_home and goal == where.other_home.place_id:
        goal, origin = old.place_id, goal
    if origin == goal:
        goal, origin = (
            (old.place_id if old and old.place_id != origin else None, origin) if follows and old else (goal, None)
        )
    service = _service_spoken_of(c) if follows and old and not _is_other_need(c, needs) else None
    if origin is None and c.said.intent == "plan_ride":
        # Who is where the service was looked for goes from there to its door.
        is_there = service is not None and old is not None and goal in (c.before.home_id, old.origin_id)
        origin = ride_start(c) if ride_start(c) != goal or is_there else None
    when = when_in_force(c, old) if follows else day_in_force(c)
    topic = Topic(
        intent=c.said.intent,
        needs=needs,
        place_id=goal,
        origin_id=origin,
        first_place_id=old.first_place_id if old else None,
        service_id=service,
        when=when,
        return_when=c.said.return_when,
        seats=c.said.seats,
    )
    return about_ride(c, topic, c.said.intent)


def _asks_whether_open(c: Situation) -> bool:
    """ "c'est demain que mon voisin peut me conduire, ce sera ouvert ?", of what was just shown."""
    is_shown = c.topic is not None and c.is_recent and not c.topic.is_ride and bool(c.before.options)
    return is_shown and c.said.is_question and c.has("ask.hours") and not c.has("vehicle.word") and not c.said.where.any


def _needs_named(c: Situation) -> tuple[str, ...]:
    """What the ride is for, or the vehicle that is wanted: named in words, not guessed."""
    rides_in_one = c.has("ride.wheelchair")  # who sits in a wheelchair is not looking for one
    needs = [need for need in c.said.needs if not (rides_in_one and need.code == WHEELCHAIRS)]
    return tuple(need.code for need in needs[:1] if any(word != LEARNED for word in need.evidence))


def _without_destination(c: Situation) -> Place | None:
    """ "j'habite Peyruis, pas de voiture": no trip yet, but where one lives, which every later answer needs."""
    where = c.said.where
    places = {place.place_id: place for place in (where.search, where.origin, where.home, where.present) if place}
    if len(places) != 1 or not c.has("ride.no_car") or not c.has("home.set") or c.has("vehicle.word"):
        return None
    return next(iter(places.values()))


def _is_other_need(c: Situation, needs: tuple[str, ...]) -> bool:
    return bool(c.said.needs) and not any(c.is_same_need(need) for need in needs)
