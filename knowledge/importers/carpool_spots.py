"""Carpool spots, from the national base (BNLC, the official schema of "lieux de covoiturage"), a row a spot."""

from __future__ import annotations

import re
from datetime import date

from knowledge.importers.base import LICENCE_OUVERTE, ImportContext, Importer, as_mapping, published_on, require_columns
from knowledge.importers.cells import RowCells, read_date, read_degrees, read_position
from knowledge.importers.table import read_table
from knowledge.importing import Reading, Refusal
from knowledge.model import Location, Position, Service, Source

COLUMNS = ("id_lieu", "nom_lieu", "ad_lieu", "com_lieu", "insee", "type", "ouvert", "Xlong", "Ylat")
ID_PREFIX = "covoiturage-"
HITCHING = "Auto-stop"
"""Stops of organised hitch-hiking, where people wait for whoever comes by."""
ADDRESS = "https://transport.data.gouv.fr/datasets/base-nationale-des-lieux-de-covoiturage"


def read_carpool_spots(content: bytes, context: ImportContext) -> Reading[Service]:
    """Spots in the area or its margin. Nobody here can mend the national file: what is wrong in it is left out, told.

    Raises UnreadableFileError.
    """
    table = read_table(content)
    require_columns(table, COLUMNS, "the base of carpool spots (BNLC)")
    published = published_on(context.file, context.today)
    source = Source("Base nationale des lieux de covoiturage", published, context.url or ADDRESS, LICENCE_OUVERTE)
    services: list[Service] = []
    left_out: list[Refusal] = []
    outside = 0
    for row in context.track(table.rows):
        cells = RowCells(context.file, row.number, as_mapping(table, row))
        position = _position(cells)
        if position and not context.whereabouts.is_near(position):
            outside += 1
            continue
        if position and cells.text("id_lieu"):
            services.append(_spot(cells, position, source, context))
        left_out += cells.refused
    return Reading(tuple(services), left_out=tuple(left_out), outside=outside)


def _position(cells: RowCells) -> Position | None:
    lat, lon = cells.read("Ylat", read_degrees), cells.read("Xlong", read_degrees)
    if lat is None or lon is None:
        cells.refuse("Ylat", "without coordinates the spot cannot be found")
        return None
    return cells.read("Ylat", lambda _: read_position(lat, lon))


def _spot(cells: RowCells, position: Position, source: Source, context: ImportContext) -> Service:
    is_open, is_hitching = cells.text("ouvert") != "false", cells.text("type") == HITCHING
    return Service(
        service_id=f"{ID_PREFIX}{cells.text('id_lieu')}",
        name=_name(cells.text("nom_lieu") or "", is_hitching),
        categories=("hitching_stop",) if is_hitching else ("carpool_spot",),
        source=source,
        assured_date=cells.read("date_maj", lambda text: _checked(text, context.today)) or source.date,
        organization=cells.text("proprio"),
        description=_description(cells),
        location=_location(cells, position, context),
        country="FR",
        fees="gratuit",
        opening_hours="24/7" if cells.text("horaires") == "24/7" else None,
        status="active" if is_open else "temporarily_closed",
    )


def _name(text: str, is_hitching: bool) -> str:
    """Many are called after the place alone ("Place de la Mairie"): say what is there."""
    shown = " ".join(text.split())
    if re.search(r"covoit|parking|aire|stop|pouce", shown, re.IGNORECASE):
        return shown
    kind = "Arrêt d'autostop" if is_hitching else "Covoiturage"
    return f"{kind} {shown}".strip()


def _checked(text: str, today: date) -> date:
    return min(read_date(text, today), today)


def _location(cells: RowCells, position: Position, context: ImportContext) -> Location:
    insee = cells.text("insee") or ""
    commune = context.whereabouts.find_commune(insee)
    return Location(
        commune_id=insee,
        commune=commune.name if commune else (cells.text("com_lieu") or "").title(),
        country="FR",
        position=position,
        address=cells.text("ad_lieu"),
        accessibility=_spaces("nbre_pmr", "place PMR", cells),
    )


def _description(cells: RowCells) -> str | None:
    parts = (cells.text("type"), _spaces("nbre_pl", "place", cells), cells.text("comm"))
    return ", ".join(part for part in parts if part) or None


def _spaces(field: str, noun: str, cells: RowCells) -> str | None:
    """The file's own language, for its facts are shown as they are."""
    count = cells.text(field) or "0"
    if not count.isdecimal() or int(count) == 0:
        return None
    return f"{count} {noun if int(count) == 1 else noun.replace('place', 'places')}"


CARPOOL_SPOTS = Importer(
    format="carpool-spots",
    says="the national base of carpool spots (BNLC, CSV of transport.data.gouv.fr)",
    noun="services",
    read=read_carpool_spots,
    is_whole=True,
    id_prefix=ID_PREFIX,
)
