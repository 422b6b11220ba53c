"""The carpool board in conversation, in the three languages, on a board that a test lays out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.channels.sms_text import fit
from handlers.conversation import Conversation
from handlers.language import load_languages
from handlers.lifts import describe_offer, offer_of, read_offer, window_of
from handlers.model import Message, Turn
from handlers.turn import take_turn
from knowledge.directory import Directory
from knowledge.rides.carpool import Board, End, Introduction, Offer, State, Window
from tests.handlers.resident import NOW, directory

ME, DRIVER = "m" * 64, "d" * 64
WAYS = {
    "fr": ("durance-provence", "Les Mées", "Digne-les-Bains"),
    "en": ("hautes-alpes", "Chorges", "Gap"),
    "nl": ("westhoek", "Diksmuide", "Veurne"),
}
SEARCH = {
    "fr": "qqun va à digne jeudi depuis les mées ?",
    "en": "anyone driving from Chorges to Gap on Thursday?",
    "nl": "rijdt er iemand donderdag van Diksmuide naar Veurne?",
}
OFFER = {
    "fr": "je vais des mées à digne jeudi 9h, 3 places, retour midi",
    "en": "I am driving from Chorges to Gap on Thursday at 9am, 3 seats, back at noon",
    "nl": "ik rij donderdag om 9u van Diksmuide naar Veurne, 3 plaatsen, terug om 12u",
}
WEEKLY = {
    "fr": "tous les mardis je vais des mées à digne à 8h30, 2 places",
    "en": "every Tuesday I am driving from Chorges to Gap at 8.30am, 2 seats",
    "nl": "elke dinsdag rij ik van Diksmuide naar Veurne om 8u30, 2 plaatsen",
}
YES, NO = {"fr": "oui", "en": "yes", "nl": "ja"}, {"fr": "non", "en": "no", "nl": "nee"}
FULL = {"fr": "complet", "en": "full", "nl": "volzet"}
CANCEL = {"fr": "annuler", "en": "withdraw", "nl": "annuleer"}
BLOCK = {"fr": "bloquer", "en": "block", "nl": "blokkeer"}
REPORT = {"fr": "signaler", "en": "report", "nl": "melden"}
RIDE = {"fr": "trajet", "en": "ride", "nl": "rit"}
CAR = {"fr": "covoit", "en": "carpool", "nl": "carpool"}


@dataclass
class Neighbour:
    """Somebody known to the board, who writes by SMS."""

    language: str = "fr"
    board: Board = field(default_factory=Board)
    conversation: Conversation = field(default_factory=Conversation)
    now: datetime = NOW

    @property
    def area_id(self) -> str:
        return WAYS[self.language][0]

    @property
    def directory(self) -> Directory:
        known = directory(self.area_id)
        return replace(known, rides=replace(known.rides, board=self.board))

    def say(self, text: str) -> Turn:
        message = Message(text, "sms", "x", self.now.isoformat(), self.now, reach="+33639980042", contact_key=ME)
        turn = take_turn(message, self.conversation, self.directory, load_languages(), self.now)
        self.conversation = turn.conversation
        self.now += timedelta(minutes=1)
        return turn

    def end(self, name: str) -> End:
        place = self.directory.find_commune(name)
        assert place is not None
        return End(place.place_id, place.name, place.position)

    def an_offer(self, driver: str = DRIVER, hour: int = 9, offer_id: str = "o1") -> Offer:
        _, start, goal = WAYS[self.language]
        leaves = (NOW + timedelta(days=2)).replace(hour=hour, minute=0)
        back = leaves.replace(hour=hour + 3)
        window = Window(leaves, leaves)
        return Offer(offer_id, driver, self.end(start), self.end(goal), window, 3, leaves, Window(back, back))

    def an_introduction(self, driver: str, passenger: str, state: State = "driver_asked") -> Introduction:
        offer = self.an_offer()
        names = (offer.origin.name, offer.goal.name)
        days = (offer.leaves.start, offer.leaves)
        return Introduction("i1", "o1", driver, passenger, *names, *days, 1, state, self.now)


def kinds(turn: Turn) -> list[str]:
    return [event.kind for event in turn.events]


@pytest.fixture(params=["fr", "en", "nl"])
def me(request: pytest.FixtureRequest) -> Neighbour:
    return Neighbour(request.param)


def test_an_offer_is_noted_whole(me: Neighbour) -> None:
    turn = me.say(OFFER[me.language])
    (event,) = turn.events
    offer = read_offer(event.detail, ME, me.directory, me.now)
    assert (offer.leaves.start.day, offer.leaves.start.hour, offer.seats) == (26, 9, 3)
    assert offer.back is not None
    assert offer.back.start.hour == 12
    assert (offer.origin.name, offer.goal.name) == WAYS[me.language][1:]


def test_a_regular_offer_has_its_day_and_hour(me: Neighbour) -> None:
    (event,) = me.say(WEEKLY[me.language]).events
    offer = read_offer(event.detail, ME, me.directory, me.now)
    assert (offer.weekdays, offer.leaves.start.weekday()) == ((1,), 1)
    assert (offer.leaves.start.hour, offer.leaves.start.minute) == (8, 30)


def test_an_offer_travels_through_its_event_unchanged(me: Neighbour) -> None:
    me.say(OFFER[me.language])
    assert me.conversation.topic is not None
    offer = offer_of(me.conversation.topic, ME, me.directory, me.now)
    assert offer is not None
    assert read_offer(describe_offer(offer), ME, me.directory, me.now) == offer


def test_offers_are_listed_and_one_is_asked_for(me: Neighbour) -> None:
    me.board = Board((me.an_offer(), me.an_offer(hour=14, offer_id="o2")))
    turn = me.say(SEARCH[me.language])
    text = "\n".join(turn.reply.lines)
    assert "1. " in text
    assert "2. " in text
    (event,) = me.say("2").events
    assert (event.kind, event.detail["offer"]) == ("introduction_asked", "o2")


def test_a_list_is_never_cut_in_an_sms(me: Neighbour) -> None:
    me.board = Board(tuple(me.an_offer(hour=hour, offer_id=f"o{hour}") for hour in (7, 9, 11, 14)))
    sms = fit(me.say(SEARCH[me.language]).reply)
    assert sms.segments <= 2
    assert sms.text.count("\n") == 4


def test_a_choice_that_is_gone_meanwhile_asks_nobody(me: Neighbour) -> None:
    me.board = Board((me.an_offer(),))
    me.say(SEARCH[me.language])
    me.board = Board()
    assert kinds(me.say("1")) == []


def test_nobody_going_there_becomes_a_wish(me: Neighbour) -> None:
    assert kinds(me.say(SEARCH[me.language])) == ["carpool_wished"]


def test_a_question_is_answered_by_yes_or_no(me: Neighbour) -> None:
    me.board = Board((me.an_offer(ME),), introductions=(me.an_introduction(ME, DRIVER),))
    me.conversation = Conversation(language=me.language)
    (event,) = me.say(YES[me.language]).events
    assert event.detail == {"introduction": "i1", "answer": "yes"}
    me.conversation = Conversation(language=me.language)
    (event,) = me.say(NO[me.language]).events
    assert event.detail["answer"] == "no"


@pytest.mark.parametrize("words", ["oui", "Oui merci", "OUI !", "ok", "d'accord", "oui volontiers", "bien sûr"])
def test_a_yes_may_be_polite(words: str) -> None:
    me = Neighbour("fr")
    me.board = Board((me.an_offer(ME),), introductions=(me.an_introduction(ME, DRIVER),))
    assert kinds(me.say(words)) == ["introduction_answered"]


@pytest.mark.parametrize("words", ["oui ?", "oui mais à quelle heure", "oui jeudi 9h", "oui et non", "merci"])
def test_what_is_more_than_a_yes_gives_nothing_away(words: str) -> None:
    me = Neighbour("fr")
    me.board = Board((me.an_offer(ME),), introductions=(me.an_introduction(ME, DRIVER),))
    assert "introduction_answered" not in kinds(me.say(words))


def test_a_full_car_and_a_trip_that_is_off_are_said_in_a_word(me: Neighbour) -> None:
    me.board = Board((me.an_offer(ME),))
    me.conversation = Conversation(language=me.language)
    assert kinds(me.say(FULL[me.language])) == ["carpool_full"]
    assert kinds(me.say(CANCEL[me.language])) == ["carpool_withdrawn"]


def test_which_of_several_trips_is_off_is_asked(me: Neighbour) -> None:
    me.board = Board((me.an_offer(ME), me.an_offer(ME, 14, "o2")))
    me.conversation = Conversation(language=me.language)
    assert kinds(me.say(CANCEL[me.language])) == []
    (event,) = me.say("2").events
    assert (event.kind, event.detail["offer"]) == ("carpool_withdrawn", "o2")


def test_somebody_one_met_is_blocked_and_reported(me: Neighbour) -> None:
    me.board = Board(introductions=(me.an_introduction(DRIVER, ME, "agreed"),))
    me.conversation = Conversation(language=me.language)
    assert kinds(me.say(BLOCK[me.language])) == ["carpool_blocked"]
    assert kinds(me.say(REPORT[me.language])) == ["carpool_reported"]


def test_a_doctor_who_is_full_does_not_fill_the_car() -> None:
    me = Neighbour("fr")
    me.board = Board((me.an_offer(ME),))
    me.say("je cherche un médecin à peyruis")
    assert "carpool_full" not in kinds(me.say("il est complet"))


def test_a_ride_answer_is_followed_by_a_neighbour_s_car(me: Neighbour) -> None:
    me.board = Board((me.an_offer(),))
    _, start, goal = WAYS[me.language]
    me.say(
        {"fr": f"bus de {start} à {goal} jeudi", "en": f"bus from {start} to {goal} Thursday"}.get(
            me.language, f"bus van {start} naar {goal} donderdag"
        )
    )
    turn = me.say(CAR[me.language])
    assert "1. " in "\n".join(turn.reply.lines)
    assert me.conversation.lifts == ("o1",)
    me.say(RIDE[me.language])
    assert me.conversation.awaiting is None
    assert me.conversation.topic is not None
    assert not me.conversation.topic.is_lift


def test_a_day_ends_at_its_last_minute() -> None:
    me = Neighbour("fr")
    me.say(SEARCH["fr"])
    assert me.conversation.topic is not None
    assert me.conversation.topic.when is not None
    window = window_of(me.conversation.topic.when)
    assert (window.end.day, window.end.hour, window.end.minute) == (26, 23, 59)
