"""What the runner promises: each message answered once, one after the other, saved first, and never silence."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

import pytest

from bot.channels.base import NotSentError, plain_text
from handlers.model import Link, Message, Reply
from knowledge.store import Outgoing, Store, Unsent, contact_key
from tests.fakes import AREA, NOW, SECRET, World, echo, make_world

NUMBER = "+33639980042"


def a_message(text: str, external_id: str = "m1") -> Message:
    return Message(text, "sms", NUMBER, external_id, NOW)


def write(reply: Reply) -> Outgoing:
    return Outgoing(plain_text(reply))


def write_to_address(reply: Reply) -> Outgoing:
    return Outgoing(plain_text(reply), address=NUMBER)


class Phone:
    """A channel's sending end, which may fail."""

    name = "sms"

    def __init__(self, error: NotSentError | None = None) -> None:
        self.error = error
        self.sent: list[str] = []

    async def send(self, unsent: Unsent) -> str:
        if self.error is not None:
            raise self.error
        self.sent.append(unsent.text)
        return f"sent-{unsent.outgoing_id}"

    def write(self, reply: Reply, address: str, kept: Reply) -> Outgoing:
        return Outgoing(plain_text(kept), address, plain_text(reply))


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store)


async def test_answers_and_keeps_the_conversation(world: World) -> None:
    answered = await world.turns.answer(AREA.area_id, a_message("bonjour"), write)
    assert answered.texts == ("entendu : bonjour",)
    assert await world.turns.find_language("sms", NUMBER) == "fr"


async def test_a_message_seen_again_gets_the_same_answer_without_a_second_turn(store: Store) -> None:
    turns_taken = []

    def count(message: Message, *rest: object) -> object:
        turns_taken.append(message)
        return echo(message, *rest)  # type: ignore[arg-type]

    world = make_world(store, count)
    first = await world.turns.answer(AREA.area_id, a_message("bonjour"), write)
    second = await world.turns.answer(AREA.area_id, a_message("autre chose"), write)
    assert first.texts == second.texts
    assert len(turns_taken) == 1


async def test_the_same_message_arriving_twice_at_once_is_answered_once(world: World) -> None:
    phone = Phone()
    world.deliveries.connect([phone])
    both = (world.turns.answer(AREA.area_id, a_message("bonjour"), write_to_address) for _ in range(2))
    answers = await asyncio.gather(*both)
    assert phone.sent == ["entendu : bonjour"]
    assert answers[0].texts == answers[1].texts


async def test_messages_of_one_resident_are_answered_in_their_order(world: World) -> None:
    phone = Phone()
    world.deliveries.connect([phone])
    messages = [a_message(f"n{number}", f"m{number}") for number in range(20)]
    await asyncio.gather(*(world.turns.answer(AREA.area_id, message, write_to_address) for message in messages))
    assert phone.sent == [f"entendu : n{number}" for number in range(20)]


async def test_a_fault_of_ours_is_answered_kindly_and_recorded_without_the_words(
    world: World, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        answered = await world.turns.answer(AREA.area_id, a_message("panne"), write)
    assert "112" in answered.texts[0]
    assert "+33465710000" in answered.texts[0]
    assert "panne" not in caplog.text.replace("une panne chez nous", "")
    assert NUMBER not in caplog.text
    assert "RuntimeError" in caplog.text
    (event,) = await store.list_events(AREA.area_id, "turn_failed")
    assert event.detail["error"] == "RuntimeError"
    recent = await world.turns.list_recent("sms", NUMBER, 10)
    assert [message.text for message in recent] == ["panne", answered.texts[0]]


async def test_a_broken_store_is_answered_kindly_too(world: World, store: Store) -> None:
    async def fail(*_: object) -> None:
        raise OSError("disk full")

    world.turns._store = type("Broken", (), {"find_replies": fail})()
    answered = await world.turns.answer(AREA.area_id, a_message("bonjour"), write)
    assert "112" in answered.texts[0]


async def test_an_answer_that_did_not_leave_is_sent_by_the_outbox_later(world: World) -> None:
    phone = Phone(NotSentError("the network is away"))
    world.deliveries.connect([phone])
    await world.turns.answer(AREA.area_id, a_message("bonjour"), write_to_address)
    phone.error = None
    assert await world.deliveries.retry(NOW + timedelta(seconds=10)) == 0
    assert await world.deliveries.retry(NOW + timedelta(minutes=1)) == 1
    assert phone.sent == ["entendu : bonjour"]
    assert await world.deliveries.retry(NOW + timedelta(days=1)) == 0


async def test_the_wait_between_attempts_grows_until_we_give_up(world: World, store: Store) -> None:
    world.deliveries.connect([Phone(NotSentError("the network is away"))])
    await world.turns.answer(AREA.area_id, a_message("bonjour"), write_to_address)
    now, waits = NOW, []
    while due := await _next_due(store, now):
        waits.append(due - now)
        now = due
        await world.deliveries.retry(now)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=1)
    assert len(waits) == 11


