"""A way there and back in words, from the fullest version to the shortest that still can be relied on.

Never left out: the day, every time, the way back, the line, the number to ring. Names of stops are shortened last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from handlers.answers.ride_on_demand import tell_booking
from handlers.answers.ride_search import Found, Way
from handlers.answers.ride_trip import Trip
from handlers.answers.scene import Scene
from handlers.wording import shorten
from knowledge.rides.gtfs import Route, Stop
from knowledge.rides.journeys import Journey, Ride

LEAST_LINE = 12
"""A line without a number is told by so much of its name at least."""
OTHERS = 3
"""Other departures of the day that are named."""
WALK_TOLD = timedelta(minutes=4)
"""A shorter walk to the stop is not worth a word."""
LATE_TOLD = 2
"""Minutes; the hours that are told have the delay already."""
CURRENCIES = {"EUR": "€"}
TRAIN = (2, *range(100, 118))
"""route_type of trains (the basic and the extended ones of GTFS)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How much is said; the versions of an answer go down ``SHAPES``."""

    hint: bool = True
    others: bool = True
    walk: bool = True
    fare: bool = True
    agency: bool = True
    place_limit: int = 34
    """Letters of each end in the title; 0: the title is the day alone."""
    stop_limit: int = 60
    line_limit: int = 24
    terse: bool = False
    """Signs for words, where three rides there and three back leave no room for them."""
    delay: bool = True
    """By how much a ride is late; the hours that are told have it already."""


@dataclass(frozen=True, slots=True)
class Before:
    """Sentences that must be read first: why the ride is not the one that was asked for."""

    full: tuple[str, ...] = ()
    short: tuple[str, ...] = ()

    def at(self, shape: Shape) -> tuple[str, ...]:
        return self.full if shape.hint else self.short


BARE = Shape(hint=False, others=False, walk=False, agency=False)
SHORT = replace(BARE, fare=False, place_limit=0, line_limit=12)
SHAPES: tuple[Shape, ...] = (
    Shape(),
    Shape(others=False),
    Shape(others=False, walk=False),
    replace(BARE, agency=True),
    BARE,
    replace(BARE, stop_limit=26),
    replace(SHORT, stop_limit=18, place_limit=34),
    replace(SHORT, stop_limit=18, place_limit=18),
    replace(SHORT, stop_limit=18),
    replace(SHORT, stop_limit=12),
    replace(SHORT, stop_limit=12, terse=True),
    replace(SHORT, stop_limit=7, terse=True),
    replace(SHORT, stop_limit=7, terse=True, delay=False),
)
"""From the fullest to the shortest; the last holds three rides there and three back."""
ENOUGH = 3
"""How many of the shorter shapes still say all that was asked."""


def way_versions(scene: Scene, trip: Trip, found: Found, way: Way, before: Before) -> list[list[str]]:
    return [[*before.at(shape), *_lines(scene, trip, found, way, shape)] for shape in SHAPES]


def _lines(scene: Scene, trip: Trip, found: Found, way: Way, shape: Shape) -> Iterator[str]:
    yield _title(scene, trip, way.out.depart.date(), shape)
    out = journey_text(scene, way.out, shape)
    yield out if way.back is None else scene.say("ride_out", journey=out)
    if way.back is not None:
        yield scene.say("ride_back", journey=journey_text(scene, way.back, shape))
    facts = [*_facts(scene, trip, found, way, shape)]
    if facts:
        yield " ".join(facts)
    if shape.hint:
        yield scene.say("ride_more_hint")


def _title(scene: Scene, trip: Trip, day: date, shape: Shape) -> str:
    told = scene.wording.day(day)
    if not shape.place_limit:
        return scene.say("ride_title_short", day=told[:1].upper() + told[1:])
    key = "ride_title_back" if scene.topic.is_back else "ride_title"
    return scene.say(
        key,
        origin=shorten(trip.origin.name, shape.place_limit),
        place=shorten(trip.goal.name, shape.place_limit),
        day=told,
    )


def _facts(scene: Scene, trip: Trip, found: Found, way: Way, shape: Shape) -> Iterator[str]:
    """Ring before, accessibility, fare, phone, other departures."""
    phones = list_phones(way)
    booking = tell_booking(scene, way)
    if booking:
        yield booking
    elif way.must_ring:
        key = "ride_ask_short" if shape.terse else "ride_ask"
        yield scene.say(key, phone=phones[0][1]) if phones else scene.say("ride_ask_unknown")
        phones = phones[1:]
    if trip.wish.settings.wheelchair:
        key = {True: "ride_access_yes", False: "ride_access_no", None: "ride_access_unknown"}[way.is_accessible]
        yield scene.say(f"{key}_short" if shape.terse else key)
    walk = _walk_out(way)
    if shape.walk and walk >= WALK_TOLD:
        yield scene.say("ride_walk_first", minutes=_minutes(walk))
    fare = _fare(scene, way) if shape.fare else None
    if fare:
        yield fare
    for agency, phone in phones:
        key = "ride_phone" if shape.agency and agency else "ride_phone_short"
        yield f"{phone}." if shape.terse else scene.say(key, agency=agency or "", phone=phone)
    others = _others(scene, found, way) if shape.others else None
    if others:
        yield others


def journey_text(scene: Scene, journey: Journey, shape: Shape) -> str:
    """ "12h35 Mairie > 13h05 Gare (ligne 12)"; where one changes, the next stop is named only if it is another."""
    parts: list[str] = []
    before: Ride | None = None
    for ride in journey.rides:
        same_stop = before is not None and _same_place(before.to_stop, ride.from_stop)
        parts.append(_leg(scene, ride, shape, same_stop))
        before = ride
    return scene.say("ride_change_short" if shape.terse else "ride_change").join(parts)


def _leg(scene: Scene, ride: Ride, shape: Shape, from_known: bool) -> str:
    wording = scene.wording
    start = "" if from_known else f" {stop_name(ride.from_stop, shape.stop_limit)}"
    return scene.say(
        "ride_leg",
        depart=f"{wording.hour(ride.depart)}{start}",
        arrive=f"{wording.hour(ride.arrive)} {stop_name(ride.to_stop, shape.stop_limit)}",
        line=_line_and_delay(scene, ride, shape),
    )


def _line_and_delay(scene: Scene, ride: Ride, shape: Shape) -> str:
    line = line_name(scene, ride.route, shape.line_limit, shape.terse)
    late = _minutes(max(ride.departs_later, ride.arrives_later))
    if late < LATE_TOLD or not shape.delay:
        return line
    return scene.say("ride_late_by_short" if shape.terse else "ride_late_by", line=line, minutes=late)


def line_name(scene: Scene, route: Route, limit: int = 24, is_bare: bool = False) -> str:
    """ "ligne 12", "train 4"; what the feed calls it already is not said twice."""
    name = route.short_name or shorten(route.long_name or route.route_id, max(limit, LEAST_LINE))
    if is_bare:
        return name
    return scene.say("ride_train" if route.route_type in TRAIN else "ride_line", name=name)


def stop_name(stop: Stop, limit: int) -> str:
    """As the feed writes it, capitals tamed, shortened at a word; what is still too long is cut."""
    name = re.sub(r"\s*\|\s*", "/", " ".join(stop.name.split()))
    name = name.title() if name.isupper() and len(name) > 4 else name
    short = shorten(name, limit)
    if len(name) <= limit:
        return name
    return short if limit // 2 <= len(short) <= limit else name[:limit].rstrip(" -'/,.")


def list_phones(way: Way) -> list[tuple[str | None, str]]:
    """(agency, phone) of those who run the rides, each once."""
    routes = [ride.route for journey in way.journeys for ride in journey.rides]
    return list(dict.fromkeys((route.agency_name, route.agency_phone) for route in routes if route.agency_phone))


def short_way(scene: Scene, way: Way) -> str:
    """One line for a service: when, from which stop, back when."""
    first = way.out.rides[0]
    day = scene.wording.day(way.out.depart.date(), short=True)
    start = stop_name(first.from_stop, 26)
    line = line_name(scene, first.route, 14)
    if way.out.changes:
        line = scene.say("ride_changes", line=line, count=way.out.changes)
    if way.back is None:
        return scene.say("ride_short_single", day=day, out=_span(scene, way.out), stop=start, line=line)
    back = _span(scene, way.back)
    return scene.say("ride_short", day=day, out=_span(scene, way.out), stop=start, back=back, line=line)


def _span(scene: Scene, journey: Journey) -> str:
    hour = scene.wording.hour
    return f"{hour(journey.rides[0].depart)}>{hour(journey.rides[-1].arrive)}"


def _same_place(one: Stop, other: Stop) -> bool:
    return (
        one.stop_id == other.stop_id or "".join(one.name.split()).casefold() == "".join(other.name.split()).casefold()
    )


def _walk_out(way: Way) -> timedelta:
    return way.out.rides[0].depart - way.out.depart if way.out.rides else timedelta()


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)


def _fare(scene: Scene, way: Way) -> str | None:
    """Told only where every ride has one: for a ride when they cost the same, else for all together."""
    rides = [ride for journey in way.journeys for ride in journey.rides]
    fares = {ride.route.fare for ride in rides}
    if not rides or None in fares or len({fare.currency for fare in fares if fare}) != 1:
        return None
    known = [ride.route.fare for ride in rides if ride.route.fare]
    currency = CURRENCIES.get(known[0].currency, known[0].currency)
    if len(fares) == 1:
        return scene.say("ride_fare", price=_price(scene, known[0].price), currency=currency)
    return scene.say("ride_fare_all", price=_price(scene, sum((f.price for f in known), Decimal())), currency=currency)


def _price(scene: Scene, price: Decimal) -> str:
    text = f"{price:.2f}".removesuffix(".00")
    return text.replace(".", scene.wording.language.replies["decimal"])


def _others(scene: Scene, found: Found, way: Way) -> str | None:
    """Other departures of that day, those nearest to the one that is told."""
    others = [one for one in found.ways if one.out.rides and one.out.depart != way.out.depart]
    others.sort(key=lambda one: abs(one.out.depart - way.out.depart))
    hours = [scene.wording.hour(one.out.rides[0].depart) for one in _by_time(others[:OTHERS])]
    return scene.say("ride_others", times=", ".join(dict.fromkeys(hours))) if hours else None


def _by_time(ways: Iterable[Way]) -> list[Way]:
    return sorted(ways, key=lambda way: way.out.depart)
