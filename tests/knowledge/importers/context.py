"""A small world for importers: two communes of an area and a few around."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from knowledge.importers import ImportContext
from knowledge.importers.base import MARGIN_KM
from knowledge.importers.whereabouts import Whereabouts
from knowledge.model import Place, Position
from knowledge.taxonomy import load_taxonomy
from tests.factories import a_place

TODAY = date(2026, 5, 4)
PLACES = (
    a_place(place_id="04116", position=Position(44.0296, 5.9764)),
    a_place("Oraison", place_id="04143", commune_id="04143", postcodes=("04700",), position=Position(43.9173, 5.9184)),
    a_place(
        "Château-Arnoux-Saint-Auban",
        place_id="04049",
        commune_id="04049",
        postcodes=("04160", "04600"),
        position=Position(44.0934, 6.0085),
        names=("St Auban",),
    ),
    a_place(
        "Gap", place_id="05061", commune_id="05061", kind="town_outside", in_area=False, postcodes=("05000",),
        position=Position(44.5580, 6.0778),
    ),
    a_place(
        "Saint-Jean", place_id="1", commune_id="1", in_area=False, postcodes=("04000",), position=Position(44.1, 6.2)
    ),
    a_place(
        "Saint-Jean", place_id="2", commune_id="2", in_area=False, postcodes=("05100",), position=Position(44.5, 6.3)
    ),
    a_place(
        "Poperinge", place_id="33021", commune_id="33021", country="BE", postcodes=("8970",), in_area=False,
        position=Position(50.8558, 2.7267),
    ),
)  # fmt: skip


def a_context(file: str = "services.csv", places: Iterable[Place] = PLACES) -> ImportContext:
    return ImportContext(file, TODAY, Whereabouts(places, MARGIN_KM), load_taxonomy())


def shared(path: str) -> Path:
    """A file of ../shared, or the test is skipped."""
    file = Path(__file__).parents[3] / "../shared" / path
    if not file.exists():
        pytest.skip(f"../shared/{path} is not here")
    return file
