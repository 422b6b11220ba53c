"""Charging stations for electric cars, from files of the official schema (IRVE statique), a row a charging point.

Version 2 of the schema, the national consolidation (which adds checked coordinates), and the names of version 3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from knowledge.importers.base import LICENCE_OUVERTE, ImportContext, Importer, as_mapping, published_on, require_columns
from knowledge.importers.cells import CellError, RowCells, read_date, read_degrees, read_position
from knowledge.importers.phones import read_phones
from knowledge.importers.table import UnreadableFileError, read_table
from knowledge.importers.typed_hours import read_hours
from knowledge.importing import Reading, Refusal
from knowledge.model import Location, Phone, Position, Service, Source

COLUMNS = ("id_station_itinerance", "nom_station", "adresse_station", "nbre_pdc", "condition_acces", "horaires")
COORDINATES = (
    ("consolidated_longitude", "consolidated_latitude"), ("coordonneesXY", "coordonneesXY"),
    ("station_longitude", "station_latitude"),
)  # fmt: skip
"""Longitude and latitude: the consolidation's corrected ones, version 2's "[lon, lat]", version 3's."""
PAIR = re.compile(r"\[?\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*\]?")
PLUGS = (
    ("prise_type_ef", "prise ordinaire"), ("prise_type_2", "T2"), ("prise_type_combo_ccs", "Combo CCS"),
    ("prise_type_chademo", "CHAdeMO"), ("prise_type_mcs", "MCS"), ("prise_type_autre", "autre prise"),
)  # fmt: skip
"""In the file's own language, for its facts are shown as they are."""
NOT_SAID = frozenset(("", "inconnu", "inconnue", "aucun", "aucune", "non concerné", "non concerne", "néant", "n/a"))
ACCESSIBLE = {
    "Réservé PMR": "place réservée aux personnes handicapées",
    "Accessible mais non réservé PMR": "wheelchair=yes",
    "Non accessible": "wheelchair=no",
}
STRONGEST_KW = 1000.0
"""Of the schema; what is above was typed in watts or by mistake."""
ID_PREFIX = "irve-"
ADDRESS = (
    "https://transport.data.gouv.fr/datasets/"
    "base-nationale-des-irve-infrastructures-de-recharge-pour-vehicules-electriques"
)


def read_irve(content: bytes, context: ImportContext) -> Reading[Service]:
    """Stations in the area or its margin. Nobody here can mend the national file: what is wrong is left out, told.

    Raises UnreadableFileError.
    """
    table = read_table(content)
    require_columns(table, COLUMNS, "a file of charging stations (IRVE)")
    if not any(lon in table.header and lat in table.header for lon, lat in COORDINATES):
        raise UnreadableFileError("not a file of charging stations (IRVE): no column has coordinates")
    published = published_on(context.file, context.today)
    source = Source("Base nationale des IRVE", published, context.url or ADDRESS, LICENCE_OUVERTE)
    stations: dict[str, tuple[Position, list[RowCells]]] = {}
    left_out: list[Refusal] = []
    outside = 0
    for row in context.track(table.rows):
        cells = RowCells(context.file, row.number, as_mapping(table, row))
        position, station_id = _position(cells), _station_id(cells)
        if position and not context.whereabouts.is_near(position):
            outside += 1
        elif position and station_id:
            stations.setdefault(station_id, (position, []))[1].append(cells)
        else:
            left_out += cells.refused
    services = [_station(station_id, *found, source, context) for station_id, found in stations.items()]
    for _, points in stations.values():
        left_out += points[0].refused
    return Reading(tuple(services), left_out=tuple(left_out), outside=outside)


def _position(cells: RowCells) -> Position | None:
    for lon_field, lat_field in COORDINATES:
        if cells.text(lon_field) is None:
            continue
        if lon_field == lat_field:
            return cells.read(lon_field, _read_pair)
        lat, lon = cells.read(lat_field, read_degrees), cells.read(lon_field, read_degrees)
        if lat is not None and lon is not None:
            return _at(cells, lat_field, lat, lon)
    cells.refuse("coordonneesXY", "without coordinates the station cannot be found")
    return None


def _at(cells: RowCells, field: str, lat: float, lon: float) -> Position | None:
    return cells.read(field, lambda _: read_position(lat, lon))


def _read_pair(text: str) -> Position:
    found = PAIR.fullmatch(text.strip())
    if found is None:
        raise CellError("not [longitude, latitude] such as [5.9764, 44.0296]")
    return read_position(float(found[2]), float(found[1]))


