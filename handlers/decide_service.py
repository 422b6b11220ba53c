"""Rules for services: a new need, an option chosen, a question about it, the same need elsewhere."""

from __future__ import annotations

from dataclasses import replace

from handlers.conversation import Topic
from handlers.model import Intent
from handlers.situation import (
    STRONG_NEED,
    SURE_NEED,
    TALK,
    WEAK_NEED,
    Decision,
    Situation,
    about_ride,
    about_service,
    across_border,
    day_in_force,
    id_of,
    more_options,
    record,
    search_place,
    when_in_force,
)


def choice_of_need(c: Situation) -> Decision | None:
    if c.before.awaiting != "choice_of_need" or c.topic is None:
        return None
    chosen: str | None = None
    if c.said.choice is not None and 1 <= c.said.choice <= len(c.before.suggestions):
        chosen = c.before.suggestions[c.said.choice - 1]
    elif c.need in c.before.suggestions:
        chosen = c.need
    if chosen is None:
        return None
    topic = replace(c.topic, needs=(chosen,), when=when_in_force(c, c.topic))
    return about_service(c, topic, "clarify_answer")


def chosen_option(c: Situation) -> Decision | None:
    """ "le 1", "2", "the second": an option of the last list."""
    names_other = c.has_new_need and c.need_score >= STRONG_NEED and not c.has("that_one")
    if c.said.choice is None or not c.before.options or names_other:
        return None
    if c.topic is not None and c.topic.intent == "offer_ride":
        return None
    if c.has("more") and (not c.said.is_short or c.said.act == "more"):  # "the first is full, the next one?"
        return more_options(c)
    if c.asks_anew:  # "your number one retired in the summer"
        return None
    index = len(c.before.options) - 1 if c.said.choice == -1 else c.said.choice - 1
    chosen = c.before.options[index] if 0 <= index < len(c.before.options) else None
    topic = replace(c.topic or Topic(), when=when_in_force(c, c.topic), open_now=c.said.open_now)
    if chosen is None:
        return Decision("select", "no_such_option", c.before.evolve(awaiting=None))
    after = c.before.evolve(chosen_id=chosen, topic=topic, awaiting=None)
    is_bare = len(c.said.words) <= 2  # "nr 2"
    asks = not is_bare and (
        c.has("ask.hours", "ask.times", "ask.price", "ask.conditions", "ask.phone", "ask.address")
        or c.said.when
        or c.said.open_now
    )
    return Decision("service_details" if asks else "select", "details", after)


def answer_to_us(c: Situation) -> Decision | None:
    """What we had asked for: a place, a start, seats, a time, the name of a missing service."""
    if c.before.awaiting is None or c.topic is None or c.has("command.stop", "command.delete_data", "command.human"):
        return None
    if c.before.awaiting == "need" and c.said.needs:
        return new_need(c)
    if (
        c.before.awaiting in ("place", "origin")
        and c.said.where.any
        and not (c.has_new_need and c.need_score >= STRONG_NEED)
    ):
        return _answer_place(c)
    if (
        c.before.awaiting in ("seats", "when")
        and not c.asks_anew
        and (c.said.seats or c.said.when or c.said.choice or c.said.habit_days)
    ):
        seats = c.said.seats or (c.said.choice if c.before.awaiting == "seats" else None) or c.topic.seats
        topic = replace(c.topic, seats=seats, when=when_in_force(c, c.topic))
        return about_ride(c, topic, c.topic.intent if c.has("correction") else "clarify_answer")
    is_question = c.has("search") or c.said.is_question
    if c.before.awaiting == "suggestion" and c.said.intent not in TALK and not is_question:
        return Decision(
            "clarify_answer", "suggestion_noted", c.before.evolve(awaiting=None), (record(c, "suggestion_detail"),)
        )
    goes_on = is_question or (c.has("follow") and c.said.where.mentioned)
    if c.before.awaiting == "report" and c.said.intent not in (*TALK, "more") and not c.has_new_need and not goes_on:
        return Decision("report_problem", "report_noted", c.before.evolve(awaiting=None), (record(c, "report_detail"),))
    return None


def _answer_place(c: Situation) -> Decision:
    assert c.topic is not None
    where = c.said.where
    open_now = c.topic.open_now or c.said.open_now
    if c.topic.is_ride:
        if c.before.awaiting == "origin":
            start = where.origin or where.present or where.home or where.search
            goal = where.search if where.search is not start else None
        else:
            start, goal = where.origin, where.search or where.present
        topic = replace(
            c.topic,
            when=when_in_force(c, c.topic),
            origin_id=id_of(start) or c.topic.origin_id,
            place_id=id_of(goal) or c.topic.place_id,
        )
        return about_ride(c, topic, "clarify_answer")
    topic = replace(c.topic, place_id=id_of(where.any), when=when_in_force(c, c.topic), open_now=open_now)
    return about_service(c, topic, "clarify_answer")


def _asks_of_habit(c: Situation) -> bool:
    """ "i travaille le samedi ?", with a list before us."""
    return c.said.habit and c.said.is_question and c.said.is_short and bool(c.before.options)


