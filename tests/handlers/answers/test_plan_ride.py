"""Promises of the ride answer, on small feeds of real communes; it is Tuesday 2026-11-24, ten o'clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.explain import explain
from knowledge.rides.rides import Rides
from tests.handlers.answers.villages import DAY_OUT, PHONE, calendar, rides
from tests.handlers.resident import Resident


def a_resident(known: Rides | None = None, area_id: str = "durance-provence") -> Resident:
    return Resident(area_id, rides=known or rides())


def test_a_ride_is_told_there_and_back_with_line_fare_and_phone() -> None:
    assert a_resident().sms("bus de peyruis à sisteron demain") == (
        "Peyruis > Sisteron, demain :\n"
        "Aller 15h Place de Peyruis > 15h40 Gare de Sisteron (ligne 12).\n"
        "Retour 18h Gare de Sisteron > 18h40 Place de Peyruis (ligne 12).\n"
        "6 min à pied jusqu'à l'arret. 2,50 € par car. Bus exemple 04 65 71 00 01. Aussi à 8h, 12h35.\n"
        "PLUS TARD, PLUS TOT, DEMAIN, AUTRE."
    )


def test_without_timetable_other_means_are_named_and_no_times_are_told() -> None:
    turn = Resident(rides=Rides()).say("comment aller de volonne à manosque demain ?")
    assert turn.reply.lines[0] == "Je n'ai pas d'horaires de bus pour ce trajet."
    assert turn.reply.lines[1] == "Volonne > Manosque, demain :"
    assert any("Volonne" in line for line in turn.reply.lines[2:])


@pytest.mark.parametrize(
    ("text", "out", "back"),
    [
        ("j'ai rendez-vous à sisteron demain à 14h, je pars de peyruis", "12h35", "16h10"),
        ("je dois être à sisteron demain pour 10h, depuis peyruis", "8h", "11h30"),
        ("il y a un bus vers 12h30 demain de peyruis à sisteron ?", "12h35", "16h10"),
        ("bus de peyruis à sisteron demain matin", "8h", "11h30"),
        ("bus de peyruis à sisteron demain après-midi", "15h", "18h"),
        ("le prochain bus de peyruis pour sisteron tout de suite", "12h35", "16h10"),
    ],
)
def test_the_hour_that_was_said_decides(text: str, out: str, back: str) -> None:
    answer = a_resident().sms(text)
    assert f"Aller {out} " in answer, answer
    assert f"Retour {back} " in answer, answer


def test_who_has_an_appointment_is_there_some_minutes_before_it() -> None:
    """The bus arrives at 13h15, on foot it is a quarter of an hour more."""
    answer = a_resident().sms("rendez-vous à sisteron demain à 13h30, je pars de peyruis")
    assert "Aller 8h " in answer, answer


def test_who_can_only_be_there_just_in_time_is_told_so() -> None:
    answer = a_resident().sms("je dois être à sisteron demain pour 9h, depuis peyruis")
    assert answer.startswith("Arrivée juste à l'heure :"), answer
    assert "Aller 8h " in answer


def test_a_service_is_reached_while_it_is_open() -> None:
    """The pharmacy opens at 9 and again at 14: who comes at 8:40 waits, and must be back at 18:40."""
    resident = a_resident()
    resident.say("j'habite à peyruis")
    resident.say("une pharmacie à sisteron demain")
    answer = resident.sms("trajet")
    assert answer.startswith("Peyruis > Pharmacie exemple de Sisteron, demain :"), answer
    assert "Aller 15h " in answer


def test_a_closed_service_names_the_day_on_which_it_can_be_reached() -> None:
    resident = a_resident()
    resident.say("j'habite à peyruis")
    resident.say("une pharmacie à sisteron dimanche")
    answer = resident.sms("trajet")
    assert answer.startswith("Dimanche 29 : fermé (Pharmacie exemple de Sisteron). Premier jour possible :"), answer
    assert "lundi 30" in answer.lower()


def test_a_day_without_way_back_says_so_and_names_the_next_day_that_has_both() -> None:
    known = rides(
        {"out": ("peyruis 8:00", "sisteron 8:40"), "back": ("sisteron 16:00", "peyruis 16:40")},
        trips=("route_id,service_id,trip_id", "r,daily,out", "r,market,back"),
        calendar=(*calendar("1111110"), "market,0,0,0,0,0,1,0,20260101,20261231"),
    )
    answer = a_resident(known).sms("bus de peyruis à sisteron demain")
    assert answer.startswith("Demain : pas de retour ce jour-là"), answer
    assert "Premier jour possible :" in answer
    assert "samedi 28" in answer.lower()
    assert "Retour 16h " in answer


def test_where_no_day_has_both_what_closes_the_gap_is_named() -> None:
    answer = a_resident(rides({"out": ("peyruis 8:00", "sisteron 8:40")})).sms("bus de peyruis à sisteron demain")
    assert answer.startswith("Demain : pas de retour ce jour-là (aller 8h Place de Peyruis > 8h40 "), answer
    assert "\n1. " in answer


def test_an_expired_timetable_gives_no_times_but_the_phone() -> None:
    known = rides(calendar=calendar("1111111", end="20261031"))
    answer = a_resident(known).sms("bus de peyruis à sisteron demain")
    assert "31/10/2026" in answer
    assert PHONE in answer
    assert not any(hour in answer for hour in ("8h", "12h35", "16h10"))


def test_no_stop_near_the_door_is_said() -> None:
    answer = a_resident().sms("bus de ganagobie à sisteron demain")
    assert answer.startswith("Pas d'arret de car à moins d'1 km de Ganagobie."), answer
    assert "\n1. " in answer


def test_later_and_earlier_go_through_the_day() -> None:
    resident = a_resident()
    assert "Aller 15h " in resident.sms("bus de peyruis à sisteron demain")
    assert "Aller 12h35 " in resident.sms("plus tôt")
    assert "Aller 8h " in resident.sms("plus tôt")
    assert "Rien plus tot ce jour-là." in resident.sms("plus tôt")
    assert "Aller 12h35 " in resident.sms("le suivant")
    assert "Aller 15h " in resident.sms("plus tard")
    last = resident.sms("plus tard")
    assert last.startswith("Rien plus tard ce jour-là."), last
    assert "jeudi 26" in last.lower()


def test_other_goes_on_in_the_day_and_then_names_other_means() -> None:
    resident = a_resident()
    resident.say("bus de peyruis à sisteron demain matin")
    assert "Aller 12h35 " in resident.sms("autre")
    assert "Aller 15h " in resident.sms("autre")
    means = resident.sms("autre")
    assert "Aller" not in means
    assert "\n1. " in means


def test_another_day_keeps_the_trip() -> None:
    known = rides(calendar=calendar("1111100"))
    resident = a_resident(known)
    resident.say("bus de peyruis à sisteron aujourd'hui")
    assert "Peyruis > Sisteron, demain :" in resident.sms("demain")
    assert resident.sms("dimanche").startswith("Dimanche 29 : pas de car. Premier jour possible :")


def test_the_way_back_starts_after_the_stay_that_was_planned() -> None:
    resident = a_resident()
    resident.say("bus de peyruis à sisteron demain matin")
    back = resident.sms("et pour revenir ?")
    assert back.startswith("Retour Sisteron > Peyruis, demain :\n11h30 Gare de Sisteron > 12h10 "), back
    assert "\n16h10 " in resident.sms("plus tard")


def test_earlier_and_later_go_through_the_ways_back_that_leave_after_the_stay() -> None:
    resident = a_resident()
    resident.say("bus de peyruis à sisteron demain matin")
    resident.say("et pour revenir ?")
    assert "\n16h10 " in resident.sms("plus tard")
    assert "\n11h30 " in resident.sms("plus tôt")
    none_earlier = resident.sms("plus tôt")
    assert none_earlier.startswith("Rien plus tot ce jour-là."), none_earlier
    assert "\n11h30 " in none_earlier


def test_no_way_back_is_told_that_leaves_before_one_can_be_there() -> None:
    calls = {**DAY_OUT, "back_0": ("sisteron 7:00", "peyruis 7:40")}
    resident = a_resident(rides(calls))
    resident.say("bus de peyruis à sisteron demain matin")
    assert "\n11h30 " in resident.sms("et pour revenir ?")
    assert "7h" not in resident.sms("plus tôt").replace("17h", "")
    assert "\n11h30 " in resident.sms("jeudi")


def test_no_bus_is_named_that_has_left_already() -> None:
    resident = a_resident()
    assert "Aller 15h " in resident.sms("bus de peyruis à sisteron")
    assert "Aller 12h35 " in resident.sms("plus tôt")
    answer = resident.sms("plus tôt")
    assert answer.startswith("Rien plus tot ce jour-là."), answer
    assert "8h" not in answer.replace("18h", ""), answer


def test_earlier_than_for_an_appointment_is_the_bus_before() -> None:
    resident = a_resident()
    assert "Aller 12h35 " in resident.sms("j'ai rendez-vous à sisteron demain à 14h, je pars de peyruis")
    assert "Aller 8h " in resident.sms("plus tôt")


def test_who_asks_for_the_afternoon_does_not_leave_in_the_morning() -> None:
    """Out at 10h50 and back at 13h10 would be the shorter time away."""
    calls = {**DAY_OUT, "out_4": ("peyruis 10:50", "sisteron 11:30"), "back_4": ("sisteron 13:10", "peyruis 13:50")}
    answer = a_resident(rides(calls)).sms("bus de peyruis à sisteron demain après-midi")
    assert "Aller 12h35 " in answer or "Aller 15h " in answer, answer


def test_who_goes_home_is_told_one_way() -> None:
    resident = a_resident()
    resident.say("j'habite à peyruis")
    answer = resident.sms("un bus de sisteron à peyruis cet après-midi")
    assert "Retour" not in answer
    assert "16h10 Gare de Sisteron > 16h50 " in answer


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("bus de sisteron à peyruis demain, aller simple", "11h30"),
        ("le dernier bus de sisteron à peyruis demain, aller simple", "18h"),
        ("je suis coincé à sisteron, il faut que je rentre à peyruis", "11h30"),
        ("mon fils sort du collège à sisteron demain à 16h, faut qu'il rentre à peyruis", "16h10"),
    ],
)
def test_one_way_is_told_where_nobody_comes_back(text: str, told: str) -> None:
    answer = a_resident().sms(text)
    assert f"\n{told} Gare de Sisteron > " in answer, answer
    assert "Retour" not in answer


def test_the_way_back_asked_for_again_is_still_the_way_back() -> None:
    resident = a_resident()
    resident.say("bus de peyruis à sisteron demain matin")
    assert "\n11h30 Gare de Sisteron" in resident.sms("et pour revenir ?")
    assert "\n11h30 Gare de Sisteron" in resident.sms("et le retour c'est quand ?")
    assert "\n16h10 Gare de Sisteron" in resident.sms("retour vers 16h")
    assert "\n18h Gare de Sisteron" in resident.sms("retour vers 18h")


@pytest.mark.parametrize(
    ("area_id", "asked", "day", "told"),
    [
        ("durance-provence", "bus de peyruis à sisteron", "DEMAIN", "demain :"),
        ("hautes-alpes", "bus from chorges to gap", "TOMORROW", "tomorrow:"),
        ("hautes-alpes", "bus from chorges to gap", "thursday", "Thursday 26:"),
        ("westhoek", "bus van ieper naar poperinge", "MORGEN", "morgen:"),
    ],
)
def test_the_day_alone_goes_on_with_the_ride(area_id: str, asked: str, day: str, told: str) -> None:
    resident = Resident(area_id)
    resident.say(asked)
    assert resident.sms(day).splitlines()[0].endswith(told)


def test_who_comes_back_another_day_is_told_the_way_there() -> None:
    answer = a_resident(rides({"out": ("peyruis 8:00", "sisteron 8:40")})).sms(
        "bus de peyruis à sisteron samedi, retour dimanche"
    )
    assert answer.startswith("Peyruis > Sisteron, samedi 28 :\n8h "), answer


def test_the_last_bus_is_the_last_one_even_if_none_comes_back_after_it() -> None:
    calls = {**DAY_OUT, "out_9": ("peyruis 19:30", "sisteron 20:10")}
    answer = a_resident(rides(calls)).sms("le dernier bus de peyruis à sisteron ce soir")
    assert "\n19h30 " in answer, answer


def test_the_way_back_leaves_after_the_appointment_not_after_one_has_got_there() -> None:
    calls = {**DAY_OUT, "back_4": ("sisteron 14:20", "peyruis 15:00")}
    resident = a_resident(rides(calls))
    assert "Aller 12h35 " in resident.sms("j'ai rendez-vous à sisteron demain à 14h, je pars de peyruis")
    assert "\n16h10 " in resident.sms("et pour revenir ?")


def test_who_cannot_come_back_that_day_hears_of_other_means_not_of_a_bus_on_another_day() -> None:
    """Nothing leaves Sisteron after an appointment at 18h; the first bus home is that of the next morning."""
    resident = a_resident()
    resident.say("j'ai rendez-vous à sisteron demain à 18h30, je pars de peyruis")
    back = resident.sms("et pour revenir ?")
    assert back.startswith("Demain : pas de retour ce jour-là."), back
    assert "jeudi" not in back
    assert "\n1. " in back


def test_nobody_is_rung_for_a_ride_across_the_country() -> None:
    answer = a_resident().sms("bus de paris à digne")
    assert "Transport à la demande" not in answer, answer
    assert "Transport solidaire" not in answer, answer


def test_one_who_cannot_be_there_in_time_hears_when_at_the_earliest_and_no_other_day() -> None:
    answer = a_resident().sms("je dois être à sisteron aujourd'hui pour 11h, depuis peyruis")
    assert answer.startswith("Aujourd'hui : rien qui arrive à temps. Au plus tot 12h35 "), answer
    assert "possible" not in answer


def test_a_wheelchair_is_how_one_rides_not_what_one_looks_for() -> None:
    answer = a_resident().sms("mon mari est en fauteuil roulant, comment aller de peyruis à sisteron demain ?")
    assert answer.startswith("Peyruis > Sisteron, demain :"), answer


def test_one_who_is_late_home_is_told_rather_than_sent_another_day() -> None:
    late = {"out": ("peyruis 15:00", "sisteron 15:40"), "back": ("sisteron 20:30", "peyruis 21:10")}
    answer = a_resident(rides(late)).sms("bus de peyruis à sisteron demain")
    assert answer.startswith("Pas de retour avant 20h, mais plus tard :"), answer
    assert "Retour 20h30 " in answer


WHEELCHAIR = ("route_id,service_id,trip_id,wheelchair_accessible",)


def test_in_a_wheelchair_no_bus_is_told_that_cannot_take_one() -> None:
    entered = [f"r,daily,{trip},{1 if trip in ('out_1', 'back_1') else 2}" for trip in DAY_OUT]
    answer = a_resident(rides(trips=(*WHEELCHAIR, *entered))).sms(
        "bus de peyruis à sisteron demain, en fauteuil roulant"
    )
    assert "Aller 8h " in answer, answer
    assert "Retour 11h30 " in answer
    assert "Accessible en fauteuil." in answer


def test_in_a_wheelchair_what_nobody_knows_is_said_and_what_is_known_is_preferred() -> None:
    unknown = a_resident().sms("je suis en fauteuil roulant, bus de peyruis à sisteron demain")
    assert "Accès en fauteuil non connu" in unknown
    entered = [f"r,daily,{trip},{1 if trip in ('out_1', 'back_1') else 0}" for trip in DAY_OUT]
    known = a_resident(rides(trips=(*WHEELCHAIR, *entered)))
    assert "Aller 8h " in known.sms("je suis en fauteuil roulant, bus de peyruis à sisteron demain")


def test_where_no_bus_takes_a_wheelchair_it_is_said_plainly() -> None:
    none = [f"r,daily,{trip},2" for trip in DAY_OUT]
    answer = a_resident(rides(trips=(*WHEELCHAIR, *none))).sms("en fauteuil roulant, bus de peyruis à sisteron demain")
    assert answer.startswith("Rien d'accessible en fauteuil roulant dans les horaires."), answer
    assert "Pas accessible en fauteuil." in answer


def test_a_wheelchair_told_afterwards_is_taken_in() -> None:
    entered = [f"r,daily,{trip},{1 if trip in ('out_1', 'back_1') else 2}" for trip in DAY_OUT]
    resident = a_resident(rides(trips=(*WHEELCHAIR, *entered)))
    assert "Aller 15h " in resident.sms("bus de peyruis à sisteron demain")
    assert "Aller 8h " in resident.sms("je suis en fauteuil roulant")


def test_a_bus_that_stops_when_rung_for_is_told_with_the_number() -> None:
    known = rides({**DAY_OUT, "out_3": ("peyruis 15:00 2 0", "sisteron 15:40")})
    assert f"Appelez avant pour que le car s'arrete : {PHONE}." in a_resident(known).sms(
        "bus de peyruis à sisteron demain"
    )


def test_a_change_names_the_stop_and_both_times() -> None:
    known = rides({
        "first": ("peyruis 8:00", "volonne 8:20"),
        "second": ("volonne 8:30", "digne 9:02"),
        "home": ("digne 11:00", "volonne 11:30", "peyruis 11:50"),
    })  # fmt: skip
    answer = a_resident(known).sms("bus de peyruis à digne demain")
    assert (
        "Aller 8h Place de Peyruis > 8h20 Pont de Volonne (ligne 12), puis 8h30 > 9h02 Gare de Digne (ligne 12)."
        in answer
    )


def test_who_lives_next_door_is_told_to_walk() -> None:
    resident = a_resident()
    resident.say("j'habite à peyruis")
    resident.say("une boulangerie à peyruis")
    answer = resident.sms("trajet")
    assert "min à pied" in answer
    assert "Aller" not in answer
    assert "\n1. " in resident.sms("autre")


def test_a_taxi_asked_for_by_name_comes_first() -> None:
    answer = a_resident().sms("un taxi de peyruis à sisteron demain")
    assert "\n1. Taxi exemple de Peyruis" in answer, answer


@pytest.mark.parametrize(
    ("text", "out", "back"),
    [
        ("bus from Peyruis to Sisteron tomorrow", "Out 15:00 ", "Back 18:00 "),
        ("bus van Peyruis naar Sisteron morgen", "Heen 15u ", "Terug 18u "),
    ],
)
def test_each_language_tells_out_and_back(text: str, out: str, back: str) -> None:
    answer = a_resident().sms(text)
    assert out in answer, answer
    assert back in answer
    assert PHONE in answer


def test_the_clock_may_change_in_the_night_before() -> None:
    resident = a_resident()
    resident.now = datetime(2026, 10, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
    assert "Aller 15h " in resident.sms("bus de peyruis à sisteron demain")


def test_staff_can_read_which_rides_were_weighed() -> None:
    turn = a_resident().say("bus de peyruis à sisteron demain")
    told = [line for line in explain(turn) if line.startswith("ride ")]
    assert "told: least time away from home" in told[0]
    assert "out_3" in told[0]
    assert len(told) == 3


def test_the_example_timetable_answers_in_every_area() -> None:
    for area_id, text in (
        ("durance-provence", "bus de peyruis à manosque demain"),
        ("hautes-alpes", "bus de chorges à gap demain"),
        ("westhoek", "bus van poperinge naar ieper morgen"),
    ):
        assert "Transport exemple" in Resident(area_id).sms(text)