def _station_id(cells: RowCells) -> str | None:
    """The roaming id; who does not take part in roaming has a local one."""
    for field in ("id_station_itinerance", "id_station_local"):
        if found := _said(cells.text(field)):
            return found
    cells.refuse("id_station_itinerance", "without an id the station cannot be told from others")
    return None


def _station(
    station_id: str, position: Position, points: Sequence[RowCells], source: Source, context: ImportContext
) -> Service:
    first = points[0]
    hours = first.read("horaires", read_hours)
    return Service(
        service_id=f"{ID_PREFIX}{station_id}",
        name=_name(first.text("nom_station") or first.text("nom_enseigne") or ""),
        categories=("charging_station",),
        source=source,
        assured_date=max(_checked(point, source.date, context.today) for point in points),
        organization=_said(first.text("nom_enseigne")) or _said(first.text("nom_operateur")),
        description=_describe(points),
        location=_location(first, position, context),
        country="FR",
        phones=tuple(Phone(number) for number in first.read("telephone_operateur", read_phones) or ()),
        opening_hours=hours.opening_hours if hours else None,
        eligibility=_conditions(first),
        fees=_price(first),
    )


def _name(text: str) -> str:
    """Many are called after the place alone ("Place de la Mairie"): say what is there."""
    shown = " ".join(text.split())
    return (
        shown if re.search(r"recharge|borne|charg|irve", shown, re.IGNORECASE) else f"Borne de recharge {shown}".strip()
    )


def _checked(cells: RowCells, published: date, today: date) -> date:
    field = "date_maj" if cells.text("date_maj") else "horodatage_maj"
    day = cells.read(field, lambda text: read_date(text.replace("T", " "), today))
    return min(day, today) if day else published


def _describe(points: Sequence[RowCells]) -> str:
    """ "2 points, jusqu'à 22 kW, T2, Combo CCS": of all points of the station."""
    ids = {point.text("id_pdc_itinerance") or str(point.number) for point in points}
    plugs = [says for field, says in PLUGS if any(_is_true(point.text(field)) for point in points)]
    powers = [power for point in points if (power := _power_kw(point)) is not None]
    strongest = f"jusqu'à {max(powers):g} kW".replace(".", ",") if powers else None
    count = f"{len(ids)} point" if len(ids) == 1 else f"{len(ids)} points"
    return ", ".join(part for part in (count, strongest, *plugs) if part)


def _power_kw(cells: RowCells) -> float | None:
    text = cells.text("puissance_nominale") or cells.text("puissance_nominale_kw") or ""
    try:
        power = float(text.replace(",", "."))
    except ValueError:
        return None
    return power if 0 < power <= STRONGEST_KW else None


def _location(cells: RowCells, position: Position, context: ImportContext) -> Location:
    insee = cells.text("code_insee_commune") or ""
    commune = context.whereabouts.find_commune(insee) or context.whereabouts.nearest_commune(position)
    return Location(
        commune_id=insee or (commune.commune_id if commune else ""),
        commune=commune.name if commune else (cells.text("consolidated_commune") or ""),
        country="FR",
        position=position,
        address=_said(cells.text("adresse_station")),
        accessibility=ACCESSIBLE.get(cells.text("accessibilite_pmr") or ""),
    )


def _conditions(cells: RowCells) -> str | None:
    """Who may charge there, and what does not fit in."""
    access = cells.text("condition_acces") or ""
    reserved = "accès réservé" if re.search(r"réserv|reserv", access, re.IGNORECASE) else None
    return ", ".join(part for part in (reserved, _said(cells.text("restriction_gabarit"))) if part) or None


def _price(cells: RowCells) -> str | None:
    if _is_true(cells.text("gratuit")):
        return "gratuit"
    card = "carte bancaire acceptée" if _is_true(cells.text("paiement_cb")) else None
    return ", ".join(part for part in (_said(cells.text("tarification")), card) if part) or None


def _said(text: str | None) -> str | None:
    """None for what the schema makes people write when there is nothing to say."""
    shown = " ".join((text or "").split())
    return None if shown.lower() in NOT_SAID else shown


def _is_true(text: str | None) -> bool:
    return (text or "").lower() in ("true", "1", "vrai", "oui")


IRVE = Importer(
    format="irve",
    says="charging stations for electric cars (IRVE, CSV of transport.data.gouv.fr)",
    noun="services",
    read=read_irve,
    is_whole=True,
    id_prefix=ID_PREFIX,
)
