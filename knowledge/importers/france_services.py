"""France Services offices, from the national list (ANCT, Licence Ouverte 2.0), a row an office."""

from __future__ import annotations

import re

from knowledge.importers.base import LICENCE_OUVERTE, ImportContext, Importer, as_mapping, published_on, require_columns
from knowledge.importers.cells import RowCells, read_degrees, read_position
from knowledge.importers.hours import week_hours
from knowledge.importers.phones import read_phones
from knowledge.importers.table import read_table
from knowledge.importing import Reading, Refusal
from knowledge.model import Appointment, Location, Phone, Position, Service, Source, Visit
from knowledge.names import fold

COLUMNS = ("id_fs", "lib_fs", "adresse", "insee_com", "code_postal", "lib_com", "latitude", "longitude", "telephone")
DAY_COLUMNS = ("h_lundi", "h_mardi", "h_mercredi", "h_jeudi", "h_vendredi", "h_samedi")
ONLY_BY_APPOINTMENT = re.compile(r"(uniquement|accueil)? ?sur (rdv|rendez vous)( uniquement)?")
MOBILE_FORMATS = ("Bus", "Itin")
"""Beginnings of ``format_fs`` of the offices that travel."""
ID_PREFIX = "france-services-"
CATEGORIES = ("france_services", "digital_help", "public_computer")
"""Every office helps with the net and has a computer to use: its charter."""
ADDRESS = "https://www.data.gouv.fr/fr/datasets/liste-des-structures-france-services/"


def read_france_services(content: bytes, context: ImportContext) -> Reading[Service]:
    """Offices in the area or its margin. Nobody here can mend the national file: what is wrong in it is left out, told.

    Raises UnreadableFileError.
    """
    table = read_table(content)
    require_columns(table, COLUMNS, "the list of France Services")
    published = published_on(context.file, context.today)
    source = Source("ANCT, France Services", published, context.url or ADDRESS, LICENCE_OUVERTE)
    services: list[Service] = []
    left_out: list[Refusal] = []
    outside = 0
    for row in context.track(table.rows):
        cells = RowCells(context.file, row.number, as_mapping(table, row))
        position = _position(cells)
        if position and not context.whereabouts.is_near(position):
            outside += 1
            continue
        if position:
            services.append(_service(cells, position, source))
        left_out += cells.refused
    return Reading(tuple(services), left_out=tuple(left_out), outside=outside)


def _position(cells: RowCells) -> Position | None:
    lat, lon = cells.read("latitude", read_degrees), cells.read("longitude", read_degrees)
    if lat is None or lon is None:
        cells.refuse("latitude", "without coordinates the office cannot be found")
        return None
    return cells.read("latitude", lambda _: read_position(lat, lon))


def _service(cells: RowCells, position: Position, source: Source) -> Service:
    location = _location(cells, position)
    hours = cells.read("lib_fs", lambda _: week_hours([cells.text(day) for day in DAY_COLUMNS]))
    is_mobile = (cells.text("format_fs") or "").startswith(MOBILE_FORMATS)
    return Service(
        service_id=f"{ID_PREFIX}{cells.text('id_fs')}",
        name=_name(cells.text("lib_fs") or ""),
        categories=CATEGORIES,
        source=source,
        assured_date=source.date,
        organization="France Services",
        description=_plain(cells.text("commentaire")),
        location=location,
        country="FR",
        delivery="mobile" if is_mobile else "on_site",
        phones=tuple(Phone(number) for number in cells.read("telephone", read_phones) or ()),
        opening_hours=None if is_mobile else hours,
        appointment=_appointment(cells),
        fees="gratuit",
        visits=(Visit(location, hours),) if is_mobile and hours else (),
    )


def _appointment(cells: RowCells) -> Appointment | None:
    """Required only where the comment says nothing else: most speak of certain half-days alone."""
    if ONLY_BY_APPOINTMENT.fullmatch(fold(cells.text("commentaire") or "")):
        return "required"
    return "possible" if cells.text("prise_rdv") == "Oui" else None


def _location(cells: RowCells, position: Position) -> Location:
    return Location(
        commune_id=cells.text("insee_com") or "",
        commune=cells.text("lib_com") or "",
        country="FR",
        position=position,
        address=cells.text("adresse"),
        postcode=cells.text("code_postal"),
        name=cells.text("complement_adresse"),
    )


def _name(text: str) -> str:
    """The list writes "France services"; the label's own name has two capitals."""
    return re.sub(r"\bFrance services\b", "France Services", " ".join(text.split())) or "France Services"


def _plain(text: str | None) -> str | None:
    r"""Some comments of the list are escaped twice: ``Le\x20bus``."""
    return re.sub(r"\\x([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), text) if text else None


FRANCE_SERVICES = Importer(
    format="france-services",
    says="the national list of France Services (CSV of data.gouv.fr)",
    noun="services",
    read=read_france_services,
    is_whole=True,
    id_prefix=ID_PREFIX,
)
