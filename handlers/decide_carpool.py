"""Rules for the carpool board: a seat looked for, chosen, agreed to; an offer full or withdrawn; somebody reported.

Nobody's number leaves before both have said yes: the passenger by choosing an offer, the driver by answering OUI to
our question. A yes counts only right after the question it answers, or it could have been meant for something else.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers.lifts import find_lifts, make_id, request_of
from handlers.model import Event
from handlers.situation import Decision, Situation, about_ride, id_of, record, when_in_force
from knowledge.rides.carpool import Introduction, Match, Offer

OTHER_QUESTION_LASTS = timedelta(minutes=30)
"""So long a bare yes may still answer what we had asked before."""


def consent(c: Situation) -> Decision | None:
    """OUI or NON to "somebody looks for a seat": the driver's word, or that of who had asked to be told."""
    question = c.board.find_question_for(c.me) if c.me else None
    if question is None or not _is_bare_answer(c):
        return None
    answer = "no" if c.has("deny") else "yes"
    if not _is_fresh(c, question):
        is_of_service = c.topic is not None and bool(c.topic.needs) and c.is_recent
        if c.before.awaiting not in (None, "introduction") or (answer == "no" and is_of_service):
            return None
        return Decision("clarify_answer", "introduction_question", c.before.evolve(awaiting="introduction"))
    kind = {"yes": "introduction_yes", "no": "introduction_no"}[answer]
    if answer == "yes" and c.me == question.passenger:
        kind = "lift_asked"
    event = Event("introduction_answered", {"introduction": question.introduction_id, "answer": answer})
    return Decision("clarify_answer", kind, c.before.evolve(awaiting=None), (event,))


BESIDE_YES = frozenset({"affirm", "thanks", "greeting", "command.thanks", "command.greeting"})
"""Cues that may stand beside a yes without changing it."""


def _is_bare_answer(c: Situation) -> bool:
    """Yes or no and nothing else: what gives a number away must not be read into a sentence."""
    said = c.said
    if c.has("affirm") == c.has("deny") or said.choice is not None or said.is_question or not said.is_short:
        return False
    if said.where.mentioned or said.when or said.seats:
        return False
    return c.has("deny") or (said.cues <= BESIDE_YES and not said.unmatched)


def _is_fresh(c: Situation, question: Introduction) -> bool:
    """Nothing was said since the question, and no other question of ours was being answered when it came."""
    last = c.before.last_at
    if last is None:
        return True
    is_soon = c.now - last <= OTHER_QUESTION_LASTS
    if c.before.awaiting == "introduction":
        return is_soon
    return last <= question.asked_at and (c.before.awaiting is None or not is_soon)


def lift_chosen(c: Situation) -> Decision | None:
    """ "1": the passenger's yes to an offer that was listed."""
    if c.before.awaiting != "lift" or c.topic is None or not c.before.lifts:
        return None
    index = _chosen_index(c, len(c.before.lifts))
    if index is None:
        return None
    if not 0 <= index < len(c.before.lifts):
        return Decision("select", "no_such_lift", c.before)
    if c.message.reach is None:
        return Decision("select", "lift_needs_reach", c.before)
    topic = replace(c.topic, seats=c.said.seats or c.topic.seats)
    after = c.before.evolve(topic=topic, awaiting=None)
    found = _find_again(c, c.before.lifts[index])
    if found is None:
        return Decision("select", "lift_gone", after)
    known = c.board.find_introduction(found.offer.offer_id, c.me, found.leaves.start.date())
    if known is not None and (known.is_open or known.state == "agreed"):
        return Decision("select", "lift_asked_before", after)
    return Decision("select", "lift_asked", after, (_ask(c, found),))


def _chosen_index(c: Situation, count: int) -> int | None:
    if c.said.choice is not None and not c.said.where.mentioned:
        return count - 1 if c.said.choice == -1 else c.said.choice - 1
    return 0 if count == 1 and _is_bare_answer(c) and c.has("affirm") else None


def _find_again(c: Situation, offer_id: str) -> Match | None:
    """The offer as it stands now: it may be full, withdrawn or out of reach since it was listed."""
    assert c.topic is not None
    request = request_of(c.topic, c.me, c.directory, c.now)
    if request is None:
        return None
    one_way = replace(request, wants_back=False, back=None)
    lifts = find_lifts(request, c.directory, c.now) or find_lifts(one_way, c.directory, c.now)
    return next((one for one in lifts if one.offer.offer_id == offer_id), None)


def _ask(c: Situation, found: Match) -> Event:
    assert c.topic is not None
    day = found.leaves.start
    return Event(
        "introduction_asked",
        {
            "introduction": make_id(found.offer.offer_id, c.me, day.date().isoformat()),
            "offer": found.offer.offer_id,
            "from": c.topic.origin_id or "",
            "to": c.topic.place_id or "",
            "leaves": day.isoformat(),
            "pickup": f"{found.pickup.start.isoformat()}/{found.pickup.end.isoformat()}",
            "seats": str(c.topic.seats or 1),
        },
    )


def lift_wanted(c: Situation) -> Decision | None:
    """ "covoit" after a ride: the same trip, with a neighbour. A new trip is ``decide_ride``'s."""
    if c.topic is None or not c.topic.is_ride or not c.is_recent or not c.said.is_short:
        return None
    if c.topic.is_lift and c.has("command.plan_ride"):  # "trajet": the other means after all
        return about_ride(c, replace(c.topic, is_lift=False), "plan_ride")
    if not c.has("carpool.ask", "carpool.word") or c.said.where.mentioned or c.topic.intent == "offer_ride":
        return None
    topic = replace(c.topic, intent="plan_ride", is_lift=True, when=when_in_force(c, c.topic))
    return about_ride(c, topic, "plan_ride")


