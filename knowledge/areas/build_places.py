"""Builds ``places.csv``: communes, former communes, hamlets and quarters of an area, its margin, and towns outside."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.area import Area
from knowledge.geo import distance_m, is_inside
from knowledge.model import Position
from knowledge.names import fold, load_place_words

MARGIN_M = 60_000
HAMLET_MARGIN_M = 35_000
OUTLINES = ("04-alpes-de-haute-provence", "05-hautes-alpes", "59-nord")
COMMUNE_SOURCE, GEONAMES, LA_POSTE = "INSEE, La Poste, GeoNames", "GeoNames", "La Poste"
CENTROID_SOURCE = "INSEE, La Poste (centroid of the outline)"
BELGIAN_SOURCE, OURS = "GeoNames, OpenStreetMap", "Allô Village"

Row = dict[str, Any]
Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Point:
    """A populated place of GeoNames."""

    geonames_id: str
    name: str
    country: str
    position: Position
    population: int
    other_names: tuple[str, ...]


@dataclass(frozen=True)
class Gazetteer:
    """The place files of the data folder, read once for all areas."""

    communes: tuple[Row, ...]
    delegated: tuple[Row, ...]
    hamlets: tuple[Row, ...]
    points: tuple[Point, ...]
    belgium: Mapping[str, Row]
    belgian_points: Mapping[str, Position]
    """By postcode: where the official list puts it."""
    outlines: Mapping[str, tuple[Ring, ...]]

    @staticmethod
    def read(folder: Path, offices: Mapping[str, Position]) -> Gazetteer:
        """``offices``: by commune, where a public office opens its door: people live there, if nothing tells better."""
        rows = _tsv(folder / "communes_fr.tsv")
        points = tuple(_point(row) for row in _tsv(folder / "geonames500_fr_be_nl_lu.tsv"))
        outlines = _outlines(folder)
        return Gazetteer(
            communes=tuple(_commune(row, outlines, points, offices) for row in rows if _is_located_commune(row)),
            delegated=tuple(row for row in rows if row["type"] in ("commune-deleguee", "commune-associee")),
            hamlets=tuple(_tsv(folder / "lieux_ligne5.tsv")),
            points=points,
            belgium=yaml.safe_load(Path(__file__).with_name("belgium.yaml").read_text(encoding="utf-8")),
            belgian_points={
                row["postcode"]: Position(float(row["lat"]), float(row["lon"]))
                for row in _tsv(folder / "postcodes_be.tsv")
            },
            outlines=outlines,
        )


def place_rows(area: Area, hints: Mapping[str, Any], gazetteer: Gazetteer) -> list[Row]:
    """Rows of ``places.csv``, the area first, then its margin, then towns outside; each in the order of ids."""
    rows = _commune_rows(area, hints, gazetteer)
    rows += _former_rows(rows, gazetteer)
    rows += _line5_rows(rows, gazetteer)
    rows += _geonames_rows(rows, gazetteer)
    rows += [_own_row(extra, rows) for extra in hints.get("other_places") or ()]
    _add_other_names(rows, hints.get("other_names") or {})
    _drop_claimed_names(rows)
    order = {"1": 0, "0": 1}
    return sorted(rows, key=lambda row: (order[row["in_area"]], row["kind"] == "town_outside", row["place_id"]))


# -- communes


def _commune_rows(area: Area, hints: Mapping[str, Any], gazetteer: Gazetteer) -> list[Row]:
    communes = [*gazetteer.communes]
    if "BE" in area.countries:
        communes += _municipalities(gazetteer)
    served = [commune["position"] for commune in communes if commune["id"] in area.communes]
    outside = set(hints.get("towns_outside") or ())
    rows = []
    for commune in communes:
        near = _is_near(commune["position"], served, MARGIN_M)
        far_town = commune["id"] in outside or (commune["country"] == "BE" and not near)
        if near or far_town:
            rows.append(_commune_row(commune, commune["id"] in area.communes, "commune" if near else "town_outside"))
    rows += [_abroad_row(town) for town in hints.get("towns_abroad") or ()]
    return rows


def _is_near(at: Position, others: list[Position], within_m: float) -> bool:
    about = (other for other in others if _is_about(at, other, within_m / 60_000))
    return any(distance_m(at, other) <= within_m for other in about)


def _commune_row(commune: Row, in_area: bool, kind: str) -> Row:
    return {
        "place_id": commune["id"],
        "name": commune["name"],
        "kind": kind,
        "commune_id": commune["id"],
        "commune": commune["name"],
        "country": commune["country"],
        **_degrees(commune["position"]),
        "population": commune["population"],
        "postcodes": "|".join(commune["postcodes"]),
        "names": "|".join(commune["names"]),
        "in_area": "1" if in_area else "0",
        "source": commune["source"],
    }


def _is_located_commune(row: Row) -> bool:
    return row["type"] == "commune-actuelle" and bool(row["town_lat"] or row["lat"])


def _commune(
    row: Row, outlines: Mapping[str, tuple[Ring, ...]], points: tuple[Point, ...], offices: Mapping[str, Position]
) -> Row:
    """The village where a source tells it, else the largest place within the outline, a public office, the centroid."""
    if row["town_lat"]:
        position, source = Position(float(row["town_lat"]), float(row["town_lon"])), COMMUNE_SOURCE
    else:
        known = _main_point(row, outlines, points) or offices.get(row["insee"])
        position = known or Position(float(row["lat"]), float(row["lon"]))
        source = COMMUNE_SOURCE if known else CENTROID_SOURCE
    return {
        "id": row["insee"],
        "name": row["name"],
        "country": "FR",
        "position": position,
        "population": int(row["population"] or 0),
        "postcodes": [code for code in row["postcodes"].split("|") if code],
        "names": [],
        "source": source,
    }


def _main_point(row: Row, outlines: Mapping[str, tuple[Ring, ...]], points: tuple[Point, ...]) -> Position | None:
    rings = outlines.get(row["insee"])
    if not rings:
        return None
    at = Position(float(row["lat"]), float(row["lon"]))
    near = (point for point in points if _is_about(point.position, at))
    inside = [point for point in near if any(is_inside(point.position, ring) for ring in rings)]
    largest = max(inside, key=lambda point: point.population, default=None)
    return largest.position if largest else None


def _is_about(a: Position, b: Position, degrees: float = 0.25) -> bool:
    """A cheap look before distances are computed; a quarter of a degree is about 20 km."""
    return abs(a.lat - b.lat) < degrees and abs(a.lon - b.lon) < degrees


def _municipalities(gazetteer: Gazetteer) -> Iterator[Row]:
    belgian = [point for point in gazetteer.points if point.country == "BE"]
    for postcode, entry in gazetteer.belgium.items():
        at = gazetteer.belgian_points.get(postcode)
        name = entry.get("seat") or entry.get("geonames") or entry["name"]
        point = _named_near(belgian, name, at, 12_000)
        whole = _named_near(belgian, entry["name"], at, 12_000) or point
        position = point.position if point else at
        if position is None:
            continue
        yield {
            "id": postcode,
            "name": entry["name"],
            "country": "BE",
            "position": position,
            "population": _sum_of_sections(belgian, entry, at) if "seat" in entry else whole.population if whole else 0,
            "postcodes": [postcode, *entry.get("postcodes", ())],
            "names": [*_other_names(whole)] if whole and "seat" not in entry else [],
            "source": BELGIAN_SOURCE,
        }


def _sum_of_sections(belgian: list[Point], entry: Row, at: Position | None) -> int:
    """For a municipality that GeoNames does not know as a whole: the sections it knows."""
    found = (_named_near(belgian, section, at, 12_000) for section in entry["sections"])
    return sum(point.population for point in found if point)


def _abroad_row(town: Mapping[str, Any]) -> Row:
    return {
        "place_id": town["commune_id"],
        "name": town["name"],
        "kind": "town_outside",
        "commune_id": town["commune_id"],
        "commune": town["name"],
        "country": town["country"],
        "lat": town["lat"],
        "lon": town["lon"],
        "population": "",
        "postcodes": "",
        "names": "|".join(town["names"]),
        "in_area": "0",
        "source": OURS,
    }


# -- what lies within a commune


def _former_rows(rows: list[Row], gazetteer: Gazetteer) -> Iterator[Row]:
    """Delegated and associated communes of France, sections of Belgian municipalities."""
    by_id = {row["commune_id"]: row for row in rows if row["kind"] == "commune"}
    for old in gazetteer.delegated:
        parent = by_id.get(old["parent_insee"])
        if parent and fold(old["name"]) != fold(parent["name"]):
            lat, lon = (old["town_lat"] or old["lat"], old["town_lon"] or old["lon"])
            at = Position(float(lat), float(lon)) if lat else _within(parent, old["name"], gazetteer.points)
            yield _part_of(parent, f"{old['insee']}-ancienne", old["name"], "former_commune", at, COMMUNE_SOURCE)
    for postcode, entry in gazetteer.belgium.items():
        parent = by_id.get(postcode)
        for section in entry["sections"] if parent else ():
            if parent and section != parent["name"]:
                yield _section(parent, section, gazetteer)


def _section(parent: Row, name: str, gazetteer: Gazetteer) -> Row:
    point = _named_near(gazetteer.points, name.removesuffix("-aan-den-IJzer"), _position(parent), 15_000, "BE")
    at = point.position if point else None
    place_id = f"{parent['commune_id']}-{fold(name).replace(' ', '-')}"
    row = _part_of(parent, place_id, name, "former_commune", at, BELGIAN_SOURCE)
    if point:
        row["names"] = "|".join(_other_names(point))
        row["population"] = point.population
    row["postcodes"] = gazetteer.belgium[parent["commune_id"]].get("own_postcodes", {}).get(name, "")
    return row


def _line5_rows(rows: list[Row], gazetteer: Gazetteer) -> Iterator[Row]:
    """Old communes and hamlets that La Poste still writes in addresses."""
    by_id = {row["commune_id"]: row for row in rows if row["kind"] == "commune"}
    known = {(row["commune_id"], fold(row["name"])) for row in rows}
    for hamlet in gazetteer.hamlets:
        parent = by_id.get(hamlet["insee"])
        name = _written_out(hamlet["ligne5_place"], parent["name"] if parent else "")
        if parent is None or not name or (hamlet["insee"], fold(name)) in known:
            continue
        known.add((hamlet["insee"], fold(name)))
        kind = "quarter" if parent["population"] and int(parent["population"]) > 5_000 else "hamlet"
        at = _within(parent, name, gazetteer.points)
        row = _part_of(parent, f"{hamlet['insee']}-{fold(name).replace(' ', '-')}", name, kind, at, LA_POSTE)
        if hamlet["postcode"] not in parent["postcodes"].split("|"):
            row["postcodes"] = hamlet["postcode"]
        yield row


def _geonames_rows(rows: list[Row], gazetteer: Gazetteer) -> Iterator[Row]:
    """Other populated places near the area, in the commune whose outline holds them or whose village is nearest."""
    served = [_position(row) for row in rows if row["in_area"] == "1" and row["kind"] == "commune"]
    communes = [row for row in rows if row["kind"] == "commune"]
    taken = {fold(row["name"]) for row in rows} | {fold(name) for row in rows for name in row["names"].split("|")}
    countries = {row["country"] for row in communes}
    for point in gazetteer.points:
        if point.country not in countries or not _is_near(point.position, served, HAMLET_MARGIN_M):
            continue
        if fold(point.name) in taken:
            continue
        parent = _holder(point, communes, gazetteer.outlines)
        if parent and not _is_village_of(point, parent):
            taken.add(fold(point.name))
            kind = "quarter" if int(parent["population"] or 0) > 5_000 else "hamlet"
            row = _part_of(parent, f"geonames-{point.geonames_id}", point.name, kind, point.position, GEONAMES)
            row["population"] = point.population
            yield row


def _holder(point: Point, communes: list[Row], outlines: Mapping[str, tuple[Ring, ...]]) -> Row | None:
    about = [row for row in communes if row["country"] == point.country and _is_about(_position(row), point.position)]
    near = sorted(about, key=lambda row: distance_m(_position(row), point.position))[:12]
    for row in near:
        if any(is_inside(point.position, ring) for ring in outlines.get(row["commune_id"], ())):
            return row
    return near[0] if near and distance_m(_position(near[0]), point.position) < 5_000 else None


def _is_village_of(point: Point, parent: Row) -> bool:
    """The commune's own village under a shorter or longer name: not a place of its own."""
    a, b = fold(point.name), fold(parent["name"])
    return a in b or b in a or distance_m(point.position, _position(parent)) < 200


