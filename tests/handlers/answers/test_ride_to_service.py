"""Who has no car is told how to get there, below the service itself."""

from __future__ import annotations

from knowledge.rides.rides import Rides
from tests.handlers.answers.villages import rides
from tests.handlers.resident import Resident

LINE = "Y aller demain : 15h>15h40 (Place de Peyruis, ligne 12), retour 18h>18h40."


def test_no_car_said_earlier_brings_the_ride_with_the_list_and_with_the_details() -> None:
    resident = Resident(rides=rides())
    resident.say("j'habite à peyruis et je n'ai pas de voiture")
    listed = resident.sms("une pharmacie à sisteron demain")
    assert listed.splitlines()[2] == LINE, listed
    assert LINE in resident.sms("1").splitlines()


def test_who_says_nothing_of_a_car_is_not_told() -> None:
    resident = Resident(rides=rides())
    resident.say("j'habite à peyruis")
    assert "Y aller" not in resident.sms("une pharmacie à sisteron demain")


def test_what_is_near_is_walked_to() -> None:
    resident = Resident(rides=Rides())
    resident.say("j'habite à peyruis, pas de voiture")
    assert "min à pied" in resident.sms("une boulangerie")


def test_where_no_bus_goes_there_and_back_the_ride_answer_is_pointed_to() -> None:
    resident = Resident(rides=rides({"out": ("peyruis 8:00", "sisteron 8:40")}))
    resident.say("j'habite à peyruis et je n'ai pas de voiture")
    assert "TRAJET pour d'autres moyens" in resident.sms("une pharmacie à sisteron demain")


def test_the_phone_of_the_first_option_is_never_lost_to_the_ride() -> None:
    resident = Resident("westhoek")
    resident.say("ik woon in Alveringem en heb geen auto")
    answer = resident.sms("een tandarts in ieper morgen")
    assert "Erheen" in answer, answer
    assert "65 71" in answer.splitlines()[1]


def test_nobody_is_told_the_way_to_those_who_come_to_the_door() -> None:
    resident = Resident()
    resident.say("j'habite à volonne et je n'ai pas de voiture")
    assert "Y aller" not in resident.sms("un taxi")
    assert "Y aller" not in resident.sms("ambulance à sisteron")
