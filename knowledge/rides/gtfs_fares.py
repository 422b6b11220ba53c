"""What a ride costs, where the feed says it simply: one price for a route, whoever rides and however far.

Fares by zone, by passenger or by transfer have no one price: what is not sure is not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from knowledge.rides.gtfs_tables import FeedTables


@dataclass(frozen=True, slots=True)
class Fare:
    """The full price of one ride."""

    price: Decimal
    currency: str
    """ISO 4217."""


def read_fares(tables: FeedTables, route_ids: frozenset[str]) -> dict[str, Fare]:
    """By route, the routes of one price alone. Prices that are no numbers are left aside: they mislead nobody."""
    prices = _read_legacy(tables, route_ids)
    if not prices:
        prices = _read_products(tables, route_ids)
    return {route: next(iter(fares)) for route, fares in prices.items() if len(fares) == 1}


def _read_legacy(tables: FeedTables, route_ids: frozenset[str]) -> dict[str, set[Fare]]:
    """fare_attributes.txt and fare_rules.txt; a fare without rules holds everywhere."""
    fares: dict[str, Fare] = {}
    for _, (fare_id, price, currency) in tables.rows("fare_attributes.txt", "fare_id", "price", "currency_type"):
        if fare := _fare(price, currency):
            fares[fare_id] = fare
    ruled: set[str] = set()
    prices: dict[str, set[Fare]] = {}
    by_zone: set[str] = set()
    columns = ("fare_id", "route_id", "origin_id", "destination_id", "contains_id")
    for _, (fare_id, route_id, *zones) in tables.rows("fare_rules.txt", *columns):
        ruled.add(fare_id)
        routes = {route_id} if route_id else route_ids
        if any(zones):
            by_zone |= routes
        elif fare_id in fares:
            for route in routes:
                prices.setdefault(route, set()).add(fares[fare_id])
    anywhere = {fare for fare_id, fare in fares.items() if fare_id not in ruled}
    everywhere = {route: prices.get(route, set()) | anywhere for route in route_ids - by_zone}
    return {route: known for route, known in everywhere.items() if known}


def _read_products(tables: FeedTables, route_ids: frozenset[str]) -> dict[str, set[Fare]]:
    """fare_products.txt and fare_leg_rules.txt (Fares v2), without areas, hours and kinds of passenger."""
    products: dict[str, set[Fare]] = {}
    columns = ("fare_product_id", "amount", "currency", "rider_category_id", "fare_media_id")
    for _, (product, amount, currency, _rider, _medium) in tables.rows("fare_products.txt", *columns):
        if fare := _fare(amount, currency):
            products.setdefault(product, set()).add(fare)
    networks = _read_networks(tables)
    prices: dict[str, set[Fare]] = {}
    narrow = ("from_area_id", "to_area_id", "from_timeframe_group_id", "to_timeframe_group_id")
    vague: set[str] = set()
    for _, (product, network, *only) in tables.rows("fare_leg_rules.txt", "fare_product_id", "network_id", *narrow):
        routes = networks.get(network, frozenset()) if network else route_ids
        if any(only):
            vague |= routes
        for route in routes:
            prices.setdefault(route, set()).update(products.get(product, set()))
    return {route: known for route, known in prices.items() if route not in vague}


def _read_networks(tables: FeedTables) -> Mapping[str, frozenset[str]]:
    networks: dict[str, set[str]] = {}
    for table in ("routes.txt", "route_networks.txt"):
        for _, (network, route) in tables.rows(table, "network_id", "route_id"):
            if network:
                networks.setdefault(network, set()).add(route)
    return {network: frozenset(routes) for network, routes in networks.items()}


def _fare(price: str, currency: str) -> Fare | None:
    try:
        amount = Decimal(price)
    except InvalidOperation:
        return None
    return Fare(amount, currency or "EUR") if amount.is_finite() and amount >= 0 else None