def _own_row(extra: Mapping[str, Any], rows: list[Row]) -> Row:
    parent = next(row for row in rows if row["place_id"] == extra["commune"])
    place_id = f"{extra['commune']}-{fold(extra['name']).replace(' ', '-')}"
    row = _part_of(parent, place_id, extra["name"], extra["kind"], None, OURS)
    row["names"] = "|".join(extra.get("names", ()))
    return row


def _part_of(parent: Row, place_id: str, name: str, kind: str, at: Position | None, source: str) -> Row:
    """A place in a commune; where no source tells its position it stands at the commune's point."""
    return {
        **parent,
        "place_id": place_id,
        "name": name,
        "kind": kind,
        **_degrees(at or _position(parent)),
        "population": "",
        "postcodes": "",
        "names": "",
        "source": source,
    }


# -- names


def _add_other_names(rows: list[Row], other_names: Mapping[str, list[str]]) -> None:
    for row in rows:
        if row["place_id"] in other_names:
            names = [*other_names[row["place_id"]], *row["names"].split("|")]
            row["names"] = "|".join(dict.fromkeys(name for name in names if name and name != row["name"]))


def _drop_claimed_names(rows: list[Row]) -> None:
    """A name that is another place's official one belongs to that place alone."""
    official = {fold(row["name"]) for row in rows}
    for row in rows:
        kept: dict[str, str] = {}
        for name in row["names"].split("|"):
            if name and fold(name) not in official:
                kept.setdefault(fold(name), name)
        row["names"] = "|".join(kept.values())


