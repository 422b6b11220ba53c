"""What to do: one message, weighed in its conversation. A readable list of rules; the first that fits decides.

Carrying over follows residents/README.md: the day stays in force for the same need or trip, a new need drops it;
"and back?" turns the trip round and drops the hour; a new need keeps the place as a person would.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.conversation import Awaiting, Conversation, Topic
from handlers.model import Event, Intent, Message, Understanding, When
from knowledge.directory import Directory
from knowledge.geo import distance_m
from knowledge.model import Place

EMERGENCY_LASTS = timedelta(minutes=45)
PLACE_LASTS = timedelta(days=7)
STRONG_NEED = 2.0
"""From this score on a need was named, not guessed."""
SURE_NEED = 1.6
TALK = ("greeting", "thanks", "help", "human", "stop", "delete_data", "out_of_scope")


@dataclass(frozen=True, slots=True)
class Decision:
    """``kind`` names the answer (see ``answers``); ``conversation`` is the state that it starts from."""

    intent: Intent
    kind: str
    conversation: Conversation
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    message: Message
    said: Understanding
    before: Conversation
    directory: Directory
    now: datetime

    @property
    def topic(self) -> Topic | None:
        return self.before.topic

    @property
    def need(self) -> str | None:
        return self.said.needs[0].code if self.said.needs else None

    @property
    def need_score(self) -> float:
        return self.said.needs[0].score if self.said.needs else 0.0

    def has(self, *cues: str) -> bool:
        return any(cue in self.said.cues for cue in cues)

    @property
    def has_new_need(self) -> bool:
        """Something else than what we are talking about is asked for. Of a trip, buses and taxis are part."""
        if self.topic is not None and self.topic.is_ride and self.need is not None:
            is_transport = self.directory.taxonomy.get(self.need).parent == "transport"
            if is_transport and not self.has("search", "ask.address"):
                return False
        if self.topic is None or not self.topic.needs:
            return bool(self.said.needs)
        return self.need is not None and not self.is_same_need(self.need)

    def is_same_need(self, code: str) -> bool:
        if self.topic is None:
            return False
        if code in self.topic.needs:
            return True
        first = self.directory.taxonomy.get(code).osm[:1]
        return any(self.directory.taxonomy.get(known).osm[:1] == first for known in self.topic.needs)

    @property
    def is_recent(self) -> bool:
        return self.before.last_at is not None and self.now - self.before.last_at < PLACE_LASTS


def decide(
    message: Message, said: Understanding, before: Conversation, directory: Directory, now: datetime
) -> Decision:
    context = Context(message, said, before, directory, now)
    for rule in RULES:
        decision = rule(context)
        if decision is not None:
            return decision
    return _unclear(context)


# -- the rules, in order ------------------------------------------------------------------------------------------------


def _danger(c: Context) -> Decision | None:
    if c.said.intent != "emergency":
        return None
    kind = next((cue.split(".")[1] for cue in c.said.cues if cue.startswith("emergency.") and cue != "emergency.not"), "medical")
    labelled = [k for k in ("suicide", "violence", "child", "fire", "poison", "medical") if f"emergency.{k}" in c.said.cues]
    kind = labelled[0] if labelled else kind
    return _emergency(c, kind)


def _emergency(c: Context, kind: str) -> Decision:
    place = c.said.where.any
    topic = replace(c.topic or Topic(), place_id=place.place_id) if place else c.topic
    after = c.before.evolve(emergency_at=c.now, emergency_kind=kind, topic=topic, awaiting=None)
    return Decision("emergency", "emergency", after, (Event("emergency", {"kind": kind}),))


def _danger_goes_on(c: Context) -> Decision | None:
    if c.before.emergency_at is None or c.now - c.before.emergency_at > EMERGENCY_LASTS:
        return None
    if c.has("emergency.over", "thanks") or c.said.intent == "thanks":
        return Decision("thanks", "thanks", c.before.evolve(emergency_at=None, emergency_kind=None))
    if c.said.intent in ("stop", "delete_data") or c.has("command.help"):
        return None
    if c.need_score >= STRONG_NEED and (c.has("search") or c.said.where.mentioned or c.said.is_question):
        return None
    return _emergency(c, c.before.emergency_kind or "medical")


def _wordless(c: Context) -> Decision | None:
    if c.message.position is not None:
        place = c.directory.nearest_commune(c.message.position)
        return _with_place(c, place) if place else None
    if not c.said.is_empty:
        return None
    return Decision(c.said.intent, c.said.intent if c.said.intent == "thanks" else "out_of_scope", c.before)


def _command(c: Context) -> Decision | None:
    for name in ("stop", "start", "help", "delete_data", "human", "greeting", "thanks"):
        if c.has(f"command.{name}"):
            if name == "thanks" and c.before.awaiting in ("choice_of_need",):
                return None
            return _talk(c, name)
    if c.has("command.more") and c.topic is not None:
        return _more(c)
    return None


def _other_language(c: Context) -> Decision | None:
    wanted = next((cue.removeprefix("speak.") for cue in c.said.cues if cue.startswith("speak.")), None)
    if wanted is None or c.need_score >= STRONG_NEED or c.before.language is None:
        return None
    if c.has("more", "ask.conditions") and c.before.language == wanted:
        return None
    after = c.before.evolve(language=wanted)
    if c.topic is None:
        return Decision("help", "help", after)
    if c.topic.is_ride:
        return Decision(c.topic.intent, c.topic.intent, after)
    return Decision("find_service", "list", after)


def _choice_of_need(c: Context) -> Decision | None:
    if c.before.awaiting != "choice_of_need" or c.topic is None:
        return None
    chosen: str | None = None
    if c.said.choice is not None and 1 <= c.said.choice <= len(c.before.suggestions):
        chosen = c.before.suggestions[c.said.choice - 1]
    elif c.need in c.before.suggestions:
        chosen = c.need
    if chosen is None:
        return None
    topic = replace(c.topic, needs=(chosen,), when=_when(c, c.topic))
    return _service(c, topic, "clarify_answer")


def _chosen_option(c: Context) -> Decision | None:
    """"le 1", "2", "the second": an option of the last list."""
    if c.said.choice is None or not c.before.options or (c.has_new_need and c.need_score >= STRONG_NEED):
        return None
    if c.topic is not None and c.topic.intent == "offer_ride":
        return None
    if c.has("more") and not c.said.is_short:
        return _more(c)
    index = len(c.before.options) - 1 if c.said.choice == -1 else c.said.choice - 1
    chosen = c.before.options[index] if 0 <= index < len(c.before.options) else None
    topic = replace(c.topic or Topic(), when=_when(c, c.topic), open_now=c.said.open_now)
    if chosen is None:
        return Decision("select", "no_such_option", c.before.evolve(awaiting=None))
    after = c.before.evolve(chosen_id=chosen, topic=topic, awaiting=None)
    asks = c.has("ask.hours", "ask.price", "ask.conditions", "ask.phone", "ask.address") or c.said.when or c.said.open_now
    return Decision("service_details" if asks else "select", "details", after)


def _answer_to_us(c: Context) -> Decision | None:
    """What we had asked for: a place, a start, seats, a time, the name of a missing service."""
    if c.before.awaiting is None or c.topic is None or c.has("command.stop", "command.delete_data", "command.human"):
        return None
    if c.before.awaiting == "need" and c.need_score >= SURE_NEED and c.said.intent not in TALK:
        return _new_need(c)
    if c.before.awaiting in ("place", "origin") and c.said.where.any and not (c.has_new_need and c.need_score >= STRONG_NEED):
        return _answer_place(c)
    if c.before.awaiting in ("seats", "when") and (c.said.seats or c.said.when or c.said.choice):
        seats = c.said.seats or (c.said.choice if c.before.awaiting == "seats" else None) or c.topic.seats
        return _ride(c, replace(c.topic, seats=seats, when=_when(c, c.topic)), "clarify_answer")
    if c.before.awaiting == "suggestion" and c.said.intent not in TALK:
        return Decision("clarify_answer", "suggestion_noted", c.before.evolve(awaiting=None), (_record(c, "suggestion_detail"),))
    if c.before.awaiting == "report" and c.said.intent not in TALK and not c.has_new_need:
        return Decision("report_problem", "report_noted", c.before.evolve(awaiting=None), (_record(c, "report_detail"),))
    return None


def _answer_place(c: Context) -> Decision:
    assert c.topic is not None
    where = c.said.where
    open_now = c.topic.open_now or c.said.open_now
    if c.topic.is_ride:
        if c.before.awaiting == "origin":
            start = where.origin or where.present or where.home or where.search
            goal = where.search if where.search is not start else None
        else:
            start, goal = where.origin, where.search or where.present
        topic = replace(c.topic, when=_when(c, c.topic), origin_id=_id(start) or c.topic.origin_id, place_id=_id(goal) or c.topic.place_id)
        return _ride(c, topic, "clarify_answer")
    topic = replace(c.topic, place_id=_id(where.any), when=_when(c, c.topic), open_now=open_now)
    return _service(c, topic, "clarify_answer")


def _withdrawal(c: Context) -> Decision | None:
    if c.topic is None or c.topic.intent != "offer_ride" or not c.has("ride.withdraw"):
        return None
    return Decision("offer_ride", "withdrawn", c.before.evolve(awaiting=None), (_record(c, "offer_withdrawn"),))


def _yes_or_no(c: Context) -> Decision | None:
    """"oui en Champsaur évidemment": a word on what we said, nothing new."""
    if c.topic is None or not c.topic.needs or not c.is_recent or not c.said.is_short or c.said.intent in ("thanks", "stop"):
        return None
    if not c.has("affirm", "deny") or c.said.needs or c.said.where.mentioned or c.said.when or c.has("more", "ride.ask"):
        return None
    return _service(c, c.topic, "clarify_answer")


def _small_talk(c: Context) -> Decision | None:
    if c.said.intent not in TALK:
        return None
    if c.said.intent in ("help", "out_of_scope") and _is_follow_up(c):
        return None
    if c.said.intent == "help" and c.need_score >= STRONG_NEED:
        return None
    if c.said.intent == "out_of_scope" and (c.need_score >= SURE_NEED or (c.said.where.any and len(c.said.unmatched) <= 1)):
        return None
    return _talk(c, c.said.intent)


def _is_follow_up(c: Context) -> bool:
    """A message that means little alone, but something after what was said."""
    if c.topic is None or not c.is_recent:
        return False
    marks = ("ask.hours", "ask.price", "ask.conditions", "ask.phone", "ask.address", "more", "ride.back", "correction", "choice")
    return c.has(*marks) or bool(c.said.where.any or c.said.when or c.said.hours) and not c.has("out")


def _report(c: Context) -> Decision | None:
    if c.said.intent not in ("report_problem", "suggest_service"):
        return None
    kind = "report" if c.said.intent == "report_problem" else "suggestion"
    goes_on = c.topic is not None and c.is_recent and (c.before.awaiting in ("report", "suggestion") or not c.said.where.mentioned)
    base = c.topic if goes_on and c.topic else Topic()
    told = tuple(n.code for n in c.said.needs[:1])
    needs = base.needs if base.needs and (goes_on and c.before.awaiting or c.need_score < STRONG_NEED) else told or base.needs
    place = _id(c.said.where.any) or base.place_id or c.before.home_id
    topic = replace(base, intent=c.said.intent, needs=needs, place_id=place, when=c.said.when, open_now=False)
    awaiting: Awaiting = "suggestion" if kind == "suggestion" else "report"
    after = c.before.evolve(topic=topic, awaiting=awaiting)
    return Decision(c.said.intent, kind, after, (_record(c, kind, needs, place),))


def _way_back(c: Context) -> Decision | None:
    if c.topic is None or not c.has("ride.back") or c.topic.place_id is None or not c.is_recent:
        return None
    if c.said.where.search and c.said.where.origin:
        return None
    if c.has_new_need and c.need_score >= STRONG_NEED and not c.topic.is_ride:
        return None
    if c.topic.intent == "offer_ride":
        return None
    origin = _id(c.said.where.origin) or c.topic.place_id
    goal = _id(c.said.where.search) or c.topic.origin_id or _ride_start(c)
    when = _when(c, c.topic)
    if c.said.when is None and when is not None:
        when = _rest_of_day(when)
    return _ride(c, replace(c.topic, intent="plan_ride", origin_id=origin, place_id=goal, when=when, needs=(), is_back=True), "plan_ride")


def _rest_of_day(when: When) -> When:
    """The way back keeps the day; the hour was the way out's."""
    day = when.start.replace(hour=0, minute=0)
    if when.grain == "instant":
        return When(when.start, when.start.replace(hour=23, minute=0), "window")
    return When(day, day + timedelta(days=1), "day") if when.grain == "window" else when


