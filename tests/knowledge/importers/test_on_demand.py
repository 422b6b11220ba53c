"""Promises about the spreadsheet of on-demand transport."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.exporters.template import write_template
from knowledge.importers.on_demand import read_on_demand
from knowledge.importers.table import UnreadableFileError
from knowledge.importing import Reading
from knowledge.model import Position
from knowledge.rides.booking_rules import BookingRule
from knowledge.rides.on_demand_entry import OnDemandEntry
from knowledge.rides.zones import ZoneStop
from tests.knowledge.importers.context import TODAY, a_context

FULL = {
    "nom": "TAD exemple",
    "communes desservies": "Les Mées, Château-Arnoux-Saint-Auban",
    "jours": "lun-ven",
    "horaires": "8h-12h et 14h-18h",
    "téléphone": "04 92 30 00 00",
    "heures d'appel": "lun-ven 9h-12h",
    "délai de réservation": "la veille 17h",
    "exemple": "",
}


def read(**changes: str) -> Reading[OnDemandEntry]:
    cells = FULL | {header.replace("_", " "): value for header, value in changes.items()}
    lines = (";".join(cells), ";".join(f'"{value}"' for value in cells.values()))
    return read_on_demand("\n".join(lines).encode(), a_context("tad.csv"))


def read_one(**changes: str) -> OnDemandEntry:
    reading = read(**changes)
    assert reading.refused == ()
    (entry,) = reading.records
    return entry


def refused(**changes: str) -> list[str]:
    reading = read(**changes)
    assert reading.records == ()
    return [str(refusal) for refusal in reading.refused]


def test_a_row_is_read_in_french() -> None:
    entry = read_one()
    assert (entry.name, entry.pickup_communes) == ("TAD exemple", ("04116", "04049"))
    assert entry.opening_hours == "Mo-Fr 08:00-12:00,14:00-18:00"
    assert (entry.phone, entry.desk_hours) == ("+33492300000", "Mo-Fr 09:00-12:00")
    assert entry.booking == BookingRule(2, prior_notice_last_day=1, prior_notice_last_time=17 * 3600)
    assert (entry.entry_id, entry.country, entry.assured_date) == ("tad-exemple-04116", "FR", TODAY)


def test_a_row_is_read_in_english() -> None:
    header = "name,area served,to,days,service hours,who for,phone number,booking deadline,price,checked on"
    row = "Example ride,Les Mées,Oraison,Mon-Fri,8am-6pm,everybody,+33 4 92 30 00 00,2 hours before,free,2026-05-01"
    (entry,) = read_on_demand(f"{header}\n{row}".encode(), a_context()).records
    assert (entry.pickup_communes, entry.destination_communes) == (("04116",), ("04143",))
    assert (entry.opening_hours, entry.eligibility, entry.fees) == ("Mo-Fr 08:00-18:00", "everybody", "free")
    assert entry.booking == BookingRule(1, prior_notice_duration_min=120)
    assert str(entry.assured_date) == "2026-05-01"


def test_a_destination_may_be_a_point_of_a_commune() -> None:
    entry = read_one(destinations="gare de St Auban, marché des Mées, Oraison")
    assert entry.destination_communes == ("04143",)
    assert [(point.name, point.commune_id) for point in entry.destination_points] == [
        ("gare de St Auban", "04049"),
        ("marché des Mées", "04116"),
    ]


def test_a_point_may_say_where_it_is() -> None:
    entry = read_one(destinations="gare (44.0621 6.0112)")
    assert entry.destination_points == (ZoneStop("gare", Position(44.0621, 6.0112)),)


def test_a_bus_of_a_belgian_commune_has_a_belgian_number() -> None:
    entry = read_one(communes_desservies="Poperinge", téléphone="057 20 18 00")
    assert (entry.country, entry.phone) == ("BE", "+3257201800")


def test_days_and_hours_may_stand_in_one_cell() -> None:
    entry = read_one(jours="", horaires="lundi au samedi 9h-17h sauf jours fériés")
    assert entry.opening_hours == "Mo-Sa 09:00-17:00; PH off"
    assert read_one(jours="lun-sam sauf jours fériés", horaires="9h-17h").opening_hours == "Mo-Sa 09:00-17:00; PH off"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"communes desservies": "Atlantis"},
            "tad.csv, row 2, zone = 'Atlantis': 'Atlantis' is no commune known here, and ends with none; a point is "
            "written like: gare de Château-Arnoux, or with its place: gare (44.0934 6.0085)",
        ),
        (
            {"communes desservies": "Saint-Jean"},
            "tad.csv, row 2, zone = 'Saint-Jean': may be Saint-Jean (1), Saint-Jean (2): say which",
        ),
        ({"communes desservies": ""}, "tad.csv, row 2, zone = '': an on-demand service needs it"),
        (
            {"jours": "", "horaires": "8h-18h"},
            "tad.csv, row 2, hours = '8h-18h': say on which days too, here or in the column days: lun-ven 8h-12h",
        ),
        ({"horaires": "le matin"}, "tad.csv, row 2, hours = 'le matin': say at which hours too: lun-ven 8h-12h"),
        ({"téléphone": "12"}, "tad.csv, row 2, phone = '12': too short for a phone number"),
        (
            {"téléphone": ""},
            "tad.csv, row 2, phone = '': say whom to ring, or the address to book at in booking_url",
        ),
        (
            {"téléphone": "04 92 30 00 00 ou 04 92 30 00 01"},
            "tad.csv, row 2, phone = '04 92 30 00 00 ou 04 92 30 00 01': only one number: the one that takes bookings",
        ),
        (
            {"téléphone": "04 65 71 00 01"},
            "tad.csv, row 2, phone = '04 65 71 00 01': this number is kept for fiction: nobody answers there",
        ),
        (
            {"délai de réservation": "la veille"},
            "tad.csv, row 2, deadline = 'la veille': 'la veille' does not say until which hour one must book",
        ),
        (
            {"délai de réservation": "selon les places"},
            "tad.csv, row 2, deadline = 'selon les places': 'selon les places' is not understood; write it like: "
            "la veille 17h, 2h avant, 2 jours avant 12h, vendredi 12h pour lundi",
        ),
        (
            {"heures d'appel": "quand on peut"},
            "tad.csv, row 2, desk_hours = 'quand on peut': ",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_row_field_and_value(changes: dict[str, str], expected: str) -> None:
    (refusal,) = refused(**changes)
    assert refusal.startswith(expected)


def test_the_same_service_twice_is_refused() -> None:
    lines = (";".join(FULL), ";".join(FULL.values()), ";".join(FULL.values()))
    reading = read_on_demand("\n".join(lines).encode(), a_context("tad.csv"))
    assert [str(refusal) for refusal in reading.refused] == [
        "tad.csv, row 3, name = 'TAD exemple': the same service is in row 2"
    ]


def test_a_table_without_the_columns_it_needs_is_no_such_table() -> None:
    with pytest.raises(UnreadableFileError, match="has no column zone nor hours nor phone"):
        read_on_demand(b"nom;site\nTAD;example.org", a_context())


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "ods"])
def test_the_template_reads_back_as_its_examples(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"tad.{suffix}"
    write_template(file, "on-demand", "Les Mées", "Oraison")
    reading = read_on_demand(file.read_bytes(), a_context(file.name))
    assert (reading.refused, reading.left_out) == ((), ())
    assert [entry.name for entry in reading.records] == [
        "Exemple - Transport à la demande",
        "Exemple - Navette du marché",
    ]
    assert all(entry.example for entry in reading.records)
