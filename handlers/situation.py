"""One message in its conversation, as the rules of ``decide`` look at it, and the endings that they share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.conversation import Awaiting, Conversation, Topic
from handlers.intents import NO_INTENT
from handlers.lifts import describe_offer, make_id, offer_of
from handlers.model import Event, Intent, Message, Understanding, When
from handlers.needs import is_guessed
from knowledge.directory import Directory
from knowledge.geo import distance_m
from knowledge.model import Place
from knowledge.rides.carpool import Board

PLACE_LASTS = timedelta(days=7)
STRONG_NEED = 2.0
"""From this score on a need was named, not guessed."""
SURE_NEED = 1.6
WEAK_NEED = 0.55
"""Below it a need is no more than one of several guesses."""
GOES_ON_GUESSED, GOES_ON_NAMED = 0.5, 0.8
"""How likely a message must only go on with the talk, for a need that is guessed or named in it not to be a new one."""
TALK = ("greeting", "thanks", "help", "human", "stop", "delete_data", "out_of_scope")


@dataclass(frozen=True, slots=True)
class Decision:
    """``kind`` names the answer (see ``answers``); ``conversation`` is the state that it starts from."""

    intent: Intent
    kind: str
    conversation: Conversation
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    message: Message
    said: Understanding
    before: Conversation
    directory: Directory
    now: datetime

    @property
    def topic(self) -> Topic | None:
        return self.before.topic

    @property
    def board(self) -> Board:
        return self.directory.rides.board

    @property
    def me(self) -> str:
        """Who writes, as the carpool board knows them; "" in rehearsals, where nobody is known."""
        return self.message.contact_key or ""

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
        """Something else than what we are talking about is asked for. Of a trip, buses and taxis are part; a correction
        that gives a place or a time asks for nothing that no word names."""
        unnamed = bool(self.said.needs) and is_guessed(self.said.needs[0])
        may_go_on = self.topic is not None and (unnamed or not self.said.is_bare)
        if may_go_on and self.said.goes_on >= (GOES_ON_GUESSED if unnamed else GOES_ON_NAMED):
            return False
        if self.topic is not None and self.topic.is_ride and self.said.act == "plan_ride" and unnamed:
            return False
        moves = self.has("correction") and (self.said.when is not None or bool(self.said.where.mentioned))
        if moves and self.topic is not None and unnamed:
            return False
        if self.said.is_landmark and self.topic is not None:
            return False
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
        needs = self.topic.needs[:1] if self.before.chosen_id else self.topic.needs  # one of the first is settled
        return any(self.directory.taxonomy.are_alike(code, known) for known in needs)

    @property
    def asks_anew(self) -> bool:
        """Something else than an answer to us or a choice, whatever number or hour it holds."""
        return self.said.act in ("report_problem", "find_service", "plan_ride")

    @property
    def only_goes_on(self) -> bool:
        """What is talked of stands, with a detail more ("une seule place finalement, le chien monte devant")."""
        return self.topic is not None and self.said.act == NO_INTENT and self.is_recent

    @property
    def is_recent(self) -> bool:
        return self.before.last_at is not None and self.now - self.before.last_at < PLACE_LASTS


def about_service(c: Situation, topic: Topic, intent: Intent) -> Decision:
    """Answer about a need; asks for the place when it cannot be known."""
    before = c.before.evolve(topic=topic, awaiting=None)
    if topic.first_place_id is None and topic.place_id:
        before = before.evolve(topic=replace(topic, first_place_id=topic.place_id))
    if topic.place_id is None:
        return Decision(intent, "ask_place", before.evolve(awaiting="place"))
    if intent == "service_details" or (topic.intent == "service_details" and intent == "clarify_answer"):
        return Decision(intent, "details", before)
    return Decision(
        intent, "list", before.evolve(offset=0, chosen_id=None if intent == "find_service" else before.chosen_id)
    )


def about_ride(c: Situation, topic: Topic, intent: Intent) -> Decision:
    before = c.before.evolve(topic=topic, awaiting=None)
    if c.said.where.home:
        before = before.evolve(home_id=c.said.where.home.place_id)
    if topic.intent == "offer_ride":
        topic = settle_offer(c, topic)
    elif c.has("carpool.ask"):
        topic = replace(topic, is_lift=True, wants_back=topic.wants_back or c.has("ride.back"))
    before = before.evolve(topic=topic)
    if topic.place_id is None:
        return Decision(intent, "ask_destination", before.evolve(awaiting="place"))
    if topic.origin_id is None:
        return Decision(intent, "ask_origin", before.evolve(awaiting="origin"))
    if topic.intent == "offer_ride":
        return _offered(c, topic, intent, before)
    return Decision(intent, "lifts" if topic.is_lift else "ride", before)


def settle_offer(c: Situation, topic: Topic) -> Topic:
    """A regular offer has days and hours of its own; a single one that is moved to another day keeps its hour."""
    said, old = c.said, c.topic
    if said.habit_days and not said.when_has_day:
        hours = [*said.habit_hours[:2], None, None]
        return replace(topic, when=None, days=said.habit_days, hours=hours[0], back_hours=hours[1])
    if topic.days and topic.when and not said.when_has_day:
        start = topic.when.start.hour * 60 + topic.when.start.minute
        length = int((topic.when.end - topic.when.start).total_seconds()) // 60
        return replace(topic, when=None, hours=(start, start + length))
    if topic.days and topic.when:
        return replace(topic, days=(), hours=None, back_hours=None)
    is_same = old is not None and old.intent == "offer_ride" and old.offer_id == topic.offer_id
    if (
        is_same
        and old
        and old.when
        and topic.when
        and topic.when.grain == "day"
        and old.when.grain in ("instant", "window")
    ):
        moved = topic.when.start.date() - old.when.start.date()
        when = When(old.when.start + moved, old.when.end + moved, old.when.grain)
        back = old.return_when
        later = When(back.start + moved, back.end + moved, back.grain) if back else None
        return replace(topic, when=when, return_when=said.return_when or later)
    return replace(topic, return_when=said.return_when or topic.return_when)


def _offered(c: Situation, topic: Topic, intent: Intent, before: Conversation) -> Decision:
    """Noted with what is known, then one question for what is missing."""
    driver = c.message.contact_key or ""
    topic = replace(topic, offer_id=topic.offer_id or make_id(driver, c.now.isoformat()))
    hour_is_open = topic.hours is None if topic.days else topic.when is None or topic.when.grain in ("day", "days")
    missing: Awaiting | None = "when" if hour_is_open else "seats" if topic.seats is None else None
    offer = offer_of(topic, driver, c.directory, c.now)
    if offer is None and not c.said.habit:
        return Decision(intent, "offer", before.evolve(topic=topic, awaiting="when"))
    if c.message.reach is None:
        return Decision(intent, "offer_needs_reach", before.evolve(topic=topic, awaiting=missing))
    events = (Event("carpool_offered", describe_offer(offer)),) if offer else (record_offer(c, topic),)
    return Decision(intent, "offer", before.evolve(topic=topic, awaiting=missing), events)


def when_in_force(c: Situation, topic: Topic | None) -> When | None:
    """The time in force: what is said now, an hour alone keeping the day agreed before."""
    old = topic.when if topic else None
    said = c.said.when or (c.said.hours if old else None)
    if said is None or old is None:
        return said or old
    if c.said.when is not None and c.said.when_has_day:
        return said
    shift = timedelta(days=(old.start.date() - said.start.date()).days + c.has("next_day"))
    return When(said.start + shift, said.end + shift, said.grain)


def day_in_force(c: Situation) -> When | None:
    """The time said now; of "that day" the day that was spoken of before, with an hour only when it is said now."""
    if c.said.when_has_day or not c.has("same_day") or c.topic is None or c.topic.when is None or not c.is_recent:
        return c.said.when
    if c.said.when is not None:
        return when_in_force(c, c.topic)
    day = c.topic.when.start.replace(hour=0, minute=0)
    return When(day, day + timedelta(days=1), "day")


def id_of(place: Place | None) -> str | None:
    return place.place_id if place else None


def record(c: Situation, kind: str, needs: tuple[str, ...] = (), place_id: str | None = None) -> Event:
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


def record_offer(c: Situation, topic: Topic) -> Event:
    detail = {"from": topic.origin_id or "", "to": topic.place_id or "", "text": c.message.text}
    if topic.when:
        detail["when"] = topic.when.iso()
    if topic.seats:
        detail["seats"] = str(topic.seats)
    return Event("ride_offered", detail)


def across_border(c: Situation) -> str | None:
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


def search_place(c: Situation) -> str | None:
    """Where to look: said now, or meant as a person would mean it."""
    where = c.said.where
    named = where.search or where.other_home or where.present or where.home or where.origin
    if named:
        return named.place_id
    if c.has("other_person") and c.before.other_home_id:
        return c.before.other_home_id
    if c.has("there") and c.topic and c.topic.place_id and c.is_recent:
        return c.topic.place_id
    if c.has("me") and c.before.home_id:
        return c.before.home_id
    border = across_border(c)
    if border:
        return border
    if (
        c.topic
        and c.topic.place_id
        and c.is_recent
        and (
            c.before.home_id is None
            or c.has("follow")
            or (c.before.last_at is not None and c.now - c.before.last_at < timedelta(minutes=30))
        )
    ):
        if c.before.home_id and not c.has("follow") and c.topic.place_id != c.before.home_id:
            return c.before.home_id if not c.topic.is_ride else c.topic.place_id
        return c.topic.place_id
    return c.before.home_id


def ride_start(c: Situation) -> str | None:
    """Where a trip starts when it is not said: home, or where the talk began."""
    if c.before.home_id:
        return c.before.home_id
    topic = c.topic
    if topic is None:
        return None
    return topic.origin_id or (topic.first_place_id if topic.first_place_id != topic.place_id else None)


def more_options(c: Situation) -> Decision:
    assert c.topic is not None
    topic = replace(c.topic, when=when_in_force(c, c.topic))
    if topic.is_ride:
        return about_ride(c, topic, "more")
    if c.said.where.search is not None and c.said.where.search.place_id != topic.place_id:
        return about_service(c, replace(topic, place_id=c.said.where.search.place_id), "more")
    after = c.before.evolve(topic=topic, awaiting=None)
    return Decision("more", "nearer" if c.has("nearer") else "more", after)


def small_answer(c: Situation, name: str) -> Decision:
    if name == "stop":
        topic = replace(c.topic, when=None, open_now=False) if c.topic else None
        return Decision(
            "stop", "stop", c.before.evolve(opted_out=True, awaiting=None, topic=topic), (Event("opted_out"),)
        )
    if name == "start":
        return Decision("help", "start", c.before.evolve(opted_out=False), (Event("opted_in"),))
    if name == "delete_data":
        return Decision("delete_data", "deleted", Conversation(language=c.said.language), (Event("delete_data"),))
    if name == "human":
        return Decision("human", "human", c.before, (record(c, "human_wanted"),))
    if name == "out_of_scope":
        return Decision("out_of_scope", "out_of_scope", c.before, (record(c, "out_of_scope"),))
    if name == "help" and c.has("unwell"):
        return Decision("help", "unwell", c.before.evolve(awaiting="need", topic=c.topic or Topic()))
    if name == "help" and c.before.options:
        return Decision("help", "help_choose", c.before)
    intent: Intent = name if name in ("greeting", "thanks", "help") else "help"  # type: ignore[assignment]
    return Decision(intent, name, c.before)
