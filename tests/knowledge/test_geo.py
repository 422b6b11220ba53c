import pytest

from knowledge.geo import DETOUR_FACTOR, centre, distance_m, is_inside, road_distance_m
from knowledge.model import Position

PARIS, LYON = Position(48.8566, 2.3522), Position(45.7640, 4.8357)


def test_one_degree_of_latitude_is_111_195_metres() -> None:
    assert distance_m(Position(44, 6), Position(45, 6)) == pytest.approx(111_195, abs=1)


def test_distance_is_the_great_circle() -> None:
    assert distance_m(PARIS, LYON) == pytest.approx(391_500, rel=0.002)


def test_distance_is_the_same_both_ways_and_nothing_to_oneself() -> None:
    assert distance_m(PARIS, LYON) == distance_m(LYON, PARIS)
    assert distance_m(PARIS, PARIS) == 0


def test_antipodes_do_not_break_the_arithmetic() -> None:
    assert distance_m(Position(0, 0), Position(0, 180)) == pytest.approx(20_015_115, rel=1e-6)


def test_a_road_is_longer_than_the_crow_flies() -> None:
    assert road_distance_m(PARIS, LYON) == distance_m(PARIS, LYON) * DETOUR_FACTOR


def test_centre_is_the_mean_and_needs_at_least_one_position() -> None:
    assert centre([Position(44, 6), Position(46, 8)]) == Position(45, 7)
    with pytest.raises(ValueError, match="no position"):
        centre([])


def test_a_point_is_told_inside_or_outside_a_ring() -> None:
    square = [(6.0, 44.0), (7.0, 44.0), (7.0, 45.0), (6.0, 45.0), (6.0, 44.0)]
    assert is_inside(Position(44.5, 6.5), square)
    assert not is_inside(Position(45.5, 6.5), square)
    assert not is_inside(Position(44.5, 7.5), square)