def _other_names(point: Point) -> tuple[str, ...]:
    return point.other_names[:6]


def _is_readable(name: str) -> bool:
    """Latin letters, a capital first (transliterations have none), no code such as OST, no brackets, no bare "Mont"."""
    is_latin = bool(re.fullmatch(r"[A-ZÀ-Ý'][A-Za-zÀ-ÿ' -]+", name)) and not name.isupper()
    return is_latin and len(fold(name)) >= 4 and fold(name) not in load_place_words().generic


LITTLE_WORDS = {"de", "du", "des", "d", "la", "le", "les", "l", "sur", "sous", "en", "et", "aux", "au", "a"}


def _written_out(line: str, commune: str) -> str:
    """ST AUBAN -> Saint-Auban; the commune's own name at the end, as La Poste adds it, is dropped."""
    words = fold(line).split()
    tail = fold(commune).split()
    if len(words) > len(tail) and words[-len(tail) :] == tail:
        words = words[: -len(tail)]
    full = {"st": "saint", "ste": "sainte", "anf": ""}
    words = [full.get(word, word) for word in words if full.get(word, word)]
    if not words:
        return ""
    shown = [word if word in LITTLE_WORDS and index else word.capitalize() for index, word in enumerate(words)]
    if shown[0] in ("La", "Le", "Les") and len(shown) > 1:
        return f"{shown[0]} {'-'.join(shown[1:])}"
    return "-".join(shown)