def _ride_goes_on(c: Context) -> Decision | None:
    """Something about the trip we are speaking of: another day, hour, place, "autre"."""
    if c.topic is None or not c.topic.is_ride or not c.is_recent:
        return None
    if c.has_new_need and c.need_score >= SURE_NEED and c.said.intent not in ("plan_ride", "offer_ride"):
        return None
    new_trip = c.said.intent in ("plan_ride", "offer_ride") and c.said.where.search and (c.said.where.origin or c.said.intent != c.topic.intent)
    if new_trip and not c.has("correction"):
        return None
    where = c.said.where
    changed = bool(where.mentioned or where.rejected or c.said.when or c.said.hours or c.said.seats)
    if c.has("more", "ride.walk") and not where.mentioned:
        if c.topic.intent == "plan_ride":
            refused = c.has("too")  # "6h30 c'est trop tôt" names the hour that is not wanted
            topic = c.topic if refused else replace(c.topic, when=_when(c, c.topic))
            return _ride(c, topic, "more" if refused or not c.said.when or c.has("ride.walk") else "plan_ride")
    if not changed:
        return _ride(c, c.topic, "plan_ride") if c.said.intent == c.topic.intent == "plan_ride" and not c.said.needs else None
    goal, start = _id(where.search), _id(where.origin or where.present)
    if where.rejected and goal:
        rejected_start = c.topic.origin_id and c.directory.get_place(c.topic.origin_id).commune_id in where.rejected
        start, goal = (goal, None) if rejected_start else (start, goal)
    topic = replace(c.topic, place_id=goal or c.topic.place_id, origin_id=start or c.topic.origin_id, when=_when(c, c.topic), seats=c.said.seats or c.topic.seats)
    return _ride(c, topic, c.topic.intent)


