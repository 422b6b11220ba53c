"""Promises of our own spreadsheet, as LAG staff fill it in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.exporters.sheets import write_sheet
from knowledge.exporters.template import write_template
from knowledge.importers import UnreadableFileError
from knowledge.importers.services import read_services
from knowledge.importing import Reading
from knowledge.model import Alert, Phone, Position, Service
from tests.knowledge.importers.context import TODAY, a_context


def read(header: str, *rows: str) -> Reading[Service]:
    return read_services("\n".join((header, *rows)).encode(), a_context())


def the_service(header: str, row: str) -> Service:
    reading = read(header, row)
    assert reading.refused == ()
    (service,) = reading.records
    return service


def the_refusals(header: str, *rows: str) -> list[tuple[int, str]]:
    return [(refusal.row, refusal.field) for refusal in read(header, *rows).refused]


FRENCH = "Nom;Catégorie;Adresse;Code postal;Ville;Téléphone;Horaires;Vérifié le"
ENGLISH = "name,category,address,postcode,town,phone,hours,last checked"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (FRENCH, "Cabinet A;médecin généraliste;1 rue A;4190;Les Mées;04 92 64 12 34;Mo-Fr 09:00-12:00;01/05/2026"),
        (ENGLISH, "Cabinet A,doctor (GP),1 rue A,04190,LES MEES,492641234,Mo-Fr 09:00-12:00,2026-05-01"),
    ],
)
def test_headers_and_words_are_french_or_english(header: str, row: str) -> None:
    service = the_service(header, row)
    assert service.service_id == "cabinet-a-04116-doctor"
    assert (service.name, service.categories) == ("Cabinet A", ("doctor",))
    assert service.phones == (Phone("+33492641234"),)
    assert service.opening_hours == "Mo-Fr 09:00-12:00"
    assert service.assured_date == service.source.date == date(2026, 5, 1)
    assert service.location is not None
    assert (service.location.commune_id, service.location.postcode) == ("04116", "04190")
    assert service.location.position == Position(44.0296, 5.9764)


def test_every_column_finds_its_field() -> None:
    header = (
        "id;nom;catégorie;organisme;description;lieu;commune;latitude;longitude;tel;portable;tel rdv;mail;site;"
        "lien rdv;rdv;public;tarif;langues;pmr;communes desservies;statut;source;exemple"
    )
    row = (
        "x1;A;doctor, nurse;Org;Desc;Salle;Oraison;43,9180;5,9190;0492641234;06 31 47 16 85;04 92 64 12 35;a@b.fr;"
        "www.b.fr;https://b.fr/rdv;sur rendez-vous;seniors;gratuit;français, anglais;rampe;Oraison, Les Mées;"
        "fermé temporairement;mairie;non"
    )
    service = the_service(header, row)
    assert service.service_id == "x1"
    assert service.categories == ("doctor", "nurse")
    assert service.phones == (Phone("+33492641234"), Phone("+33631471685"), Phone("+33492641235", "booking"))
    assert (service.email, service.url, service.booking_url) == ("a@b.fr", "https://www.b.fr", "https://b.fr/rdv")
    assert (service.appointment, service.status, service.languages) == ("required", "temporarily_closed", ("fr", "en"))
    assert (service.eligibility, service.fees, service.organization) == ("seniors", "gratuit", "Org")
    assert service.service_area == ("04143", "04116")
    assert service.location is not None
    assert service.location.position == Position(43.918, 5.919)
    assert (service.location.name, service.location.accessibility) == ("Salle", "rampe")
    assert service.source.name == "mairie"


def test_a_category_is_a_code_or_a_label_in_any_language() -> None:
    for category in ("doctor", "Médecin généraliste", "huisarts", "doctor (GP)"):
        assert the_service("nom;catégorie;commune", f"A;{category};Oraison").categories == ("doctor",)


def test_a_commune_is_found_by_any_of_its_names_or_by_its_postcode() -> None:
    for commune, postcode in (("Château-Arnoux-St-Auban", ""), ("st auban", ""), ("", "4160"), ("04049", "")):
        location = the_service("nom;catégorie;commune;cp", f"A;doctor;{commune};{postcode}").location
        assert location is not None
        assert location.commune == "Château-Arnoux-Saint-Auban"


def test_namesakes_are_told_apart_by_the_postcode_and_else_refused() -> None:
    header = "nom;catégorie;commune;cp"
    location = the_service(header, "A;doctor;Saint-Jean;05100").location
    assert location is not None
    assert location.commune_id == "2"
    (refusal,) = read(header, "A;doctor;St Jean;").refused
    assert "Saint-Jean (1), Saint-Jean (2)" in refusal.reason


def test_coordinates_alone_lie_in_the_nearest_commune() -> None:
    location = the_service("nom;catégorie;lat;lon", "A;doctor;43.918;5.919").location
    assert location is not None
    assert location.commune == "Oraison"


def test_exchanged_coordinates_are_noticed() -> None:
    assert the_refusals("nom;catégorie;commune;lat;lon", "A;doctor;Oraison;5.919;43.918") == [(2, "lat")]
    assert the_refusals("nom;catégorie;commune;lat;lon", "A;doctor;Oraison;43.918;") == [(2, "lon")]


def test_a_number_is_dialled_as_in_the_country_of_its_commune() -> None:
    service = the_service("nom;catégorie;commune;tel", "A;doctor;Poperinge;057 12 34 56")
    assert service.phones == (Phone("+3257123456"),)


def test_a_service_by_phone_needs_no_place() -> None:
    service = the_service("nom;catégorie;mode;tel", "Écoute;doctor;par téléphone;3237")
    assert (service.location, service.delivery, service.country) == (None, "phone", "FR")


def test_a_mobile_service_has_its_stops() -> None:
    header = "nom;catégorie;passages"
    service = the_service(header, "Bus;france_services;Oraison, place A: Tu[1] 14:00-17:00 | Les Mées: We 09:00-12:00")
    assert service.delivery == "mobile"
    assert [(v.location.commune, v.location.address, v.opening_hours) for v in service.visits] == [
        ("Oraison", "place A", "Tu[1] 14:00-17:00"),
        ("Les Mées", None, "We 09:00-12:00"),
    ]


def test_hours_are_understood_as_typed_and_may_speak_of_appointments() -> None:
    service = the_service("nom;catégorie;commune;horaires", "A;doctor;Oraison;lun-ven 9h-12h et 14h-17h")
    assert service.opening_hours == "Mo-Fr 09:00-12:00,14:00-17:00"
    service = the_service("nom;catégorie;commune;horaires", "A;doctor;Oraison;sur rendez-vous")
    assert (service.opening_hours, service.appointment) == (None, "required")


def test_a_notice_keeps_its_words_and_its_last_day() -> None:
    service = the_service("nom;catégorie;commune;alerte", "A;doctor;Oraison;fermé jusqu'au 12 mai")
    assert service.alert == Alert("fermé jusqu'au 12 mai", end=date(2026, 5, 12), closed=True)


def test_everything_wrong_is_told_at_once_with_row_and_field() -> None:
    header = "nom;catégorie;commune;tel;mail;site;horaires;vérifié le;exemple"
    wrong = ";docteurr;Atlantis;12 34;a(at)b;??;quand il fait beau peut-être;31/02/2026;peut-être"
    fields = {field for _, field in the_refusals(header, "A;doctor;Oraison;;;;;;", wrong)}
    assert fields == {
        "name", "category", "commune", "phone", "email", "url", "opening_hours", "assured_date", "example",
    }  # fmt: skip
    assert {row for row, _ in the_refusals(header, "A;doctor;Oraison;;;;;;", wrong)} == {3}


def test_an_unknown_category_names_what_is_near() -> None:
    (refusal,) = read("nom;catégorie;commune", "A;boulangeri;Oraison").refused
    assert "boulangerie" in refusal.reason


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("A;doctor;;;", "commune"),
        ("A;doctor;Oraison;01/01/2027;", "assured_date"),
        ("A;doctor;Oraison;;04 65 71 00 01", "phone"),
        ("A;doctor;Oraison;;;;trop", "name"),
    ],
)
def test_what_cannot_be_true_is_refused(row: str, field: str) -> None:
    assert the_refusals("nom;catégorie;commune;vérifié le;tel;exemple", row) == [(2, field)]


def test_the_same_service_twice_is_refused_with_the_row_it_is_in() -> None:
    (refusal,) = read("nom;catégorie;commune", "A;doctor;Oraison", "A;doctor;oraison").refused
    assert (refusal.row, refusal.reason) == (3, "the same service is in row 2")


def test_a_header_nobody_knows_is_told() -> None:
    (note,) = read("nom;catégorie;commune;couleur", "A;doctor;Oraison;bleu").left_out
    assert (note.value, note.reason) == ("couleur", "no column of ours, not read")


def test_a_row_without_a_date_takes_the_day_of_the_import_and_is_known_to() -> None:
    reading = read("nom;catégorie;commune", "A;doctor;Oraison")
    assert reading.records[0].assured_date == TODAY
    assert reading.undated == {reading.records[0].service_id}


def test_a_file_without_names_or_categories_is_no_list_of_services() -> None:
    with pytest.raises(UnreadableFileError, match="no column category"):
        read("nom;couleur", "A;bleu")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".ods"])
def test_the_template_can_be_imported_as_it_is_and_holds_only_examples(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"modele{suffix}"
    write_template(file, "services", "Les Mées", "Oraison")
    reading = read_services(file.read_bytes(), a_context(file.name))
    assert reading.refused == ()
    assert reading.left_out == ()
    assert len(reading.records) == 4
    assert all(service.example and service.name.startswith("Exemple") for service in reading.records)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".ods"])
def test_the_same_table_says_the_same_in_every_kind_of_file(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"services{suffix}"
    write_sheet(file, [["nom", "catégorie", "commune", "tél"], ["Épicerie", "doctor", "Les Mées", "0492641234"]])
    (service,) = read_services(file.read_bytes(), a_context()).records
    assert (service.name, service.phones) == ("Épicerie", (Phone("+33492641234"),))
