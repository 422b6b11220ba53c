"""Promises of one turn, on the areas as they ship, with the demo's examples."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from bot.channels.sms_text import fit
from handlers.conversation import Conversation
from handlers.explain import explain, turn_as_dict
from handlers.language import load_languages
from handlers.model import Message, Turn
from handlers.turn import take_turn
from knowledge.directory import Directory, load_shipped_directory

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))


@cache
def directory(area_id: str) -> Directory:
    return load_shipped_directory(area_id, True, load_languages().common_words)


@dataclass
class Resident:
    """Somebody who writes to one area, a minute apart."""

    area_id: str = "durance-provence"
    conversation: Conversation = field(default_factory=Conversation)
    now: datetime = NOW

    def say(self, text: str, kind: str = "text") -> Turn:
        message = Message(text, "sms", "someone", str(self.now), self.now, kind=kind)  # type: ignore[arg-type]
        turn = take_turn(message, self.conversation, directory(self.area_id), load_languages(), self.now)
        self.conversation = Conversation.from_json(turn.conversation.to_json())
        self.now += timedelta(minutes=1)
        return turn

    def state(self, text: str) -> dict[str, object]:
        return turn_as_dict(self.say(text), directory(self.area_id))


def test_the_first_question_gets_the_nearest_first() -> None:
    turn = Resident().say("bonjour je cherche un médecin à peyruis")
    assert turn.intent == "find_service"
    assert turn.reply.lines[0] == "Médecin généraliste près de Peyruis :"
    assert turn.reply.lines[1].startswith("1. Médecin exemple de Peyruis (")


def test_the_same_message_in_the_same_state_gets_the_same_answer() -> None:
    assert Resident().say("pharmacie à volonne") == Resident().say("pharmacie à volonne")


def test_the_place_is_asked_for_when_it_cannot_be_known_and_taken_when_answered() -> None:
    resident = Resident()
    assert resident.say("g trop mal aux dents").conversation.awaiting == "place"
    after = resident.state("peyruis")
    assert (after["intent"], after["place"]) == ("clarify_answer", "Peyruis")


def test_home_is_remembered_and_not_asked_again() -> None:
    resident = Resident()
    assert resident.say("j'habite volonne").intent == "set_home"
    assert resident.state("pharmacie")["place"] == "Volonne"


def test_a_follow_up_keeps_need_and_day() -> None:
    resident = Resident()
    resident.say("boulangerie à malijai samedi")
    after = resident.state("et à Sisteron ?")
    assert (after["place"], after["when"]) == ("Sisteron", "2026-11-28")


def test_the_way_back_turns_the_trip_round_and_keeps_the_day() -> None:
    resident = Resident("hautes-alpes")
    resident.say("un bus d'embrun à gap jeudi matin")
    after = resident.state("et pour revenir ?")
    assert (after["place"], after["from"]) == ("Embrun", "Gap")
    assert str(after["when"]).startswith("2026-11-26")


def test_a_number_chooses_and_a_question_is_about_the_chosen_one() -> None:
    resident = Resident()
    chosen = resident.say("dentiste à peyruis").conversation.options[1]
    assert resident.say("le 2").conversation.chosen_id == chosen
    assert resident.say("il est ouvert demain ?").conversation.chosen_id == chosen


def test_a_number_that_is_not_in_the_list_is_said_to_be_missing() -> None:
    resident = Resident()
    resident.say("dentiste à peyruis")
    assert "9" in resident.say("9").reply.lines[0]


def test_more_shows_others() -> None:
    resident = Resident()
    first = resident.say("boulangerie aux mées").conversation.options
    assert not set(resident.say("plus").conversation.options) & set(first)


def test_two_needs_are_both_answered() -> None:
    resident = Resident()
    after = resident.state("un médecin et une pharmacie à volonne")
    assert len(after["osm"]) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["STOP", "stop", "Arrêt", "fin"])
def test_a_stop_word_alone_stops(text: str) -> None:
    turn = Resident().say(text)
    assert turn.intent == "stop"
    assert [event.kind for event in turn.events] == ["opted_out"]


@pytest.mark.parametrize("text", ["l'arrêt de bus à peipin", "la fin du marché à volonne c'est quand"])
def test_a_stop_word_in_a_sentence_stops_nothing(text: str) -> None:
    assert Resident().say(text).intent != "stop"


def test_erasing_forgets_home_and_talk() -> None:
    resident = Resident()
    resident.say("j'habite volonne")
    turn = resident.say("EFFACER")
    assert [event.kind for event in turn.events] == ["delete_data"]
    assert turn.conversation.home_id is None
    assert resident.say("pharmacie").conversation.awaiting == "place"


@pytest.mark.parametrize(
    ("area", "text", "number"),
    [
        ("durance-provence", "mon mari ne respire plus", "15"),
        ("durance-provence", "MON PERE FAIT UN MALAISE IL REPOND PLUS", "15"),
        ("durance-provence", "je veux mourir", "3114"),
        ("durance-provence", "mon fils a bu de la javel", "15"),
        ("durance-provence", "il y a le feu dans la maison", "18"),
        ("durance-provence", "mon mari me frappe", "3919"),
        ("hautes-alpes", "my wife is not breathing", "15"),
        ("hautes-alpes", "I want to kill myself", "3114"),
        ("westhoek", "mijn man ademt niet meer in poperinge", "112"),
        ("westhoek", "ik wil dood, ik zit in ieper", "1813"),
    ],
)
def test_danger_to_life_gets_the_numbers_of_the_country_at_once_in_one_segment(
    area: str, text: str, number: str
) -> None:
    turn = Resident(area).say(text)
    assert turn.intent == "emergency"
    assert number in turn.reply.lines[0]
    assert fit(turn.reply).segments == 1


@pytest.mark.parametrize(
    "text",
    [
        "dentiste d'urgence à digne",
        "je meurs de faim un resto à peyruis",
        "la caserne des pompiers de volonne",
        "urgence papier il me faut une carte d'identité à malijai",
        "ma batterie est morte à peyruis",
        "mon chien a mangé du raticide à volonne",
    ],
)
def test_what_only_sounds_like_danger_raises_no_alarm(text: str) -> None:
    assert Resident().say(text).intent != "emergency"


def test_after_an_emergency_thanks_ends_it() -> None:
    resident = Resident()
    resident.say("mon père ne respire plus")
    assert resident.say("c'est bon les pompiers sont là merci").intent == "thanks"


@pytest.mark.parametrize("text", ["quel temps demain", "raconte une blague", "FELICITATION vous avez gagné"])
def test_unrelated_talk_is_declined(text: str) -> None:
    assert Resident().say(text).intent == "out_of_scope"


@pytest.mark.parametrize("text", ["", "😀", "Привіт", "???"])
def test_what_cannot_be_read_gets_a_kind_sentence(text: str) -> None:
    assert Resident().say(text).reply.lines[0].strip()


def test_a_voice_note_gets_a_kind_sentence() -> None:
    assert "écrivez" in Resident().say("", kind="voice").reply.lines[0]


def test_the_answer_is_in_the_language_of_the_question() -> None:
    assert "Dentist near Embrun" in Resident("hautes-alpes").say("I need a dentist in Embrun").reply.lines[0]
    assert "Tandarts bij Ieper" in Resident("westhoek").say("ik zoek een tandarts in ieper").reply.lines[0]


def test_another_language_can_be_asked_for() -> None:
    resident = Resident("westhoek")
    resident.say("je cherche un dentiste à Poperinge")
    assert "Tandarts" in resident.say("kan het ook in het nederlands aub").reply.lines[0]


@pytest.mark.parametrize(
    "text",
    [
        "pharmacie à peyruis",
        "boulangerie ouverte dimanche à château-arnoux",
        "transport à la demande de volonne à digne demain 9h",
        "France Services à Sisteron",
        "un médecin et une pharmacie aux mées",
    ],
)
def test_an_sms_is_within_two_segments_and_holds_whole_phone_numbers(text: str) -> None:
    turn = Resident().say(text)
    sms = fit(turn.reply)
    assert sms.segments <= 2
    assert sms.encoding == "GSM-7"
    for line in sms.text.splitlines():
        for number in re.findall(r"\b0\d(?: \d\d)*", line):
            assert len(number) == len("04 65 71 00 00"), line


def test_every_option_says_why_it_stands_where_it_does() -> None:
    turn = Resident().say("pharmacie à peyruis")
    totals = [sum(score for _, score in option.scores) for option in turn.ranking]
    assert totals == sorted(totals, reverse=True)
    assert all(option.scores[0][0] == "distance" for option in turn.ranking)
    assert any(line.startswith("option") for line in explain(turn))


def test_a_shared_position_answers_where() -> None:
    resident = Resident()
    resident.say("un dentiste svp")
    place = directory("durance-provence").find_commune("Volonne")
    assert place is not None
    message = Message("", "telegram", "someone", "p", resident.now, place.position, "position")
    turn = take_turn(message, resident.conversation, directory("durance-provence"), load_languages(), resident.now)
    assert turn_as_dict(turn, directory("durance-provence"))["place"] == "Volonne"


def test_a_ride_offer_is_built_over_turns_and_withdrawn() -> None:
    resident = Resident()
    assert resident.say("je propose des places pour manosque jeudi 8h").conversation.awaiting == "origin"
    assert resident.state("depuis les mées")["from"] == "Les Mées"
    assert resident.say("3 places").conversation.topic.seats == 3  # type: ignore[union-attr]
    assert "offer_withdrawn" in [event.kind for event in resident.say("laissez tomber annulez").events]


def test_a_wrong_number_is_thanked_for_and_recorded_with_the_service() -> None:
    resident = Resident()
    resident.say("kiné à oraison")
    chosen = resident.say("le 1").conversation.chosen_id
    turn = resident.say("votre numéro marche pas")
    assert turn.intent == "report_problem"
    assert turn.events[0].detail["service"] == chosen


@pytest.mark.parametrize("wrap", ["{}", "{}.", "{} ?", "Bonjour, {} merci beaucoup", "{} svp"])
@pytest.mark.parametrize("change", [str, str.upper, str.lower])
def test_case_punctuation_and_politeness_change_nothing(wrap: str, change: object) -> None:
    text = wrap.format("je cherche un plombier à Volonne")
    after = Resident().state(change(text))  # type: ignore[operator]
    assert (after["intent"], after["place"]) == ("find_service", "Volonne")
    assert after["osm"][0][0] == "craft=plumber"  # type: ignore[index]


@pytest.mark.parametrize(
    ("area", "text", "number"),
    [
        ("hautes-alpes", "I don't want to live anymore", "3114"),
        ("hautes-alpes", "I don’t want to live any more", "3114"),
        ("hautes-alpes", "I can't breathe", "15"),
        ("hautes-alpes", "he won't wake up", "15"),
        ("hautes-alpes", "my toddler drank washing up liquid", "15"),
        ("durance-provence", "mon oncle abuse de ma fille", "119"),
        ("durance-provence", "la cuisine brûle", "18"),
        ("durance-provence", "j'en ai marre de la vie", "3114"),
        ("westhoek", "er wordt ingebroken bij mij in ieper", "101"),
    ],
)
def test_danger_in_the_words_that_people_use_for_it_gets_its_own_numbers(area: str, text: str, number: str) -> None:
    turn = Resident(area).say(text)
    assert turn.intent == "emergency"
    assert number in turn.reply.lines[0]
    assert "opted_out" not in [event.kind for event in turn.events]


@pytest.mark.parametrize("text", ["afmelden", "unsubscribe", "STOP", "I don't want any more texts from you"])
def test_opting_out_is_understood_in_any_language_of_ours(text: str) -> None:
    assert [event.kind for event in Resident("westhoek").say(text).events] == ["opted_out"]


def test_asking_how_it_works_is_no_search_for_a_market() -> None:
    assert Resident().say("comment ça marche ?").intent == "help"


def test_the_way_back_told_alone_leaves_the_hour_of_an_offer() -> None:
    resident = Resident()
    resident.say("demain je descends de Volonne à Digne à 9h30, 2 places")
    state = resident.state("et retour 16h")
    assert (state["intent"], state["when"]) == ("offer_ride", "2026-11-25T09:30")
    topic = resident.conversation.topic
    assert topic is not None
    assert topic.return_when is not None
    assert topic.return_when.iso() == "2026-11-25T16:00"


def test_a_sentence_before_a_place_does_not_refuse_it() -> None:
    assert Resident().state("le robinet ne marche plus. Volonne")["place"] == "Volonne"
