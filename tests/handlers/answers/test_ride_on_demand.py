"""Rides that one must ring for, in the answer: the number, until when, and only while they can still be had."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from knowledge.rides.booking_rules import BookingRule
from knowledge.rides.carpool import Board, End, Offer, Window
from knowledge.rides.on_demand import Call, OnDemandService, Run, WeeklyHours
from knowledge.rides.rides import Rides
from knowledge.rides.zones import Zone
from tests.factories import SOURCE
from tests.handlers.answers.villages import calendar, rides
from tests.handlers.resident import Resident, directory

PARIS = ZoneInfo("Europe/Paris")
NOON_BEFORE = BookingRule(2, prior_notice_last_day=1, prior_notice_last_time=12 * 3600)
PEYRUIS, SISTERON = "04149", "04209"


def a_service(rule: BookingRule = NOON_BEFORE, hours: str = "Mo-Fr 08:00-18:00") -> OnDemandService:
    zone = Zone(communes=frozenset((PEYRUIS, SISTERON)))
    call = Call(zone, WeeklyHours(hours, "FR"), boarding_rule=rule, alighting_rule=rule)
    return OnDemandService(
        "tad",
        "TAD exemple",
        PARIS,
        (Run((call,)),),
        SOURCE,
        phone="+33465710009",
        desk_hours="Mo-Fr 08:00-17:00",
        country="FR",
        example=True,
    )


def a_resident(at: str = "2026-11-24T10:00", known: Rides | None = None) -> Resident:
    now = datetime.fromisoformat(at).replace(tzinfo=PARIS)
    return Resident(now=now, rides=replace(known or Rides(), on_demand=(a_service(),)))


def test_the_number_and_until_when_to_ring_are_told() -> None:
    answer = a_resident().sms("comment aller de peyruis à sisteron demain ?")
    assert "Sur réservation (TAD exemple), demain : aller 8h" in answer, answer
    assert "Appelez maintenant le 04 65 71 00 09 (jusqu'à 12h aujourd'hui)." in answer


def test_for_whom_it_is_is_never_left_out() -> None:
    for_some = replace(a_service(), eligibility="plus de 65 ans", fees="2 € le trajet")
    answer = Resident(rides=Rides(on_demand=(for_some,))).sms("comment aller de peyruis à sisteron demain ?")
    assert "Pour qui : plus de 65 ans" in answer, answer


def test_past_its_deadline_a_ride_is_not_offered_for_that_day() -> None:
    answer = a_resident("2026-11-24T12:01").sms("comment aller de peyruis à sisteron demain ?")
    assert "demain : aller" not in answer, answer
    assert "jeudi 26 : aller" in answer


def test_before_the_desk_opens_both_hours_of_today_are_told() -> None:
    answer = a_resident("2026-11-24T07:00").sms("comment aller de peyruis à sisteron demain ?")
    assert "Appelez le 04 65 71 00 09 à partir de 8h, avant 12h aujourd'hui." in answer, answer


def test_one_is_told_when_somebody_answers_again() -> None:
    answer = a_resident("2026-11-24T21:00").sms("comment aller de peyruis à sisteron jeudi ?")
    assert "Appelez le 04 65 71 00 09 à partir de demain 8h, avant demain 12h." in answer, answer


def test_it_closes_the_gap_where_no_bus_comes_back_that_day() -> None:
    known = rides(
        {"out": ("peyruis 8:00", "sisteron 8:40"), "back": ("sisteron 16:00", "peyruis 16:40")},
        trips=("route_id,service_id,trip_id", "r,daily,out", "r,market,back"),
        calendar=(*calendar("1111110"), "market,0,0,0,0,0,1,0,20260101,20261231"),
    )
    answer = a_resident(known=known).sms("bus de peyruis à sisteron demain")
    assert answer.startswith("Demain : pas de retour ce jour-là.\nSur réservation (TAD exemple), demain : "), answer
    assert "04 65 71 00 09" in answer
    assert "Ou en car. Y aller sam. 28 : 8h>8h40" in answer


def test_a_bus_there_and_a_ride_back_that_is_rung_for_make_a_day() -> None:
    known = rides({"out": ("peyruis 8:00", "sisteron 8:40")})
    back_only = a_service(hours="Mo-Fr 15:00-15:50")
    answer = Resident(rides=replace(known, on_demand=(back_only,))).sms("bus de peyruis à sisteron demain")
    assert answer.startswith("Demain : pas de retour ce jour-là (aller 8h Place de "), answer
    assert "Retour sur réservation (TAD exemple) : départ 15h-15h50." in answer
    assert "04 65 71 00 09" in answer


def test_for_an_appointment_no_other_day_is_offered() -> None:
    known = rides({"out": ("peyruis 8:00", "sisteron 8:40")})
    other_day = a_service(hours="Sa 08:00-18:00")
    resident = Resident(rides=replace(known, on_demand=(other_day,)))
    answer = resident.sms("rendez-vous à sisteron demain à 10h, je pars de peyruis")
    assert answer.startswith("Demain : pas de retour après cette heure. Aller 8h "), answer
    assert "samedi" not in answer.lower()


def test_a_bus_of_the_day_is_told_first_and_this_after_other() -> None:
    resident = a_resident(known=rides())
    assert "Sur réservation" not in resident.sms("bus de peyruis à sisteron demain")
    for _ in range(3):
        last = resident.sms("autre")
    assert "Sur réservation (TAD exemple)" in last, last


def test_a_neighbour_who_goes_there_is_named_without_name_or_number() -> None:
    places = directory("durance-provence").place_by_id
    ends = [End(code, places[code].name, places[code].position) for code in (PEYRUIS, SISTERON)]
    nine = datetime(2026, 11, 25, 9, tzinfo=PARIS)
    offer = Offer("o1", "driver", ends[0], ends[1], Window(nine, nine), 3, nine)
    answer = Resident(rides=Rides(board=Board((offer,)))).sms("comment aller de peyruis à sisteron demain ?")
    assert "Un voisin y va demain 9h" in answer, answer
    assert "écrivez COVOIT" in answer


def test_other_tells_what_had_no_room_beside_the_ride_that_is_rung_for() -> None:
    known = rides({"out": ("peyruis 8:00", "sisteron 8:40")})
    resident = a_resident(known=known)
    first = resident.sms("comment aller de peyruis à sisteron demain ?")
    assert "Sur réservation" in first, first
    others = resident.sms("autre")
    assert "Sur réservation" not in others, others
    assert "\n1. " in others
    assert resident.sms("autre") != others