def _new_ride(c: Context) -> Decision | None:
    if c.said.intent not in ("plan_ride", "offer_ride"):
        return None
    where = c.said.where
    old = c.topic if c.topic and c.is_recent else None
    follows = old is not None and where.search in (None, where.other_home) and old.place_id is not None and not old.is_ride
    needs = tuple(n.code for n in c.said.needs[:1]) or (old.needs if follows and old else ())
    goal = _id(where.search) or (old.place_id if follows and old else None)
    origin = _id(where.origin or where.present or where.home)
    if follows and old and where.other_home and goal == where.other_home.place_id:
        goal, origin = old.place_id, goal
    if origin == goal:
        goal, origin = (old.place_id if old and old.place_id != origin else None, origin) if follows and old else (goal, None)
    if origin is None and c.said.intent == "plan_ride":
        origin = _ride_start(c) if _ride_start(c) != goal else None
    when = _when(c, old) if follows else c.said.when
    topic = Topic(
        intent=c.said.intent,
        needs=needs,
        place_id=goal,
        origin_id=origin,
        first_place_id=old.first_place_id if old else None,
        when=when,
        return_when=c.said.return_when,
        seats=c.said.seats,
    )
    return _ride(c, topic, c.said.intent)


def _ride_start(c: Context) -> str | None:
    """Where a trip starts when it is not said: home, or where the talk began."""
    if c.before.home_id:
        return c.before.home_id
    topic = c.topic
    if topic is None:
        return None
    return topic.origin_id or (topic.first_place_id if topic.first_place_id != topic.place_id else None)


