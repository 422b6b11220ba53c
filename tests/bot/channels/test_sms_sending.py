"""Twilio's REST API over real HTTP: what we write unasked, and what we make of a refusal."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator

import pytest

from bot.channels.base import NotSentError
from bot.channels.sms import SmsChannel
from bot.channels.sms_sending import TwilioMessages
from handlers.model import Reply
from knowledge.store import Store, Unsent
from tests.fakes import AREA, NUMBER, Twilio, make_world

RESIDENT = "+33639980042"


@pytest.fixture
async def twilio() -> AsyncIterator[Twilio]:
    fake = Twilio()
    await fake.start()
    yield fake
    await fake.stop()


def a_channel(store: Store, twilio: Twilio) -> SmsChannel:
    sending = TwilioMessages("AC1", "12345", twilio.url)
    return SmsChannel(make_world(store).turns, "12345", {NUMBER: AREA.area_id}, "https://allo.example.org", sending)


def unsent(text: str = "kept", payload: str | None = "sent") -> Unsent:
    return Unsent(7, "key", AREA.area_id, "sms", RESIDENT, text, payload, 0)


async def test_the_payload_is_sent_from_the_number_of_the_area(store: Store, twilio: Twilio) -> None:
    report_id = await a_channel(store, twilio).send(unsent())
    (form,) = twilio.forms
    assert (form["From"], form["To"], form["Body"]) == (NUMBER, RESIDENT, "sent")
    assert form["StatusCallback"] == f"https://allo.example.org/sms/{AREA.area_id}/status?answer={report_id}"
    assert twilio.sent_as == "Basic " + base64.b64encode(b"AC1:12345").decode()


@pytest.mark.parametrize(
    ("status", "code", "refused", "final"),
    [(400, 21610, True, True), (400, 21211, False, True), (500, None, False, False), (429, 20429, False, False)],
)
async def test_a_refusal_is_told_from_a_failure_without_naming_anybody(
    store: Store, twilio: Twilio, status: int, code: int | None, refused: bool, final: bool
) -> None:
    twilio.status, twilio.code = status, code
    with pytest.raises(NotSentError) as caught:
        await a_channel(store, twilio).send(unsent())
    assert (caught.value.refused, caught.value.final) == (refused, final)
    assert RESIDENT not in str(caught.value)


async def test_without_twilio_s_answer_it_is_tried_again(store: Store, twilio: Twilio) -> None:
    channel = a_channel(store, twilio)
    await twilio.stop()
    with pytest.raises(NotSentError) as caught:
        await channel.send(unsent())
    assert not caught.value.final


def test_what_is_kept_of_a_message_names_no_number(store: Store, twilio: Twilio) -> None:
    written = a_channel(store, twilio).write(Reply((f"call {RESIDENT}",)), RESIDENT, Reply(("call ...",)))
    assert (written.text, written.payload, written.address) == ("call ...", f"call {RESIDENT}", RESIDENT)
