"""Two residents, one board: nobody has the other's number before both have said yes, whatever comes in between.

The real store, runner, languages and sentences; only the telephone network is a double.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.carpool import CarpoolDesk
from bot.channels.base import NotSentError
from bot.channels.sms_text import fit
from bot.deliveries import Deliveries
from bot.directories import Directories
from bot.turns import TurnRunner
from handlers.language import load_languages
from handlers.model import Message, Reply
from handlers.turn import take_turn
from knowledge.area import Area, load_area
from knowledge.rides.carpool import Board
from knowledge.store import Outgoing, Store, Unsent, contact_key
from tests.fakes import SECRET
from tests.handlers.resident import directory

AREA = "durance-provence"
DRIVER, PASSENGER, OTHER = "+33639980011", "+33639980022", "+33639980033"
NUMBERS = (DRIVER, PASSENGER, OTHER)
OFFER = "je descends à digne jeudi 9h depuis les mées, 3 places, retour midi"
SEARCH = "qqun va à digne jeudi depuis malijai ?"


@dataclass
class Network:
    """Delivers SMS to whoever has the number; keeps them in order."""

    name: str = "sms"
    sent: list[tuple[str, str]] = field(default_factory=list)
    error: NotSentError | None = None

    async def send(self, unsent: Unsent) -> str:
        if self.error is not None:
            raise self.error
        self.sent.append((unsent.address, unsent.payload or unsent.text))
        return f"sent-{unsent.outgoing_id}"

    def write(self, reply: Reply, address: str, kept: Reply) -> Outgoing:
        return Outgoing(fit(kept).text, address, fit(reply).text)


@dataclass
class Clock:
    """Moved by a test."""

    now: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Village:
    """The program around one store."""

    store: Store
    network: Network
    runner: TurnRunner
    desk: CarpoolDesk
    directories: Directories
    clock: Clock
    count: int = 0

    async def say(self, number: str, words: str, channel: str = "sms", reach: bool = True) -> str:
        """One message and its answer; a minute passes. What is pushed to others stands in ``network.sent``."""
        self.count += 1
        message = Message(words, channel, number, f"m{self.count}", self.clock.now, reach=number if reach else None)
        answered = await self.runner.answer(AREA, message, lambda reply: Outgoing(fit(reply).text))
        await self.desk.settle()
        self.clock.now += timedelta(minutes=1)
        self.network.sent.append((number, answered.texts[0]))
        return answered.texts[0]

    def texts_to(self, number: str) -> list[str]:
        return [words for to, words in self.network.sent if to == number]

    async def board(self) -> Board:
        return (await self.directories.get_directory(AREA)).rides.board

    async def rows(self, query: str) -> list[tuple[object, ...]]:
        async with self.store._engine.begin() as connection:
            return [tuple(row) for row in (await connection.execute(text(query))).all()]


@pytest.fixture
async def village(store: Store) -> AsyncIterator[Village]:
    area = load_area(AREA)
    areas: dict[str, Area] = {AREA: area}
    network, deliveries = Network(), Deliveries(store)

    async def load(area_id: str) -> object:
        return directory(area_id)

    async def get_version(area_id: str) -> object:
        return area_id

    async def languages() -> object:
        return load_languages()

    async def load_board(area_id: str) -> Board:
        del area_id
        return await store.carpool.load_board(AREA, ZoneInfo(area.timezone))

    directories = Directories(load, get_version, load_board)  # type: ignore[arg-type]
    parts = {"store": store, "directories": directories, "areas": areas, "languages": languages}
    clock = Clock()
    desk = CarpoolDesk(**parts, deliveries=deliveries, clock=clock)  # type: ignore[arg-type]
    runner = TurnRunner(
        **parts,  # type: ignore[arg-type]
        deliveries=deliveries,
        secret=SECRET,
        take_turn=take_turn,
        clock=clock,
        desk=desk,
    )
    deliveries.connect([network])
    made = Village(store, network, runner, desk, directories, clock)
    yield made
    await desk.settle()


def quotes(words: str, number: str) -> bool:
    return number[-8:] in re.sub(r"\D", "", words)


def assert_no_number(village: Village) -> None:
    assert not [words for _, words in village.network.sent for number in NUMBERS if quotes(words, number)]


async def test_a_seat_is_found_asked_for_agreed_to_and_given_up(village: Village) -> None:
    offered = await village.say(DRIVER, OFFER)
    assert "Les Mées" in offered
    assert "9h" in offered
    found = await village.say(PASSENGER, SEARCH)
    assert "1. jeudi 26 9h" in found
    assert "3 place" in found
    assert "retour 12h" in found
    await village.say(PASSENGER, "1")
    question = village.texts_to(DRIVER)[-1]
    assert "Malijai" in question
    assert "OUI" in question
    assert_no_number(village)
    await village.say(DRIVER, "oui")
    assert any(quotes(words, PASSENGER) for words in village.texts_to(DRIVER))
    assert any(quotes(words, DRIVER) for words in village.texts_to(PASSENGER))
    assert not any(quotes(words, DRIVER) for words in village.texts_to(DRIVER))
    board = await village.board()
    assert board.seats_left(board.offers[0], board.offers[0].leaves.start.date()) == 2
    await village.say(PASSENGER, "annuler")
    assert "ne vient plus" in village.texts_to(DRIVER)[-1]
    board = await village.board()
    assert board.seats_left(board.offers[0], board.offers[0].leaves.start.date()) == 3


async def test_a_driver_who_says_no_stays_unknown(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    await village.say(PASSENGER, SEARCH)
    await village.say(PASSENGER, "1")
    await village.say(DRIVER, "non")
    assert "pas possible" in village.texts_to(PASSENGER)[-1]
    assert_no_number(village)


SCRIPT = ((DRIVER, OFFER), (PASSENGER, SEARCH), (PASSENGER, "1"), (DRIVER, "oui"))


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=lambda order: "".join(map(str, order)))
async def test_no_number_leaves_before_both_yeses_in_any_order(village: Village, order: tuple[int, ...]) -> None:
    """The two yeses are the passenger's "1" to a list and the driver's "oui" to a question."""
    for step in order:
        await village.say(*SCRIPT[step])
        states = {one.state for one in (await village.board()).introductions}
        if "agreed" not in states:
            assert_no_number(village)
    assert ("agreed" in {one.state for one in (await village.board()).introductions}) == (order == (0, 1, 2, 3))


async def test_a_yes_to_something_else_gives_nothing_away(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    await village.say(PASSENGER, SEARCH)
    await village.say(PASSENGER, "1")
    await village.say(DRIVER, "je cherche un médecin à peyruis")
    again = await village.say(DRIVER, "oui")
    assert "OUI" in again
    assert_no_number(village)
    await village.say(DRIVER, "oui")
    assert any(quotes(words, DRIVER) for words in village.texts_to(PASSENGER))


async def test_who_asked_in_vain_is_told_of_a_new_offer_and_asked_first(village: Village) -> None:
    assert "noté" in await village.say(PASSENGER, SEARCH)
    await village.say(DRIVER, OFFER)
    assert "OUI pour etre mis en relation" in village.texts_to(PASSENGER)[-1]
    assert "cherche" not in " ".join(village.texts_to(DRIVER)).replace("Si quelqu'un cherche", "")
    assert_no_number(village)
    await village.say(PASSENGER, "oui")
    assert "Malijai" in village.texts_to(DRIVER)[-1]
    assert_no_number(village)
    await village.say(DRIVER, "oui")
    assert any(quotes(words, DRIVER) for words in village.texts_to(PASSENGER))
    assert (await village.board()).requests == ()


async def test_stop_ends_the_wish(village: Village) -> None:
    await village.say(PASSENGER, SEARCH)
    await village.say(PASSENGER, "stop")
    await village.say(DRIVER, OFFER)
    assert len(village.texts_to(PASSENGER)) == 2


async def test_a_driver_who_wants_no_messages_is_not_asked(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    await village.say(PASSENGER, SEARCH)
    await village.say(DRIVER, "stop")
    before = len(village.texts_to(DRIVER))
    assert "plus joignable" in await village.say(PASSENGER, "1")
    assert len(village.texts_to(DRIVER)) == before


async def test_a_driver_who_stops_instead_of_answering_is_said_to_be_out_of_reach(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    await village.say(PASSENGER, SEARCH)
    await village.say(PASSENGER, "1")
    await village.say(DRIVER, "stop")
    assert "plus joignable" in village.texts_to(PASSENGER)[-1]
    assert_no_number(village)


async def test_a_driver_whose_phone_refuses_us_is_said_to_be_out_of_reach(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    await village.say(PASSENGER, SEARCH)
    village.network.error = NotSentError("Twilio answered 400, code 21610", refused=True)
    await village.say(PASSENGER, "1")
    village.network.error = None
    await village.store.set_opted_out(contact_key(SECRET, "sms", PASSENGER), False)
    assert {one.state for one in (await village.board()).introductions} == {"lapsed"}
    assert_no_number(village)


async def test_who_is_forgotten_in_the_middle_leaves_no_trace_and_the_other_is_told(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    await village.say(PASSENGER, SEARCH)
    await village.say(PASSENGER, "1")
    await village.say(DRIVER, "effacer")
    assert "annulé" in village.texts_to(PASSENGER)[-1]
    board = await village.board()
    assert board.offers == ()
    assert board.introductions == ()
    addresses = [row[0] for row in await village.rows("SELECT address FROM carpool_contacts")]
    assert DRIVER not in addresses
    await village.say(DRIVER, "oui")
    assert_no_number(village)


async def test_a_passenger_forgotten_in_the_middle_cannot_be_agreed_to(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    await village.say(PASSENGER, SEARCH)
    await village.say(PASSENGER, "1")
    await village.say(PASSENGER, "effacer")
    assert "n'en a plus besoin" in village.texts_to(DRIVER)[-1]
    await village.say(DRIVER, "oui")
    assert_no_number(village)


async def test_a_block_keeps_the_two_apart_for_good_in_both_directions(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    await village.say(PASSENGER, SEARCH)
    await village.say(PASSENGER, "1")
    await village.say(DRIVER, "oui")
    assert "plus jamais" in await village.say(PASSENGER, "bloquer")
    assert "annulé" in village.texts_to(DRIVER)[-1]
    assert "Personne" in await village.say(PASSENGER, SEARCH)
    await village.say(PASSENGER, "je vais de malijai à digne vendredi 9h, 2 places")
    assert "Personne" in await village.say(DRIVER, "qqun va à digne vendredi depuis malijai ?")
    assert "1. " in await village.say(OTHER, "qqun va à digne vendredi depuis malijai ?")


async def test_a_report_reaches_staff_without_a_number(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    await village.say(PASSENGER, SEARCH)
    await village.say(PASSENGER, "1")
    await village.say(DRIVER, "oui")
    assert "équipe" in await village.say(PASSENGER, "signaler")
    (event,) = await village.store.list_events(AREA, "carpool_reported")
    assert event.detail["offer"] == (await village.board()).offers[0].offer_id
    assert not any(quotes(str(event.detail), number) for number in NUMBERS)


async def test_a_full_car_is_not_found_and_who_waits_is_told(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    await village.say(PASSENGER, SEARCH)
    await village.say(PASSENGER, "1")
    assert "complet" in await village.say(DRIVER, "complet")
    assert "pas possible" in village.texts_to(PASSENGER)[-1]
    assert "Personne" in await village.say(OTHER, SEARCH)


async def test_who_was_introduced_is_told_when_the_driver_does_not_go(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    await village.say(PASSENGER, SEARCH)
    await village.say(PASSENGER, "1")
    await village.say(DRIVER, "oui")
    assert "retiré" in await village.say(DRIVER, "je ne pars plus")
    assert "annulé" in village.texts_to(PASSENGER)[-1]
    assert (await village.board()).offers == ()


async def test_an_offer_that_changes_its_day_stays_one_offer(village: Village) -> None:
    await village.say(DRIVER, "je propose des places pour digne jeudi 8h")
    await village.say(DRIVER, "depuis les mées")
    await village.say(DRIVER, "3 places")
    assert "vendredi 27 8h" in await village.say(DRIVER, "ah non pardon c vendredi")
    (offer,) = (await village.board()).offers
    assert (offer.leaves.start.day, offer.leaves.start.hour, offer.seats) == (27, 8, 3)


async def test_who_was_introduced_is_told_when_the_day_changes_and_not_when_the_hour_becomes_known(
    village: Village,
) -> None:
    await village.say(DRIVER, "je vais des mées à digne jeudi, 3 places")
    await village.say(PASSENGER, SEARCH)
    await village.say(PASSENGER, "1")
    await village.say(DRIVER, "oui")
    told = len(village.texts_to(PASSENGER))
    await village.say(DRIVER, "je pars à 9h")
    assert len(village.texts_to(PASSENGER)) == told
    await village.say(DRIVER, "ah non pardon c vendredi")
    assert "annulé" in village.texts_to(PASSENGER)[-1]


async def test_the_same_trip_said_twice_is_one_offer(village: Village) -> None:
    for _ in range(2):
        await village.say(DRIVER, OFFER)
    assert len((await village.board()).offers) == 1


async def test_a_question_is_not_asked_twice(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    for _ in range(2):
        await village.say(PASSENGER, SEARCH)
        last = await village.say(PASSENGER, "1")
    assert "déjà" in last
    await village.say(DRIVER, "non")
    assert "Personne" in await village.say(PASSENGER, SEARCH)


async def test_a_regular_offer_is_found_on_its_day(village: Village) -> None:
    await village.say(DRIVER, "tous les mardis je vais de malijai à digne à 8h30, 2 places, retour 17h")
    assert "Personne" in await village.say(PASSENGER, "qqun va à digne vendredi depuis malijai ?")
    assert "8h30" in await village.say(OTHER, "qqun va à digne mardi depuis malijai ?")


async def test_a_regular_car_is_full_on_one_day_alone(village: Village) -> None:
    await village.say(DRIVER, "tous les mardis et jeudis je vais de malijai à digne à 8h30, 2 places")
    assert "complet jeudi 26" in await village.say(DRIVER, "complet")
    assert "Personne" in await village.say(PASSENGER, "qqun va à digne jeudi depuis malijai ?")
    assert "8h30" in await village.say(OTHER, "qqun va à digne mardi depuis malijai ?")


async def test_a_second_question_waits_for_the_first_answer(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    for number in (PASSENGER, OTHER):
        await village.say(number, SEARCH)
        await village.say(number, "1")
    asked = [words for words in village.texts_to(DRIVER) if "OUI :" in words]
    assert len(asked) == 1
    await village.say(DRIVER, "oui")
    assert len([words for words in village.texts_to(DRIVER) if "OUI :" in words]) == 2
    assert not any(quotes(words, OTHER) for words in village.texts_to(DRIVER))
    await village.say(DRIVER, "non")
    assert not any(quotes(words, OTHER) for words in village.texts_to(DRIVER))


async def test_the_last_seat_is_given_once(village: Village) -> None:
    await village.say(DRIVER, OFFER.replace("3 places", "1 place"))
    for number in (PASSENGER, OTHER):
        await village.say(number, SEARCH)
        await village.say(number, "1")
    await village.say(DRIVER, "oui")
    await village.say(DRIVER, "oui")
    assert not any(quotes(words, DRIVER) for words in village.texts_to(OTHER))
    assert "pas possible" in village.texts_to(OTHER)[-1]


async def test_what_is_over_is_erased_with_the_numbers(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    await village.say(PASSENGER, SEARCH)
    await village.say(PASSENGER, "1")
    village.clock.now += timedelta(hours=25)
    await village.desk.tend()
    assert "pas répondu" in village.texts_to(PASSENGER)[-1]
    village.clock.now += timedelta(days=2)
    await village.desk.tend()
    assert await village.rows("SELECT * FROM carpool_contacts") == []
    assert await village.rows("SELECT * FROM carpool_offers") == []
    village.clock.now += timedelta(days=20)
    await village.desk.tend()
    assert await village.rows("SELECT * FROM carpool_introductions") == []


async def test_no_number_is_kept_in_messages_once_it_is_sent(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    await village.say(PASSENGER, SEARCH)
    await village.say(PASSENGER, "1")
    await village.say(DRIVER, "oui")
    kept = [str(row[0]) for row in await village.rows("SELECT text FROM messages")]
    assert not any(quotes(words, number) for words in kept for number in NUMBERS)
    assert await village.rows("SELECT * FROM outbox") == []


async def test_a_number_that_has_not_left_yet_is_taken_back_with_its_owner(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    await village.say(PASSENGER, SEARCH)
    await village.say(PASSENGER, "1")
    village.network.error = NotSentError("the network is away")
    await village.say(DRIVER, "oui")
    await village.say(PASSENGER, "effacer")
    village.network.error = None
    await village.runner._deliveries.retry(village.clock.now + timedelta(hours=2))
    assert not any(quotes(words, PASSENGER) for words in village.texts_to(DRIVER))


async def test_on_the_web_it_is_said_that_nobody_could_be_reached(village: Village) -> None:
    assert "SMS" in await village.say("durance:session", OFFER, "web_chat", reach=False)
    assert (await village.board()).offers == ()
    await village.say(DRIVER, OFFER)
    found = await village.say("durance:other", SEARCH, "web_chat", reach=False)
    assert "1. jeudi 26 9h" in found
    assert "SMS" in found
    assert "SMS" in await village.say("durance:other", "1", "web_chat", reach=False)
    assert (await village.board()).introductions == ()


async def test_staff_take_an_offer_off_the_board_and_people_are_told(village: Village) -> None:
    await village.say(DRIVER, OFFER)
    await village.say(PASSENGER, SEARCH)
    await village.say(PASSENGER, "1")
    (offer,) = (await village.board()).offers
    assert await village.store.carpool.mark_removed(AREA, offer.offer_id)
    assert not await village.store.carpool.mark_removed(AREA, offer.offer_id)
    await village.desk.tend()
    assert (await village.board()).offers == ()
    assert "retiré" in village.texts_to(DRIVER)[-1]
    assert "annulé" in village.texts_to(PASSENGER)[-1]