def _question_about_topic(c: Context) -> Decision | None:
    """Hours, price, conditions of what was just shown ("et demain c'est ouvert ?", "elle prend les hommes ?")."""
    if c.topic is None or not (c.topic.needs or c.topic.is_ride) or not c.is_recent or c.said.where.mentioned:
        return None
    asks = c.has("ask.hours", "ask.price", "ask.conditions", "ask.phone", "ask.address", "ask.about", "that_one")
    names_it = not c.topic.is_ride and any(not c.is_same_need(n.code) for n in c.said.needs[:1]) and c.need_score >= STRONG_NEED + 0.8
    if not asks or names_it or c.has("search") and c.has_new_need:
        return None
    if c.said.intent in ("find_service", "plan_ride") and c.has_new_need and c.need_score >= SURE_NEED:
        return None
    if c.topic.is_ride and not (c.has("ask.price", "ask.conditions") and c.need):
        return None
    needs = (c.need,) if c.topic.is_ride and c.need else c.topic.needs
    topic = replace(c.topic, intent="service_details", needs=needs, when=_when(c, c.topic), open_now=c.said.open_now)
    return _service(c, topic, "service_details")


def _more_wanted(c: Context) -> Decision | None:
    if c.topic is None or not c.has("more") or not c.is_recent or (c.has_new_need and c.need_score >= STRONG_NEED):
        return None
    if c.said.where.mentioned or not (c.said.is_short or c.said.intent in ("find_service", "out_of_scope", "service_details")):
        return None
    return _more(c)


