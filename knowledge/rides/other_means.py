"""What may close a gap when no bus runs: who drives, lends or advises, in the order of cheap and sure.

Nothing here is a timetable: each means says how sure it is (``certainty``) and under which condition it serves.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from knowledge.directory import Directory, FoundService
from knowledge.model import Place, Service
from knowledge.rides.roads import CROW_KM_A_MINUTE, ESTIMATED_KMH, drive_min

Certainty = Literal["own", "booked", "timetable", "chance", "advice"]
"""own: depends on nobody. booked: sure once somebody has said yes on the phone. timetable: runs at times that are not
known here. chance: somebody may come by, or not. advice: no ride, but who finds one or pays for it."""

Condition = Literal[
    "book_ahead", "prescription", "members", "bicycle", "licence", "book_taxi", "times_unknown", "carpool", "hitching",
    "school_way", "advice",
]  # fmt: skip
"""What has to be told beside the name; the sentences are data of ``handlers`` (reply ``means_<condition>``)."""

End = Literal["origin", "goal"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to close a gap. Distances in kilometres (where roads are known, what their minutes are worth): our
    estimates of what people accept."""

    category: str
    certainty: Certainty
    condition: Condition
    reach_km: float
    """How far from the door it may be; for those who come to the door, how far they come."""
    comes: bool = False
    """True when it fetches people, so that one at the far end of the trip helps as well."""
    longest_km: float | None = None
    """Of the trip, by road; None: any."""
    only_for: tuple[str, ...] = ()
    """Categories of the taxonomy: it serves only who goes to a service of these or below; empty: everybody."""
    is_stop: bool = False
    """A stop or station: where timetables are known they say more than its name."""


KINDS: tuple[Kind, ...] = (
    Kind("ambulance", "booked", "prescription", 40.0, comes=True, only_for=("health",)),
    Kind("walking_bus", "booked", "school_way", 3.0, longest_km=3.0, only_for=("school", "nursery_school")),
    Kind("on_demand_transport", "booked", "book_ahead", 12.0, comes=True, longest_km=80.0),
    Kind("bicycle_rental", "own", "bicycle", 3.0, longest_km=10.0),
    Kind("train_station", "timetable", "times_unknown", 12.0, is_stop=True),
    Kind("bus_station", "timetable", "times_unknown", 12.0, is_stop=True),
    Kind("volunteer_driving", "booked", "members", 25.0, comes=True, longest_km=150.0),
    Kind("car_sharing", "own", "licence", 3.0),
    Kind("taxi", "booked", "book_taxi", 25.0, comes=True, longest_km=250.0),
    Kind("bus_stop", "timetable", "times_unknown", 3.0, is_stop=True),
    Kind("carpool_spot", "chance", "carpool", 5.0),
    Kind("hitching_stop", "chance", "hitching", 3.0),
    Kind("mobility_advice", "advice", "advice", 60.0),
)
"""Cheapest and surest first: paid by health insurance, free, a bus ticket, petrol money, a car by the hour, a taxi;
then what nobody promises; then who may know more. A taxi is dear but comes, so it stands before chance."""


@dataclass(frozen=True, slots=True)
class Means:
    """A service that may close the gap, and on which condition. Price and for whom are the service's own words."""

    kind: Kind
    found: FoundService
    """With the distance from ``end``."""
    end: End

    @property
    def service(self) -> Service:
        return self.found.service

    @property
    def certainty(self) -> Certainty:
        return self.kind.certainty

    @property
    def condition(self) -> Condition:
        return self.kind.condition

    @property
    def eligibility(self) -> str | None:
        return self.service.eligibility

    @property
    def fees(self) -> str | None:
        return self.service.fees


def find_chance(service: Service) -> Condition | None:
    """What has to be told of a place where somebody may come by, or not: it has no times, whatever its hours are."""
    chances = {kind.category: kind.condition for kind in KINDS if kind.certainty == "chance"}
    return chances.get(service.categories[0]) if service.categories else None


def comes_to_the_door(service: Service) -> bool:
    """Whether it fetches people: nobody needs a way to it."""
    return any(kind.comes and kind.category in service.categories[:1] for kind in KINDS)


def list_other_means(
    directory: Directory, origin: Place, goal: Place, need: str | None = None, skip: Collection[str] = ()
) -> tuple[Means, ...]:
    """The means for a trip, one service of each kind, cheapest and surest first; empty when nothing is known.

    ``need`` is the category of the service at the goal: a prescribed ride serves who goes to a doctor, a walking bus
    who goes to school. ``skip`` holds service ids that were shown already. Stops and stations are named only where no
    timetable is known. Where nobody near the start comes, one near the goal is named who fetches people.
    """
    trip_km = drive_min(directory.rides.roads, origin.position, goal.position) * ESTIMATED_KMH / 60
    fitting = [kind for kind in KINDS if _fits(directory, kind, trip_km, need)]
    listed = [_nearest(directory, kind, origin, goal, skip) for kind in fitting]
    return tuple(means for means in listed if means is not None)


def _fits(directory: Directory, kind: Kind, trip_km: float, need: str | None) -> bool:
    if kind.is_stop and directory.rides.timetable is not None:
        return False
    if kind.longest_km is not None and trip_km > kind.longest_km:
        return False
    served = {code for category in kind.only_for for code in directory.taxonomy.descendants(category)}
    return not kind.only_for or need in served


def _nearest(directory: Directory, kind: Kind, origin: Place, goal: Place, skip: Collection[str]) -> Means | None:
    ends: tuple[tuple[End, Place], ...] = (("origin", origin), ("goal", goal)) if kind.comes else (("origin", origin),)
    for end, place in ends:
        for found in directory.find_services((kind.category,), place.position):
            if found.service.service_id not in skip and _serves(kind, found, origin):
                return Means(kind, found, end)
    return None


def _serves(kind: Kind, found: FoundService, origin: Place) -> bool:
    """Within reach, active, and not bound to other communes or another country."""
    service = found.service
    if service.status != "active" or (service.service_area and origin.commune_id not in service.service_area):
        return False
    if found.away_min is None:  # reached by phone alone: its country's residents may ring
        return service.country in (None, origin.country)
    return found.away_min * CROW_KM_A_MINUTE <= kind.reach_km
