"""What a spreadsheet row means for residents: between which doors, at which hours, in which direction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from knowledge.area import load_area
from knowledge.model import Position, Source
from knowledge.rides.booking_rules import BookingRule
from knowledge.rides.on_demand_entry import OnDemandEntry, service_of
from knowledge.rides.on_demand_options import OnDemandOption, find_on_demand, whole_day
from knowledge.rides.zones import End, ZoneStop
from tests.knowledge.rides.flex_feeds import PARIS, local, told

MEES = End(Position(44.03, 5.98), "04116")
MALIJAI = End(Position(44.044, 6.03), "04108")
ARNOUX = End(Position(44.07, 6.0), "04049")
DIGNE = End(Position(44.09, 6.23), "04070")
WITHIN = OnDemandEntry(
    "tad",
    "TAD exemple",
    "Mo-Fr 08:00-18:00",
    Source("a test", date(2026, 1, 2)),
    date(2026, 1, 2),
    "FR",
    pickup_communes=("04116", "04108"),
    phone="+33465710001",
    booking=BookingRule(1, prior_notice_duration_min=60),
)
TO_DIGNE = replace(
    WITHIN, destination_communes=("04070",), opening_hours="We 08:00-09:00", return_hours="We 11:30-12:30"
)
STATION = ZoneStop("gare de Château-Arnoux", Position(44.0621, 6.0112), "04049")


def offered(entry: OnDemandEntry, origin: End, goal: End, day: str = "2026-11-25") -> list[OnDemandOption]:
    service = service_of(entry, load_area("durance-provence"))
    window = whole_day(date.fromisoformat(day), PARIS)
    return list(find_on_demand((service,), origin, goal, window, local("2026-11-23 10:00")))


def hours(entry: OnDemandEntry, origin: End, goal: End, day: str = "2026-11-25") -> list[str | None]:
    return [told(option) for option in offered(entry, origin, goal, day)]


def test_without_destinations_one_rides_between_its_communes() -> None:
    assert hours(WITHIN, MEES, MALIJAI) == hours(WITHIN, MALIJAI, MEES) == ["08:00-18:00, by Wed 25 17:00"]
    assert hours(WITHIN, MEES, DIGNE) == hours(WITHIN, DIGNE, MEES) == []


def test_with_destinations_one_rides_to_them_and_from_them_alone() -> None:
    assert hours(TO_DIGNE, MEES, DIGNE) == ["08:00-09:00, by Wed 25 08:00"]
    assert hours(TO_DIGNE, DIGNE, MEES) == ["11:30-12:30, by Wed 25 11:30"]
    assert hours(TO_DIGNE, MEES, MALIJAI) == []
    assert hours(TO_DIGNE, MEES, DIGNE, "2026-11-26") == []


def test_a_service_that_only_takes_one_there_takes_nobody_back() -> None:
    one_way = replace(TO_DIGNE, direction="out")
    assert hours(one_way, MEES, DIGNE) == ["08:00-09:00, by Wed 25 08:00"]
    assert hours(one_way, DIGNE, MEES) == []


def test_a_point_without_coordinates_is_near_enough_to_all_of_its_commune() -> None:
    entry = replace(WITHIN, destination_points=(STATION,))
    (option,) = offered(entry, MEES, ARNOUX)
    assert option.board.stop is None
    assert option.alight.stop == STATION
    known = replace(STATION, commune_id=None)
    assert offered(replace(entry, destination_points=(known,)), MEES, ARNOUX) == []
    (near,) = offered(replace(entry, destination_points=(known,)), MEES, End(Position(44.0650, 6.0112), "04049"))
    assert near.alight.stop == known


def test_school_holidays_are_those_of_the_area() -> None:
    pupils = replace(WITHIN, opening_hours="Mo-Fr 07:00-08:00; SH off")
    assert hours(pupils, MEES, MALIJAI, "2026-11-25") == ["07:00-08:00, by Wed 25 07:00"]
    assert hours(pupils, MEES, MALIJAI, "2026-12-23") == []