def _more(c: Context) -> Decision:
    assert c.topic is not None
    topic = replace(c.topic, when=_when(c, c.topic))
    if topic.is_ride:
        return _ride(c, topic, "more")
    after = c.before.evolve(topic=topic, awaiting=None)
    return Decision("more", "nearer" if c.has("nearer") else "more", after)


def _same_need_elsewhere(c: Context) -> Decision | None:
    """"et à Sisteron ?", "non malijai", "finalement dimanche": the need stays, place or day change."""
    if c.topic is None or not c.topic.needs or not c.is_recent or c.topic.is_ride:
        return None
    if c.has_new_need and c.need_score >= SURE_NEED:
        return None
    border = _across_border(c)
    if not (c.said.where.mentioned or c.said.when or c.said.hours or c.said.open_now or border) or c.said.intent == "set_home" and not c.has("correction", "follow"):
        return None
    place = border or _id(c.said.where.any) or c.topic.place_id
    intent: Intent = c.topic.intent if c.topic.intent in ("find_service", "service_details") else "find_service"
    if c.said.where.mentioned:
        intent = "find_service"
    elif c.before.chosen_id and c.topic.intent == "service_details":
        intent = "service_details"
    topic = replace(c.topic, intent=intent, place_id=place, when=_when(c, c.topic), open_now=c.said.open_now or c.topic.open_now)
    if c.said.where.mentioned or border:
        c = replace(c, before=c.before.evolve(chosen_id=None))
    return _service(c, topic, intent)


def _across_border(c: Context) -> str | None:
    country = next((cue.removeprefix("border.") for cue in c.said.cues if cue.startswith("border.")), None)
    if country is None or c.topic is None or c.topic.place_id is None:
        return None
    here = c.directory.get_place(c.topic.place_id)
    if here.country == country:
        return None
    return _nearest_in(country, here, c.directory)


def _nearest_in(country: str, here: Place, directory: Directory) -> str | None:
    there = [p for p in directory.places if p.country == country and p.kind == "commune" and p.in_area]
    nearest = min(there, key=lambda p: distance_m(p.position, here.position), default=None)
    return nearest.place_id if nearest else None


def _home_told(c: Context) -> Decision | None:
    place = c.said.where.home or c.said.where.any
    if c.said.where.home and c.has("home.set") and c.has("correction") and not (c.topic and c.topic.needs):
        return _set_home(c, c.said.where.home)
    if place is None or (c.need_score >= SURE_NEED and c.said.intent != "set_home"):
        return None
    alone = c.topic is None and not c.said.needs and c.said.is_short
    corrected = c.topic is not None and not c.topic.needs and c.has("correction") and c.before.home_id is not None
    if not (c.said.intent == "set_home" or alone or corrected):
        return None
    return _set_home(c, place)


def _set_home(c: Context, place: Place) -> Decision:
    topic = replace(c.topic or Topic(), place_id=place.place_id, first_place_id=place.place_id)
    after = c.before.evolve(home_id=place.place_id, awaiting=None, topic=topic)
    return Decision("set_home", "home_set", after, (Event("home_set", {"commune": place.commune}),))


