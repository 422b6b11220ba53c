"""Promises of how street tags are read."""

from __future__ import annotations

import pytest

from knowledge.importers.street_rules import DRIVE_KMH, drive_kmh, is_walkable, read_kmh, stops_cars, stops_feet

USUAL = DRIVE_KMH["residential"]


@pytest.mark.parametrize(
    ("tags", "speeds"),
    [
        ({}, (USUAL, USUAL)),
        ({"maxspeed": "50"}, (40.0, 40.0)),
        ({"maxspeed": "none"}, (USUAL, USUAL)),
        ({"maxspeed:forward": "30", "maxspeed": "50"}, (24.0, 40.0)),
        ({"oneway": "yes"}, (USUAL, 0.0)),
        ({"oneway": "-1"}, (0.0, USUAL)),
        ({"junction": "roundabout"}, (USUAL, 0.0)),
        ({"junction": "roundabout", "oneway": "no"}, (USUAL, USUAL)),
        ({"access": "private"}, (0.0, 0.0)),
        ({"access": "no", "motor_vehicle": "destination"}, (USUAL, USUAL)),
        ({"motor_vehicle": "agricultural"}, (0.0, 0.0)),
        ({"highway": "track"}, (0.0, 0.0)),
        ({"highway": "proposed"}, (0.0, 0.0)),
    ],
)
def test_cars_go_where_and_as_fast_as_the_tags_say(tags: dict[str, str], speeds: tuple[float, float]) -> None:
    assert drive_kmh({"highway": "residential", **tags}) == pytest.approx(speeds)


def test_a_motorway_is_one_way_even_when_nobody_says_so() -> None:
    assert drive_kmh({"highway": "motorway"})[1] == 0.0


@pytest.mark.parametrize(
    ("tags", "both"),
    [
        ({"highway": "residential", "oneway": "yes"}, (True, True)),
        ({"highway": "steps"}, (True, True)),
        ({"highway": "track"}, (True, True)),
        ({"highway": "motorway"}, (False, False)),
        ({"highway": "trunk"}, (False, False)),
        ({"highway": "trunk", "foot": "yes"}, (True, True)),
        ({"highway": "footway", "access": "private"}, (False, False)),
        ({"highway": "service", "access": "private", "foot": "yes"}, (True, True)),
        ({"highway": "path", "oneway:foot": "yes"}, (True, False)),
    ],
)
def test_feet_go_nearly_everywhere(tags: dict[str, str], both: tuple[bool, bool]) -> None:
    assert is_walkable(tags) == both


@pytest.mark.parametrize(
    ("tags", "cars", "feet"),
    [
        ({"barrier": "bollard"}, True, False),
        ({"barrier": "gate"}, False, False),
        ({"barrier": "gate", "access": "private"}, True, True),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False, False),
        ({"barrier": "wall"}, True, True),
        ({"highway": "crossing"}, False, False),
    ],
)
def test_barriers_stop_who_cannot_pass(tags: dict[str, str], cars: bool, feet: bool) -> None:
    assert (stops_cars(tags), stops_feet(tags)) == (cars, feet)


@pytest.mark.parametrize(
    ("text", "kmh"), [("50", 50.0), ("30 mph", 48.28), ("FR:rural", 80.0), ("none", None), ("", None), ("0", None)]
)
def test_limits_are_read_as_people_tag_them(text: str, kmh: float | None) -> None:
    assert read_kmh(text) == (pytest.approx(kmh, abs=0.01) if kmh else None)
