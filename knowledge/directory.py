"""The immutable snapshot of all that is known in one area and its margin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from knowledge.area import Area, load_area
from knowledge.areas.example_timetable import load_example_timetable
from knowledge.areas.rides import shipped_on_demand
from knowledge.areas.rows import read_examples, read_places, read_services
from knowledge.geo import distance_m
from knowledge.model import Place, Position, Service
from knowledge.names import COMMUNE_KINDS, PlaceNames, fold
from knowledge.rides.rides import Rides, build_rides
from knowledge.rides.roads import CROW_KM_A_MINUTE, Roads
from knowledge.taxonomy import Taxonomy, load_taxonomy


@dataclass(frozen=True, slots=True)
class FoundService:
    """A service and its point nearest to where it was looked for; both None when it has no place (phone, net)."""

    service: Service
    position: Position | None
    distance_m: float | None
    """Great circle, metres."""
    drive_min: float | None = None
    """By car; infinite where no road leads, None where roads are not known."""
    walk_min: float | None = None
    """On foot; infinite when it is too far, None where streets are not known."""

    @property
    def away_min(self) -> float | None:
        """By car or on foot, what is shorter; estimated from the distance where roads are not known."""
        if self.distance_m is None:
            return None
        if self.drive_min is None:
            return self.distance_m / 1000 / CROW_KM_A_MINUTE
        return min(self.drive_min, inf if self.walk_min is None else self.walk_min)


@dataclass(frozen=True, slots=True)
class Directory:
    """Frozen: an edit or an import builds the next one. Make it with ``build_directory``."""

    area: Area
    taxonomy: Taxonomy
    services: tuple[Service, ...]
    places: tuple[Place, ...]
    place_names: PlaceNames
    service_by_id: Mapping[str, Service]
    place_by_id: Mapping[str, Place]
    services_by_category: Mapping[str, tuple[Service, ...]]
    """Under a parent category also what is filed under its descendants."""
    commune_by_name: Mapping[str, Place]
    rides: Rides

    def find_services(self, categories: Sequence[str], near: Position) -> list[FoundService]:
        """Every service of these categories (or of one below them), nearest by road first (as the crow flies where
        roads are not known), then those without a place."""
        wanted: dict[str, Service] = {}
        for category in categories:
            for service in self.services_by_category.get(category, ()):
                wanted[service.service_id] = service
        found = [self.locate(service, near) for service in wanted.values()]
        return sorted(found, key=lambda one: (one.distance_m is None, one.away_min or 0.0, one.service.service_id))

    def locate(self, service: Service, near: Position) -> FoundService:
        """The service's point that is nearest as the crow flies, and the way there where roads are known."""
        found = _nearest_point(service, near)
        if self.rides.roads is None or found.position is None:
            return found
        return _by_road(found, found.position, near, self.rides.roads, self.area.ride_settings.pace_m_s)

    def get_service(self, service_id: str) -> Service:
        """Raises KeyError when there is none."""
        return self.service_by_id[service_id]

    def get_place(self, place_id: str) -> Place:
        """Raises KeyError when there is none."""
        return self.place_by_id[place_id]

    def find_commune(self, name: str) -> Place | None:
        """The commune of this official or other name, written in any way that folds alike."""
        return self.commune_by_name.get(fold(name))

    def nearest_commune(self, position: Position) -> Place | None:
        """The commune whose village is nearest; None when no place is known."""
        communes = (place for place in self.places if place.kind in COMMUNE_KINDS)
        return min(communes, key=lambda place: distance_m(place.position, position), default=None)


def build_directory(
    area: Area,
    services: Iterable[Service],
    places: Iterable[Place],
    taxonomy: Taxonomy,
    common_words: frozenset[str] = frozenset(),
    rides: Rides | None = None,
) -> Directory:
    """The snapshot of these services and places, defunct services left out. ``common_words``: see ``PlaceNames``."""
    alive = tuple(service for service in services if service.status != "defunct")
    known = tuple(places)
    return Directory(
        area=area,
        taxonomy=taxonomy,
        services=alive,
        places=known,
        place_names=PlaceNames(known, common_words),
        service_by_id={service.service_id: service for service in alive},
        place_by_id={place.place_id: place for place in known},
        services_by_category=_by_category(alive, taxonomy),
        commune_by_name=_communes_by_name(known),
        rides=rides or Rides(),
    )


def load_shipped_directory(
    area_id: str, examples: bool, common_words: frozenset[str] = frozenset(), rides: Rides | None = None
) -> Directory:
    """What ships for an area, without a store: for tests, ``ask`` and ``replay``. Raises UnknownAreaError.

    ``rides``: other ones than the on-demand transport that ships, and with ``examples`` the example timetable.
    """
    area = load_area(area_id)
    timetable = load_example_timetable(area) if examples and rides is None else None
    rides = rides or build_rides(timetable, shipped_on_demand(area, examples))
    services = read_services(area.folder / "services.csv")
    if examples:
        services += read_examples(area.folder / "examples.csv")
    places = read_places(area.folder / "places.csv")
    return build_directory(area, services, places, load_taxonomy(), common_words, rides)


def _nearest_point(service: Service, near: Position) -> FoundService:
    points = [service.location.position] if service.location else []
    points += [visit.location.position for visit in service.visits]
    if not points:
        return FoundService(service, None, None)
    distance, index = min((distance_m(point, near), index) for index, point in enumerate(points))
    return FoundService(service, points[index], distance)


def _by_road(found: FoundService, goal: Position, near: Position, roads: Roads, pace_m_s: float) -> FoundService:
    drive, walk = roads.find_drive(near, goal), roads.find_walk(near, goal, pace_m_s)
    return replace(found, drive_min=drive.value if drive else None, walk_min=walk.value if walk else None)


def _by_category(services: tuple[Service, ...], taxonomy: Taxonomy) -> dict[str, tuple[Service, ...]]:
    filed: dict[str, list[Service]] = {}
    for service in services:
        for category in dict.fromkeys(service.categories):
            filed.setdefault(category, []).append(service)
    codes = {*taxonomy.codes, *filed}
    return {code: _gather(filed, taxonomy.descendants(code) or (code,)) for code in codes}


def _gather(filed: Mapping[str, list[Service]], codes: tuple[str, ...]) -> tuple[Service, ...]:
    gathered = {service.service_id: service for code in codes for service in filed.get(code, ())}
    return tuple(gathered.values())


def _communes_by_name(places: tuple[Place, ...]) -> dict[str, Place]:
    """Official names win over other names, the area over its margin, the larger over the smaller."""
    communes = [place for place in places if place.kind in COMMUNE_KINDS]
    communes.sort(key=lambda place: (not place.in_area, -place.population))
    named: dict[str, Place] = {}
    for place in communes:
        named.setdefault(fold(place.name), place)
    for place in communes:
        for name in place.names:
            named.setdefault(fold(name), place)
    return named