def question_about_topic(c: Situation) -> Decision | None:
    """Hours, price, conditions of what was just shown ("et demain c'est ouvert ?", "elle prend les hommes ?")."""
    if c.topic is None or not (c.topic.needs or c.topic.is_ride) or not c.is_recent or c.said.where.mentioned:
        return None
    asks = c.has(
        "ask.hours", "ask.times", "ask.price", "ask.conditions", "ask.phone", "ask.address", "ask.about", "that_one"
    )
    asks = asks or (c.said.intent == "service_details" and not c.topic.is_ride) or _asks_of_habit(c)
    names_it = (
        not c.topic.is_ride
        and any(not c.is_same_need(n.code) or n.code in c.topic.needs[1:] for n in c.said.needs[:1])
        and c.need_score >= STRONG_NEED + 0.8
        and not c.has("that_one")  # "elle accepte les chèques ?" asks for no bank
    )
    if not asks or names_it or (c.has("search") and c.has_new_need) or c.said.act == "more":
        return None
    is_new = c.said.intent in ("find_service", "plan_ride") and c.has_new_need and c.need_score >= SURE_NEED
    if is_new and not c.has("that_one"):
        return None
    if c.topic.intent == "plan_ride" and c.has("ask.price") and not c.said.needs:
        return about_ride(c, c.topic, "service_details")  # its fare is told with the ride
    if c.topic.is_ride and not (c.has("ask.price", "ask.conditions") and c.need):
        return None
    needs = (c.need,) if c.topic.is_ride and c.need else c.topic.needs
    topic = replace(
        c.topic, intent="service_details", needs=needs, when=when_in_force(c, c.topic), open_now=c.said.open_now
    )
    return about_service(c, topic, "service_details")


def more_wanted(c: Situation) -> Decision | None:
    is_wanted = c.has("more") or (c.said.intent == "more" and bool(c.before.options))
    if c.topic is None or not is_wanted or not c.is_recent or (c.has_new_need and c.need_score >= STRONG_NEED):
        return None
    is_moved = c.has("correction") and c.said.when is not None  # "trop tard, demain matin plutôt"
    if is_moved:
        return None
    if c.said.where.mentioned or not (
        c.said.is_short or c.said.intent in ("more", "find_service", "out_of_scope", "service_details")
    ):
        return None
    return more_options(c)


def same_need_elsewhere(c: Situation) -> Decision | None:
    """ "et à Sisteron ?", "non malijai", "finalement dimanche": the need stays, place or day change."""
    if c.topic is None or not c.topic.needs or not c.is_recent or c.topic.is_ride:
        return None
    if c.has_new_need and c.need_score >= SURE_NEED:
        return None
    border = across_border(c)
    if not (c.said.where.mentioned or c.said.when or c.said.hours or c.said.open_now or border) or (
        c.said.intent == "set_home" and not c.has("correction", "follow")
    ):
        return None
    place = border or id_of(c.said.where.any) or c.topic.place_id
    intent: Intent = c.topic.intent if c.topic.intent in ("find_service", "service_details") else "find_service"
    if c.said.where.mentioned:
        asks = c.has("ask.price", "ask.phone", "ask.conditions", "ask.address")
        intent = "service_details" if asks and c.said.intent == "service_details" else "find_service"
    elif c.before.chosen_id and c.topic.intent == "service_details":
        intent = "service_details"
    topic = replace(
        c.topic,
        intent=intent,
        place_id=place,
        when=when_in_force(c, c.topic),
        open_now=c.said.open_now or c.topic.open_now,
    )
    if c.said.where.mentioned or border:
        c = replace(c, before=c.before.evolve(chosen_id=None))
    return about_service(c, topic, intent)


def goes_on(c: Situation) -> Decision | None:
    """Nothing new, only a detail more: what is talked of is told again with it."""
    names_other = c.has_new_need and c.need_score >= STRONG_NEED
    if not c.only_goes_on or c.topic is None or names_other:
        return None
    topic = replace(c.topic, when=when_in_force(c, c.topic))
    if topic.is_ride:
        return about_ride(c, topic, topic.intent)
    return about_service(c, topic, "clarify_answer") if topic.needs else None


def new_need(c: Situation) -> Decision | None:
    if not c.said.needs:
        return None
    intent: Intent = "service_details" if c.said.intent == "service_details" else "find_service"
    needs = (c.said.needs[0].code,)
    pending = (c.said.needs[1].code,) if c.said.has_second_need else ()
    if c.need_score < SURE_NEED and _has_rival(c):
        return _ask_which(c)
    place = search_place(c)
    topic = Topic(
        intent=intent,
        needs=(*needs, *pending),
        place_id=place,
        first_place_id=_first_place(c, place),
        origin_id=id_of(c.said.where.present or c.said.where.home),
        when=day_in_force(c),
        open_now=c.said.open_now,
    )
    before = c.before.evolve(chosen_id=None, options=(), offset=0)
    if c.said.where.home:
        before = before.evolve(home_id=c.said.where.home.place_id)
    if c.said.where.other_home:
        before = before.evolve(other_home_id=c.said.where.other_home.place_id)
    return about_service(replace(c, before=before), topic, intent)


def _has_rival(c: Situation) -> bool:
    """A second reading, nearly as likely or beside a weak first, that would send the resident somewhere else."""
    needs = c.said.needs
    if len(needs) < 2:
        return False
    if needs[1].score <= 0.75 * needs[0].score and c.need_score >= WEAK_NEED:
        return False
    return not _same_first_tag(c, needs[0].code, needs[1].code)


def _same_first_tag(c: Situation, a: str, b: str) -> bool:
    tags = c.directory.taxonomy
    return bool(set(tags.get(a).osm[:2]) & set(tags.get(b).osm))


def _ask_which(c: Situation) -> Decision:
    """Low confidence becomes one short question with numbered choices."""
    codes = tuple(n.code for n in c.said.needs[:3])
    topic = Topic(needs=codes[:1], place_id=search_place(c), when=c.said.when, open_now=c.said.open_now)
    after = c.before.evolve(topic=topic, suggestions=codes, awaiting="choice_of_need", options=())
    return Decision("find_service", "ask_which", after)


def _first_place(c: Situation, place: str | None) -> str | None:
    where = c.said.where
    told = where.home or where.present
    if told:
        return told.place_id
    if c.topic and c.topic.first_place_id and c.is_recent:
        return c.topic.first_place_id
    return place
