"""A whole country's communes, so that any town can be named: our own table, or the official lists of France.

Columns are known under the names they have in INSEE's and La Poste's files. A commune stands where people live: its
village's point, else its town hall's, else the centre of its polygon, which may lie kilometres away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from knowledge.importers.base import ImportContext, Importer, as_mapping
from knowledge.importers.cells import CellError, RowCells, read_degrees, read_position
from knowledge.importers.table import UnreadableFileError, read_table
from knowledge.importing import Reading, Refusal
from knowledge.model import Place, PlaceKind, Position
from knowledge.names import fold

COUNTRY = "FR"
ID, NAME = "insee", "name"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    ID: ("insee", "code insee", "code commune insee", "code commune", "com"),
    NAME: ("name", "nom standard", "nom de la commune", "nom commune", "nom", "libelle"),
    "type": ("type", "typecom"),
    "postcodes": ("postcodes", "codes postaux", "code postal"),
    "population": ("population",),
    "parent": ("parent insee", "comparent"),
    "town_lat": ("town lat", "latitude mairie"),
    "town_lon": ("town lon", "longitude mairie"),
    "lat": ("lat", "latitude", "latitude centre"),
    "lon": ("lon", "longitude", "longitude centre"),
    "point": ("coordonnees geographiques", "geopoint"),
    "other_name": ("ligne 5",),
}
"""Ours: folded headers of the official files."""

KINDS: Mapping[str, PlaceKind] = {
    "commune actuelle": "commune",
    "com": "commune",
    "": "commune",
    "commune deleguee": "former_commune",
    "comd": "former_commune",
    "commune associee": "former_commune",
    "coma": "former_commune",
    "arrondissement municipal": "quarter",
    "arm": "quarter",
}
"""By folded type."""


def read_communes(content: bytes, context: ImportContext) -> Reading[Place]:
    """Communes, and the former communes and city districts that lie in them.

    A former commune without a point becomes another name of the one it is part of; a commune without is left out, told.
    Raises UnreadableFileError.
    """
    table = read_table(content)
    headers = {ours: header for ours, known in COLUMNS.items() for header in table.header if fold(header) in known}
    if not {ID, NAME} <= headers.keys():
        raise UnreadableFileError("not a list of communes: there is no column of codes (insee) or of names (name)")
    places: dict[str, Place] = {}
    pointless: list[tuple[RowCells, str, str]] = []
    left_out: list[Refusal] = []
    for row in context.track(table.rows):
        values = as_mapping(table, row)
        cells = RowCells(context.file, row.number, {ours: values[header] for ours, header in headers.items()})
        _take(cells, places, pointless)
        left_out += cells.refused
    for cells, commune_id, name in pointless:
        if not _add_name(places, commune_id, name):
            cells.refuse(ID, f"{name} has no coordinates")
            left_out += cells.refused
    return Reading(tuple(_with_communes(places)), left_out=tuple(left_out))


def _take(cells: RowCells, places: dict[str, Place], pointless: list[tuple[RowCells, str, str]]) -> None:
    code, name = cells.text(ID), cells.text(NAME)
    kind = KINDS.get(fold(cells.text("type") or ""))
    if code is None or name is None or kind is None:
        cells.refuse(ID if kind else "type", "the row says no code, no name or no type of commune that is known")
        return
    commune_id = code if kind == "commune" else cells.text("parent") or code
    place_id = code if kind == "commune" else f"{code}-{kind}"
    position = _position(cells)
    if place_id in places:
        places[place_id] = _merged(places[place_id], cells)
    elif position is None:
        pointless.append((cells, commune_id, name))
    else:
        places[place_id] = _place(cells, place_id, name, kind, commune_id, position)


def _place(cells: RowCells, place_id: str, name: str, kind: PlaceKind, commune_id: str, position: Position) -> Place:
    return Place(
        place_id=place_id,
        name=name,
        kind=kind,
        commune_id=commune_id,
        commune=name,
        country=COUNTRY,
        position=position,
        population=_population(cells.text("population")),
        postcodes=_postcodes(cells),
        names=_other_names(cells),
    )


def _merged(place: Place, cells: RowCells) -> Place:
    """La Poste writes a row for each postcode of a commune."""
    postcodes = tuple(dict.fromkeys(place.postcodes + _postcodes(cells)))
    return replace(place, postcodes=postcodes, names=tuple(dict.fromkeys(place.names + _other_names(cells))))


def _position(cells: RowCells) -> Position | None:
    for lat_field, lon_field in (("town_lat", "town_lon"), ("lat", "lon")):
        lat, lon = cells.read(lat_field, read_degrees), cells.read(lon_field, read_degrees)
        if lat is not None and lon is not None:
            return cells.read(lat_field, lambda _, lat=lat, lon=lon: read_position(lat, lon))  # type: ignore[misc]
    return cells.read("point", _read_pair)


def _read_pair(text: str) -> Position:
    """ "46.15,4.92" as one cell."""
    lat, _, lon = text.partition(",")
    if not lon:
        raise CellError("not a pair such as 46.15,4.92")
    return read_position(read_degrees(lat.strip()), read_degrees(lon.strip()))


def _add_name(places: dict[str, Place], commune_id: str, name: str) -> bool:
    place = places.get(commune_id)
    if place is None:
        return False
    if place.name != name:
        places[commune_id] = replace(place, names=tuple(dict.fromkeys((*place.names, name))))
    return True


def _with_communes(places: dict[str, Place]) -> list[Place]:
    """Former communes say the name of the commune they are part of."""
    communes = {place.commune_id: place for place in places.values() if place.kind == "commune"}
    return [_inside(place, communes.get(place.commune_id)) for place in places.values()]


def _inside(place: Place, commune: Place | None) -> Place:
    if commune is None or place.kind == "commune":
        return place
    return replace(place, commune=commune.name)


def _postcodes(cells: RowCells) -> tuple[str, ...]:
    text = (cells.text("postcodes") or "").replace("|", " ").replace(",", " ").replace(";", " ")
    return tuple(part.zfill(5) for part in text.split())


def _other_names(cells: RowCells) -> tuple[str, ...]:
    name = cells.text("other_name")
    return (name.title(),) if name else ()


def _population(text: str | None) -> int:
    digits = (text or "").replace(" ", "")
    return int(digits) if digits.isdecimal() else 0


COMMUNES = Importer(
    format="communes",
    says="a whole country's communes (INSEE's or La Poste's list, CSV)",
    noun="places",
    read=read_communes,
    is_whole=True,
)
