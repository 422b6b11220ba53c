"""The categories of service a resident may need, read from ``taxonomy.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.model import Category

TAXONOMY_FILE = Path(__file__).with_name("taxonomy.yaml")


class TaxonomyError(ValueError):
    """The taxonomy contradicts itself; the message names the category and the field."""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All categories by code, in the order of the file."""

    categories: Mapping[str, Category]
    descendants_by_code: Mapping[str, tuple[str, ...]]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.categories)

    @property
    def leaves(self) -> tuple[str, ...]:
        """Codes without children: what a single service is filed under."""
        return tuple(code for code in self.categories if len(self.descendants_by_code[code]) == 1)

    @property
    def labels(self) -> dict[str, dict[str, str]]:
        """For each code, its label by language."""
        return {code: category.label for code, category in self.categories.items()}

    def get(self, code: str) -> Category:
        """The category of a code; raises KeyError when there is none."""
        return self.categories[code]

    def are_alike(self, a: str, b: str) -> bool:
        """True when both codes have the same most usual OpenStreetMap tag."""
        return self.get(a).osm[:1] == self.get(b).osm[:1]

    def children(self, code: str) -> tuple[str, ...]:
        """Codes right below this one; empty for a leaf or an unknown code."""
        return tuple(child for child, category in self.categories.items() if category.parent == code)

    def descendants(self, code: str) -> tuple[str, ...]:
        """The code itself, then every code below it; empty for an unknown code."""
        return self.descendants_by_code.get(code, ())


@lru_cache(maxsize=1)
def load_taxonomy() -> Taxonomy:
    """The shipped taxonomy, read once. Raises TaxonomyError when it contradicts itself."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    blocks: dict[str, dict[str, Any]] = yaml.load(TAXONOMY_FILE.read_text(encoding="utf-8"), Loader=loader)
    return build_taxonomy(_category(code, block) for code, block in blocks.items())


def build_taxonomy(categories: Iterable[Category]) -> Taxonomy:
    """A taxonomy of these categories. Raises TaxonomyError for an unknown parent or a loop of parents."""
    by_code = {category.code: category for category in categories}
    below: dict[str, list[str]] = {code: [] for code in by_code}
    for code in by_code:
        for ancestor in _line_of(code, by_code):
            below[ancestor].append(code)
    return Taxonomy(by_code, {code: tuple(codes) for code, codes in below.items()})


def _line_of(code: str, by_code: Mapping[str, Category]) -> list[str]:
    """The code, its parent, its parent's parent and so on."""
    line: list[str] = []
    current: str | None = code
    while current is not None:
        if current not in by_code:
            raise TaxonomyError(f"{line[-1]}: parent {current} does not exist")
        if current in line:
            raise TaxonomyError(f"{code}: parents form a loop through {current}")
        line.append(current)
        current = by_code[current].parent
    return line


def _category(code: str, block: dict[str, Any]) -> Category:
    try:
        return Category(
            code=code,
            parent=block["parent"],
            osm=tuple(block["osm"]),
            label=dict(block["label"]),
            stay_min=int(block["stay_min"]),
            radius_km=float(block["radius_km"]),
        )
    except KeyError as error:
        raise TaxonomyError(f"{code}: field {error.args[0]} is missing") from error
