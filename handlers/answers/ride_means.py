"""Who may take one where no bus does: the mobility services known near both ends of a trip."""

from __future__ import annotations

from handlers.answers.scene import Scene
from knowledge.directory import FoundService
from knowledge.model import Position

MEANS = ("on_demand_transport", "train_station", "bus_station", "volunteer_driving", "taxi", "carpool_spot", "bus_stop")
"""In the order in which they are offered: cheapest and surest first."""
NEAR_END_KM = 12.0
SHOWN = 3


def list_means(scene: Scene, start: Position, goal: Position, skip: frozenset[str] = frozenset()) -> list[FoundService]:
    """Two means near the start, one near the end (who may come from there), in the order of ``MEANS``."""
    at_start = _means_near(scene, start, skip)
    skip |= {one.service.service_id for one in at_start[:SHOWN]}
    at_end = [one for one in _means_near(scene, goal, skip) if one.service.delivery != "on_site" or _comes(one)]
    return [*at_start[: SHOWN - 1], *at_end[:1]] if at_end else at_start[:SHOWN]


def means_line(scene: Scene, number: int, one: FoundService) -> str:
    phone = scene.wording.best_phone(one.service)
    distance = f" ({scene.wording.distance(one.distance_m)})" if one.distance_m is not None else ""
    return scene.say(
        "option",
        n=number,
        name=one.service.name,
        where=distance,
        state="",
        phone=f". {phone}" if phone else "",
        booking="",
    )


def _comes(one: FoundService) -> bool:
    """A taxi or a driver of the other end may come and fetch; a bus stop there helps nobody to leave."""
    return bool(set(one.service.categories) & {"taxi", "on_demand_transport", "volunteer_driving"})


def _means_near(scene: Scene, end: Position, skip: frozenset[str]) -> list[FoundService]:
    """One service of each kind near one end of the trip, those asked for by name first."""
    asked = [need for need in scene.topic.needs if need in MEANS]
    found: list[FoundService] = []
    for means in dict.fromkeys((*asked, *MEANS)):
        near = [
            one
            for one in scene.directory.find_services((means,), end)
            if one.distance_m is not None
            and one.distance_m <= NEAR_END_KM * 1000
            and one.service.service_id not in skip
        ]
        found.extend(near[:1])
    return found
