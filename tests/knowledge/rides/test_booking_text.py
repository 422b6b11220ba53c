"""Deadlines, numbers and desk hours that only a free text tells, in the languages of feeds and residents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.rides.booking_rules import BookingRule, WeekdayDeadline, WorkingDays
from knowledge.rides.booking_text import UnclearBookingError, find_desk_hours, find_notice, find_phone, read_notice


def minutes(count: int) -> BookingRule:
    return BookingRule(1, prior_notice_duration_min=count)


def days(count: int, hour: float | None, counted: WorkingDays | None = None) -> BookingRule:
    at = None if hour is None else round(hour * 3600)
    return BookingRule(2, prior_notice_last_day=count, prior_notice_last_time=at, prior_notice_days=counted)


def friday(hour: int) -> WeekdayDeadline:
    """For Mondays."""
    return WeekdayDeadline((0,), 4, hour * 3600)


WORKING = WorkingDays("FR")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anmeldung mind. 60min vorher erforderlich, per Anruf zwischen 08:00 und 24:00 möglich", minutes(60)),
        ("Bitte bis spätestens 90 Minuten vor Fahrtantritt anmelden. Tel. 03332 442755", minutes(90)),
        ("Telefonische Anmeldung von 8 bis 17 Uhr, mindestens eine Stunde vor Abfahrt", minutes(60)),
        ("eine halbe Stunde vorher", minutes(30)),
        ("Fahrtwunsch 60 Min. vor Abfahrt anmelden", minutes(60)),
        ("Voranmeldung bis spätestens 30 Min. vor Fahrtbeginn, Tel. 0800 1234567", minutes(30)),
        ("Anmeldung bis Freitag 17 Uhr für Montag", BookingRule(2, by_weekday=(friday(17),))),
        ("Fahrtwunsch am Vortag bis 18:00 Uhr anmelden", days(1, 18)),
        ("Anmeldung bis 17 Uhr am Vortag unter 03332 442755", days(1, 17)),
        ("zwei Werktage vorher bis 12:00 Uhr", days(2, 12, WORKING)),
        ("Transport sur réservation. Appelez de 9h à 12h, au plus tard la veille à 17h.", days(1, 17)),
        ("Réservation la veille avant 17 h au 04 65 71 00 01", days(1, 17)),
        ("Réservation la veille avant 17h (le vendredi pour le lundi)", replace(days(1, 17), by_weekday=(friday(17),))),
        (
            "réserver avant 17h la veille, le vendredi à 12h pour le lundi",
            replace(days(1, 17), by_weekday=(friday(12),)),
        ),
        ("avant 12 h le jour ouvrable précédent", days(1, 12, WORKING)),
        ("la veille ouvrée avant midi", days(1, 12, WORKING)),
        ("Réserver 2 heures à l'avance", minutes(120)),
        ("2 h 30 avant le départ", minutes(150)),
        ("au moins 2 jours avant, avant 16h", days(2, 16)),
        ("le jour même avant 9h", days(0, 9)),
        ("minstens 2 uur vooraf", minutes(120)),
        ("tot 17 uur de dag voordien", days(1, 17)),
        ("To request a ride, call us by 3pm at least one business day ahead of your trip.", days(1, 15, WORKING)),
        ("30 minutes before", minutes(30)),
        ("the day before by 5 pm", days(1, 17)),
    ],
)
def test_notice_is_found_in_a_message(text: str, expected: BookingRule) -> None:
    assert find_notice(text, "FR") == expected


@pytest.mark.parametrize(
    "text",
    [
        "Fahrzeiten 60 Minuten", "Service de 8h à 18h", "Der Bus hält nur auf Wunsch.", "Ring 123 before you leave",
        "Vom 3. bis 12. Mai", "", "Haltestelle 5 Minuten vor Abfahrt aufsuchen",
        "Soyez à l'arrêt 10 minutes avant l'heure", "Fahrtzeit 30 Minuten vor Ort", "Pas de service la veille de Noël",
    ],
)  # fmt: skip
def test_no_notice_is_made_up(text: str) -> None:
    assert find_notice(text, "FR") is None


def test_a_day_without_an_hour_leaves_the_hour_unknown() -> None:
    found = find_notice("we recommend calling at least 1 day ahead of your trip", "US")
    assert found == days(1, None)
    assert found is not None
    assert not found.is_notice_known


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("Anmeldung unter 03332 442755 oder online", "DE", "+493332442755"),
        ("Réservation au 04 92 30 00 00 la veille", "FR", "+33492300000"),
        ("Reserveren op 057 20 18 00", "BE", "+3257201800"),
        ("call 1-507-359-2717 or 1-800-707-2717", "US", "+15073592717"),
        ("60 Minuten vorher", "DE", None),
    ],
)
def test_a_number_is_found_in_a_message(text: str, region: str, expected: str | None) -> None:
    assert find_phone(text, region) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("per Anruf zwischen 08:00 und 24:00 möglich, oder online", "Mo-Su 08:00-24:00"),
        ("Telefonische Anmeldung von 8 bis 17 Uhr", "Mo-Su 08:00-17:00"),
        ("Appelez de 9h à 12h30", "Mo-Su 09:00-12:30"),
        ("Anruf Mo-Fr von 8 bis 17 Uhr", None),
        ("der Bus fährt zwischen 8 und 17 Uhr", None),
    ],
)
def test_desk_hours_are_found_where_they_hold_every_day(text: str, expected: str | None) -> None:
    assert find_desk_hours(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("la veille 17h", days(1, 17)),
        ("la veille à 16h30", days(1, 16.5)),
        ("2h avant", minutes(120)),
        ("la veille 17h (vendredi pour lundi)", replace(days(1, 17), by_weekday=(friday(17),))),
        ("30 min", minutes(30)),
        ("48h avant", minutes(2880)),
        ("2 jours ouvrés avant 12h", days(2, 12, WORKING)),
        ("tot 17 uur de dag voordien", days(1, 17)),
        ("vendredi 12h pour lundi", BookingRule(2, by_weekday=(WeekdayDeadline((0,), 4, 12 * 3600),))),
        (
            "la veille 17h; vendredi 12h pour samedi et lundi",
            BookingRule(
                2,
                prior_notice_last_day=1,
                prior_notice_last_time=17 * 3600,
                by_weekday=(WeekdayDeadline((5, 0), 4, 12 * 3600),),
            ),
        ),
    ],
)
def test_a_deadline_as_typed_is_read(text: str, expected: BookingRule) -> None:
    assert read_notice(text, "FR") == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sur place", "'sur place' is not understood"),
        ("la veille", "until which hour"),
        ("la veille 17h si possible au bar", "'si bar' is not understood"),
        ("la veille 17h; 2h avant", "second deadline"),
        ("vendredi pour lundi", "until which hour"),
    ],
)
def test_a_deadline_that_is_not_clear_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UnclearBookingError, match=reason):
        read_notice(text, "FR")
