"""Builds ``services.csv``: France Services, car-pool spots, town halls, national services of an area and around it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from knowledge.area import Area
from knowledge.areas.rows import SERVICE_COLUMNS
from knowledge.countries import national_services
from knowledge.geo import distance_m
from knowledge.model import Place, Position, Service

AROUND_M = 60_000
TOWN_HALL_AROUND_M = 30_000
TOWN_HALL_POPULATION = 2_500
"""Beyond the near margin only the town halls of towns: they are where papers are made."""
FRANCE_SERVICES_FILE = "france_services_20240801.csv"
MOBILE_FORMATS = ("Itinérante", "Bus_équivalent")
LICENCE = "Licence Ouverte 2.0"
ANCT = {
    "source": "ANCT, France Services", "source_date": "2024-08-01", "licence": LICENCE, "assured_date": "2024-08-01",
    "source_url": "https://www.data.gouv.fr/fr/datasets/liste-des-structures-france-services/",
}  # fmt: skip
BNLC = {
    "source": "Base nationale des lieux de covoiturage", "source_date": "2026-08-18", "licence": LICENCE,
    "source_url": "https://transport.data.gouv.fr/datasets/base-nationale-des-lieux-de-covoiturage",
}  # fmt: skip
# Only that the commune has one, and where its village is: no address, phone or hours are known from the sources
COG = {
    "source": "INSEE, communes et populations", "source_date": "2026-01-01", "licence": LICENCE,
    "source_url": "https://www.insee.fr", "assured_date": "2026-01-01",
}  # fmt: skip
STATBEL = {
    "source": "Statbel, gemeenten", "source_date": "2025-01-01", "licence": "", "assured_date": "2025-01-01",
    "source_url": "https://statbel.fgov.be",
}  # fmt: skip
HITCHING = "Auto-stop"
DAYS = {"h_lundi": "Mo", "h_mardi": "Tu", "h_mercredi": "We", "h_jeudi": "Th", "h_vendredi": "Fr", "h_samedi": "Sa"}

Row = dict[str, Any]


def service_rows(area: Area, places: list[Place], folder: Path) -> list[Row]:
    """Rows of ``services.csv`` in the order of their ids."""
    served = [place.position for place in places if place.in_area and place.kind == "commune"]
    rows: list[Row] = []
    if "FR" in area.countries:
        rows += _france_services(folder / FRANCE_SERVICES_FILE, served)
        rows += _carpool_spots(folder / "bnlc_2026-08-18.csv", served)
    rows += _town_halls(places, served)
    for country in area.countries:
        language = "nl" if country == "BE" else "fr"
        rows += [_national(service) for service in national_services(country, language)]
    complete = [{column: row.get(column, "") for column in SERVICE_COLUMNS} for row in rows]
    return sorted(complete, key=lambda row: str(row["service_id"]))


def office_positions(folder: Path) -> dict[str, Position]:
    """By commune: where its France Services opens its door; the first of the file where there are several."""
    found: dict[str, Position] = {}
    for row in _csv(folder / FRANCE_SERVICES_FILE):
        if row["format_fs"] not in MOBILE_FORMATS:
            found.setdefault(row["insee_com"], Position(float(row["latitude"]), float(row["longitude"])))
    return found


def is_around(position: Position, served: list[Position], within_m: float) -> bool:
    """True when the point lies within a distance of one of the area's villages."""
    return any(distance_m(position, point) <= within_m for point in served)


def _france_services(file: Path, served: list[Position]) -> Iterator[Row]:
    for row in _csv(file):
        position = Position(float(row["latitude"]), float(row["longitude"]))
        if not is_around(position, served, AROUND_M):
            continue
        yield {
            **ANCT,
            "service_id": f"france-services-{row['id_fs']}",
            "name": _france_services_name(row["lib_fs"]),
            "categories": "france_services|digital_help|public_computer",
            "organization": "France Services",
            "description": row["commentaire"],
            "delivery": "mobile" if row["format_fs"] in MOBILE_FORMATS else "on_site",
            "country": "FR",
            "commune_id": row["insee_com"],
            "commune": row["lib_com"],
            "postcode": row["code_postal"],
            "address": row["adresse"],
            "location_name": row["complement_adresse"],
            **_degrees(position),
            "phones": _e164(row["telephone"]),
            "opening_hours": week_of({DAYS[day]: row[day] for day in DAYS}),
            "appointment": _appointment(row),
            "fees": "gratuit",
        }


def _france_services_name(name: str) -> str:
    return re.sub(r"^France services\b", "France Services", " ".join(name.split()), flags=re.IGNORECASE)


def _appointment(row: Row) -> str:
    if re.search(r"uniquement sur (rdv|rendez-vous)|sur (rdv|rendez-vous) uniquement", row["commentaire"].lower()):
        return "required"
    return "possible" if row["prise_rdv"] == "Oui" else ""


