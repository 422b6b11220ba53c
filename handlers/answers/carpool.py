"""The carpool board in words: offers noted, seats found, what follows a yes, a no, a withdrawal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from handlers.answers import plan_ride
from handlers.answers.scene import Answered, Scene, plain
from handlers.lifts import SHOWN, describe_request, find_lifts, offer_of, request_of
from handlers.model import Button, Event, Reply
from handlers.wording_carpool import (
    compose_notice,
    describe_departure,
    describe_match,
    describe_offer,
)
from knowledge.rides.carpool import Match, Request


def answer_offer(scene: Scene) -> Answered:
    """Noted with what is known, then one question for what is missing."""
    topic = scene.topic
    offer = offer_of(topic, "", scene.directory, scene.now)
    origin, place = scene.find_place(topic.origin_id), scene.find_place(topic.place_id)
    noted = scene.say(
        "offer_noted",
        origin=origin.name if origin else "?",
        place=place.name if place else "?",
        when=f", {describe_departure(scene.wording, offer)}" if offer else "",
        seats=scene.say("offer_seats", seats=topic.seats) if topic.seats else "",
    )
    question = _question(scene)
    if question:
        return Answered(Reply((noted, scene.say(question))), scene.after, scene.decision.events)
    stands = (scene.say("offer_until", day=scene.wording.day(offer.expires.date())),) if offer and topic.days else ()
    promise = scene.say("offer_promise")
    return Answered(Reply((noted, *stands, promise), ((noted, promise), (noted,))), scene.after, scene.decision.events)


def _question(scene: Scene) -> str | None:
    if scene.after.awaiting == "seats":
        return "ask_seats"
    if scene.after.awaiting != "when":
        return None
    return "ask_hour" if scene.topic.when or scene.topic.days else "ask_when"


def answer_lifts(scene: Scene) -> Answered:
    """Offers that fit, or that there is none and we will tell."""
    request = request_of(scene.topic, scene.person, scene.directory, scene.now)
    if request is None:
        return plain(scene, "ask_destination")
    lifts = find_lifts(request, scene.directory, scene.now)
    without_back = not lifts and request.wants_back
    if without_back:
        lifts = find_lifts(replace(request, wants_back=False, back=None), scene.directory, scene.now)
    return _list(scene, request, lifts[:SHOWN], without_back) if lifts else _wish(scene, request)


def _list(scene: Scene, request: Request, lifts: tuple[Match, ...], without_back: bool) -> Answered:
    header = scene.say(
        "lifts_header_no_back" if without_back else "lifts_header", origin=request.origin.name, place=request.goal.name
    )
    ends = (request.origin.place_id, request.goal.place_id)
    same = [(one.offer.origin.place_id, one.offer.goal.place_id) == ends for one in lifts]
    options = [describe_match(scene.wording, i, one, way=not same[i - 1]) for i, one in enumerate(lifts, start=1)]
    shorter = [describe_match(scene.wording, i, one, way=False) for i, one in enumerate(lifts, start=1)]
    hint = scene.say("lifts_hint" if scene.can_be_reached else "lift_needs_reach")
    short = scene.say("lifts_hint_short" if scene.can_be_reached else "lift_needs_reach")
    versions = (
        (header, *options, hint),
        (header, *options, short),
        *((header, *shorter[:n], short) for n in range(len(shorter), 0, -1)),
    )
    after = scene.after.evolve(
        lifts=tuple(one.offer.offer_id for one in lifts), awaiting="lift", options=(), offset=0, chosen_id=None
    )
    buttons = tuple(Button(str(i), str(i)) for i in range(1, len(lifts) + 1))
    return Answered(Reply(versions[0], versions[1:], 1, buttons), after, scene.decision.events)


def _wish(scene: Scene, request: Request) -> Answered:
    """Nobody goes there yet: kept, so that who asked is told when somebody does."""
    when = f", {scene.wording.when(scene.topic.when)}" if scene.topic.when else ""
    key = "lifts_none_noted" if scene.can_be_reached else "lifts_none"
    line = scene.say(key, origin=request.origin.name, place=request.goal.name, when=when)
    kind = "carpool_wished" if scene.can_be_reached else "no_lift_found"
    ride = plan_ride.answer_ride(scene)  # what there is instead
    versions = [(line, *lines) for lines in (ride.reply.lines, *ride.reply.shorter)]
    reply = replace(ride.reply, lines=versions[0], shorter=(*versions[1:], (line, scene.say("lifts_none_hint"))))
    events = (*ride.events, Event(kind, describe_request(request)))
    return Answered(reply, ride.conversation.evolve(lifts=()), events)


def answer_offer_full_day(scene: Scene) -> Answered:
    day = date.fromisoformat(scene.decision.events[0].detail["day"])
    return plain(scene, "offer_full_day", day=scene.wording.day(day))


def answer_which_offer(scene: Scene) -> Answered:
    board = scene.directory.rides.board
    offers = [offer for offer in map(board.find_offer, scene.after.lifts) if offer]
    lines = [describe_offer(scene.wording, i, offer) for i, offer in enumerate(offers, start=1)]
    buttons = tuple(Button(str(i), str(i)) for i in range(1, len(lines) + 1))
    return Answered(Reply((scene.say("which_offer"), *lines), buttons=buttons), scene.after, scene.decision.events)


def answer_no_such_lift(scene: Scene) -> Answered:
    return plain(scene, "no_such_lift", count=len(scene.after.lifts))


def answer_introduction_question(scene: Scene) -> Answered:
    """Said again, because the yes did not follow the question."""
    question = scene.directory.rides.board.find_question_for(scene.person)
    if question is None:
        return plain(scene, "lift_gone")
    key = "carpool_ask_driver" if question.driver == scene.person else "carpool_ask_passenger"
    return Answered(compose_notice(scene.wording, key, question), scene.after, scene.decision.events)


def _plain(key: str) -> Callable[[Scene], Answered]:
    return lambda scene: plain(scene, key)


SAID_ALONE = (
    "lift_asked",
    "lift_asked_before",
    "lift_gone",
    "lift_needs_reach",
    "introduction_yes",
    "introduction_no",
    "offer_full",
    "offer_needs_reach",
    "seat_given_back",
    "person_blocked",
    "person_reported",
    "nobody_met",
)
"""Kinds of decision that are one sentence of that name."""

ANSWERS: Mapping[str, Callable[[Scene], Answered]] = {
    "offer": answer_offer,
    "offer_ride": answer_offer,
    "offer_full_day": answer_offer_full_day,
    "lifts": answer_lifts,
    "which_offer": answer_which_offer,
    "no_such_lift": answer_no_such_lift,
    "introduction_question": answer_introduction_question,
    "withdrawn": _plain("offer_withdrawn"),
    **{key: _plain(key) for key in SAID_ALONE},
}
"""By kind of decision; ``handlers.answers`` takes them in."""
