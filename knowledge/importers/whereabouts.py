"""From what a file says of a place (commune, postcode, coordinates) to one point in one commune."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.geo import distance_m
from knowledge.importers.cells import CellError
from knowledge.model import Place, Position
from knowledge.names import fold

COMMUNE_KINDS = ("commune", "town_outside")
FARTHEST_FROM_COMMUNE_M = 40_000.0
"""No address lies farther from its village: beyond, a coordinate or the commune is wrong."""

FRENCH_POSTCODE_LENGTH = 5


class Whereabouts:
    """The communes a file may name, and how far from the area a row may lie."""

    def __init__(self, places: Iterable[Place], margin_km: float) -> None:
        self._communes = tuple(place for place in places if place.kind in COMMUNE_KINDS)
        self._served = tuple(place.position for place in self._communes if place.in_area)
        self._margin_m = margin_km * 1000
        self._by_id = {place.commune_id: place for place in self._communes}
        self._by_name: dict[str, list[Place]] = {}
        self._by_postcode: dict[str, list[Place]] = {}
        for place in self._communes:
            for name in {_key(name) for name in (place.name, place.commune, *place.names)}:
                self._by_name.setdefault(name, []).append(place)
            for postcode in place.postcodes:
                self._by_postcode.setdefault(postcode, []).append(place)

    def is_near(self, position: Position) -> bool:
        """Within the area or its margin."""
        return any(distance_m(position, served) <= self._margin_m for served in self._served)

    def find_commune(self, commune_id: str) -> Place | None:
        return self._by_id.get(commune_id)

    def is_commune(self, name: str) -> bool:
        """Whether any commune is called so, or has this id."""
        return name in self._by_id or _key(name) in self._by_name

    def get_commune(self, name: str | None, postcode: str | None) -> Place:
        """The commune of this name, id or postcode. Raises CellError when there is none, or several."""
        if name and (place := self._by_id.get(name)):
            return place
        named = self._by_name.get(_key(name), []) if name else []
        posted = self._posted(postcode) if postcode else []
        if name and not named:
            raise CellError("no commune of this name is known here; `import communes` brings a whole country's")
        return _only_one([place for place in named if place in posted] or named or posted)

    def _posted(self, postcode: str) -> list[Place]:
        """Spreadsheets take 04190 for a number and write 4190: that is tried when nothing has the postcode as it is."""
        return self._by_postcode.get(postcode) or self._by_postcode.get(postcode.zfill(FRENCH_POSTCODE_LENGTH), [])

    def nearest_commune(self, position: Position) -> Place | None:
        return min(self._communes, key=lambda place: distance_m(place.position, position), default=None)


def check_distance(position: Position, commune: Place) -> None:
    """Raises CellError for coordinates that cannot be in the commune."""
    far_m = distance_m(position, commune.position)
    if far_m > FARTHEST_FROM_COMMUNE_M:
        raise CellError(
            f"lies {far_m / 1000:.0f} km from {commune.name}: are lat and lon exchanged, or is it elsewhere?"
        )


def written_postcode(text: str | None, commune: Place) -> str | None:
    """As the commune writes it, with the 0 a spreadsheet took away; the commune's first when not said."""
    if text is None:
        return commune.postcodes[0] if commune.postcodes else None
    restored = text.zfill(FRENCH_POSTCODE_LENGTH)
    return restored if restored in commune.postcodes else text


def _only_one(found: list[Place]) -> Place:
    """One the LAG serves wins over its namesakes outside."""
    choices = [place for place in found if place.in_area] or found
    if not choices:
        raise CellError("no commune of this postcode is known here")
    if len(choices) > 1:
        named = ", ".join(f"{place.name} ({place.commune_id})" for place in choices[:8])
        raise CellError(f"may be {named}: say which")
    return choices[0]


def _key(name: str) -> str:
    """Folded, with Saint and Sainte written out."""
    return re.sub(r"\bst(e?)\b", r"saint\1", fold(re.sub(r"\([^)]*\)", " ", name)))
