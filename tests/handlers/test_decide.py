"""Promises of what is carried over and what is dropped in a talk, as a person would (see residents/README.md)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.handlers.resident import SATURDAY, THURSDAY, Resident, need, talk


@pytest.mark.parametrize(
    ("area", "first", "follow_up"),
    [
        ("durance-provence", "une pharmacie à Volonne samedi", "et à Sisteron ?"),
        ("hautes-alpes", "a pharmacy in Embrun on saturday", "and in Gap?"),
        ("westhoek", "een apotheek in Ieper zaterdag", "en in Poperinge?"),
    ],
)
def test_another_place_keeps_need_and_day(area: str, first: str, follow_up: str) -> None:
    state = talk(first, follow_up, area=area)
    assert (state["intent"], need(state), state["when"]) == ("find_service", "amenity=pharmacy", SATURDAY)
    assert state["place"] in ("Sisteron", "Gap", "Poperinge")


@pytest.mark.parametrize(
    ("area", "first", "follow_up"),
    [
        ("durance-provence", "une pharmacie à Volonne", "et samedi ?"),
        ("hautes-alpes", "a pharmacy in Embrun", "and on saturday?"),
        ("westhoek", "een apotheek in Ieper", "en zaterdag?"),
    ],
)
def test_another_day_keeps_need_and_place(area: str, first: str, follow_up: str) -> None:
    before, after = talk(first, area=area), talk(first, follow_up, area=area)
    assert (need(after), after["place"], after["when"]) == (need(before), before["place"], SATURDAY)


@pytest.mark.parametrize(
    ("area", "first", "other", "tag"),
    [
        ("durance-provence", "une pharmacie à Volonne samedi", "et pour un dentiste ?", "amenity=dentist"),
        ("hautes-alpes", "a pharmacy in Embrun on saturday", "and a dentist?", "amenity=dentist"),
        ("westhoek", "een apotheek in Ieper zaterdag", "en een tandarts?", "amenity=dentist"),
    ],
)
def test_a_new_need_keeps_the_place_and_drops_the_day(area: str, first: str, other: str, tag: str) -> None:
    before, after = talk(first, area=area), talk(first, other, area=area)
    assert (need(after), after["place"], after["when"]) == (tag, before["place"], None)


def test_the_day_stays_through_the_choice_and_a_question_about_it() -> None:
    first = "une pharmacie à Volonne samedi"
    assert talk(first, "la première")["when"] == SATURDAY
    assert talk(first, "la première", "quel est le téléphone ?")["when"] == SATURDAY


def test_the_way_back_turns_the_trip_round_keeps_the_day_and_drops_the_hour() -> None:
    state = talk("un bus de Volonne à Sisteron jeudi 9h", "et pour revenir ?")
    assert (state["from"], state["place"]) == ("Sisteron", "Volonne")
    assert str(state["when"]).startswith(THURSDAY)
    assert state["when"] != f"{THURSDAY}T09:00"


def test_an_hour_alone_is_of_the_day_agreed_before() -> None:
    assert str(talk("un bus de Volonne à Sisteron jeudi", "plutôt à 14h")["when"]).startswith(f"{THURSDAY}T14")


def test_a_missing_commune_is_asked_for_and_its_answer_is_taken() -> None:
    assert talk("une pharmacie")["place"] is None
    state = talk("une pharmacie", "Volonne")
    assert (state["intent"], state["place"], need(state)) == ("clarify_answer", "Volonne", "amenity=pharmacy")


def test_a_missing_start_is_asked_for_and_its_answer_is_taken() -> None:
    assert talk("un bus pour aller à Sisteron jeudi")["from"] is None
    state = talk("un bus pour aller à Sisteron jeudi", "de Volonne")
    assert (state["from"], state["place"]) == ("Volonne", "Sisteron")
    assert str(state["when"]).startswith(THURSDAY)


def test_a_correction_of_the_place_keeps_the_rest() -> None:
    state = talk("une pharmacie à Volonne samedi", "non pardon à Sisteron")
    assert (need(state), state["place"], state["when"]) == ("amenity=pharmacy", "Sisteron", SATURDAY)


def test_home_is_where_a_need_without_a_place_is_looked_for() -> None:
    assert talk("j'habite à Malijai", "une pharmacie")["place"] == "Malijai"
    assert talk("j'habite à Malijai", "une pharmacie à Sisteron", "merci", "un dentiste")["place"] == "Malijai"


def test_thanks_and_greetings_in_between_change_nothing() -> None:
    state = talk("une pharmacie à Volonne samedi", "merci", "et à Sisteron ?")
    assert (need(state), state["place"], state["when"]) == ("amenity=pharmacy", "Sisteron", SATURDAY)


def test_what_was_talked_of_three_days_ago_can_be_taken_up() -> None:
    resident = Resident()
    resident.say("une pharmacie à Volonne")
    resident.now += timedelta(days=3)
    state = resident.state("et à Sisteron ?")
    assert (need(state), state["place"]) == ("amenity=pharmacy", "Sisteron")


def test_more_shows_others_of_the_same_kind() -> None:
    resident = Resident()
    first = resident.say("une boulangerie à Volonne").conversation.options
    after = resident.say("d'autres ?")
    assert after.intent == "more"
    assert not set(first) & set(after.conversation.options)


@pytest.mark.parametrize("pick", ["2", "le 2", "le deuxième", "la seconde"])
def test_a_choice_is_understood_however_it_is_told(pick: str) -> None:
    resident = Resident()
    options = resident.say("une boulangerie à Volonne").conversation.options
    turn = resident.say(pick)
    assert (turn.intent, turn.conversation.chosen_id) == ("select", options[1])


def test_while_an_emergency_lasts_a_turn_about_it_is_one() -> None:
    assert talk("mon mari ne respire plus", "il est tombé dans le salon")["intent"] == "emergency"


def test_an_emergency_does_not_last_for_ever() -> None:
    resident = Resident()
    resident.say("mon mari ne respire plus")
    resident.now += timedelta(hours=2)
    assert resident.say("une pharmacie à Volonne").intent == "find_service"


def test_a_change_of_language_is_followed_with_what_was_agreed() -> None:
    state = talk("une pharmacie à Volonne", "and what about Sisteron please?")
    assert (state["language"], need(state), state["place"]) == ("en", "amenity=pharmacy", "Sisteron")


def test_two_things_asked_for_in_one_message_are_both_kept() -> None:
    state = talk("un médecin et une pharmacie à Volonne")
    assert len(state["osm"]) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("area", "first", "other"),
    [
        ("durance-provence", "une pharmacie à Volonne samedi", "et un coiffeur ce jour-là"),
        ("hautes-alpes", "a pharmacy in Embrun on saturday", "and a hairdresser that day"),
        ("westhoek", "een apotheek in Ieper zaterdag", "en een kapper diezelfde dag"),
    ],
)
def test_a_new_need_on_that_day_keeps_the_day(area: str, first: str, other: str) -> None:
    state = talk(first, other, area=area)
    assert (need(state), state["when"]) == ("shop=hairdresser", SATURDAY)


@pytest.mark.parametrize(
    ("area", "home", "first", "other", "place"),
    [
        ("durance-provence", "j'habite Volonne", "une pharmacie à Sisteron", "et un coiffeur là-bas", "Sisteron"),
        ("hautes-alpes", "I live in Embrun", "a pharmacy in Gap", "a hairdresser over there", "Gap"),
        ("westhoek", "ik woon in Poperinge", "een apotheek in Ieper", "en een kapper daar", "Ieper"),
    ],
)
def test_a_new_need_over_there_is_looked_for_there(area: str, home: str, first: str, other: str, place: str) -> None:
    state = talk(home, first, other, area=area)
    assert (need(state), state["place"]) == ("shop=hairdresser", place)


@pytest.mark.parametrize(
    ("area", "first", "question"),
    [
        ("durance-provence", "un coiffeur à Volonne", "il accepte les chèques ?"),
        ("hautes-alpes", "a hairdresser in Embrun", "do they take cheques?"),
        ("westhoek", "een kapper in Ieper", "aanvaarden ze bancontact?"),
    ],
)
def test_what_they_take_is_asked_of_them_and_not_a_new_need(area: str, first: str, question: str) -> None:
    state = talk(first, question, area=area)
    assert (state["intent"], need(state)) == ("service_details", "shop=hairdresser")


def test_the_fare_of_a_ride_is_told_with_the_ride() -> None:
    state = talk("bus de Volonne à Sisteron demain", "ça coûte combien ?")
    assert (state["intent"], state["place"], state["from"]) == ("service_details", "Sisteron", "Volonne")


def test_a_report_in_a_talk_is_about_what_is_spoken_of() -> None:
    state = talk("un distributeur de billets à Volonne", "il n'existe plus d'après le patron du bar, c'est faux")
    assert (state["intent"], need(state)) == ("report_problem", "amenity=atm")


def test_a_question_after_a_report_is_a_question_again() -> None:
    state = talk("une pharmacie à Volonne", "le numéro est faux", "et à Sisteron ?")
    assert (state["intent"], state["place"]) == ("find_service", "Sisteron")


def test_of_two_places_in_a_correction_the_one_where_one_is_counts() -> None:
    state = talk("un coiffeur à Sisteron", "pardon, Sisteron c'est ma fille, moi je suis à Volonne")
    assert state["place"] == "Volonne"


def test_a_wish_for_another_language_that_says_more_is_answered_too() -> None:
    state = talk("een apotheek in Ieper", "in english please. what about Poperinge?", area="westhoek")
    assert (state["language"], state["place"]) == ("en", "Poperinge")


@pytest.mark.parametrize(
    ("area", "danger", "question", "intent"),
    [
        (
            "hautes-alpes",
            "my mum collapsed she is not breathing",
            "how do I get to Gap this evening by bus?",
            "plan_ride",
        ),
        ("durance-provence", "mon père ne respire plus", "shall I give him an aspirin?", "emergency"),
    ],
)
def test_after_a_danger_only_what_is_plainly_something_else_is_answered(
    area: str, danger: str, question: str, intent: str
) -> None:
    assert talk(danger, question, area=area)["intent"] == intent


def test_help_that_came_ends_the_alarm_and_the_question_beside_it_is_answered() -> None:
    state = talk(
        "my mum collapsed she is not breathing",
        "ambulance came, she is stable. what are the visiting hours at the hospital in Gap?",
        area="hautes-alpes",
    )
    assert (state["intent"], need(state)) == ("service_details", "amenity=hospital")


@pytest.mark.parametrize(
    ("area", "first", "closing"),
    [
        ("durance-provence", "une laverie à Digne", "ah ben voilà qui me sauve la lessive, merci"),
        ("hautes-alpes", "a laundry in Gap", "thanks, that saves my laundry"),
        ("westhoek", "een wasserette in Ieper", "bedankt, da redt mijn was"),
    ],
)
def test_thanks_that_name_the_thing_ask_for_nothing(area: str, first: str, closing: str) -> None:
    assert talk(first, closing, area=area)["intent"] == "thanks"


def test_a_day_that_does_not_suit_is_moved_and_no_trip_is_planned() -> None:
    state = talk("une pharmacie à Volonne", "c'est trop tard, demain matin plutôt")
    assert (state["intent"], need(state)) == ("find_service", "amenity=pharmacy")
    assert str(state["when"]).startswith("2026-11-25T08:00")


def test_an_hour_that_suits_too_is_asked_of_the_trip() -> None:
    state = talk("bus de Volonne à Sisteron demain à 8h", "9h ça marche aussi")
    assert (state["intent"], state["when"]) == ("plan_ride", "2026-11-25T09:00")


def test_a_mobile_number_asked_for_is_no_choice_in_the_list() -> None:
    assert talk("une pharmacie à Volonne", "son 06 ?")["intent"] == "service_details"


def test_another_language_wished_for_before_anything_was_asked_is_explained() -> None:
    state = talk("ik woon in Ieper", "vertaal hallo in het frans", area="westhoek")
    assert state["intent"] == "help"


def test_a_home_told_beside_a_question_is_where_the_next_trip_starts() -> None:
    state = talk(
        "où refaire ma carte d'identité à Manosque ?",
        "C'est fait. Et pour refaire ma carte d'identité ? J'habite Peyruis.",
        "j'irai à Manosque vendredi matin, il y a un car depuis chez moi ?",
    )
    assert (state["intent"], state["place"], state["from"]) == ("plan_ride", "Manosque", "Peyruis")


@pytest.mark.parametrize(
    ("area", "first", "question"),
    [
        ("durance-provence", "un plombier à Volonne", "i travaille le samedi ?"),
        ("hautes-alpes", "a plumber in Embrun", "does he work on Saturdays?"),
        ("westhoek", "een loodgieter in Ieper", "werkt hij op zaterdagen?"),
    ],
)
def test_a_habit_asked_for_is_that_of_the_one_spoken_of(area: str, first: str, question: str) -> None:
    state = talk(first, question, area=area)
    assert (state["intent"], need(state)) == ("service_details", "craft=plumber")


def test_a_time_preferred_in_a_talk_is_no_suggestion() -> None:
    state = talk("un plombier à Volonne", "demain matin de préférence")
    assert (state["intent"] in ("find_service", "clarify_answer"), need(state)) == (True, "craft=plumber")


def test_where_one_is_belongs_to_the_alarm_that_lasts() -> None:
    state = talk(
        "my dad collapsed, he isn't breathing", "we're at the old mill in Embrun, past the church", area="hautes-alpes"
    )
    assert state["intent"] == "emergency"


def test_more_of_another_place_is_looked_for_there() -> None:
    state = talk("un plombier à Volonne", "et plus du côté de Sisteron ?")
    assert (need(state), state["place"]) == ("craft=plumber", "Sisteron")


def test_a_weak_guess_becomes_a_question_with_choices_and_not_a_refusal() -> None:
    resident = Resident("hautes-alpes")
    turn = resident.say("two nights with the horse, Gap")
    assert turn.intent == "find_service"
    assert turn.conversation.awaiting == "choice_of_need"
    assert "1" in turn.reply.lines[0]
    assert resident.say("1").conversation.awaiting is None
