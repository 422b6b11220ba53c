"""Promises of the order in which options come, on a handful of services around one village."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.model import When
from handlers.rank import Wish, between_km, hours_of, rank, within
from knowledge.area import load_area
from knowledge.directory import Directory, build_directory
from knowledge.model import Alert, Position, Service
from knowledge.taxonomy import load_taxonomy
from tests.factories import a_location, a_place, a_position, a_service

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
"""A Tuesday."""
HERE = a_place()
KM = 1 / 111.2
"""Degrees of latitude."""


def at(km: float, **changes: Any) -> Service:
    """A doctor so many kilometres north of the village."""
    location = a_location(position=Position(a_position().lat + km * KM, a_position().lon))
    return a_service(**{"service_id": f"at-{km}", "location": location, **changes})


def around(*services: Service) -> Directory:
    return build_directory(load_area("durance-provence"), services, (HERE,), load_taxonomy())


def order(*services: Service, **wish: Any) -> list[str]:
    wanted = Wish(**{"needs": ("doctor",), "place": HERE, "at": NOW, **wish})
    return [option.service.service_id for option in rank(wanted, around(*services))]


def test_the_nearest_comes_first() -> None:
    assert order(at(9), at(2), at(5)) == ["at-2", "at-5", "at-9"]


def test_only_what_was_asked_for_is_listed() -> None:
    assert order(at(2), at(1, categories=("bakery",))) == ["at-2"]


def test_one_that_is_open_now_comes_before_nearer_ones_when_that_is_needed() -> None:
    closed, opened = at(1, opening_hours="Mo-Su 14:00-18:00"), at(8, opening_hours="Mo-Su 08:00-18:00")
    assert order(closed, opened, open_now=True) == ["at-8", "at-1"]
    assert order(closed, opened) == ["at-1", "at-8"]


def test_hours_that_are_not_known_are_neither_hidden_nor_put_before_open_ones() -> None:
    unknown, opened, closed = at(2), at(2.5, opening_hours="24/7"), at(1, opening_hours="Su 14:00-18:00")
    assert order(unknown, opened, closed, open_now=True) == ["at-2.5", "at-2", "at-1"]


def test_hours_that_cannot_be_read_are_unknown() -> None:
    assert hours_of(at(1, opening_hours="lu-ve sur rdv")).state_at(NOW).kind == "unknown"


def test_the_day_asked_for_counts_not_today() -> None:
    sunday = datetime(2026, 11, 29, tzinfo=NOW.tzinfo)
    when = When(sunday, sunday + timedelta(days=1), "day")
    on_weekdays, on_sundays = at(1, opening_hours="Mo-Fr 08:00-18:00"), at(6, opening_hours="Su 08:00-12:00")
    assert order(on_weekdays, on_sundays, when=when) == ["at-6", "at-1"]


def test_a_service_closed_by_an_alert_comes_last_while_it_lasts() -> None:
    until = date(2026, 12, 1)
    away = at(1, alert=Alert("congés", date(2026, 11, 20), until, closed=True))
    assert order(away, at(7)) == ["at-7", "at-1"]
    after = replace(away, alert=Alert("congés", date(2026, 11, 1), date(2026, 11, 20), closed=True))
    assert order(after, at(7)) == ["at-1", "at-7"]


def test_one_closed_for_a_time_comes_last() -> None:
    assert order(at(1, status="temporarily_closed"), at(7)) == ["at-7", "at-1"]


def test_one_that_is_closed_for_good_is_not_listed() -> None:
    assert order(at(1, status="defunct"), at(7)) == ["at-7"]


def test_of_two_neighbours_the_one_that_can_be_rung_comes_first() -> None:
    assert order(at(1, phones=()), at(1.1)) == ["at-1.1", "at-1"]


def test_a_name_said_counts_for_the_one_that_bears_it() -> None:
    assert order(at(1), at(3, name="Docteur Magnan"), words=frozenset({"magnan"})) == ["at-3", "at-1"]


def test_what_one_mainly_is_comes_before_what_also_has_one() -> None:
    assert order(at(1, categories=("hospital", "doctor")), at(1.5)) == ["at-1.5", "at-1"]


def test_across_the_border_is_less_near() -> None:
    abroad = at(2, location=replace(at(2).location, country="BE"))  # type: ignore[type-var]
    assert order(abroad, at(5)) == ["at-5", "at-2"]


def test_who_comes_to_the_house_is_listed_only_where_they_come() -> None:
    comes = at(3, service_id="comes", delivery="home", service_area=("04116",))
    elsewhere = at(1, service_id="elsewhere", delivery="home", service_area=("04070",))
    assert order(comes, elsewhere) == ["comes"]


def test_what_is_reached_by_phone_stands_between_the_village_and_the_next_but_one() -> None:
    by_phone = a_service(service_id="phone", location=None, delivery="phone", country="FR")
    assert order(by_phone, at(0.5), at(12)) == ["at-0.5", "phone", "at-12"]


def test_a_phone_line_of_another_country_is_not_listed() -> None:
    assert order(a_service(service_id="phone", location=None, delivery="phone", country="BE")) == []


def test_equal_ones_are_always_in_the_same_order() -> None:
    a, b = at(1, service_id="a"), at(1, service_id="b")
    assert order(a, b) == order(b, a)


def test_the_scores_of_an_option_add_up_to_its_place_in_the_list_and_bear_names() -> None:
    options = rank(Wish(("doctor",), HERE, NOW), around(at(9), at(2)))
    totals = [option.total for option in options]
    assert totals == sorted(totals, reverse=True)
    assert all(option.scores[0][0] in ("distance", "road minutes") for option in options)
    assert options[0].ranked().scores == options[0].scores


def test_nearness_is_measured_in_kilometres() -> None:
    options = rank(Wish(("doctor",), HERE, NOW), around(at(9), at(2)))
    assert [option.service.service_id for option in within(options, 5)] == ["at-2"]
    north = a_place("Nord", position=Position(HERE.position.lat + KM, HERE.position.lon))
    assert between_km(HERE, north) == pytest.approx(1, abs=0.01)
