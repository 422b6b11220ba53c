"""What can still be booked, until when, and when somebody answers: right to the minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from math import inf

import pytest

from knowledge.model import Position, Source
from knowledge.rides.booking_rules import BookingRule, WeekdayDeadline, WorkingDays
from knowledge.rides.on_demand import Call, OnDemandService, Run, WeeklyHours, Window
from knowledge.rides.on_demand_options import (
    find_next_day,
    find_next_out_and_back,
    find_on_demand,
    find_out_and_back,
    whole_day,
)
from knowledge.rides.out_and_back import Wish
from knowledge.rides.zones import End, Zone
from tests.knowledge.rides.flex_feeds import (
    DIALLED,
    FAR,
    PARIS,
    TOWN,
    VILLAGE,
    find_one,
    flex_tables,
    local,
    services_of,
    told,
)

TUESDAY, MONDAY = "2026-11-24", "2026-11-23"


def test_an_hour_s_notice_is_counted_to_the_minute() -> None:
    services = services_of(flex_tables("rule,1,60,,,,,,,,"))
    assert told(find_one(services, TUESDAY, f"{MONDAY} 10:00")) == "08:00-18:00, by Tue 24 17:00"
    assert told(find_one(services, TUESDAY, f"{TUESDAY} 07:00")) == "08:00-18:00, by Tue 24 17:00"
    assert told(find_one(services, TUESDAY, f"{TUESDAY} 07:01")) == "08:01-18:00, by Tue 24 17:00"
    assert told(find_one(services, TUESDAY, f"{TUESDAY} 17:00")) == "18:00-18:00, by Tue 24 17:00"
    assert told(find_one(services, TUESDAY, f"{TUESDAY} 17:01")) is None


def test_the_window_that_is_asked_for_counts() -> None:
    services = services_of(flex_tables("rule,1,60,,,,,,,,"))
    asked = find_one(services, TUESDAY, f"{TUESDAY} 08:00", hours=("13:00", "14:30"))
    assert told(asked) == "13:00-14:30, by Tue 24 13:30"
    assert find_one(services, TUESDAY, f"{TUESDAY} 08:00", hours=("18:01", "20:00")) is None


def test_one_who_must_be_there_by_an_hour_is_picked_up_early_enough() -> None:
    services = services_of(flex_tables("rule,1,60,,,,,,,,"))
    by = local(f"{TUESDAY} 10:00")
    window = Window(local(f"{TUESDAY} 00:00"), by)
    (option,) = find_on_demand(services, VILLAGE, TOWN, window, local(f"{MONDAY} 10:00"), arrive_by=by)
    assert option.pickup.end < by
    assert option.arrive.end <= by
    too_early = local(f"{TUESDAY} 08:05")
    assert find_on_demand(services, VILLAGE, TOWN, window, local(f"{MONDAY} 10:00"), arrive_by=too_early) == ()


def test_the_day_before_ends_at_its_hour() -> None:
    services = services_of(flex_tables("rule,2,,,1,17:00:00,,,,,"))
    assert told(find_one(services, TUESDAY, f"{MONDAY} 16:59")) == "08:00-18:00, by Mon 23 17:00"
    assert told(find_one(services, TUESDAY, f"{MONDAY} 17:00")) == "08:00-18:00, by Mon 23 17:00"
    assert told(find_one(services, TUESDAY, f"{MONDAY} 17:01")) is None


def test_a_weekend_does_not_count_where_only_working_days_do() -> None:
    services = services_of(flex_tables("rule,2,,,1,12:00:00,,,working,,"))
    assert told(find_one(services, MONDAY, "2026-11-20 12:00")) == "08:00-18:00, by Fri 20 12:00"
    assert told(find_one(services, MONDAY, "2026-11-20 12:01")) is None
    assert told(find_one(services, "2026-11-22", "2026-11-20 12:00")) == "08:00-18:00, by Fri 20 12:00"
    two_days = services_of(flex_tables("rule,2,,,2,12:00:00,,,working,,"))
    assert told(find_one(two_days, TUESDAY, "2026-11-20 12:00")) == "08:00-18:00, by Fri 20 12:00"


def test_a_public_holiday_is_no_working_day() -> None:
    holiday = ("service_id,date,exception_type", "working,20261111,2")
    services = services_of(flex_tables("rule,2,,,1,12:00:00,,,working,,", others={"calendar_dates.txt": holiday}))
    assert told(find_one(services, "2026-11-12", "2026-11-09 09:00")) == "08:00-18:00, by Tue 10 12:00"


def test_a_ride_at_the_moment_is_asked_for_when_one_wants_to_leave() -> None:
    services = services_of(flex_tables("rule,0,,,,,,,,,"))
    assert told(find_one(services, TUESDAY, f"{TUESDAY} 07:59")) == "08:00-18:00, by Tue 24 18:00, from Tue 24 08:00"
    assert told(find_one(services, TUESDAY, f"{TUESDAY} 08:00")) == "08:00-18:00, by Tue 24 18:00, now"
    assert told(find_one(services, TUESDAY, f"{TUESDAY} 09:12")) == "09:12-18:00, by Tue 24 18:00, now"
    assert told(find_one(services, TUESDAY, f"{TUESDAY} 18:00")) == "18:00-18:00, by Tue 24 18:00, now"
    assert told(find_one(services, TUESDAY, f"{TUESDAY} 18:01")) is None
    assert told(find_one(services, TUESDAY, f"{MONDAY} 09:00")) == "08:00-18:00, by Tue 24 18:00, from Tue 24 08:00"


def test_one_may_not_ring_before_bookings_open() -> None:
    services = services_of(flex_tables("rule,2,,,1,17:00:00,7,08:00:00,,,"))
    assert told(find_one(services, TUESDAY, "2026-11-16 10:00")) == "08:00-18:00, by Mon 23 17:00, from Tue 17 08:00"
    hours = services_of(flex_tables("rule,1,60,120,,,,,,,"))
    assert told(find_one(hours, TUESDAY, f"{MONDAY} 10:00")) == "08:00-18:00, by Tue 24 17:00, from Tue 24 06:00"


@pytest.mark.parametrize(
    ("day", "now", "expected"),
    [
        # The clocks go from 2:00 to 3:00 that night: 60 minutes before 3:30 it is 1:30.
        ("2026-03-29", datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "03:30-03:30, by Sun 29 01:30"),
        ("2026-03-29", datetime(2026, 3, 29, 0, 31, tzinfo=UTC), None),
        # They go from 3:00 back to 2:00: 60 minutes before 3:30 it is 2:30 for the second time.
        ("2026-10-25", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "03:30-03:30, by Sun 25 02:30"),
        ("2026-10-25", datetime(2026, 10, 25, 1, 31, tzinfo=UTC), None),
    ],
)
def test_minutes_are_minutes_when_the_clocks_change(day: str, now: datetime, expected: str | None) -> None:
    services = services_of(flex_tables("rule,1,60,,,,,,,,", window="03:30:00,03:30:00"))
    assert told(find_one(services, day, now)) == expected


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_the_day_before_is_the_day_before_when_the_clocks_change(day: str) -> None:
    services = services_of(flex_tables("rule,2,,,1,17:00:00,,,,,"))
    eve = date.fromisoformat(day) - timedelta(days=1)
    option = find_one(services, day, f"{eve} 17:00")
    assert told(option) == f"08:00-18:00, by {eve:%a %d} 17:00"
    assert find_one(services, day, f"{eve} 17:01") is None
    monday = date.fromisoformat(day) + timedelta(days=1)
    assert (
        told(find_one(services, str(monday), f"{day} 17:00"))
        == f"08:00-18:00, by {date.fromisoformat(day):%a %d} 17:00"
    )


def test_an_unknown_deadline_is_said_to_be_unknown() -> None:
    option = find_one(services_of(flex_tables("rule,1,,,,,,,,,")), TUESDAY, f"{TUESDAY} 09:00")
    assert told(option) == "09:00-18:00, by ?"
    assert option is not None
    assert option.to_confirm


def test_whom_to_ring_is_told_as_it_is_dialled() -> None:
    option = find_one(services_of(flex_tables()), TUESDAY, f"{TUESDAY} 09:00")
    assert option is not None
    assert (option.phone, option.service.name, option.service.operator) == (
        DIALLED,
        "Example on demand",
        "Example buses",
    )
    assert not option.to_confirm


def test_nobody_is_taken_who_lives_outside() -> None:
    services = services_of(flex_tables())
    assert find_one(services, TUESDAY, f"{MONDAY} 09:00", ends=(FAR, TOWN)) is None
    assert find_one(services, TUESDAY, f"{MONDAY} 09:00", ends=(VILLAGE, FAR)) is None


@pytest.mark.parametrize(("drive", "arrives"), [(30.0, "08:30"), (inf, "08:19"), (None, "08:19")])
def test_minutes_by_road_are_used_where_they_are_known(drive: float | None, arrives: str) -> None:
    window = Window(local(f"{TUESDAY} 08:00"), local(f"{TUESDAY} 08:00"))
    services = services_of(flex_tables())
    (option,) = find_on_demand(
        services, VILLAGE, TOWN, window, local(f"{MONDAY} 09:00"), drive_min=lambda _from, _to: drive
    )
    assert f"{option.arrive.start:%H:%M}" == arrives


def test_an_expired_feed_offers_nothing() -> None:
    assert find_one(services_of(flex_tables()), "2027-01-05", "2027-01-04 09:00") is None


# What a spreadsheet says: communes, opening hours, a desk


def a_tad(rule: BookingRule, desk: str | None = "Mo-Fr 09:00-12:00,14:00-16:30", **changes: object) -> OnDemandService:
    """Between two communes, Monday to Saturday."""
    hours = WeeklyHours("Mo-Sa 08:00-18:00; PH off", "FR")
    zone = Zone(communes=frozenset({"04116", "04049"}))
    values: dict[str, object] = {
        "service_id": "tad",
        "name": "TAD exemple",
        "timezone": PARIS,
        "runs": (Run((Call(zone, hours, boarding_rule=rule, alighting_rule=rule),)),),
        "source": Source("a test", date(2026, 11, 1)),
        "phone": DIALLED,
        "desk_hours": desk,
        "country": "FR",
    }
    return OnDemandService(**{**values, **changes})  # type: ignore[arg-type]


MEES, ARNOUX = End(Position(44.03, 5.98), "04116"), End(Position(44.07, 6.0), "04049")
EVE_AT_17 = BookingRule(2, prior_notice_last_day=1, prior_notice_last_time=17 * 3600)


def tad_on(service: OnDemandService, day: str, now: str) -> str | None:
    found = find_on_demand((service,), MEES, ARNOUX, whole_day(date.fromisoformat(day), PARIS), local(now))
    return told(found[0]) if found else None


def test_one_can_only_ring_while_the_desk_answers() -> None:
    tad = a_tad(EVE_AT_17)
    assert tad_on(tad, TUESDAY, f"{MONDAY} 10:00") == "08:00-18:00, by Mon 23 16:30, now"
    assert tad_on(tad, TUESDAY, f"{MONDAY} 12:30") == "08:00-18:00, by Mon 23 16:30, from Mon 23 14:00"
    assert tad_on(tad, TUESDAY, f"{MONDAY} 16:29") == "08:00-18:00, by Mon 23 16:30, now"
    assert tad_on(tad, TUESDAY, f"{MONDAY} 16:30") is None


def test_over_a_weekend_the_desk_must_be_rung_on_friday() -> None:
    tad = a_tad(EVE_AT_17)
    assert tad_on(tad, MONDAY, "2026-11-20 15:00") == "08:00-18:00, by Fri 20 16:30, now"
    assert tad_on(tad, MONDAY, "2026-11-20 17:00") is None
    assert tad_on(tad, MONDAY, "2026-11-22 10:00") is None


def test_a_desk_that_rests_on_sundays_is_not_relied_on_on_a_public_holiday() -> None:
    # Wednesday 11 November is the Armistice.
    assert tad_on(a_tad(EVE_AT_17), "2026-11-12", "2026-11-10 15:00") == "08:00-18:00, by Tue 10 16:30, now"
    assert tad_on(a_tad(EVE_AT_17), "2026-11-12", "2026-11-11 10:00") is None
    said_open = a_tad(EVE_AT_17, desk="Mo-Fr,PH 09:00-12:00")
    assert tad_on(said_open, "2026-11-12", "2026-11-11 10:00") == "08:00-18:00, by Wed 11 12:00, now"
    every_day = a_tad(EVE_AT_17, desk="Mo-Su 09:00-12:00")
    assert tad_on(every_day, "2026-11-12", "2026-11-11 10:00") == "08:00-18:00, by Wed 11 12:00, now"


def test_a_desk_that_opens_late_makes_the_first_ride_later() -> None:
    tad = a_tad(BookingRule(1, prior_notice_duration_min=60))
    assert tad_on(tad, TUESDAY, f"{TUESDAY} 06:00") == "10:00-18:00, by Tue 24 16:30, from Tue 24 09:00"
    assert tad_on(tad, TUESDAY, f"{MONDAY} 16:00") == "08:00-18:00, by Tue 24 16:30, now"


def test_nobody_says_ring_now_where_desk_hours_are_unknown() -> None:
    assert tad_on(a_tad(EVE_AT_17, desk=None), TUESDAY, f"{MONDAY} 10:00") == "08:00-18:00, by Mon 23 17:00"


def test_friday_noon_is_the_deadline_for_monday_alone() -> None:
    rule = BookingRule(
        2, prior_notice_last_day=1, prior_notice_last_time=17 * 3600, by_weekday=(WeekdayDeadline((0,), 4, 12 * 3600),)
    )
    tad = a_tad(rule, desk=None)
    assert tad_on(tad, MONDAY, "2026-11-20 12:00") == "08:00-18:00, by Fri 20 12:00"
    assert tad_on(tad, MONDAY, "2026-11-20 12:01") is None
    assert tad_on(tad, TUESDAY, f"{MONDAY} 17:00") == "08:00-18:00, by Mon 23 17:00"


def test_working_days_skip_public_holidays() -> None:
    rule = BookingRule(
        2, prior_notice_last_day=1, prior_notice_last_time=12 * 3600, prior_notice_days=WorkingDays("FR")
    )
    assert tad_on(a_tad(rule, desk=None), "2026-11-12", "2026-11-09 09:00") == "08:00-18:00, by Tue 10 12:00"


def test_no_ride_on_days_without_service() -> None:
    tad = a_tad(EVE_AT_17)
    assert tad_on(tad, "2026-11-22", "2026-11-19 10:00") is None  # a Sunday
    assert tad_on(tad, "2026-11-11", "2026-11-09 10:00") is None  # Armistice


def test_the_first_day_that_can_still_be_booked_is_found() -> None:
    tad = (a_tad(EVE_AT_17),)
    found = find_next_day(tad, MEES, ARNOUX, date(2026, 11, 21), local("2026-11-20 17:00"))
    assert [f"{option.pickup.start:%a %d}" for option in found] == ["Tue 24"]
    assert find_next_day(tad, MEES, FAR, date(2026, 11, 21), local("2026-11-20 17:00")) == ()


# There and back


def there_and_back(now: str, day: date = date(2026, 11, 24), **wish: object) -> list[str | None]:
    services = services_of(flex_tables("rule,2,,,1,17:00:00,,,,,"))
    stay = Wish(**{"stay": timedelta(hours=1), **wish})  # type: ignore[arg-type]
    opening = [(local(f"{day} 14:00"), local(f"{day} 17:00"))]
    pairs = find_out_and_back(services, VILLAGE, TOWN, day, local(now), stay, opening)
    return [line for pair in pairs for line in (told(pair.out), told(pair.back))]


def test_out_and_back_leave_time_for_the_visit() -> None:
    # 11 km as the crow flies, some 19 minutes: there by 16:00 at the latest, back from 15:00 on; told to five minutes.
    assert there_and_back(f"{MONDAY} 10:00") == ["13:10-15:40, by Mon 23 17:00", "15:00-18:00, by Mon 23 17:00"]


def test_out_and_back_bring_one_home_in_time() -> None:
    assert there_and_back(f"{MONDAY} 10:00", home_by=time(16)) == [
        "13:10-14:20, by Mon 23 17:00",
        "15:00-15:40, by Mon 23 17:00",
    ]
    assert there_and_back(f"{MONDAY} 10:00", home_by=time(15)) == []


def test_nobody_is_taken_back_before_the_hour_that_was_said() -> None:
    assert there_and_back(f"{MONDAY} 10:00", back_from=time(17))[1] == "17:00-18:00, by Mon 23 17:00"
    assert there_and_back(f"{MONDAY} 10:00", back_from=time(18, 1)) == []


def test_nobody_is_taken_there_who_cannot_be_taken_back() -> None:
    only_out = services_of(
        flex_tables(others={"trips.txt": ("route_id,service_id,trip_id", "r,daily,out", "r,working,back")})
    )
    saturday = date(2026, 11, 28)
    wish = Wish(timedelta(hours=1))
    assert find_out_and_back(only_out, VILLAGE, TOWN, saturday, local(f"{MONDAY} 10:00"), wish) == ()
    pairs = find_next_out_and_back(only_out, VILLAGE, TOWN, saturday, local(f"{MONDAY} 10:00"), wish)
    assert [f"{pair.out.pickup.start:%a %d}" for pair in pairs] == ["Mon 30"]


def test_one_call_books_both() -> None:
    services = services_of(flex_tables("rule,1,60,,,,,,,,"))
    pairs = find_out_and_back(
        services, VILLAGE, TOWN, date(2026, 11, 24), local(f"{MONDAY} 10:00"), Wish(timedelta(hours=1))
    )
    assert [f"{pair.book_by:%a %H:%M}" for pair in pairs] == ["Tue 15:40"]


def test_a_window_of_nothing_finds_nothing() -> None:
    window = Window(local(f"{TUESDAY} 10:00"), local(f"{TUESDAY} 11:00"))
    assert find_on_demand((), VILLAGE, TOWN, window, local(f"{MONDAY} 10:00")) == ()
