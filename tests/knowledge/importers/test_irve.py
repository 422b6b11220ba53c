"""Promises of the importer of charging stations."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.importers import UnreadableFileError
from knowledge.importers.carpool_spots import read_carpool_spots
from knowledge.importers.irve import read_irve
from knowledge.model import Phone, Position
from tests.knowledge.importers.context import a_context
from tests.knowledge.importers.test_registers import SPOT, a_csv

POINT = {
    "nom_amenageur": "Commune", "siren_amenageur": "", "contact_amenageur": "", "nom_operateur": "Opérateur exemple",
    "contact_operateur": "a@example.org", "telephone_operateur": "04 92 64 12 34", "nom_enseigne": "Réseau exemple",
    "id_station_itinerance": "FRXXXP04116A", "id_station_local": "", "nom_station": "Place de la Mairie",
    "implantation_station": "Voirie", "adresse_station": "1 rue de l'Exemple 04190 Les Mées",
    "code_insee_commune": "04116", "coordonneesXY": "[5.9764, 44.0296]", "nbre_pdc": "2",
    "id_pdc_itinerance": "FRXXXE04116A1", "id_pdc_local": "", "puissance_nominale": "22", "prise_type_ef": "false",
    "prise_type_2": "true", "prise_type_combo_ccs": "false", "prise_type_chademo": "false", "prise_type_autre": "false",
    "gratuit": "false", "paiement_acte": "true", "paiement_cb": "true", "paiement_autre": "",
    "tarification": "0,35€/kWh",
    "condition_acces": "Accès libre", "reservation": "false", "horaires": "24/7",
    "accessibilite_pmr": "Accessible mais non réservé PMR", "restriction_gabarit": "inconnu",
    "station_deux_roues": "false", "raccordement": "Direct", "num_pdl": "", "date_mise_en_service": "2021-05-04",
    "observations": "", "date_maj": "2026-02-03",
}  # fmt: skip
FAST = {**POINT, "id_pdc_itinerance": "FRXXXE04116A2", "puissance_nominale": "50.0", "prise_type_combo_ccs": "True"}


def test_the_points_of_a_station_are_one_service() -> None:
    (station,) = read_irve(a_csv(POINT, FAST), a_context("irve_20260401.csv")).records
    assert (station.service_id, station.name) == ("irve-FRXXXP04116A", "Borne de recharge Place de la Mairie")
    assert station.description == "2 points, jusqu'à 50 kW, T2, Combo CCS"
    assert station.categories == ("charging_station",)
    assert station.organization == "Réseau exemple"
    assert station.phones == (Phone("+33492641234"),)
    assert (station.opening_hours, station.assured_date) == ("24/7", date(2026, 2, 3))
    assert station.source.date == date(2026, 4, 1)
    assert station.location is not None
    assert station.location.position == Position(44.0296, 5.9764)
    assert (station.location.commune, station.location.accessibility) == ("Les Mées", "wheelchair=yes")


def test_price_and_conditions_are_told_where_they_are_known() -> None:
    closed = {**POINT, "condition_acces": "Accès réservé", "restriction_gabarit": "Hauteur maximale 2m"}
    (station,) = read_irve(a_csv(closed), a_context()).records
    assert station.eligibility == "accès réservé, Hauteur maximale 2m"
    assert station.fees == "0,35€/kWh, carte bancaire acceptée"
    (open_to_all,) = read_irve(a_csv({**POINT, "gratuit": "TRUE"}), a_context()).records
    assert (open_to_all.eligibility, open_to_all.fees) == (None, "gratuit")
    (nothing_said,) = read_irve(a_csv({**POINT, "tarification": "", "paiement_cb": ""}), a_context()).records
    assert nothing_said.fees is None


def test_a_station_outside_roaming_is_known_by_its_own_id() -> None:
    local = {**POINT, "id_station_itinerance": "Non concerné", "id_station_local": "mairie-1"}
    assert [s.service_id for s in read_irve(a_csv(local), a_context()).records] == ["irve-mairie-1"]


def test_the_corrected_coordinates_of_the_national_file_count() -> None:
    corrected = {"consolidated_longitude": "5.98", "consolidated_latitude": "44.03"}
    turned = {**POINT, "coordonneesXY": "[44.0296, 5.9764]", **corrected}
    (station,) = read_irve(a_csv(turned), a_context()).records
    assert station.location is not None
    assert station.location.position == Position(44.03, 5.98)


def test_the_names_of_the_schemas_third_version_are_read() -> None:
    old = {"coordonneesXY", "puissance_nominale", "date_maj"}
    third = {
        **{key: value for key, value in POINT.items() if key not in old},
        "station_latitude": "44.0296", "station_longitude": "5.9764", "puissance_nominale_kw": "7.4",
        "horodatage_maj": "2026-02-03T10:00:00Z",
    }  # fmt: skip
    (station,) = read_irve(a_csv(third), a_context()).records
    assert station.description == "1 point, jusqu'à 7,4 kW, T2"
    assert station.assured_date == date(2026, 2, 3)


def test_faults_are_told_and_block_nothing_and_far_rows_are_left_aside() -> None:
    rows = (
        {**POINT, "coordonneesXY": "near the town hall"},
        {**POINT, "id_station_itinerance": ""},
        {**POINT, "coordonneesXY": "[2.35, 48.85]"},
        {**POINT, "telephone_operateur": "12"},
    )
    reading = read_irve(a_csv(*rows), a_context())
    assert [(r.row, r.field) for r in reading.left_out] == [
        (2, "coordonneesXY"),
        (3, "id_station_itinerance"),
        (5, "telephone_operateur"),
    ]
    assert (len(reading.records), reading.outside) == (1, 1)


def test_a_power_that_cannot_be_is_not_told() -> None:
    (station,) = read_irve(a_csv({**POINT, "puissance_nominale": "22000"}), a_context()).records
    assert station.description == "1 point, T2"


def test_a_file_without_coordinates_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="coordinates"):
        read_irve(a_csv({key: value for key, value in POINT.items() if key != "coordonneesXY"}), a_context())


def test_a_stop_of_organised_hitch_hiking_is_no_carpool_spot() -> None:
    stop = {**SPOT, "type": "Auto-stop", "nom_lieu": "Place A"}
    (service,) = read_carpool_spots(a_csv(stop), a_context()).records
    assert (service.categories, service.name) == (("hitching_stop",), "Arrêt d'autostop Place A")
