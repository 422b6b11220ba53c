"""Which options first: named scores in kilometres of inconvenience, so that every order explains itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.model import Ranked, When
from knowledge.directory import Directory, FoundService
from knowledge.geo import distance_m
from knowledge.model import Place, Service
from knowledge.names import fold
from knowledge.opening_hours import OpeningHours, OpeningHoursError
from knowledge.rides.roads import CROW_KM_A_MINUTE

REMOTE_KM = 4.0
"""A service by phone or net stands behind what is in the village and before what is two villages away."""
NO_ROAD_KM = 60.0
"""What is on the other bank of a river without a bridge is not near, but it is known."""
BAND_KM = 3.0
"""Differences of distance below this do not matter beside being open or being able to ring."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the resident asked for."""

    needs: tuple[str, ...]
    place: Place
    at: datetime
    when: When | None = None
    open_now: bool = False
    words: frozenset[str] = frozenset()
    """Words of the message: a name said ("super u") counts for the option that bears it."""


@dataclass(frozen=True, slots=True)
class Option:
    found: FoundService
    scores: tuple[tuple[str, float], ...]

    @property
    def service(self) -> Service:
        return self.found.service

    @property
    def distance_m(self) -> float | None:
        return self.found.distance_m

    @property
    def total(self) -> float:
        return sum(score for _, score in self.scores)

    def ranked(self) -> Ranked:
        return Ranked(self.service.service_id, self.service.name, self.distance_m, self.scores)


Score = Callable[[FoundService, Wish], float | None]
"""None when it says nothing of this service."""


def hours_of(service: Service) -> OpeningHours:
    """The hours of a service; hours that cannot be read are unknown, never guessed."""
    country = service.location.country if service.location else service.country
    text = service.opening_hours or (service.visits[0].opening_hours if service.visits else None)
    try:
        return OpeningHours.parse(text, country)
    except OpeningHoursError:
        return OpeningHours.parse(None, country)


def _distance(found: FoundService, _: Wish) -> float | None:
    """As the crow flies, where the roads are not known."""
    if found.drive_min is not None:
        return None
    return -REMOTE_KM if found.distance_m is None else -found.distance_m / 1000


def _road_minutes(found: FoundService, _: Wish) -> float | None:
    """Minutes by road as the kilometres that one usually gets in them, so that they weigh like distances."""
    if found.drive_min is None or found.away_min is None:
        return None
    return -min(found.away_min * CROW_KM_A_MINUTE, NO_ROAD_KM)


def _open(found: FoundService, wish: Wish) -> float:
    """Open when it is wanted; unknown hours lose little and are never filtered away."""
    hours = hours_of(found.service)
    if wish.when is not None:
        start = max(wish.when.start, wish.at) if wish.when.grain != "instant" else wish.when.start
        is_open = hours.is_open_during(start, max(wish.when.end, start))
        return -BAND_KM if is_open is None else 0.0 if is_open else -40.0
    kind = hours.state_at(wish.at).kind
    if wish.open_now:
        return {"open": 0.0, "appointment": -8.0, "unknown": -BAND_KM, "closed": -40.0}[kind]
    return 0.5 if kind == "open" else 0.0


def _alert(found: FoundService, wish: Wish) -> float:
    alert = found.service.alert
    today = wish.at.date()
    if alert is None or not alert.closed:
        return 0.0
    in_force = (alert.start is None or alert.start <= today) and (alert.end is None or today <= alert.end)
    return -30.0 if in_force else 0.0


def _reachable(found: FoundService, _: Wish) -> float:
    return 0.5 if found.service.phones else 0.0


def _named(found: FoundService, wish: Wish) -> float:
    if not wish.words:
        return 0.0
    words = {w for w in fold(found.service.name).split() if len(w) >= 4 and w != "exemple"}
    words -= set(fold(found.service.location.commune).split()) if found.service.location else set()
    return 4.0 if words & wish.words else 0.0


def _main_category(found: FoundService, wish: Wish) -> float:
    """A dentist's practice before a health centre that also has a dentist."""
    return 1.0 if found.service.categories[:1] == wish.needs[:1] else 0.0


def _country(found: FoundService, wish: Wish) -> float:
    """Across the border other papers and insurances hold."""
    location = found.service.location
    return -6.0 if location is not None and location.country != wish.place.country else 0.0


def _status(found: FoundService, _: Wish) -> float:
    return -30.0 if found.service.status == "temporarily_closed" else 0.0


SCORES: tuple[tuple[str, Score], ...] = (
    ("distance", _distance),
    ("road minutes", _road_minutes),
    ("open", _open),
    ("alert", _alert),
    ("status", _status),
    ("phone", _reachable),
    ("named", _named),
    ("main category", _main_category),
    ("country", _country),
)


ALWAYS_TOLD = ("distance", "road minutes")


def rank(wish: Wish, directory: Directory) -> list[Option]:
    """All options for the first need of ``wish``, best first."""
    found = directory.find_services(wish.needs[:1], wish.place.position)
    options = [_score(one, wish) for one in found if _serves(one.service, wish.place)]
    return sorted(options, key=lambda o: (-o.total, o.distance_m or 0.0, o.service.service_id))


def _score(found: FoundService, wish: Wish) -> Option:
    told = ((name, score(found, wish)) for name, score in SCORES)
    scores = tuple((name, round(value, 2)) for name, value in told if value is not None)
    return Option(found, tuple((name, value) for name, value in scores if value or name in ALWAYS_TOLD))


def _serves(service: Service, place: Place) -> bool:
    """Services without a location serve a country; those that come to the house serve their communes."""
    if service.location is None and not service.visits and service.country not in (None, place.country):
        return False
    return not (
        service.service_area and service.delivery in ("home", "mobile") and place.commune_id not in service.service_area
    )


def within(options: Sequence[Option], radius_km: float) -> list[Option]:
    return [o for o in options if o.distance_m is None or o.distance_m <= radius_km * 1000]


def between_km(a: Place, b: Place) -> float:
    return distance_m(a.position, b.position) / 1000
