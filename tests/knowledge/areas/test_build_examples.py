from pathlib import Path

import pytest
import yaml

from knowledge.area import list_areas, load_area
from knowledge.areas.build_examples import example_rows
from knowledge.areas.example_kinds import EVERYWHERE, HOURS, NAMES, NO_PHONE, NOT_INVENTED, TOWNS, VILLAGES, kind_of
from knowledge.areas.rows import EXAMPLE_COLUMNS, read_examples, read_places, write_rows
from knowledge.geo import distance_m
from knowledge.taxonomy import load_taxonomy


def test_only_categories_of_the_taxonomy_are_named() -> None:
    named = EVERYWHERE | VILLAGES | TOWNS | NO_PHONE | NOT_INVENTED | set(NAMES)
    assert named <= set(load_taxonomy().leaves)


def test_every_category_has_opening_hours_to_choose_from() -> None:
    assert {kind_of(load_taxonomy(), code) for code in load_taxonomy().codes} <= set(HOURS)


@pytest.mark.parametrize("area_id", list_areas())
def test_the_same_build_gives_the_file_that_ships(area_id: str, tmp_path: Path) -> None:
    area = load_area(area_id)
    hints = yaml.safe_load((area.folder / "area.yaml").read_text(encoding="utf-8"))
    places = read_places(area.folder / "places.csv")
    rows = example_rows(area, places, hints["hubs"], hints.get("short_names", {}))
    write_rows(tmp_path / "examples.csv", EXAMPLE_COLUMNS, rows)
    assert (tmp_path / "examples.csv").read_bytes() == (area.folder / "examples.csv").read_bytes()


@pytest.mark.parametrize("area_id", list_areas())
def test_daily_needs_have_an_example_in_every_commune_within_its_village(area_id: str) -> None:
    area = load_area(area_id)
    villages = {place.place_id: place.position for place in read_places(area.folder / "places.csv")}
    for code in ("nurse", "grocery", "bus_stop"):
        found = {
            example.location.commune_id: example.location.position
            for example in read_examples(area.folder / "examples.csv")
            if code in example.categories and example.location
        }
        assert set(area.communes) <= set(found)
        assert all(distance_m(position, villages[commune]) < 600 for commune, position in found.items())


@pytest.mark.parametrize("area_id", list_areas())
def test_examples_show_every_way_that_hours_may_be(area_id: str) -> None:
    examples = read_examples(load_area(area_id).folder / "examples.csv")
    hours = {example.opening_hours for example in examples}
    assert None in hours
    assert "24/7" in hours
    assert any(one and "Su" in one for one in hours)
    assert any(one and one.startswith("Tu-Sa") for one in hours)
    assert any(example.appointment == "required" and example.opening_hours is None for example in examples)
