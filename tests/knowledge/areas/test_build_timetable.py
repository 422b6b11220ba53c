"""The demo's buses: plainly examples, the same at every build, with the gaps that real ones have."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from knowledge.area import list_areas, load_area
from knowledge.areas.build_timetable import write_example_timetable
from knowledge.areas.example_timetable import FOLDER, load_example_timetable
from knowledge.areas.rows import read_places
from knowledge.model import Position
from knowledge.rides.out_and_back import Wish, plan_ride

AREAS = list_areas()


@pytest.mark.parametrize("area_id", AREAS)
def test_the_same_build_gives_the_tables_that_ship(area_id: str, tmp_path: Path) -> None:
    area = load_area(area_id)
    hints = yaml.safe_load((area.folder / "area.yaml").read_text(encoding="utf-8"))
    write_example_timetable(tmp_path / FOLDER, area, read_places(area.folder / "places.csv"), hints)
    for shipped in (area.folder / FOLDER).glob("*.txt"):
        assert (tmp_path / FOLDER / shipped.name).read_bytes() == shipped.read_bytes(), shipped.name


@pytest.mark.parametrize("area_id", AREAS)
def test_it_says_itself_that_it_is_an_example(area_id: str) -> None:
    timetable = load_example_timetable(load_area(area_id))
    assert timetable is not None
    assert {route.agency_name for route in timetable.routes} == {"Transport exemple"}
    assert all((route.short_name or "").startswith("exemple ") for route in timetable.routes)
    assert all((route.agency_phone or "").startswith("04 65 71 ") for route in timetable.routes)
    assert timetable.last_day is not None
    assert timetable.last_day > date(2029, 1, 1)


def test_some_days_have_no_way_back_and_schools_have_their_own() -> None:
    timetable = load_example_timetable(load_area("durance-provence"))
    assert timetable is not None
    sisteron = Position(44.19002, 5.94643)
    wish, monday = Wish(timedelta(hours=1)), date(2026, 11, 30)
    origin = next(Position(s.lat or 0.0, s.lon or 0.0) for s in timetable.stops if s.stop_id == "exemple-04211")
    assert plan_ride(timetable, origin, sisteron, monday, wish).obstacle is None
    assert plan_ride(timetable, origin, sisteron, monday - timedelta(days=2), wish).obstacle == "no_return"