def _new_need(c: Context) -> Decision | None:
    if not c.said.needs:
        return None
    intent: Intent = "service_details" if c.said.intent == "service_details" else "find_service"
    needs = (c.said.needs[0].code,)
    pending = (c.said.needs[1].code,) if c.said.has_second_need else ()
    if c.need_score < SURE_NEED and len(c.said.needs) > 1 and c.said.needs[1].score > 0.75 * c.need_score:
        if not _same_first_tag(c, c.said.needs[0].code, c.said.needs[1].code):
            return _ask_which(c)
    place = _search_place(c)
    topic = Topic(
        intent=intent,
        needs=(*needs, *pending),
        place_id=place,
        first_place_id=_first_place(c, place),
        origin_id=_id(c.said.where.present or c.said.where.home),
        when=c.said.when,
        open_now=c.said.open_now,
    )
    before = c.before.evolve(chosen_id=None, options=(), offset=0)
    if c.said.where.home:
        before = before.evolve(home_id=c.said.where.home.place_id)
    if c.said.where.other_home:
        before = before.evolve(other_home_id=c.said.where.other_home.place_id)
    return _service(replace(c, before=before), topic, intent)


def _same_first_tag(c: Context, a: str, b: str) -> bool:
    tags = c.directory.taxonomy
    return bool(set(tags.get(a).osm[:2]) & set(tags.get(b).osm))


def _ask_which(c: Context) -> Decision:
    """Low confidence becomes one short question with numbered choices."""
    codes = tuple(n.code for n in c.said.needs[:3])
    topic = Topic(needs=codes[:1], place_id=_search_place(c), when=c.said.when, open_now=c.said.open_now)
    after = c.before.evolve(topic=topic, suggestions=codes, awaiting="choice_of_need", options=())
    return Decision("find_service", "ask_which", after)


def _first_place(c: Context, place: str | None) -> str | None:
    where = c.said.where
    told = where.home or where.present
    if told:
        return told.place_id
    if c.topic and c.topic.first_place_id and c.is_recent:
        return c.topic.first_place_id
    return place


def _search_place(c: Context) -> str | None:
    """Where to look: said now, or meant as a person would mean it."""
    where = c.said.where
    named = where.search or where.other_home or where.present or where.home or where.origin
    if named:
        return named.place_id
    if c.has("other_person") and c.before.other_home_id:
        return c.before.other_home_id
    if c.has("me") and c.before.home_id:
        return c.before.home_id
    border = _across_border(c)
    if border:
        return border
    if c.topic and c.topic.place_id and c.is_recent and (c.before.home_id is None or c.has("follow") or c.before.last_at is not None and c.now - c.before.last_at < timedelta(minutes=30)):
        if c.before.home_id and not c.has("follow") and c.topic.place_id != c.before.home_id:
            return c.before.home_id if not c.topic.is_ride else c.topic.place_id
        return c.topic.place_id
    return c.before.home_id


def _with_place(c: Context, place: Place) -> Decision:
    """A shared position answers the question that is open, or is remembered."""
    if c.topic is None or not (c.topic.needs or c.topic.is_ride):
        after = c.before.evolve(home_id=place.place_id)
        return Decision("set_home", "home_set", after)
    if c.topic.is_ride:
        field = "origin_id" if c.before.awaiting == "origin" or c.topic.place_id else "place_id"
        return _ride(c, replace(c.topic, **{field: place.place_id}), "clarify_answer")
    return _service(c, replace(c.topic, place_id=place.place_id), "clarify_answer")


def _unclear(c: Context) -> Decision:
    if c.topic is not None and c.is_recent and c.has("affirm", "deny", "correction") and c.said.is_short and c.topic.needs:
        return _service(c, c.topic, "clarify_answer")
    if c.said.intent in TALK:
        return _talk(c, c.said.intent)
    if c.said.intent == "service_details" or c.has("search"):
        after = c.before.evolve(topic=Topic(place_id=_search_place(c), when=c.said.when, open_now=c.said.open_now), awaiting="need")
        return Decision("find_service" if c.has("search") else "help", "ask_need", after, (_record(c, "not_understood"),))
    return Decision("out_of_scope", "out_of_scope", c.before, (_record(c, "not_understood"),))


