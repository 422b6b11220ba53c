"""Promises of the importers of national files."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from knowledge.area import load_area
from knowledge.areas.rows import read_places, read_services
from knowledge.importers import IMPORTERS, UnreadableFileError
from knowledge.importers.carpool_spots import read_carpool_spots
from knowledge.importers.communes import read_communes
from knowledge.importers.france_services import read_france_services
from knowledge.importers.hours import week_hours
from knowledge.model import Phone, Position
from knowledge.opening_hours import OpeningHours
from tests.knowledge.importers.context import a_context, shared

OFFICE = {
    "id_fs": "9001", "lib_fs": "France services Exemple", "adresse": "1 rue A", "complement_adresse": "Mairie",
    "insee_com": "04116", "code_postal": "04190", "lib_com": "Les Mées", "latitude": "44.03", "longitude": "5.97",
    "telephone": "04 92 64 12 34", "h_lundi": "09:00 - 12:00 / 13:30 - 17:00", "h_mardi": "09:00 - 12:00",
    "h_mercredi": "09:00 - 12:00", "h_jeudi": "", "h_vendredi": "09:00 - 12:00", "h_samedi": "", "prise_rdv": "Oui",
    "commentaire": "", "type_fs": "Principal", "format_fs": "Fixe", "groupe_fs": "", "labellisation_fs": "",
}  # fmt: skip
SPOT = {
    "id_lieu": "04116-C-001", "id_local": "C-001", "nom_lieu": "Parking A", "ad_lieu": "Rue A", "com_lieu": "LES MEES",
    "insee": "04116", "type": "Parking", "date_maj": "2019-08-29", "ouvert": "true", "source": "1", "Xlong": "5.97",
    "Ylat": "44.03", "nbre_pl": "24", "nbre_pmr": "1", "duree": "", "horaires": "24/7", "proprio": "", "lumiere": "",
    "comm": "",
}  # fmt: skip


def a_csv(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def test_an_office_comes_with_hours_phone_and_the_day_of_the_file() -> None:
    (service,) = read_france_services(a_csv(OFFICE), a_context("france_services_20240801.csv")).records
    assert service.opening_hours == "Mo 09:00-12:00,13:30-17:00; Tu-We 09:00-12:00; Fr 09:00-12:00"
    assert service.phones == (Phone("+33492641234"),)
    assert service.source.date == date(2024, 8, 1)
    assert service.appointment == "possible"
    assert service.delivery == "on_site"


def test_an_office_in_a_bus_is_mobile_and_its_hours_are_those_of_its_stop() -> None:
    bus = {**OFFICE, "format_fs": "Bus_équivalent", "commentaire": r"Le\x20bus"}
    (service,) = read_france_services(a_csv(bus), a_context()).records
    assert service.delivery == "mobile"
    assert service.opening_hours is None
    (visit,) = service.visits
    assert visit.opening_hours == "Mo 09:00-12:00,13:30-17:00; Tu-We 09:00-12:00; Fr 09:00-12:00"
    assert service.description == "Le bus"


@pytest.mark.parametrize(
    ("comment", "appointment"),
    [
        ("UNIQUEMENT SUR RDV", "required"),
        ("Sur rendez-vous uniquement.", "required"),
        ("Uniquement sur rendez-vous les mardis après-midi", "possible"),
        ("", "possible"),
    ],
)
def test_an_appointment_is_required_only_where_no_half_day_is_open_to_all(comment: str, appointment: str) -> None:
    (service,) = read_france_services(a_csv({**OFFICE, "commentaire": comment}), a_context()).records
    assert service.appointment == appointment


def test_rows_farther_than_the_margin_are_left_aside() -> None:
    reading = read_france_services(a_csv(OFFICE, {**OFFICE, "id_fs": "9002", "latitude": "46.1"}), a_context())
    assert [service.service_id for service in reading.records] == ["france-services-9001"]
    assert reading.outside == 1


def test_a_fault_in_a_national_file_is_told_and_blocks_nothing() -> None:
    rows = ({**OFFICE, "telephone": "12"}, {**OFFICE, "id_fs": "9002", "latitude": ""})
    reading = read_france_services(a_csv(*rows), a_context())
    assert [service.phones for service in reading.records] == [()]
    assert [(refusal.row, refusal.field) for refusal in reading.left_out] == [(2, "telephone"), (3, "latitude")]
    assert reading.refused == ()


@pytest.mark.parametrize("format", ["france-services", "carpool-spots", "irve", "communes", "services"])
def test_another_file_is_not_taken_for_this_one(format: str) -> None:
    with pytest.raises(UnreadableFileError):
        IMPORTERS[format].read(b"a,b\n1,2\n", a_context())


def test_the_real_list_of_offices_is_read_with_hours_that_mean_something() -> None:
    content = shared("data/services/france_services_20240801.csv").read_bytes()
    reading = read_france_services(content, a_context("france_services_20240801.csv"))
    assert {"France Services Forcalquier", "France Services de Digne-les-Bains"} <= {s.name for s in reading.records}
    assert len(reading.records) + reading.outside == 2845
    assert reading.left_out == ()
    assert all(
        OpeningHours.parse(service.opening_hours).is_known for service in reading.records if service.opening_hours
    )


def test_a_spot_comes_with_its_commune_in_full_its_spaces_and_the_day_it_was_checked() -> None:
    (service,) = read_carpool_spots(a_csv(SPOT), a_context("bnlc_2026-03-01.csv")).records
    assert service.location is not None
    assert service.location.commune == "Les Mées"
    assert service.description == "Parking, 24 places"
    assert (service.opening_hours, service.assured_date) == ("24/7", date(2019, 8, 29))
    assert service.source.date == date(2026, 3, 1)


def test_a_spot_that_is_shut_is_known_to_be() -> None:
    (service,) = read_carpool_spots(a_csv({**SPOT, "ouvert": "false"}), a_context()).records
    assert service.status == "temporarily_closed"


def test_the_real_spots_are_read() -> None:
    content = shared("data/services/bnlc_2026-08-18.csv").read_bytes()
    reading = read_carpool_spots(content, a_context())
    assert "covoiturage-04244-C-001" in {service.service_id for service in reading.records}
    assert len(reading.records) + reading.outside + len(reading.left_out) == 2473


def test_a_commune_stands_in_its_village_when_that_is_known() -> None:
    text = "insee\tname\ttype\tpostcodes\tpopulation\tlat\tlon\ttown_lat\ttown_lon\tparent_insee\n"
    text += "04116\tLes Mées\tcommune-actuelle\t04190\t4099\t43.99\t5.96\t44.03\t5.98\t\n"
    text += "99001\tVieux\tcommune-deleguee\t\t\t\t\t\t\t04116\n"
    text += "99002\tLe Haut\tcommune-deleguee\t\t\t44.0\t5.9\t\t\t04116\n"
    text += "99003\tPerdu\tcommune-actuelle\t\t\t\t\t\t\t\n"
    reading = read_communes(text.encode(), a_context())
    commune, former = reading.records
    assert commune.position == Position(44.03, 5.98)
    assert commune.names == ("Vieux",), "a former commune without a point is a name of the one it is part of"
    assert (former.kind, former.commune, former.commune_id) == ("former_commune", "Les Mées", "04116")
    assert [refusal.row for refusal in reading.left_out] == [5]


def test_la_postes_list_is_read_with_all_postcodes_and_hamlets_of_a_commune() -> None:
    text = (
        "#Code_commune_INSEE;Nom_de_la_commune;Code_postal;Libellé_d_acheminement;Ligne_5;coordonnees_geographiques\n"
    )
    text += "04049;CHATEAU ARNOUX ST AUBAN;04160;CHATEAU ARNOUX ST AUBAN;;44.09,6.00\n"
    text += "04049;CHATEAU ARNOUX ST AUBAN;04600;CHATEAU ARNOUX ST AUBAN;ST AUBAN;44.09,6.00\n"
    (place,) = read_communes(text.encode("cp1252"), a_context()).records
    assert place.postcodes == ("04160", "04600")
    assert place.names == ("St Auban",)


def test_the_whole_country_is_read() -> None:
    reading = read_communes(shared("data/places/communes_fr.tsv").read_bytes(), a_context())
    communes = {place.place_id: place for place in reading.records if place.kind == "commune"}
    assert len(communes) > 34_900
    assert communes["04116"].position == Position(44.02961, 5.97635)
    assert len(reading.left_out) < 50
    assert len({place.place_id for place in reading.records}) == len(reading.records)


@pytest.mark.parametrize("area_id", ["durance-provence", "hautes-alpes", "westhoek"])
def test_what_ships_is_what_the_real_files_say(area_id: str) -> None:
    folder = load_area(area_id).folder
    context = a_context("france_services_20240801.csv", read_places(folder / "places.csv"))
    read = read_france_services(shared("data/services/france_services_20240801.csv").read_bytes(), context).records
    read += read_carpool_spots(shared("data/services/bnlc_2026-08-18.csv").read_bytes(), context).records
    shipped = {service.service_id: service for service in read_services(folder / "services.csv")}
    for service in (service for service in read if service.status == "active"):
        known = shipped[service.service_id]
        assert known.name.lower() == service.name.lower()
        assert known.phones == service.phones
        assert known.categories == service.categories
        assert known.location is not None
        assert service.location is not None
        assert known.location.position == service.location.position


def test_a_week_without_times_says_nothing() -> None:
    assert week_hours(["", None, "", "", "", ""]) is None
