"""Promises of how facts are put into words: distances, times, phones, opening, in three languages."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from math import inf
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.language import LANGUAGE_CODES, load_languages
from handlers.model import When
from handlers.wording import Wording, is_named_after, shorten
from knowledge.directory import FoundService
from knowledge.model import Alert, Phone
from tests.factories import a_service

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
"""A Tuesday."""
CODES = pytest.mark.parametrize("code", LANGUAGE_CODES)


def wording(code: str = "fr", country: str = "FR") -> Wording:
    return Wording(load_languages().get(code), NOW, country)


def day(ahead: int) -> date:
    return NOW.date() + timedelta(days=ahead)


def window(ahead: int, start: int, end: int, grain: str = "window") -> When:
    first = datetime.combine(day(ahead), time(start), NOW.tzinfo)
    return When(first, first.replace(hour=end), grain)  # type: ignore[arg-type]


def test_near_is_told_in_metres_and_far_in_kilometres() -> None:
    assert wording().distance(212) == "200 m"
    assert wording().distance(3) == "50 m"
    assert wording().distance(2440) == "2,4 km"
    assert wording().distance(2000) == "2 km"
    assert wording().distance(23456) == "23 km"


def test_the_decimal_sign_is_that_of_the_language() -> None:
    assert wording("en").distance(2440) == "2.4 km"
    assert wording("nl").distance(2440) == "2,4 km"


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"drive_min": 12.4, "walk_min": inf}, "12 min en voiture"),
        ({"drive_min": 2.0, "walk_min": 8.0}, "8 min à pied"),
        ({"drive_min": inf, "walk_min": inf}, "2,4 km"),
        ({}, "2,4 km"),
    ],
)
def test_the_way_is_told_in_minutes_where_roads_are_known(found: dict[str, Any], words: str) -> None:
    assert wording().way(FoundService(a_service(), None, 2440, **found)) == words


def test_days_are_named_as_people_name_them() -> None:
    assert [wording().day(day(ahead)) for ahead in (0, 1)] == ["aujourd'hui", "demain"]
    assert wording().day(day(2)) == "jeudi 26"
    assert "décembre" in wording().day(day(9))


@CODES
def test_a_past_day_is_never_called_today_or_tomorrow(code: str) -> None:
    replies = load_languages().get(code).replies
    assert wording(code).day(day(-1)) not in (replies["today"], replies["tomorrow"])


def test_an_hour_is_written_as_its_country_writes_it() -> None:
    assert wording().hour(time(14, 5)) == "14h05"
    assert wording().hour(time(14)) == "14h"


def test_a_window_is_told_with_its_day_and_hours() -> None:
    assert wording().when(window(1, 14, 18)) == "demain 14h-18h"
    assert wording().when(window(2, 14, 14, "instant")) == "jeudi 26 14h"
    assert wording().when(window(2, 0, 23, "day")) == "jeudi 26"


@pytest.mark.parametrize(
    ("country", "number", "written"),
    [
        ("FR", "+33492710001", "04 92 71 00 01"),
        ("BE", "+33492710001", "+33 4 92 71 00 01"),
        ("BE", "+3257200001", "057 20 00 01"),
        ("BE", "+3270245245", "070 24 52 45"),
        ("BE", "+3221234567", "02 123 45 67"),
        ("BE", "+32470123456", "0470 12 34 56"),
        ("FR", "+3257200001", "+32 57 20 00 01"),
        ("FR", "3114", "3114"),
        ("BE", "112", "112"),
    ],
)
def test_a_phone_number_is_national_at_home_and_international_across_the_border(
    country: str, number: str, written: str
) -> None:
    assert wording(country=country).phone(Phone(number)) == written


def test_a_fax_is_not_given_to_be_rung() -> None:
    assert wording().best_phone(a_service(phones=(Phone("+33492710002", kind="fax"),))) is None


def test_open_closed_and_unknown_are_said_in_different_words() -> None:
    say = wording()
    assert say.state(a_service(opening_hours="Mo-Su 08:00-12:00"), None) == "ouvert jusqu'à 12h"
    assert say.state(a_service(opening_hours="Mo-Su 14:00-18:00"), None) == "ouvre aujourd'hui 14h"
    assert say.state(a_service(opening_hours=None), None) == "horaires non connus"
    assert say.state(a_service(opening_hours=None, appointment="required"), None) == "sur rendez-vous"


def test_open_at_the_time_asked_for_is_said_of_that_time() -> None:
    service = a_service(opening_hours="Th 14:00-18:00")
    assert wording().state(service, window(2, 14, 18)) == "ouvert jeudi 26 14h-18h"
    assert wording().state(service, window(3, 14, 18)).startswith("fermé")
    assert wording().state(a_service(), window(2, 14, 18)).startswith("horaires non connus")


def test_a_closing_notice_is_told_while_it_is_in_force() -> None:
    alert = Alert("congés", date(2026, 11, 20), date(2026, 11, 30), closed=True)
    assert wording().state(a_service(opening_hours="24/7", alert=alert), None) == "fermé : congés"


def test_the_week_puts_days_of_the_same_hours_together() -> None:
    assert wording().week(a_service(opening_hours="Mo-Fr 09:00-12:00")) == "lun.-ven. 9h-12h"
    assert wording().week(a_service(opening_hours="24/7")) == "24h/24, 7j/7"
    assert wording().week(a_service(opening_hours=None)) is None


def test_a_closed_day_is_empty_and_an_unknown_one_is_not_known() -> None:
    sunday = date(2026, 11, 29)
    assert wording().hours_on(a_service(opening_hours="Mo-Fr 09:00-12:00"), sunday) == ""
    assert wording().hours_on(a_service(opening_hours=None), sunday) is None


def test_prepositions_and_articles_are_joined_as_people_say_them() -> None:
    assert "près des Mées" in wording().say("list_header", label="Médecin", place="Les Mées")


def test_a_label_starts_with_a_capital_in_the_language_spoken() -> None:
    assert wording("nl").label({"fr": "médecin", "nl": "huisarts"}) == "Huisarts"
    assert wording("nl").label({"fr": "médecin"}) == "Médecin"


@pytest.mark.parametrize("limit", range(5, 45, 5))
def test_a_shortened_name_never_ends_in_a_cut_word(limit: int) -> None:
    name = "Maison de santé de la vallée du Jabron"
    short = shorten(name, limit)
    assert short in (name, *(" ".join(name.split()[:n]) for n in range(1, 9)))
    assert len(short) <= max(limit, len(name.split()[0]))
    assert short.split()[-1] not in ("de", "la", "du")


def test_a_service_named_after_its_commune_need_not_repeat_it() -> None:
    assert is_named_after("Dentiste de Château-Arnoux", "Château-Arnoux-Saint-Auban")
    assert is_named_after("Pharmacie des Mées", "Les Mées")
    assert not is_named_after("Pharmacie centrale", "Volonne")
