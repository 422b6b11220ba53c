"""Promises of short answers: commands, questions of ours, thanks, help, reports."""

from __future__ import annotations

import pytest

from bot.channels.sms_text import fit
from handlers.conversation import Conversation
from handlers.language import LANGUAGE_CODES, load_languages
from handlers.text import fold
from knowledge.model import Phone
from tests.handlers.resident import AREAS, Resident


def events(resident: Resident, text: str) -> list[str]:
    return [event.kind for event in resident.say(text).events]


@pytest.mark.parametrize(
    "text", ["STOP", "stop", "Arrêt", "ARRET", "FIN", "fin.", "désabonner", "afmelden", "unsubscribe"]
)
@pytest.mark.parametrize("area", AREAS)
def test_a_stop_word_alone_opts_out_in_any_area_and_is_confirmed(area: str, text: str) -> None:
    turn = Resident(area).say(text)
    assert turn.intent == "stop"
    assert turn.conversation.opted_out
    assert [event.kind for event in turn.events] == ["opted_out"]
    assert fit(turn.reply).segments == 1


@pytest.mark.parametrize(
    "text",
    [
        "c'est où l'arrêt de bus à Volonne",
        "arrêt de bus Volonne",
        "la fin du marché à Volonne c'est à quelle heure",
        "une pharmacie ouverte fin novembre à Volonne",
        "pharmacie stop",
        "where is the bus stop in Volonne",
        "de stopplaats van de bus",
    ],
)
def test_a_stop_word_within_a_message_opts_nobody_out(text: str) -> None:
    turn = Resident().say(text)
    assert turn.intent != "stop"
    assert not turn.conversation.opted_out


def test_who_has_opted_out_is_still_answered_and_stays_opted_out() -> None:
    resident = Resident()
    resident.say("STOP")
    turn = resident.say("une pharmacie à Volonne")
    assert turn.conversation.options
    assert turn.conversation.opted_out


def test_start_takes_the_opting_out_back() -> None:
    resident = Resident()
    resident.say("STOP")
    turn = resident.say("START")
    assert [event.kind for event in turn.events] == ["opted_in"]
    assert not turn.conversation.opted_out


@pytest.mark.parametrize("text", ["AIDE", "aide", "INFO", "info ?", "?"])
def test_help_names_what_we_do_what_it_costs_and_the_safety_commands(text: str) -> None:
    turn = Resident().say(text)
    sent = fit(turn.reply)
    assert turn.intent == "help"
    assert {"STOP", "EFFACER", "HUMAIN"} <= set(sent.text.replace(",", " ").replace(".", " ").split())
    assert "gratuit" in sent.text.lower()
    assert sent.segments <= 2


def test_what_is_kept_is_told_to_who_asks() -> None:
    assert "EFFACER" in Resident().say("vous gardez quoi de mes données ?").reply.lines[0]


@pytest.mark.parametrize(
    ("area", "text"), [("durance-provence", "EFFACER"), ("hautes-alpes", "delete"), ("westhoek", "wissen")]
)
def test_erasing_forgets_everything_and_confirms(area: str, text: str) -> None:
    home = {
        "durance-provence": "j'habite à Volonne",
        "hautes-alpes": "I live in Embrun",
        "westhoek": "ik woon in Ieper",
    }
    resident = Resident(area)
    assert resident.say(home[area]).conversation.home_id is not None
    turn = resident.say(text)
    assert [event.kind for event in turn.events] == ["delete_data"]
    assert turn.conversation.evolve(language=None) == Conversation()
    assert turn.reply.lines[0] == load_languages().get(turn.understanding.language).replies["deleted"]


def test_erasing_within_a_sentence_about_something_else_erases_nothing() -> None:
    resident = Resident()
    resident.say("j'habite à Volonne")
    assert resident.say("comment effacer un graffiti").conversation.home_id is not None


@pytest.mark.parametrize("text", ["parler à quelqu'un", "HUMAIN", "je voudrais parler à une vraie personne"])
@pytest.mark.parametrize("area", AREAS)
def test_who_wants_a_person_gets_the_number_of_the_lag_and_the_wish_is_recorded(area: str, text: str) -> None:
    resident = Resident(area)
    turn = resident.say(text)
    assert turn.intent == "human"
    assert [event.kind for event in turn.events] == ["human_wanted"]
    place = resident.directory.area
    phone = place.public_phone or place.example_public_phone
    digits = "".join(c for c in turn.reply.lines[0] if c.isdigit())
    assert phone is None or Phone(phone).number[-8:] in digits
    assert place.lag_name in turn.reply.lines[0]


@pytest.mark.parametrize("code", LANGUAGE_CODES)
def test_commands_are_written_folded_else_nobody_could_give_them(code: str) -> None:
    commands = load_languages().get(code).commands
    assert [word for words in commands.values() for word in words if word != fold(word)] == []


def test_the_need_is_named_when_its_place_is_asked_for() -> None:
    reply = Resident().say("une pharmacie").reply
    assert "pharmacie" in reply.lines[0].lower()
    assert reply.ask_position


def test_the_destination_is_named_when_the_start_is_asked_for() -> None:
    assert "Sisteron" in Resident().say("un bus pour aller à Sisteron").reply.lines[0]


def test_a_greeting_is_answered_with_an_example_and_at_home_by_its_name() -> None:
    resident = Resident()
    assert "pharmacie" in resident.say("bonjour").reply.lines[0]
    resident.say("j'habite à Malijai")
    assert "Malijai" in resident.say("bonjour").reply.lines[0]


def test_home_is_confirmed_by_its_name() -> None:
    assert "Malijai" in Resident().say("j'habite à Malijai").reply.lines[0]


def test_what_is_out_of_scope_is_told_what_we_do_in_one_segment() -> None:
    turn = Resident().say("raconte moi une blague")
    assert turn.intent == "out_of_scope"
    assert fit(turn.reply).segments == 1


def test_a_report_names_the_service_talked_of_and_reaches_staff() -> None:
    resident = Resident()
    resident.say("une pharmacie à Volonne")
    chosen = resident.say("1").conversation.chosen_id
    turn = resident.say("le numéro ne marche pas")
    assert turn.intent == "report_problem"
    assert turn.events[0].detail["service"] == chosen
    assert resident.directory.get_service(chosen or "").name in turn.reply.lines[0]


def test_a_missing_service_is_noted_and_what_is_told_of_it_too() -> None:
    resident = Resident()
    assert events(resident, "il manque la nouvelle boulangerie de Volonne dans votre liste") == ["suggestion"]
    assert events(resident, "Au bon pain, 3 rue de la Fontaine") == ["suggestion_detail"]
