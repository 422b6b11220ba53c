"""A price is told only where the feed has one for the whole route."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.rides.gtfs import load_feed
from knowledge.rides.gtfs_fares import Fare
from tests.knowledge.rides.feeds import Rows, pack, tables

TRIPS = {"t": ("village 08:00", "city 09:00")}
ATTRIBUTES = "fare_id,price,currency_type,payment_method,transfers"
RULES = "fare_id,route_id,origin_id,destination_id,contains_id"


def fare_of(**fares: Rows) -> Fare | None:
    feed = {**tables(TRIPS), **{f"{name}.txt": rows for name, rows in fares.items()}}
    return load_feed(pack(feed), "example.zip").routes[0].fare


def test_a_fare_without_rules_holds_everywhere() -> None:
    assert fare_of(fare_attributes=(ATTRIBUTES, "one,2.50,EUR,0,")) == Fare(Decimal("2.50"), "EUR")


def test_a_fare_of_the_route_is_told_and_that_of_another_is_not() -> None:
    rules = (RULES, "one,r,,,", "two,other,,,")
    assert fare_of(fare_attributes=(ATTRIBUTES, "one,2,EUR,0,", "two,9,EUR,0,"), fare_rules=rules) == Fare(
        Decimal(2), "EUR"
    )


@pytest.mark.parametrize(
    ("attributes", "rules"),
    [
        ((ATTRIBUTES, "one,2,EUR,0,", "two,9,EUR,0,"), (RULES,)),
        ((ATTRIBUTES, "one,2,EUR,0,"), (RULES, "one,r,a,b,")),
        ((ATTRIBUTES, "one,cheap,EUR,0,"), (RULES,)),
    ],
    ids=["two prices", "by zone", "no number"],
)
def test_what_has_no_one_price_is_not_told(attributes: Rows, rules: Rows) -> None:
    assert fare_of(fare_attributes=attributes, fare_rules=rules) is None


def test_fares_v2_are_read_where_they_are_flat() -> None:
    products = ("fare_product_id,fare_product_name,amount,currency", "single,Single,1.80,EUR")
    flat = ("leg_group_id,network_id,from_area_id,to_area_id,fare_product_id", "g,,,,single")
    by_area = (flat[0], "g,,a,b,single")
    assert fare_of(fare_products=products, fare_leg_rules=flat) == Fare(Decimal("1.80"), "EUR")
    assert fare_of(fare_products=products, fare_leg_rules=by_area) is None
