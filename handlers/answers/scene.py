"""What every answer is made from: the decision, the directory, the words of the resident's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.conversation import Conversation, Topic
from handlers.language import Languages
from handlers.model import ConsideredRide, Event, Link, Message, Ranked, Reply, Understanding
from handlers.rank import Wish
from handlers.situation import Decision
from handlers.wording import Wording
from knowledge.countries import load_countries
from knowledge.directory import Directory
from knowledge.model import Place, Service
from knowledge.names import fold
from knowledge.rides.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: what to say, and the state after saying it."""

    reply: Reply
    conversation: Conversation
    events: tuple[Event, ...] = ()
    ranking: tuple[Ranked, ...] = ()
    rides: tuple[ConsideredRide, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything an answer may look at."""

    decision: Decision
    said: Understanding
    directory: Directory
    languages: Languages
    now: datetime
    message: Message

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def person(self) -> str:
        """Who writes, as the carpool board knows them; "" in rehearsals."""
        return self.message.contact_key or ""

    @property
    def can_be_reached(self) -> bool:
        """Whether they could be introduced to somebody."""
        return self.message.reach is not None

    @property
    def after(self) -> Conversation:
        return self.decision.conversation

    @property
    def topic(self) -> Topic:
        return self.after.topic or Topic()

    @property
    def wording(self) -> Wording:
        return Wording(self.languages.get(self.after.language or self.said.language), self.now, self.country)

    @property
    def place(self) -> Place | None:
        return self.find_place(self.topic.place_id) or self.find_place(self.after.home_id)

    @property
    def timetable(self) -> Timetable | None:
        """As it is known now: with today's delays while they are fresh."""
        return self.directory.rides.timetable_at(self.now)

    def find_place(self, place_id: str | None) -> Place | None:
        return self.directory.place_by_id.get(place_id) if place_id else None

    @property
    def country(self) -> str:
        """Where the resident is; of somebody unknown, the first country of the area where their language is spoken."""
        if self.place:
            return self.place.country
        countries, language = self.directory.area.countries, self.after.language or self.said.language
        spoken = (code for code in countries if language in load_countries()[code].languages)
        return next(spoken, countries[0])

    @property
    def lag(self) -> str:
        return self.directory.area.lag_name

    def say(self, key: str, **fields: object) -> str:
        return self.wording.say(key, **fields)

    def label(self, code: str) -> str:
        return self.wording.label(self.directory.taxonomy.get(code).label)

    def wish(self, needs: tuple[str, ...] | None = None) -> Wish:
        """Raises ValueError without a place: ask for it first."""
        place = self.find_place(self.topic.place_id)
        if place is None:
            raise ValueError("no place to search around")
        wanted = needs or self.topic.needs
        return Wish(wanted, place, self.now, self.topic.when, self.topic.open_now, self._telling_words(place, wanted))

    def _telling_words(self, place: Place, needs: tuple[str, ...]) -> frozenset[str]:
        """Words of the message that may be part of a name: neither the kind of service nor the place."""
        labels = " ".join(text for code in needs for text in self.directory.taxonomy.get(code).label.values())
        return frozenset(w for w in fold(self.text).split() if len(w) >= 4) - set(
            fold(f"{labels} {place.name}").split()
        )

    def town_hall_phone(self, place: Place) -> str:
        """ " : 04 ..." of the commune's town hall when it is known and no example."""
        for found in self.directory.find_services(("town_hall",), place.position)[:3]:
            service = found.service
            if (
                service.location
                and service.location.commune_id == place.commune_id
                and service.phones
                and not service.example
            ):
                return f" : {self.wording.best_phone(service)}"
        return ""


def plain(scene: Scene, key: str, **fields: object) -> Answered:
    """One line, the state unchanged."""
    return Answered(Reply((scene.say(key, **fields),)), scene.after, scene.decision.events)


def booking_links(service: Service, label: str) -> tuple[Link, ...]:
    return (Link(label, service.booking_url),) if service.booking_url else ()
