"""Who else may take one: other means than a timetable, each told with its condition."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.answers.scene import Scene
from handlers.lifts import carpool_options
from handlers.wording import shorten
from handlers.wording_carpool import describe_back, describe_when
from knowledge.model import Place
from knowledge.rides.other_means import Condition, Means, list_other_means

SHOWN = 3
PLAIN: tuple[Condition, ...] = ("book_ahead", "members", "bicycle", "book_taxi", "advice")
"""Conditions that the name says already ("transport à la demande", "taxi"), where there is little room."""


def list_means(scene: Scene, origin: Place, goal: Place, skip: Sequence[str] = ()) -> list[Means]:
    """At most three, cheapest and surest first; the kind that the message names before all others."""
    need = next(iter(scene.topic.needs), None)
    service = scene.directory.service_by_id.get(scene.topic.service_id or "")
    if service is not None:
        need = service.categories[0]
    found = list_other_means(scene.directory, origin, goal, need, skip)
    asked = [means for means in found if set(means.service.categories) & set(scene.topic.needs)]
    return [*asked, *(means for means in found if means not in asked)][:SHOWN]


def means_lines(scene: Scene, means: Sequence[Means], name_limit: int = 80, is_short: bool = False) -> list[str]:
    """Numbered lines; never left out: the number to choose by, a condition that the name does not say, the phone."""
    return [_line(scene, number, one, name_limit, is_short) for number, one in enumerate(means, start=1)]


def _line(scene: Scene, number: int, one: Means, name_limit: int, is_short: bool) -> str:
    key = f"means_{one.condition}_short" if is_short else f"means_{one.condition}"
    condition = "" if is_short and one.condition in PLAIN else f", {scene.say(key)}"
    phone = scene.wording.best_phone(one.service)
    distance = one.found.distance_m
    return scene.say(
        "option",
        n=number,
        name=shorten(one.service.name, name_limit),
        where=f" ({scene.wording.distance(distance)})" if distance is not None and not is_short else "",
        state=condition,
        phone=f". {phone}" if phone else "",
        booking="",
    )


def short_means(scene: Scene, means: Sequence[Means]) -> str | None:
    """The first of them that can be rung, in a few words."""
    for one in means:
        phone = scene.wording.best_phone(one.service)
        if phone:
            return scene.say("ride_or_means", name=shorten(one.service.name, 40), phone=phone)
    return None


def tell_lift(scene: Scene) -> str | None:
    """A neighbour who goes there, without name or number: both come only after both have said yes."""
    topic = scene.topic
    if topic.origin_id is None or topic.place_id is None:
        return None
    found = carpool_options(scene.directory, topic.origin_id, topic.place_id, topic.when, scene.now, scene.person)
    if not found:
        return None
    back = describe_back(scene.wording, found[0].back)
    return scene.say("ride_or_lift", when=describe_when(scene.wording, found[0].leaves), back=back)
