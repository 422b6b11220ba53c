"""A full day of Car Jaune (Réunion) by SMS. All pairs of places: ``python -m tests.benchmarks.ride_answers``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.handlers.answers.full_day import load_with_phone, tell_day

SAMPLED_PAIRS = 40


def test_every_ride_fits_into_two_segments_with_all_times_the_way_back_and_the_phone(shared: Path) -> None:
    timetable = load_with_phone(shared / "data/gtfs/car-jaune.zip")
    count = 0
    for told in tell_day(timetable, date(2025, 10, 6), SAMPLED_PAIRS):
        count += 1
        assert told.sms.segments <= 2, told
        assert not told.missing, told
    assert count > 1_000