def trouble(c: Situation) -> Decision | None:
    """ "signaler", "bloquer" somebody one was introduced to."""
    if not c.has("carpool.report", "carpool.block") or not c.said.is_short or c.said.where.mentioned:
        return None
    is_alone = len(c.said.words) <= 2  # "blokkeer" is also nearly a shop's name
    is_about_service = c.has("ask.address", "ask.hours", "ask.times", "ask.phone")
    names_need = any(need.evidence != ("learned",) for need in c.said.needs[:1])
    if not is_alone and (is_about_service or names_need):
        return None
    known = c.board.list_introductions_of(c.me) if c.me else ()
    if not known:
        return Decision("report_problem", "nobody_met", c.before) if c.has("carpool.block") else None
    kinds = [kind for kind in ("block", "report") if c.has(f"carpool.{kind}")]
    detail = {"introduction": known[0].introduction_id, "offer": known[0].offer_id, "text": c.message.text}
    events = tuple(Event(f"carpool_{kind}ed", detail) for kind in kinds)
    return Decision("report_problem", f"person_{kinds[0]}ed", c.before.evolve(awaiting=None), events)


def full(c: Situation) -> Decision | None:
    """ "complet": the driver takes nobody more."""
    if not c.has("carpool.full") or not c.said.is_short or _speaks_of_service(c):
        return None
    offers = _meant_offers(c)
    if not offers and not _speaks_of_offer(c):
        return None
    if len(offers) > 1:
        return _ask_which(c, offers)
    events = tuple(Event("carpool_full", _full_detail(c, offer)) for offer in offers)
    kind = "offer_full_day" if events and "day" in events[0].detail else "offer_full"
    return Decision("offer_ride", kind, c.before.evolve(awaiting=None), events)


def _full_detail(c: Situation, offer: Offer) -> dict[str, str]:
    """Of a regular offer one day is full: the one named, else the next."""
    leaves = offer.next_departure(c.said.when.start if c.said.when else c.now) if offer.weekdays else None
    return {"offer": offer.offer_id, **({"day": leaves.start.date().isoformat()} if leaves else {})}


def withdrawal(c: Situation) -> Decision | None:
    """ "annule mon trajet", "je ne pars plus": an offer, else a seat that was asked for."""
    if not c.has("ride.withdraw", "carpool.withdraw") or c.said.intent in ("stop", "delete_data"):
        return None
    if not c.has("carpool.withdraw") and not (c.topic and c.topic.is_ride and c.is_recent):
        return None
    seat, offers = _find_seat(c), _meant_offers(c)
    is_about_seat = c.topic is not None and c.topic.is_lift and seat is not None
    if len(offers) > 1 and not is_about_seat:
        return _ask_which(c, offers)
    if (offers and not is_about_seat) or _speaks_of_offer(c):
        return _withdraw(c, offers)
    wish = any(request.passenger == c.me for request in c.board.requests)
    if seat is None and not (wish and c.topic and c.topic.is_lift):
        return None
    events = (Event("seat_given_back", {"introduction": seat.introduction_id if seat else ""}),)
    return Decision("plan_ride", "seat_given_back", c.before.evolve(awaiting=None), events)


def offer_meant(c: Situation) -> Decision | None:
    """Which of several offers is withdrawn."""
    if c.before.awaiting != "offer" or c.said.choice is None:
        return None
    index = c.said.choice - 1
    offer = c.board.find_offer(c.before.lifts[index]) if 0 <= index < len(c.before.lifts) else None
    return _withdraw(c, (offer,)) if offer else Decision("select", "no_such_lift", c.before)


def _withdraw(c: Situation, offers: tuple[Offer, ...]) -> Decision:
    topic = replace(c.topic, offer_id=None) if c.topic else None
    events = tuple(Event("carpool_withdrawn", {"offer": offer.offer_id}) for offer in offers)
    after = c.before.evolve(topic=topic, awaiting=None, lifts=())
    return Decision("offer_ride", "withdrawn", after, events or (record(c, "offer_withdrawn"),))


def _speaks_of_service(c: Situation) -> bool:
    """ "complet", said of a doctor."""
    if c.has("carpool.word"):
        return False
    return c.topic is not None and not c.topic.is_ride and bool(c.topic.needs) and c.is_recent


def _speaks_of_offer(c: Situation) -> bool:
    return c.topic is not None and c.topic.intent == "offer_ride" and c.is_recent


def _meant_offers(c: Situation) -> tuple[Offer, ...]:
    """The offer we speak of; else all of this driver's that fit what was said of day and destination."""
    mine = c.board.list_offers_of(c.me) if c.me else ()
    if c.said.when or c.said.where.search:
        goal, when = id_of(c.said.where.search), c.said.when
        return tuple(
            offer
            for offer in mine
            if (goal is None or offer.goal.place_id == goal)
            and (when is None or any(when.start.date() == one.start.date() for one in offer.departures()))
        )
    spoken = c.topic.offer_id if c.topic and c.topic.intent == "offer_ride" else None
    return tuple(offer for offer in mine if offer.offer_id == spoken) or mine


def _ask_which(c: Situation, offers: tuple[Offer, ...]) -> Decision:
    lifts = tuple(offer.offer_id for offer in offers)
    return Decision("offer_ride", "which_offer", c.before.evolve(awaiting="offer", lifts=lifts, options=()))


def _find_seat(c: Situation) -> Introduction | None:
    """The seat that this passenger asked for or was given, of a trip that is still before them."""
    known = c.board.list_introductions_of(c.me) if c.me else ()
    ahead = [one for one in known if one.passenger == c.me and one.pickup.end >= c.now]
    return next((one for one in ahead if one.is_open or one.state == "agreed"), None)
