"""Danger to life: the numbers to call in this country, one segment, nothing else."""

from __future__ import annotations

from handlers.answers.scene import Answered, Scene
from handlers.model import Reply
from knowledge.countries import Country, load_countries
from knowledge.model import Phone

HELP_TOPICS = {"suicide": "suicide", "women": "partner_violence", "child": "child_abuse", "poison": "poison"}
DEPARTMENT_REGIONS = {
    "04": "93",
    "05": "93",
    "13": "93",
    "83": "93",
    "84": "93",
    "06": "93",
    "59": "32",
    "62": "32",
    "80": "32",
    "26": "84",
    "38": "84",
}


def answer_emergency(scene: Scene) -> Answered:
    kind = scene.after.emergency_kind or "medical"
    return Answered(Reply((say_with_numbers(scene, f"emergency_{kind}"),)), scene.after, scene.decision.events)


def answer_unwell(scene: Scene) -> Answered:
    return Answered(Reply((say_with_numbers(scene, "unwell"),)), scene.after, scene.decision.events)


def say_with_numbers(scene: Scene, key: str) -> str:
    """The reply ``key`` with the numbers of the country the resident is in; a country may have words of its own."""
    country = load_countries()[scene.country]
    own = f"{key}_{country.code}"
    return scene.say(own if own in scene.wording.language.replies else key, **_numbers(scene, country))


def _numbers(scene: Scene, country: Country) -> dict[str, str]:
    numbers = {topic: _emergency(country, topic) for topic in ("medical", "fire", "police")}
    numbers["general"] = _emergency(country, "any")
    sms = country.find_emergency("any", "sms")
    numbers["sms"] = sms.number if sms else numbers["general"]
    for field, topic in HELP_TOPICS.items():
        lines = country.find_help(topic, _region(scene))
        numbers[field] = _dial(scene, lines[0].number) if lines else numbers["general"]
    return numbers


def _emergency(country: Country, topic: str) -> str:
    number = country.find_emergency(topic)
    return number.number if number else country.emergency[0].number


def _dial(scene: Scene, number: str) -> str:
    return scene.wording.phone(Phone(number))


def _region(scene: Scene) -> str | None:
    """INSEE region of the place spoken of, for the help lines that are regional."""
    place = scene.place or next((p for p in scene.directory.places if p.in_area), None)
    return DEPARTMENT_REGIONS.get(place.commune_id[:2]) if place else None
