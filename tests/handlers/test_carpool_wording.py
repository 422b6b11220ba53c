"""Every message of the carpool board fits two SMS in the three languages, with the longest names we have."""

from __future__ import annotations

import pytest

from bot.channels.sms_text import fit
from handlers.language import LANGUAGE_CODES, load_languages
from handlers.wording import Wording
from handlers.wording_carpool import compose_notice
from tests.handlers.resident import NOW
from tests.knowledge.rides.test_carpool import an_introduction, an_offer

KEYS = (
    "carpool_ask_driver",
    "carpool_ask_passenger",
    "carpool_contact_driver",
    "carpool_contact_passenger",
    "carpool_refused",
    "carpool_no_answer",
    "carpool_unreachable",
    "carpool_cancelled",
    "carpool_seat_free",
    "carpool_question_void",
)


@pytest.mark.parametrize("code", LANGUAGE_CODES)
@pytest.mark.parametrize("key", KEYS)
def test_a_message_to_one_of_the_two_is_never_cut(code: str, key: str) -> None:
    one = an_introduction(origin="Château-Arnoux-Saint-Auban", goal="Digne-les-Bains")
    wording = Wording(load_languages().get(code), NOW, "FR")
    reply = compose_notice(wording, key, one, contact="t.me/a_user_name_of_thirty_two_char")
    sms = fit(reply)
    assert sms.segments <= 2
    if "contact" in key:
        assert "t.me/a_user_name_of_thirty_two_char" in sms.text


@pytest.mark.parametrize("code", LANGUAGE_CODES)
def test_a_removed_offer_is_told_with_its_way(code: str) -> None:
    wording = Wording(load_languages().get(code), NOW, "FR")
    assert "Les Mées-Digne" in compose_notice(wording, "carpool_removed", an_offer()).lines[0]
