"""Promises about opening hours as people type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.opening_hours import OpeningHours, OpeningHoursError
from knowledge.opening_hours_repair import repair_opening_hours

DIRECTORIES = Path(__file__).parents[2] / "../shared/data/conformance/french_phones_and_hours.json"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("9h-12h et 14h-17h", "09:00-12:00,14:00-17:00"),
        ("lun-ven 8h30/12h", "Mo-Fr 08:30-12:00"),
        ("du lundi au vendredi de 8 h à 12 h", "Mo-Fr 08:00-12:00"),
        ("lundi, mardi et jeudi 9h00-12h30 14h-18h", "Mo,Tu,Th 09:00-12:30,14:00-18:00"),
        ("9h à 19h du lundi au samedi", "Mo-Sa 09:00-19:00"),
        ("lun-ven 9h-12h/14h-18h, sam 9h-12h", "Mo-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00"),
        ("LUNDI - VENDREDI : 08H00 - 12H00 & 13H30 - 17H00", "Mo-Fr 08:00-12:00,13:30-17:00"),
        ("8h30 - 12h30 / 13h30 - 17h", "08:30-12:30,13:30-17:00"),
        (
            "du mardi au samedi 9h-12h30 15h-19h, fermé dimanche et lundi",
            "Tu-Sa 09:00-12:30,15:00-19:00; Su,Mo off",
        ),
        ("lun-ven 9h-12h sauf mercredi", "Mo-Fr 09:00-12:00; We off"),
        ("lun-sam sauf jours fériés 8h-18h", "Mo-Sa 08:00-18:00; PH off"),
        ("tous les jours sauf dimanche 8h-12h", "08:00-12:00; Su off"),
        ("lundi de 14h à minuit", "Mo 14:00-24:00"),
        ("1er et 3e jeudi du mois 14h-16h", "Th[1,3] 14:00-16:00"),
        ("le premier jeudi du mois de 9h à 12h", "Th[1] 09:00-12:00"),
        ("Semaines paires: mardi 9h-12h", "week 02-52/2 Tu 09:00-12:00"),
        ("juillet et août : 9h-19h", "Jul,Aug 09:00-19:00"),
        ("à partir de 9h", "09:00+"),
        ("24h/24", "24/7"),
        ("lu-ve 8h-12h", "Mo-Fr 08:00-12:00"),
        ("ma-vr 9u-12u", "Mo-Fr 09:00-12:00"),
        ("maandag tot vrijdag van 9 tot 17 uur", "Mo-Fr 09:00-17:00"),
        ("di en do 13u30-16u", "Tu,Th 13:30-16:00"),
        ("ma, wo, vr 9:00-12:00; di 14:00-18:00", "Mo,We,Fr 09:00-12:00; Tu 14:00-18:00"),
        ("Mon-Fri 9am-5pm", "Mo-Fr 09:00-17:00"),
        ("Mon 9-5pm", "Mo 09:00-17:00"),
        ("1st and 3rd thursday 2pm-4pm", "Th[1,3] 14:00-16:00"),
        ("open every day 9am to 6pm", "09:00-18:00"),
    ],
)
def test_what_people_type_becomes_osm_syntax(typed: str, expected: str) -> None:
    repaired = repair_opening_hours(typed)
    assert repaired.opening_hours == expected
    OpeningHours.parse(repaired.opening_hours, "FR")


@pytest.mark.parametrize("text", ["Mo-Fr 09:00-12:00", "24/7", "Tu[1] 14:00-16:00", 'Mo 09:00-12:00 "sur rendez-vous"'])
def test_valid_syntax_passes_unchanged(text: str) -> None:
    assert repair_opening_hours(text).opening_hours == text


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("fermé le lundi", "24/7 unknown; Mo off"),
        ("gesloten op zondag", "24/7 unknown; Su off"),
        ("fermé en août", "24/7 unknown; Aug off"),
        ("fermé les jours fériés", "24/7 unknown; PH off"),
        ("tous les jours sauf le dimanche", "Mo-Su unknown; Su off"),
        ("7j/7", "Mo-Su unknown"),
        ("ouvert matin", '00:00-12:00 unknown "morning"'),
        ("samedi matin uniquement", 'Sa 00:00-12:00 unknown "morning"'),
    ],
)
def test_hours_that_were_not_said_are_unknown_not_invented(typed: str, expected: str) -> None:
    assert repair_opening_hours(typed).opening_hours == expected


@pytest.mark.parametrize("typed", ["sur rendez-vous", "uniquement sur RDV", "by appointment only", "enkel op afspraak"])
def test_only_an_appointment_gives_no_hours(typed: str) -> None:
    repaired = repair_opening_hours(typed)
    assert (repaired.opening_hours, repaired.appointment) == (None, "required")


def test_hours_on_appointment_are_not_open_hours() -> None:
    repaired = repair_opening_hours("lundi 9h-12h sur rendez-vous")
    assert repaired.opening_hours == 'Mo 09:00-12:00 "sur rendez-vous"'
    assert repaired.appointment == "required"


@pytest.mark.parametrize("typed", ["mercredi 14h-17h et sur rendez-vous", "mercredi 14h-17h avec ou sans rendez-vous"])
def test_an_appointment_beside_open_hours_is_possible(typed: str) -> None:
    repaired = repair_opening_hours(typed)
    assert (repaired.opening_hours, repaired.appointment) == ("We 14:00-17:00", "possible")


@pytest.mark.parametrize("typed", ["", "n'importe quoi", "9h", "lundi 9h-27h", "voir la page"])
def test_what_cannot_be_read_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(OpeningHoursError, match=r"\w+ \w+ \w+"):
        repair_opening_hours(typed)


def test_a_closed_hour_after_hours_does_not_close_everything() -> None:
    assert repair_opening_hours("10-14; 12-13 off").opening_hours == "10:00-14:00; 12:00-13:00 off"


def test_what_french_directories_publish_passes_unchanged() -> None:
    if not DIRECTORIES.exists():
        pytest.skip("the shared conformance data is not on this machine")
    files = json.loads(DIRECTORIES.read_text(encoding="utf-8"))
    published = {
        case[1]
        for name, groups in files.items()
        if "opening_hours" in name
        for group in groups
        for case in group["cases"]
        if case[1]
    }
    assert published
    for text in published:
        assert repair_opening_hours(text).opening_hours == text
        OpeningHours.parse(text, "FR")
