"""Questions of ours, thanks, help, commands, reports: short lines that look nothing up."""

from __future__ import annotations

from handlers.answers.scene import Answered, Scene, plain
from handlers.model import Button, Reply
from knowledge.model import Phone, Place


def answer_ask_place(scene: Scene) -> Answered:
    needs = scene.topic.needs
    line = scene.say("ask_place_for", label=scene.label(needs[0])) if needs else scene.say("ask_place")
    return Answered(Reply((line,), ask_position=True), scene.after, scene.decision.events)


def answer_ask_origin(scene: Scene) -> Answered:
    place = scene.find_place(scene.topic.place_id)
    line = scene.say("ask_origin", place=place.name if place else "?")
    return Answered(Reply((line,), ask_position=True), scene.after, scene.decision.events)


def answer_ask_destination(scene: Scene) -> Answered:
    origin = scene.find_place(scene.topic.origin_id)
    return plain(scene, "ask_destination_from", origin=origin.name) if origin else plain(scene, "ask_destination")


def answer_ask_need(scene: Scene) -> Answered:
    return plain(scene, "ask_need", place=_example_place(scene).name)


def answer_ask_which(scene: Scene) -> Answered:
    """Low confidence: one question with numbered choices."""
    codes = scene.after.suggestions
    choices = ", ".join(f"{i} {scene.label(code).lower()}" for i, code in enumerate(codes, start=1))
    buttons = tuple(Button(scene.label(code), str(i)) for i, code in enumerate(codes, start=1))
    return Answered(
        Reply((scene.say("ask_which", choices=choices),), buttons=buttons), scene.after, scene.decision.events
    )


def answer_greeting(scene: Scene) -> Answered:
    home = scene.find_place(scene.after.home_id)
    if home is not None:
        return plain(scene, "greeting_known", place=home.name)
    return plain(scene, "greeting", place=_example_place(scene).name)


def answer_thanks(scene: Scene) -> Answered:
    had_emergency = "emergency.over" in scene.said.cues
    return plain(scene, "thanks_emergency" if had_emergency else "thanks")


def answer_help(scene: Scene) -> Answered:
    if _asks_for_data(scene):
        return plain(scene, "help_data")
    towns = _towns(scene)
    return plain(scene, "help", place=towns[0].name, other=towns[1].name)


def _asks_for_data(scene: Scene) -> bool:
    words = set(scene.text.lower().replace("?", " ").replace("'", " ").split())
    return bool(
        words
        & {
            "gardez",
            "garde",
            "données",
            "donnees",
            "keep",
            "store",
            "data",
            "privacy",
            "bewaren",
            "bewaart",
            "gegevens",
        }
    )


def answer_human(scene: Scene) -> Answered:
    area = scene.directory.area
    phone = area.public_phone or area.example_public_phone
    if phone is None:
        return plain(scene, "human_unknown", lag=scene.lag)
    hours = f" ({area.phone_hours})" if area.phone_hours else ""
    return plain(scene, "human", lag=scene.lag, phone=scene.wording.phone(Phone(phone)), hours=hours)


def answer_report(scene: Scene) -> Answered:
    """Thanks, and what was noted: the service spoken of when it is known."""
    known = scene.directory.service_by_id
    chosen = scene.after.chosen_id or next(iter(scene.after.options), None)
    name = f"{known[chosen].name} : " if chosen is not None and chosen in known else ""
    return plain(scene, "report", name=name, lag=scene.lag)


def answer_home_set(scene: Scene) -> Answered:
    home = scene.find_place(scene.after.home_id)
    return plain(scene, "home_set", place=home.name if home else "?")


def answer_out_of_scope(scene: Scene) -> Answered:
    return plain(scene, "out_of_scope_list" if scene.after.options else "out_of_scope")


def answer_with_lag(key: str, scene: Scene) -> Answered:
    return plain(scene, key, lag=scene.lag)


def _towns(scene: Scene) -> list[Place]:
    towns = [p for p in scene.directory.places if p.in_area and p.kind == "commune"]
    return sorted(towns, key=lambda p: -p.population)[:2]


def _example_place(scene: Scene) -> Place:
    return _towns(scene)[0]


def answer_plain(key: str, scene: Scene) -> Answered:
    return plain(scene, key)