async def test_who_refuses_our_messages_is_opted_out_and_not_written_to_again(world: World, store: Store) -> None:
    world.deliveries.connect([Phone(NotSentError("Forbidden", refused=True))])
    await world.turns.answer(AREA.area_id, a_message("bonjour"), write_to_address)
    assert await store.is_opted_out(contact_key(SECRET, "sms", NUMBER))
    assert await store.list_unsent(NOW + timedelta(days=2)) == ()


async def test_stop_is_remembered_and_a_later_question_still_answered(world: World, store: Store) -> None:
    await world.turns.answer(AREA.area_id, a_message("stop"), write)
    assert await store.is_opted_out(contact_key(SECRET, "sms", NUMBER))
    answered = await world.turns.answer(AREA.area_id, a_message("bonjour", "m2"), write)
    assert answered.texts == ("entendu : bonjour",)


async def test_who_has_their_data_deleted_is_told_so_and_nothing_is_left(world: World) -> None:
    phone = Phone()
    world.deliveries.connect([phone])
    await world.turns.answer(AREA.area_id, a_message("bonjour"), write_to_address)
    await world.turns.answer(AREA.area_id, a_message("effacer", "m2"), write_to_address)
    assert phone.sent[-1] == "entendu : effacer"
    assert await world.turns.list_recent("sms", NUMBER, 10) == ()
    assert await world.turns.find_language("sms", NUMBER) is None


async def test_take_turn_is_told_the_time_of_the_area(store: Store) -> None:
    times: list[datetime] = []

    def note(*args: object) -> object:
        times.append(args[-1])  # type: ignore[arg-type]
        return echo(*args)  # type: ignore[arg-type]

    await make_world(store, note).turns.answer(AREA.area_id, a_message("bonjour"), write)
    assert times[0].isoformat() == "2026-11-24T10:00:00+01:00"


async def test_a_conversation_nobody_can_read_any_more_does_not_silence_us(world: World) -> None:
    await world.turns.answer(AREA.area_id, a_message("bonjour"), write)
    await world.store._engine.dispose()
    async with world.store._writing.begin() as connection:
        await connection.exec_driver_sql("UPDATE contacts SET conversation = 'not json'")
    answered = await world.turns.answer(AREA.area_id, a_message("encore", "m2"), write)
    assert answered.texts == ("entendu : encore",)


def test_links_follow_the_lines_where_only_text_is_shown() -> None:
    reply = Reply(("Maison de santé", "voir https://a.example"), links=(Link("a", "https://a.example"), Link("b", "u")))
    assert plain_text(reply) == "Maison de santé\nvoir https://a.example\nb : u"


async def _next_due(store: Store, now: datetime) -> datetime | None:
    """When the outbox has something to do after ``now``, to the half minute; None when it is empty."""
    for step in range(1, 200):
        at = now + timedelta(seconds=30 * step)
        if await store.list_unsent(at):
            return at
    return None
