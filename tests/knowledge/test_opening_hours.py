"""Promises about opening hours: what is open, what is not, and what nobody knows."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from knowledge.opening_hours import OpeningHours, OpeningHoursError, VisitRule

PARIS = ZoneInfo("Europe/Paris")
VECTORS = Path(__file__).parents[2] / "../shared/data/conformance/opening_hours_vectors.json"


def at(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


def hours(text: str | None, country: str | None = "FR", zone: str | None = "B") -> OpeningHours:
    return OpeningHours.parse(text, country, zone)


def test_open_until_the_end_of_the_morning() -> None:
    state = hours("Mo-Fr 09:00-12:00,14:00-17:00").state_at(at(11, 24, 10))
    assert (state.kind, state.until) == ("open", at(11, 24, 12))


def test_closed_at_noon_says_when_it_opens_again() -> None:
    state = hours("Mo-Fr 09:00-12:00,14:00-17:00").state_at(at(11, 24, 13))
    assert (state.kind, state.opens_at) == ("closed", at(11, 24, 14))


def test_a_visit_once_a_month_is_found_weeks_ahead() -> None:
    assert hours("Tu[1] 14:00-16:00").state_at(at(11, 4, 10)).opens_at == at(12, 1, 14)


def test_unknown_hours_are_unknown_everywhere() -> None:
    nobody_knows = hours(None)
    assert nobody_knows.state_at(at(11, 24, 10)).kind == "unknown"
    assert nobody_knows.is_open_during(at(11, 24, 10), at(11, 24, 12)) is None
    assert nobody_knows.hours_on(date(2026, 11, 24)) is None
    assert nobody_knows.intervals(at(11, 24), at(11, 25)) == ()


@pytest.mark.parametrize("comment", ["sur rendez-vous", "Sur RDV uniquement", "by appointment", "op afspraak"])
def test_on_appointment_is_not_open(comment: str) -> None:
    by_appointment = hours(f'Mo-Fr 09:00-12:00 "{comment}"')
    assert by_appointment.state_at(at(11, 24, 10)).kind == "appointment"
    assert by_appointment.is_open_during(at(11, 24, 9), at(11, 24, 12)) is False
    assert by_appointment.hours_on(date(2026, 11, 24)) == ()


@pytest.mark.parametrize("comment", ["Sans rendez-vous", "no appointment needed", "zonder afspraak"])
def test_without_appointment_is_open(comment: str) -> None:
    assert hours(f'Mo-Fr 09:00-12:00 open "{comment}"').state_at(at(11, 24, 10)).kind == "open"


def test_appointment_outside_opening_hours_is_a_fallback() -> None:
    both = hours('Mo-Fr 09:00-12:00 || "sur rendez-vous"')
    assert both.state_at(at(11, 24, 10)).kind == "open"
    assert both.state_at(at(11, 24, 15)).kind == "appointment"


def test_any_other_comment_means_that_one_must_ask() -> None:
    assert hours('Sa 10:00-12:00 "téléphoner avant"').state_at(at(11, 28, 11)).kind == "unknown"


def test_an_open_end_is_open_until_nobody_knows_when() -> None:
    state = hours("Mo-Fr 09:00+").state_at(at(11, 24, 11))
    assert (state.kind, state.until) == ("open", None)
    (interval,) = hours("Tu 09:00+").intervals(at(11, 24), at(11, 25))
    assert (interval.start, interval.end) == (at(11, 24, 9), None)


def test_public_holidays_are_those_of_the_country() -> None:
    weekdays = "Mo-Fr 09:00-17:00; PH off"
    assert hours(weekdays, "FR").hours_on(date(2027, 7, 14)) == ()
    assert hours(weekdays, "BE", None).hours_on(date(2027, 7, 14)) == ((time(9), time(17)),)
    assert hours(weekdays, "BE", None).hours_on(date(2027, 7, 21)) == ()


def test_school_holidays_are_those_of_the_zone() -> None:
    term_time = "Mo-Fr 09:00-17:00; SH off"
    assert hours(term_time).hours_on(date(2026, 12, 28)) == ()
    assert hours(term_time).hours_on(date(2026, 11, 24)) == ((time(9), time(17)),)
    assert hours(term_time, "BE", "VLG").hours_on(date(2026, 12, 28)) == ()


def test_hours_of_the_school_holidays_only() -> None:
    pool = hours("SH Mo-Fr 10:00-12:00")
    assert pool.hours_on(date(2026, 12, 28)) == ((time(10), time(12)),)
    assert pool.hours_on(date(2026, 11, 24)) == ()


def test_school_holidays_that_nobody_has_decreed_yet_are_unknown() -> None:
    assert hours("Mo-Fr 09:00-17:00; SH off").hours_on(date(2031, 3, 4)) is None
    assert hours("Mo-Fr 09:00-17:00; SH off", "FR", None).hours_on(date(2026, 11, 24)) is None


def test_where_school_holidays_change_nothing_the_zone_is_not_needed() -> None:
    assert hours("Mo-Fr 09:00-17:00; SH Sa 09:00-12:00", "FR", None).hours_on(date(2026, 11, 24)) == (
        (time(9), time(17)),
    )


def test_spaces_between_days_do_not_open_whole_days() -> None:
    assert hours("Mo, Tu 10:00-12:00").hours_on(date(2026, 11, 30)) == ((time(10), time(12)),)


def test_open_at_some_moment_of_the_window_is_enough() -> None:
    morning = hours("Mo-Fr 09:00-12:00")
    assert morning.is_open_during(at(11, 24, 11), at(11, 24, 18)) is True
    assert morning.is_open_during(at(11, 24, 12), at(11, 24, 18)) is False
    assert morning.is_open_during(at(11, 24, 9), at(11, 24, 9)) is True


def test_the_change_of_the_clocks_keeps_wall_clock_hours() -> None:
    state = hours("Mo-Su 08:00-12:00").state_at(at(10, 24, 20))
    assert state.opens_at == at(10, 25, 8)


def test_a_country_without_calendar_still_has_hours() -> None:
    assert hours("Mo-Fr 09:00-12:00", "ZZ", None).state_at(at(11, 24, 10)).kind == "open"


@pytest.mark.parametrize("text", ["8h-12h", "lundi matin", "sur rendez-vous"])
def test_what_is_not_osm_syntax_is_refused_with_the_text(text: str) -> None:
    with pytest.raises(OpeningHoursError, match=text):
        hours(text)


def test_the_same_hours_are_parsed_once() -> None:
    assert hours("Mo-Fr 09:00-12:00") is hours("Mo-Fr 09:00-12:00")


def test_the_rule_of_a_mobile_service_is_written_in_osm_syntax() -> None:
    rule = VisitRule(weekday=1, start=time(14), end=time(16), weeks_of_month=(1, 3))
    assert rule.to_opening_hours() == "Tu[1,3] 14:00-16:00"
    assert hours(rule.to_opening_hours()).hours_on(date(2026, 12, 1)) == ((time(14), time(16)),)


def test_most_vectors_of_the_reference_evaluator_give_the_same_intervals() -> None:
    """238 of the 375 strings are plain syntax for the engine; the others test tolerance to misspelling.

    What differs on purpose or by the engine: open ends (there "unknown" after a guessed time), appointments,
    rules after a fallback, hours past midnight overridden by the next day.
    """
    if not VECTORS.exists():
        pytest.skip("the shared conformance data is not on this machine")
    equal = parsed = 0
    for case in json.loads(VECTORS.read_text(encoding="utf-8")):
        for text in case["values"]:
            try:
                rules = OpeningHours.parse(text, "DE")
            except OpeningHoursError:
                continue
            parsed += 1
            equal += _intervals(rules, case) == _merge(
                [(_moment(span[0]), _moment(span[1]), len(span) > 2 and bool(span[2])) for span in case["intervals"]]
            )
    assert parsed >= 238
    assert equal / parsed >= 0.88


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)


Span = tuple[datetime, datetime | None, bool]


def _intervals(rules: OpeningHours, case: dict[str, str]) -> list[Span]:
    found = rules.intervals(_moment(case["from"]), _moment(case["to"]))
    return _merge([(span.start, span.end, span.kind in ("unknown", "appointment")) for span in found])


def _merge(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end, unsure in spans:
        if merged and merged[-1][1] == start and merged[-1][2] == unsure:
            merged[-1] = (merged[-1][0], end, unsure)
        else:
            merged.append((start, end, unsure))
    return merged
