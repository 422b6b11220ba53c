"""A full day of Car Jaune (Réunion) by SMS. All pairs of places: ``python -m tests.benchmarks.ride_answers``."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

from tests.handlers.answers.full_day import load_with_phone, tell_day
from tests.knowledge.rides.news import Calls, delays_of, feed

SAMPLED_PAIRS, LATE_PAIRS = 40, 15


def test_every_ride_fits_into_two_segments_with_all_times_the_way_back_and_the_phone(shared: Path) -> None:
    timetable = load_with_phone(shared / "data/gtfs/car-jaune.zip")
    count = 0
    for told in tell_day(timetable, date(2025, 10, 6), SAMPLED_PAIRS):
        count += 1
        assert told.sms.segments <= 2, told
        assert not told.missing, told
    assert count > 1_000


def test_every_ride_fits_when_all_are_late_and_one_is_cancelled(shared: Path) -> None:
    planned, day = load_with_phone(shared / "data/gtfs/car-jaune.zip"), date(2025, 10, 6)
    late: dict[str, Calls] = {trip.trip_id: [{"sequence": 1, "departure": 720}] for trip in planned.trips}
    now = datetime.combine(day, time(5), planned.zone)
    delays = delays_of(planned, feed(now, late, day="20251006"), now, "car-jaune.zip")
    count = 0
    for told in tell_day(planned.with_delays([delays]), day, LATE_PAIRS, cancelled=True):
        count += 1
        assert told.sms.segments <= 2, told
        assert not told.missing, told
    assert len(delays.days[day].hops) > 5_000
    assert count > 200