def week_of(day_hours: dict[str, str]) -> str:
    """``09:00 - 12:00 / 14:00 - 17:00`` a weekday, as OSM writes a week; days alike in a row are joined."""
    spans = [(day, hours.replace(" - ", "-").replace(" / ", ",")) for day, hours in day_hours.items()]
    rules = []
    for hours, group in groupby(spans, key=lambda pair: pair[1]):
        days = [day for day, _ in group]
        if hours:
            rules.append(f"{days[0]}-{days[-1]} {hours}" if len(days) > 1 else f"{days[0]} {hours}")
    return "; ".join(rules)


def _carpool_spots(file: Path, served: list[Position]) -> Iterator[Row]:
    for row in _csv(file):
        position = Position(float(row["Ylat"]), float(row["Xlong"]))
        if row["ouvert"] != "true" or not is_around(position, served, AROUND_M):
            continue
        yield {
            **BNLC,
            "service_id": f"covoiturage-{row['id_lieu']}",
            "name": _spot_name(row["nom_lieu"], row["type"]),
            "categories": "hitching_stop" if row["type"] == HITCHING else "carpool_spot",
            "delivery": "on_site",
            "country": "FR",
            "commune_id": row["insee"],
            "commune": _commune_name(row["com_lieu"]),
            "address": row["ad_lieu"],
            **_degrees(position),
            "opening_hours": row["horaires"] if row["horaires"] in ("24/7", "Mo-Su 09:00-20:00") else "",
            "description": f"{row['nbre_pl']} places" if (row["nbre_pl"] or "0") != "0" else "",
            "assured_date": row["date_maj"],
        }


def _spot_name(name: str, kind: str) -> str:
    shown = " ".join(name.split())
    if re.search(r"covoit|parking|aire|stop|pouce", shown, re.IGNORECASE):
        return shown
    return f"Arrêt d'autostop {shown}" if kind == HITCHING else f"Covoiturage {shown}"


def _commune_name(name: str) -> str:
    """The register mixes LA MOTTE and La Motte; the id says which commune it is, this is what is shown."""
    return name.title() if name.isupper() else name


def _town_halls(places: list[Place], served: list[Position]) -> Iterator[Row]:
    for place in places:
        far = TOWN_HALL_AROUND_M if place.population < TOWN_HALL_POPULATION else AROUND_M
        if place.kind != "commune" or not is_around(place.position, served, far):
            continue
        yield {
            **(STATBEL if place.country == "BE" else COG),
            "service_id": f"mairie-{place.commune_id}",
            "name": town_hall_name(place),
            "categories": "town_hall",
            "delivery": "on_site",
            "country": place.country,
            "commune_id": place.commune_id,
            "commune": place.commune,
            "postcode": place.postcodes[0] if len(place.postcodes) == 1 else "",
            **_degrees(place.position),
        }


def town_hall_name(place: Place) -> str:
    """Mairie de Peyruis, d'Oraison, des Mées, du Brusquet; Gemeentehuis Heuvelland."""
    if place.country == "BE" and not is_walloon(place):
        return f"Gemeentehuis {place.name}"
    if place.country == "BE":
        return f"Maison communale {of(place.name)}"
    return f"Mairie {of(place.name)}"


def is_walloon(place: Place) -> bool:
    """By postcode: 1300 to 1499 and 4000 to 7999."""
    return place.country == "BE" and (1300 <= int(place.commune_id) < 1500 or 4000 <= int(place.commune_id) < 8000)


def of(name: str) -> str:
    """A French place name after "de"."""
    if name.startswith("Les "):
        return f"des {name.removeprefix('Les ')}"
    if name.startswith("Le "):
        return f"du {name.removeprefix('Le ')}"
    if name[0].lower() in "aeiouyéèêâîœh" and not name.startswith(("Haz", "Hon", "Hou", "Ho")):
        return f"d'{name}"
    return f"de {name}"


def _national(service: Service) -> Row:
    return {
        "service_id": service.service_id,
        "name": service.name,
        "categories": "|".join(service.categories),
        "delivery": service.delivery,
        "country": service.country,
        "description": service.description,
        "phones": "|".join(phone.number for phone in service.phones),
        "url": service.url,
        "opening_hours": service.opening_hours,
        "fees": service.fees,
        "source": service.source.name,
        "source_date": service.source.date.isoformat(),
        "source_url": service.source.url,
        "assured_date": service.assured_date.isoformat(),
    }


def _e164(french: str) -> str:
    digits = re.sub(r"\D", "", french)
    return f"+33{digits[1:]}" if re.fullmatch(r"0\d{9}", digits) else ""


def _degrees(position: Position) -> Row:
    """As exact as the source: distances computed from it must not differ."""
    return {"lat": position.lat, "lon": position.lon}


def _csv(file: Path) -> list[Row]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
