"""Builds ``examples.csv``: plainly named, invented services for the demo, where real ones are not known.

Nothing here is true: names say "exemple" or "voorbeeld", numbers come from Arcep's ranges for fiction, addresses are in
a street of that name, positions lie within some hundred metres of the village point, chosen by a checksum so that the
same build gives the same files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import cos, radians
from typing import Any
from zlib import crc32

from knowledge.area import Area
from knowledge.areas.build_services import of
from knowledge.areas.example_kinds import (
    CONDITIONS,
    EVERYWHERE,
    HOURS,
    NAMES,
    NO_PHONE,
    NOT_INVENTED,
    NUMBERED_LAST,
    TOWNS,
    VILLAGES,
    kind_of,
)
from knowledge.areas.rows import EXAMPLE_COLUMNS
from knowledge.model import Place
from knowledge.taxonomy import Taxonomy, load_taxonomy

VILLAGE_POPULATION, TOWN_POPULATION = 600, 1_500
TOWNS_A_CATEGORY, HUBS_A_CATEGORY = 2, 2
METRES_A_DEGREE = 111_195
FICTION_LANDLINE, FICTION_MOBILE = "+3346571", "+3363998"

Row = dict[str, Any]


def example_rows(area: Area, places: list[Place], hub_ids: Sequence[str], short_names: Mapping[str, str]) -> list[Row]:
    """Rows of ``examples.csv``, in the order of their ids. ``short_names``: of long communes, what people say."""
    taxonomy = load_taxonomy()
    communes = {place.place_id: place for place in places if place.kind in ("commune", "town_outside")}
    served = [place for place in communes.values() if place.in_area]
    hubs = [communes[hub] for hub in hub_ids]
    chosen = {(place.place_id, code) for code, place in _choose(taxonomy, served, hubs)}
    ordered = sorted(chosen)
    by_number = sorted(chosen, key=lambda pair: (pair[1] in NUMBERED_LAST, pair))
    number = {pair: index for index, pair in enumerate(by_number)}
    first = crc32(area.area_id.encode()) % 10_000
    return [
        _row(
            taxonomy, code, communes[place_id], short_names.get(place_id), (first + 7 * number[place_id, code]) % 10_000
        )
        for place_id, code in ordered
    ]


def _choose(taxonomy: Taxonomy, served: list[Place], hubs: list[Place]) -> Iterator[tuple[str, Place]]:
    """Daily needs in every commune, frequent ones in villages and towns, each of the others in a few towns and hubs."""
    towns = sorted(served, key=lambda place: -place.population)
    for code in taxonomy.leaves:
        if code in NOT_INVENTED:
            continue
        if code in EVERYWHERE:
            yield from ((code, place) for place in (*served, *hubs))
        elif code in VILLAGES:
            yield from ((code, place) for place in (*served, *hubs) if place.population >= VILLAGE_POPULATION)
        elif code in TOWNS:
            yield from ((code, place) for place in (*served, *hubs) if place.population >= TOWN_POPULATION)
        large = towns[: max(5, len(towns) // 2)]
        yield from ((code, place) for place in _some(large, TOWNS_A_CATEGORY, code))
        yield from ((code, place) for place in _some(hubs, HUBS_A_CATEGORY, code))


def _some(places: list[Place], count: int, code: str) -> list[Place]:
    """A few of them, other ones for another category."""
    return sorted(places, key=lambda place: _sum(place.place_id, code))[:count]


def _row(taxonomy: Taxonomy, code: str, place: Place, short_name: str | None, number: int) -> Row:
    seed = _sum(place.place_id, code, "row")
    kind = kind_of(taxonomy, code)
    lat, lon = _near_village(place, seed)
    hours = HOURS[kind][seed % len(HOURS[kind])]
    by_appointment = hours == "appointment"
    row: Row = dict.fromkeys(EXAMPLE_COLUMNS, "")
    row |= {
        "service_id": f"exemple-{place.commune_id}-{code}",
        "name": _name(taxonomy, code, place.country, short_name or place.name),
        "categories": code,
        "delivery": "home" if kind in ("craft", "home") else "on_site",
        "country": place.country,
        "commune_id": place.commune_id,
        "commune": place.commune,
        "postcode": place.postcodes[0] if len(place.postcodes) == 1 else "",
        "lat": lat,
        "lon": lon,
        "opening_hours": "" if by_appointment else hours,
        "appointment": "required" if by_appointment else "possible" if kind == "care" else "",
    }
    if code not in NO_PHONE:
        row["phones"] = f"{FICTION_MOBILE if kind in ('craft', 'home') else FICTION_LANDLINE}{number:04d}"
        house = seed % 60 + 1
        row["address"] = f"{house} rue de l'Exemple" if place.country == "FR" else f"Voorbeeldstraat {house}"
    row["eligibility"], row["fees"] = CONDITIONS.get(code, {}).get(place.country, ("", ""))
    if kind == "care" and seed % 2:
        row["booking_url"] = f"https://rdv.example.org/{place.commune_id}/{code}"
    if kind != "craft" and seed % 3 == 0:
        row["accessibility"] = ("wheelchair=yes", "wheelchair=limited", "wheelchair=no")[seed // 3 % 3]
    return row


def _name(taxonomy: Taxonomy, code: str, country: str, commune: str) -> str:
    """Boulangerie exemple de Peyruis; Voorbeeldapotheek Poperinge."""
    if country == "BE":
        return f"Voorbeeld{_short(taxonomy, code, 'nl')} {commune}"
    short = _short(taxonomy, code, "fr")
    return f"{short[0].upper()}{short[1:]} exemple {of(commune)}"


def _short(taxonomy: Taxonomy, code: str, language: str) -> str:
    named = NAMES.get(code, {}).get(language)
    label = taxonomy.get(code).label[language]
    return named or label.split(",")[0].split(" (")[0]


def _near_village(place: Place, seed: int) -> tuple[float, float]:
    """Up to 400 m north or south and east or west of the village point: an example, nobody's house."""
    north_m, east_m = seed % 801 - 400, seed // 801 % 801 - 400
    lat = place.position.lat + north_m / METRES_A_DEGREE
    lon = place.position.lon + east_m / (METRES_A_DEGREE * cos(radians(place.position.lat)))
    return round(lat, 5), round(lon, 5)


def _sum(*parts: str) -> int:
    return crc32("/".join(parts).encode())