# -- files


def _named_near(
    points: Iterable[Point], name: str, near: Position | None, within_m: float, country: str | None = None
) -> Point | None:
    wanted = fold(name)
    same = [
        point
        for point in points
        if (country is None or point.country == country)
        and (near is None or (_is_about(point.position, near) and distance_m(point.position, near) <= within_m))
        and (fold(point.name) == wanted or wanted in {fold(other) for other in point.other_names})
    ]
    return max(same, key=lambda point: (fold(point.name) == wanted, point.population), default=None)


def _within(parent: Row, name: str, points: tuple[Point, ...]) -> Position | None:
    point = _named_near(points, name, _position(parent), 15_000)
    return point.position if point else None


def _point(row: Row) -> Point:
    others = row["alternatenames"].split("|")
    names = [name for name in others if _is_readable(name) and fold(name) != fold(row["name"])]
    return Point(
        row["geonameid"], row["name"], row["country"], Position(float(row["lat"]), float(row["lon"])),
        int(row["population"] or 0), tuple({fold(name): name for name in names}.values()),
    )  # fmt: skip


def _outlines(folder: Path) -> dict[str, tuple[Ring, ...]]:
    rings: dict[str, tuple[Ring, ...]] = {}
    for department in OUTLINES:
        features = json.loads((folder / f"communes-{department}.geojson").read_text(encoding="utf-8"))["features"]
        for feature in features:
            rings[feature["properties"]["code"]] = tuple(_outer_rings(feature["geometry"]))
    return rings


def _outer_rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    shapes = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for shape in shapes:
        yield [(lon, lat) for lon, lat in shape[0]]


def _tsv(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _degrees(position: Position) -> Row:
    """Five decimals: about a metre."""
    return {"lat": round(position.lat, 5), "lon": round(position.lon, 5)}


def _position(row: Row) -> Position:
    return Position(float(row["lat"]), float(row["lon"]))
