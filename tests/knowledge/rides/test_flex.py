"""GTFS-Flex under its final names and the two before; what could mislead is refused with file, row, field, value."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from knowledge.geo import distance_m
from knowledge.model import Position
from knowledge.rides.gtfs import FeedError, load_feed
from knowledge.rides.gtfs_fares import Fare
from knowledge.rides.gtfs_tables import decode, read_tables
from knowledge.rides.journeys import find_earliest
from knowledge.rides.on_demand import OnDemandService
from knowledge.rides.on_demand_options import (
    OnDemandOption,
    find_booking,
    find_on_demand,
    find_out_and_back,
    must_be_booked,
    whole_day,
)
from knowledge.rides.out_and_back import Wish
from knowledge.rides.timetable import build_timetable
from knowledge.rides.zones import End, Zone
from tests.knowledge.rides.feeds import STOPS, Rows, pack, tables
from tests.knowledge.rides.flex_feeds import (
    DIALLED,
    RULE_COLUMNS,
    TOWN,
    VILLAGE,
    find_one,
    flex_tables,
    geojson,
    local,
    services_of,
    square,
    told,
)

TUESDAY = "2026-11-24"
BEFORE = "2026-11-23 09:00"
BERLIN = ZoneInfo("Europe/Berlin")


def refusals(content: bytes) -> list[str]:
    with pytest.raises(FeedError) as caught:
        load_feed(content, "example.zip")
    return [str(refusal) for refusal in caught.value.refused]


# Names


def a_group(others: Mapping[str, Rows | None] | None = None) -> dict[str, Rows | None]:
    """A bus between the stops of one group, in the final names."""
    names = "start_pickup_drop_off_window,end_pickup_drop_off_window"
    return flex_tables(others={
        "stops.txt": STOPS,
        "locations.geojson": None,
        "location_groups.txt": ("location_group_id,location_group_name", "group,Example group"),
        "location_group_stops.txt": ("location_group_id,stop_id", "group,village", "group,town_n", "group,town_s"),
        "stop_times.txt": (
            f"trip_id,stop_sequence,stop_id,location_group_id,{names},pickup_type,drop_off_type,pickup_booking_rule_id",
            "out,1,,group,08:00:00,18:00:00,2,2,rule",
        ),
        "trips.txt": ("route_id,service_id,trip_id", "r,daily,out"),
        **(others or {}),
    })  # fmt: skip


DRAFT_TIMES = (
    "trip_id,stop_sequence,stop_id,start_pickup_dropoff_window,end_pickup_dropoff_window,pickup_type,drop_off_type,"
    "pickup_booking_rule_id",
    "out,1,group,08:00:00,18:00:00,2,2,rule",
)
DRAFT_2023 = a_group(others={
    "location_groups.txt": (
        "location_group_id,location_id,location_group_name", "group,village,Example group", "group,town_n,",
        "group,town_s,",
    ),
    "location_group_stops.txt": None,
    "stop_times.txt": DRAFT_TIMES,
})  # fmt: skip
DRAFT_2022 = a_group(others={
    "location_groups.txt": None,
    "location_group_stops.txt": None,
    "areas.txt": ("area_id,area_name", "group,Example group", "fares,Of fares alone"),
    "stop_areas.txt": ("area_id,stop_id", "group,village", "group,town_n", "group,town_s", "fares,nowhere"),
    "stop_times.txt": DRAFT_TIMES,
})  # fmt: skip


@pytest.mark.parametrize("feed", [a_group(), DRAFT_2023, DRAFT_2022], ids=["final", "2023", "2022"])
def test_a_group_of_stops_is_served_under_each_of_its_names(feed: dict[str, Rows | None]) -> None:
    option = find_one(services_of(feed), TUESDAY, BEFORE)
    assert told(option) == "08:00-18:00, by Tue 24 17:00"
    assert option is not None
    assert option.board.stop is not None
    assert option.alight.stop is not None
    assert (option.board.stop.name, option.alight.stop.name) == ("Village", "Town  square")


def test_a_draft_may_name_a_polygon_where_stops_stand() -> None:
    feed = a_group(others={
        "locations.geojson": geojson(zone=square(44.0, 6.0)),
        "location_groups.txt": ("location_group_id,location_id,location_group_name", "group,zone,", "group,town_n,"),
        "location_group_stops.txt": None,
        "stop_times.txt": DRAFT_TIMES,
    })  # fmt: skip
    assert told(find_one(services_of(feed), TUESDAY, BEFORE)) == "08:00-18:00, by Tue 24 17:00"


def test_a_feed_that_is_on_demand_alone_has_an_empty_timetable() -> None:
    feed = load_feed(pack(flex_tables()), "example.zip")
    timetable = build_timetable([feed])
    assert timetable is not None
    day = local(f"{TUESDAY} 10:00")
    assert find_earliest(timetable, VILLAGE.position, TOWN.position, day) is None
    assert [service.name for service in feed.on_demand] == ["Example on demand"]


def test_a_feed_of_polygons_needs_no_stops() -> None:
    assert told(find_one(services_of(flex_tables()), TUESDAY, BEFORE)) is not None


def test_polygons_have_holes_and_parts() -> None:
    ring, hole, island = square(44.0, 6.0), square(44.0, 6.0, 0.01), square(44.1, 6.0)
    many = '{"type":"FeatureCollection","features":[{"type":"Feature","id":"village","geometry":'
    many += f'{{"type":"MultiPolygon","coordinates":[[{ring},{hole}],[{island}]]}}}},'
    many += f'{{"type":"Feature","id":"town","geometry":{{"type":"Polygon","coordinates":[{island}]}}}}]}}'
    services = services_of(flex_tables(others={"locations.geojson": (many,)}))
    assert find_one(services, TUESDAY, BEFORE) is None  # the village lies in the hole
    edge = End(Position(44.015, 6.015))
    assert told(find_one(services, TUESDAY, BEFORE, ends=(edge, TOWN))) == "08:00-18:00, by Tue 24 17:00"


def test_a_zone_of_communes_needs_no_polygon() -> None:
    zone = Zone(communes=frozenset({"04116"}))
    assert zone.find_spot(End(Position(0, 0), "04116"), 0) is not None
    assert zone.find_spot(End(Position(0, 0), "04049"), 0) is None


# Lines that deviate

STOP_TIMES = (
    "trip_id,stop_sequence,stop_id,location_id,arrival_time,departure_time,start_pickup_drop_off_window,"
    "end_pickup_drop_off_window,pickup_type,drop_off_type,pickup_booking_rule_id,drop_off_booking_rule_id"
)


def a_line(pickup: str = "2", drop_off: str = "2") -> tuple[OnDemandService, ...]:
    """From the village at 8:00 by the zone of the town, off the line, to the city at 9:00."""
    return services_of(
        flex_tables(others={
            "stops.txt": STOPS,
            "locations.geojson": geojson(town=square(44.1, 6.0)),
            "trips.txt": ("route_id,service_id,trip_id", "r,daily,out"),
            "stop_times.txt": (
                STOP_TIMES,
                "out,1,village,,08:00:00,08:00:00,,,0,0,rule,rule",
                f"out,2,,town,,,08:20:00,08:40:00,{pickup},{drop_off},rule,rule",
                "out,3,city,,09:00:00,09:00:00,,,0,0,rule,rule",
            ),
        })
    )  # fmt: skip


CITY = End(Position(44.2, 6.0))


def test_a_line_may_be_left_at_the_door() -> None:
    option = find_one(a_line(), TUESDAY, BEFORE)
    assert told(option) == "08:00-08:00, by Tue 24 07:00"
    assert option is not None
    assert option.board.stop is not None
    assert option.alight.stop is None


def test_a_line_may_pick_up_at_the_door() -> None:
    option = find_one(a_line(), TUESDAY, BEFORE, ends=(TOWN, CITY))
    assert told(option) == "08:20-08:40, by Tue 24 07:40"
    assert option is not None
    assert f"{option.arrive.start:%H:%M}" == f"{option.arrive.end:%H:%M}" == "09:00"


def test_nobody_rides_a_line_backwards() -> None:
    assert find_one(a_line(), TUESDAY, BEFORE, ends=(CITY, TOWN)) is None
    assert find_one(a_line(), TUESDAY, BEFORE, ends=(TOWN, VILLAGE)) is None


def test_a_line_that_is_left_for_a_door_takes_one_there_and_back() -> None:
    """Timed calls are kept to the minute: 8:00 there, a visit of an hour and a half, and back at 10:05."""
    services = services_of(a_loop())
    for stay, pairs in ((95, 1), (110, 0)):
        found = find_out_and_back(
            services, VILLAGE, TOWN, date(2026, 11, 24), local(BEFORE), Wish(timedelta(minutes=stay))
        )
        assert [(told(pair.out), told(pair.back)) for pair in found] == pairs * [
            ("08:00-08:00, by Tue 24 07:00", "10:05-10:05, by Tue 24 09:05")
        ]


def a_loop() -> dict[str, Rows | None]:
    return flex_tables(
        others={
            "stops.txt": STOPS,
            "locations.geojson": geojson(town=square(44.1, 6.0)),
            "stop_times.txt": (
                STOP_TIMES,
                "out,1,village,,08:00:00,08:00:00,,,0,0,,",
                "out,2,,town,,,08:15:00,08:20:00,1,2,rule,rule",
                "back,1,town_n,,10:05:00,10:05:00,,,2,0,rule,",
                "back,2,village,,10:30:00,10:30:00,,,0,0,,",
            ),
        }
    )


def test_from_stop_to_stop_the_timetable_speaks() -> None:
    assert find_one(a_line(), TUESDAY, BEFORE, ends=(VILLAGE, CITY)) is None


def test_bans_hold_on_demand_too() -> None:
    assert find_one(a_line(pickup="1"), TUESDAY, BEFORE, ends=(TOWN, CITY)) is None
    assert find_one(a_line(drop_off="1"), TUESDAY, BEFORE) is None


def test_what_the_driver_is_told_needs_no_call() -> None:
    option = find_one(a_line(drop_off="3"), TUESDAY, f"{TUESDAY} 07:59")
    assert option is not None
    assert option.tell_driver
    assert (option.book_by, option.can_call_now, option.to_confirm) == (None, False, False)
    assert find_one(a_line(drop_off="3"), TUESDAY, f"{TUESDAY} 08:01") is None


def test_a_timed_ride_that_must_be_booked_says_how() -> None:
    feed = tables({"bus": ("village 08:00", "town_n 08:20")})
    feed["stop_times.txt"] = (
        "trip_id,stop_sequence,stop_id,arrival_time,departure_time,pickup_type,drop_off_type,pickup_booking_rule_id",
        "bus,1,village,08:00:00,08:00:00,2,0,rule",
        "bus,2,town_n,08:20:00,08:20:00,0,0,",
    )
    feed["booking_rules.txt"] = (RULE_COLUMNS, f"rule,2,,,1,17:00:00,,,,,{DIALLED}")
    loaded = load_feed(pack(feed), "example.zip")
    timetable = build_timetable([loaded])
    assert timetable is not None
    journey = find_earliest(timetable, VILLAGE.position, TOWN.position, local(f"{TUESDAY} 07:00"))
    assert journey is not None
    ride = journey.rides[0]
    assert ride.ask_pickup
    assert must_be_booked(loaded.on_demand, ride)
    assert told(find_booking(loaded.on_demand, ride, local("2026-11-23 17:00"))) == "08:00-08:00, by Mon 23 17:00"
    late = timedelta(minutes=10)
    late_ride = replace(ride, depart=ride.depart + late, arrive=ride.arrive + late, departs_later=late)
    assert must_be_booked(loaded.on_demand, late_ride)
    assert find_booking(loaded.on_demand, ride, local("2026-11-23 17:01")) is None
    assert told(find_one(loaded.on_demand, TUESDAY, BEFORE)) == "08:00-08:00, by Mon 23 17:00"


# Free texts


def test_phone_and_notice_are_read_out_of_the_message_and_to_be_confirmed() -> None:
    message = "Réservation au 04 92 30 00 00 la veille avant 17h"
    feed = flex_tables(f"rule,2,,,,,,,,{message},")
    feed["booking_rules.txt"] = (RULE_COLUMNS, f"rule,2,,,,,,,,{message},")
    option = find_one(services_of(feed), TUESDAY, "2026-11-23 17:00")
    assert told(option) == "08:00-18:00, by Mon 23 17:00"
    assert option is not None
    assert (option.phone, option.to_confirm) == ("+33492300000", True)
    assert find_one(services_of(feed), TUESDAY, "2026-11-23 17:01") is None


def test_fields_win_over_the_message() -> None:
    rule = "rule,1,30,,,,,,,Réservation la veille avant 17h au 04 92 30 00 00,"
    option = find_one(services_of(flex_tables(rule)), TUESDAY, f"{TUESDAY} 09:00")
    assert told(option) == "09:30-18:00, by Tue 24 17:30"
    assert option is not None
    assert (option.phone, option.to_confirm) == (DIALLED, False)


def test_a_ride_without_notice_whose_message_asks_for_it_is_not_promised() -> None:
    option = find_one(services_of(flex_tables("rule,0,,,,,,,,Réserver 2h avant,")), TUESDAY, f"{TUESDAY} 09:00")
    assert told(option) == "11:00-18:00, by Tue 24 16:00"
    assert option is not None
    assert option.to_confirm


# Refused


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"booking_rules.txt": (RULE_COLUMNS, "other,1,60,,,,,,,,")},
            "example.zip/stop_times.txt, row 2, pickup_booking_rule_id = 'rule': is no rule of booking_rules.txt",
        ),
        (
            {"locations.geojson": geojson(village=square(44.0, 6.0))},
            "example.zip/stop_times.txt, row 3, location_id = 'town': is no location of locations.geojson, no group of "
            "location_groups.txt and no stop of stops.txt",
        ),
        (
            {"booking_rules.txt": (RULE_COLUMNS, "rule,2,,,1,17:00:00,,,nowhere,,")},
            "example.zip/booking_rules.txt, row 2, prior_notice_service_id = 'nowhere': "
            "is no service of calendar.txt or calendar_dates.txt",
        ),
        (
            {"booking_rules.txt": (RULE_COLUMNS, "rule,7,,,,,,,,,")},
            "example.zip/booking_rules.txt, row 2, booking_type = '7': is none of 0, 1, 2",
        ),
        (
            {"booking_rules.txt": (RULE_COLUMNS, "rule,1,-60,,,,,,,,")},
            "example.zip/booking_rules.txt, row 2, prior_notice_duration_min = '-60': is no whole number",
        ),
        (
            {"booking_rules.txt": (RULE_COLUMNS, "rule,2,,,1,25h,,,,,")},
            "example.zip/booking_rules.txt, row 2, prior_notice_last_time = '25h': is no time; it takes HH:MM:SS",
        ),
        (
            {"locations.geojson": ('{"features":[{"id":"v","geometry":{"type":"Point","coordinates":[6,44]}}]}',)},
            "example.zip/locations.geojson, row 1, geometry = 'Point': is none of Polygon, MultiPolygon",
        ),
        (
            {"locations.geojson": geojson(village=square(6.0, 144.0), town=square(144.0, 6.0))},
            "example.zip/locations.geojson, row 2, geometry = 'Polygon': lies beyond the Earth: "
            "it takes longitude, then latitude",
        ),
    ],
)  # fmt: skip
def test_what_is_broken_is_refused(changes: dict[str, Rows | None], expected: str) -> None:
    assert expected in refusals(pack(flex_tables(others=changes)))


def test_windows_that_are_none_are_refused() -> None:
    assert (
        "example.zip/stop_times.txt, row 2, end_pickup_drop_off_window = '07:00:00': is before the start of the window"
        in refusals(pack(flex_tables(window="08:00:00,07:00:00")))
    )
    assert (
        "example.zip/stop_times.txt, row 2, start_pickup_drop_off_window = '8 Uhr': is no time; it takes HH:MM:SS"
        in refusals(pack(flex_tables(window="8 Uhr,18:00:00")))
    )


def test_a_group_with_a_stop_that_is_nowhere_is_refused() -> None:
    members = ("location_group_id,stop_id", "group,village", "group,nowhere", "gruop,town_n")
    assert refusals(pack(a_group(others={"location_group_stops.txt": members}))) == [
        "example.zip/location_group_stops.txt, row 3, stop_id = 'nowhere': is no stop of stops.txt",
        "example.zip/location_group_stops.txt, row 4, location_group_id = 'gruop': is no group of location_groups.txt",
    ]


# Real feeds


def test_the_sample_with_broken_keys_is_refused(shared: Path) -> None:
    name = "flex-on-demand-services-between-multiple-zones.zip"
    with pytest.raises(FeedError) as caught:
        load_feed((shared / "data/gtfs" / name).read_bytes(), name)
    assert [str(refusal) for refusal in caught.value.refused] == [
        f"{name}/stop_times.txt, row {row}, trip_id = 't_5298041_b_77503_tn_0': is no trip of trips.txt"
        for row in (4, 5)
    ]


def real(shared: Path, name: str) -> tuple[OnDemandService, ...]:
    return load_feed((shared / "data/gtfs" / name).read_bytes(), name).on_demand


def test_a_real_zone_is_served_the_days_before_three_o_clock(shared: Path) -> None:
    services = real(shared, "flex-on-demand-services-within-a-single-zone.zip")
    chicago, new_ulm = ZoneInfo("America/Chicago"), End(Position(44.3115, -94.4615))
    window = whole_day(date(2024, 3, 12), chicago)
    found = find_on_demand(services, new_ulm, new_ulm, window, local("2024-03-11 15:00", chicago))
    assert [told(option) for option in found] == ["06:15-17:45, by Mon 11 15:00"]  # of two zones
    assert {option.phone for option in found} == {"+15073592717"}
    assert find_on_demand(services, new_ulm, new_ulm, window, local("2024-03-11 15:01", chicago)) == ()


def test_a_real_line_leaves_its_way_where_the_driver_is_told(shared: Path) -> None:
    services = real(shared, "flex-deviated-drop-off-route.zip")
    chicago = ZoneInfo("America/Chicago")
    start, door = End(Position(44.32444, -94.48326)), End(Position(44.3180, -94.4820))
    found = find_on_demand(
        services, start, door, whole_day(date(2024, 3, 12), chicago), local("2024-03-12 07:00", chicago)
    )
    assert found
    assert all(option.tell_driver for option in found)
    assert {option.board.stop.name for option in found if option.board.stop} == {"Linderhof/Hillside Apartments"}
    assert {option.fare for option in found} == {Fare(Decimal("1.00"), "USD")}


def what_one_hears(options: tuple[OnDemandOption, ...]) -> set[tuple[object, ...]]:
    return {
        (
            option.pickup,
            option.book_by,
            option.call_from,
            option.can_call_now,
            option.phone,
            option.url,
            option.rule,
            option.to_confirm,
            option.tell_driver,
        )
        for option in options
    }


def served_by_both(old: Zone, final: Zone) -> list[Position]:
    """The final feed has lost some places of the old one: Steinhöfel, Rosow, Mescherin..."""
    at = [stop.position for stop in final.stops]
    return [stop.position for stop in old.stops if min(distance_m(stop.position, one) for one in at) <= 200]


def days_around_changes(chance: random.Random) -> date:
    """Any day of 2023, more often weekends of the clock changes and public holidays."""
    special = [date(2023, 3, 25), date(2023, 3, 26), date(2023, 10, 28), date(2023, 10, 29), date(2023, 5, 1)]
    return chance.choice([*special, *(date(2023, 1, 1) + timedelta(days=chance.randrange(365)) for _ in range(5))])


def test_the_old_and_the_final_feed_of_one_service_give_the_same_answers(shared: Path) -> None:
    old, final = real(shared, "bbnavi-flex.zip"), {line.name: line for line in real(shared, "vbb-flex.zip")}
    chance, answered = random.Random(4), 0
    doors = {line.name: served_by_both(zone_of(line), zone_of(final[line.name])) for line in old}
    for _ in range(500):
        line = chance.choice(old)
        origin, goal = (End(position) for position in chance.sample(doors[line.name], 2))
        day = days_around_changes(chance)
        window = whole_day(day, BERLIN)
        now = datetime.combine(day, time(), BERLIN) + timedelta(minutes=chance.randrange(-1440, 1500))
        before = find_on_demand([line], origin, goal, window, now)
        assert what_one_hears(before) == what_one_hears(find_on_demand([final[line.name]], origin, goal, window, now))
        answered += bool(before)
    assert answered > 200


def zone_of(service: OnDemandService) -> Zone:
    return service.runs[0].calls[0].zone


def test_the_same_tables_under_either_names_give_the_same_answers(shared: Path) -> None:
    """The final feed, with nothing but its names written back to those of the draft."""
    content = (shared / "data/gtfs/vbb-flex.zip").read_bytes()
    final, draft = (load_feed(feed, "one.zip").on_demand for feed in (content, in_draft_names(content)))
    chance = random.Random(4)
    stops = [stop for service in final for stop in zone_of(service).stops]
    for _ in range(100):
        origin, goal = (End(stop.position) for stop in chance.sample(stops, 2))
        day = days_around_changes(chance)
        now = datetime.combine(day, time(), BERLIN) + timedelta(minutes=chance.randrange(-1440, 1500))
        answers = [find_on_demand(feed, origin, goal, whole_day(day, BERLIN), now) for feed in (final, draft)]
        assert [map_names(found) for found in answers[:1]] == [map_names(found) for found in answers[1:]]


def map_names(options: tuple[OnDemandOption, ...]) -> list[tuple[object, ...]]:
    return [
        (option.service.name, option.service.operator, option.board, option.alight, told(option)) for option in options
    ]


def in_draft_names(content: bytes) -> bytes:
    tables = read_tables(content, "one.zip")
    rows = {name: list(csv.DictReader(io.StringIO(decode(text)))) for name, text in tables.texts.items()}
    names = {row["location_group_id"]: row["location_group_name"] for row in rows["location_groups.txt"]}
    rows["location_groups.txt"] = [
        {"location_group_id": row["location_group_id"], "location_id": row["stop_id"],
         "location_group_name": names.pop(row["location_group_id"], "")}
        for row in rows.pop("location_group_stops.txt")
    ]  # fmt: skip
    for row in rows["stop_times.txt"]:
        row["stop_id"] = row.pop("location_group_id")
    return pack({name: as_csv(table) for name, table in rows.items()})


def as_csv(rows: list[dict[str, str]]) -> list[str]:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().splitlines()
