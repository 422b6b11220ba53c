"""Nobody in a wheelchair is sent to a vehicle or stop that a feed says is no good for one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from knowledge.model import Position
from knowledge.rides.journeys import DEFAULTS, Journey, list_journeys
from knowledge.rides.out_and_back import Wish, list_pairs
from knowledge.rides.timetable import Timetable
from tests.knowledge.rides.feeds import DAY, Rows, tables, timetable_of

VILLAGE, CITY = Position(44.0, 6.0), Position(44.2, 6.0)
TRIPS = {
    "early": ("village 08:00", "city 09:00"),
    "late": ("village 10:00", "city 11:00"),
    "home": ("city 13:00", "village 14:00"),
    "last": ("city 16:00", "village 17:00"),
}
IN_WHEELCHAIR = replace(DEFAULTS, wheelchair=True)


def a_timetable(access: dict[str, int], stops: Rows | None = None) -> Timetable:
    rows = ("route_id,service_id,trip_id,wheelchair_accessible", *(f"r,daily,{t},{access.get(t, 0)}" for t in TRIPS))
    feed = {**tables(TRIPS), "trips.txt": rows}
    return timetable_of({**feed, "stops.txt": stops} if stops else feed)


def there(timetable: Timetable, wheelchair: bool) -> list[Journey]:
    settings = IN_WHEELCHAIR if wheelchair else DEFAULTS
    return list(list_journeys(timetable, VILLAGE, CITY, DAY, settings))


def test_a_vehicle_that_takes_no_wheelchair_is_left_out_for_who_sits_in_one() -> None:
    timetable = a_timetable({"early": 2, "late": 1})
    assert [j.rides[0].trip_id for j in there(timetable, wheelchair=False)] == ["early", "late"]
    assert [j.rides[0].trip_id for j in there(timetable, wheelchair=True)] == ["late"]


def test_what_nobody_knows_is_let_pass_and_stays_unknown() -> None:
    (first, _) = there(a_timetable({}), wheelchair=True)
    assert first.rides[0].is_accessible is None


def test_a_platform_without_word_is_as_its_station_is() -> None:
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding",
        "s,Village station,44.0,6.0,1,,2",
        "village,Village,44.0,6.0,0,s,",
        "city,City,44.2,6.0,0,,1",
    )
    timetable = a_timetable({}, stops)
    assert there(timetable, wheelchair=False)
    assert there(timetable, wheelchair=True) == []


def test_for_each_way_there_the_best_way_back_is_listed() -> None:
    pairs = list_pairs(a_timetable({}), VILLAGE, CITY, DAY, Wish(timedelta(hours=3)))
    assert [(p.out.rides[0].trip_id, p.back.rides[0].trip_id) for p in pairs] == [("early", "home"), ("late", "last")]