RULES: tuple[Callable[[Context], Decision | None], ...] = (
    _danger,
    _danger_goes_on,
    _wordless,
    _command,
    _other_language,
    _choice_of_need,
    _chosen_option,
    _answer_to_us,
    _withdrawal,
    _yes_or_no,
    _small_talk,
    _report,
    _way_back,
    _ride_goes_on,
    _new_ride,
    _question_about_topic,
    _more_wanted,
    _same_need_elsewhere,
    _home_told,
    _new_need,
)

# -- shared endings -----------------------------------------------------------------------------------------------------


def _talk(c: Context, name: str) -> Decision:
    if name == "stop":
        topic = replace(c.topic, when=None, open_now=False) if c.topic else None
        return Decision("stop", "stop", c.before.evolve(opted_out=True, awaiting=None, topic=topic), (Event("opted_out"),))
    if name == "start":
        return Decision("help", "start", c.before.evolve(opted_out=False), (Event("opted_in"),))
    if name == "delete_data":
        return Decision("delete_data", "deleted", Conversation(language=c.said.language), (Event("delete_data"),))
    if name == "human":
        return Decision("human", "human", c.before, (_record(c, "human_wanted"),))
    if name == "out_of_scope":
        return Decision("out_of_scope", "out_of_scope", c.before, (_record(c, "out_of_scope"),))
    if name == "help" and c.has("unwell"):
        return Decision("help", "unwell", c.before.evolve(awaiting="need", topic=c.topic or Topic()))
    if name == "help" and c.before.options:
        return Decision("help", "help_choose", c.before)
    intent: Intent = name if name in ("greeting", "thanks", "help") else "help"  # type: ignore[assignment]
    return Decision(intent, name, c.before)


def _service(c: Context, topic: Topic, intent: Intent) -> Decision:
    """Answer about a need; asks for the place when it cannot be known."""
    before = c.before.evolve(topic=topic, awaiting=None)
    if topic.first_place_id is None and topic.place_id:
        before = before.evolve(topic=replace(topic, first_place_id=topic.place_id))
    if topic.place_id is None:
        return Decision(intent, "ask_place", before.evolve(awaiting="place"))
    if intent == "service_details" or (topic.intent == "service_details" and intent == "clarify_answer"):
        return Decision(intent, "details", before)
    return Decision(intent, "list", before.evolve(offset=0, chosen_id=None if intent == "find_service" else before.chosen_id))


def _ride(c: Context, topic: Topic, intent: Intent) -> Decision:
    before = c.before.evolve(topic=topic, awaiting=None)
    if c.said.where.home:
        before = before.evolve(home_id=c.said.where.home.place_id)
    if topic.place_id is None:
        return Decision(intent, "ask_destination", before.evolve(awaiting="place"))
    if topic.origin_id is None:
        return Decision(intent, "ask_origin", before.evolve(awaiting="origin"))
    if topic.intent == "offer_ride":
        missing = "when" if topic.when is None and not c.said.habit else "seats" if topic.seats is None else None
        return Decision(intent, "offer", before.evolve(awaiting=missing), (_record_offer(c, topic),))
    return Decision(intent, "ride", before)


def _when(c: Context, topic: Topic | None) -> When | None:
    """The time in force: what is said now, an hour alone keeping the day agreed before."""
    old = topic.when if topic else None
    said = c.said.when or (c.said.hours if old else None)
    if said is None or old is None:
        return said or old
    if c.said.when is not None and c.said.when_has_day:
        return said
    shift = timedelta(days=(old.start.date() - said.start.date()).days)
    return When(said.start + shift, said.end + shift, said.grain)


def _id(place: Place | None) -> str | None:
    return place.place_id if place else None


def _record(c: Context, kind: str, needs: tuple[str, ...] = (), place_id: str | None = None) -> Event:
    detail = {"text": c.message.text}
    topic = c.topic
    codes = needs or (topic.needs if topic else ())
    if codes:
        detail["need"] = codes[0]
    place = place_id or (topic.place_id if topic else None)
    if place:
        detail["place"] = place
    if c.before.chosen_id:
        detail["service"] = c.before.chosen_id
    return Event(kind, detail)


def _record_offer(c: Context, topic: Topic) -> Event:
    detail = {"from": topic.origin_id or "", "to": topic.place_id or "", "text": c.message.text}
    if topic.when:
        detail["when"] = topic.when.iso()
    if topic.seats:
        detail["seats"] = str(topic.seats)
    return Event("ride_offered", detail)
