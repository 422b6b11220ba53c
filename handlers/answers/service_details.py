"""One option in full, or the answer to a question about it: from facts, or honestly unknown with the number to ring."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.answers.find_service import answer_list
from handlers.answers.ride_to_service import ride_to_service
from handlers.answers.scene import Answered, Scene, booking_links, plain
from handlers.model import Button, Event, Reply
from handlers.rank import Option, rank, within
from handlers.wording import is_named_after
from knowledge.model import Service
from knowledge.rides.other_means import find_chance

QUESTIONS = ("ask.phone", "ask.address", "ask.price", "ask.hours", "ask.times", "ask.conditions")


def answer_details(scene: Scene) -> Answered:
    """About the chosen service, else the first of the list, else the nearest of the kind that was named."""
    service = _service_meant(scene)
    return answer_list(scene) if service is None else _details(scene, service)


def answer_no_such_option(scene: Scene) -> Answered:
    return plain(scene, "no_such_option", n=scene.said.choice or 0, count=len(scene.after.options))


def _service_meant(scene: Scene) -> Service | None:
    known = scene.directory.service_by_id
    chosen = scene.after.chosen_id
    if chosen is not None and chosen in known:
        return known[chosen]
    shown = [known[i] for i in scene.after.options if i in known]
    first = next((s for s in shown if _fits(scene, s)), None)
    if first is not None and scene.decision.intent == "service_details":
        return first
    if scene.find_place(scene.topic.place_id) is None or not scene.topic.needs:
        return None
    options = _nearest(scene)
    return options[0].service if options else None


def _fits(scene: Scene, service: Service) -> bool:
    wanted = {d for need in scene.topic.needs for d in scene.directory.taxonomy.descendants(need)}
    return bool(wanted & set(service.categories))


def _nearest(scene: Scene) -> list[Option]:
    """The place asked about need not be open: its hours are what is asked for."""
    wish = scene.wish()
    anytime = type(wish)(wish.needs, wish.place, wish.at, None, False, wish.words)
    options = rank(anytime, scene.directory)
    radius = scene.directory.taxonomy.get(wish.needs[0]).radius_km
    return within(options, 2 * radius) or options[:1]


def _details(scene: Scene, service: Service) -> Answered:
    full = _lines(scene, service)
    asked = [cue for cue in QUESTIONS if cue in scene.said.cues]
    head = _head(scene, service)
    known = [_hours_line(scene, service), *_condition_lines(scene, service)]
    essential = [line for cue in asked for line in _answer_to(scene, service, cue)] or known
    phone = _phone_line(scene, service)
    ride = ride_to_service(scene, service)
    rides = [ride] if ride else []
    versions = _unique([
        (head, *dict.fromkeys([*essential, *rides, *full]), scene.say("detail_hint")),
        (head, *dict.fromkeys([*essential, *rides, *full])),
        (head, *dict.fromkeys([phone, *essential, *rides, *_address_lines(scene, service), scene.say("detail_hint")])),
        (head, *dict.fromkeys([phone, *essential, *rides, *_address_lines(scene, service)])),
        (head, *dict.fromkeys([phone, *essential, *rides])),
        (head, phone, *rides),
    ])  # fmt: skip
    after = scene.after.evolve(chosen_id=service.service_id, options=scene.after.options or (service.service_id,))
    position = service.location.position if service.location else None
    replies = scene.wording.language.replies
    buttons = (
        Button(replies["button_ride"], replies["button_ride"]),
        Button(replies["button_more"], replies["button_more"]),
    )
    enough = max(0, len(versions) - 2)
    reply = Reply(versions[0], tuple(versions[1:]), enough, buttons, booking_links(service, service.name), position)
    events = (*scene.decision.events, Event("shown", {"service": service.service_id}))
    return Answered(reply, after, events)


def _unique(versions: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(versions))


def _head(scene: Scene, service: Service) -> str:
    """The name, and where roads are known the minutes from where the resident is, lives or looked around."""
    location = service.location
    place = scene.find_place(scene.topic.origin_id) or scene.find_place(scene.after.home_id) or scene.place
    commune = f", {location.commune}" if location and not is_named_after(service.name, location.commune) else ""
    found = scene.directory.locate(service, place.position) if place else None
    way = f" ({scene.wording.way(found, short=True)})" if found and found.drive_min is not None else ""
    return f"{service.name}{commune}{way}"


def _lines(scene: Scene, service: Service) -> list[str]:
    lines = [_phone_line(scene, service), *_address_lines(scene, service), _hours_line(scene, service)]
    if service.appointment == "required":
        lines.append(scene.say("detail_appointment"))
    if service.booking_url:
        lines.append(scene.say("detail_booking", url=service.booking_url))
    lines += _condition_lines(scene, service)
    if service.location and service.location.accessibility:
        lines.append(scene.say("detail_accessibility", text=_accessibility(scene, service.location.accessibility)))
    if service.languages:
        lines.append(scene.say("detail_languages", text=", ".join(service.languages)))
    if service.example:
        lines.append(scene.say("example_note"))
    else:
        lines.append(
            scene.say("detail_checked", date=service.assured_date.strftime("%d/%m/%Y"), source=service.source.name)
        )
    return lines


def _condition_lines(scene: Scene, service: Service) -> list[str]:
    """The price and for whom, where that is known: nobody should ring in vain."""
    told = (("detail_fees", service.fees), ("detail_eligibility", service.eligibility))
    return [scene.say(key, fees=text, text=text) for key, text in told if text]


def _accessibility(scene: Scene, text: str) -> str:
    """OSM's wheelchair tag in words; anything else as staff wrote it."""
    return scene.wording.language.replies.get(text.replace("=", "_"), text)


def _phone_line(scene: Scene, service: Service) -> str:
    phone = scene.wording.best_phone(service)
    return scene.say("detail_phone", phone=phone) if phone else scene.say("detail_no_phone")


def _address_lines(scene: Scene, service: Service) -> list[str]:
    location = service.location
    if location is None or not location.address:
        return []
    town = " ".join(part for part in (location.postcode, location.commune) if part)
    return [scene.say("detail_address", address=f"{location.address}, {town}")]


def _hours_line(scene: Scene, service: Service) -> str:
    """The day that was asked about, else today's state with the week."""
    wording, when = scene.wording, scene.topic.when
    if (chance := find_chance(service)) is not None:
        told = scene.say(f"means_{chance}")
        return f"{told[:1].upper()}{told[1:]}."
    if when is not None:
        day = when.start.date()
        hours = wording.hours_on(service, day)
        if hours is None:
            return _unknown_hours(scene, service)
        last = (when.end - timedelta(minutes=1)).date() if when.grain == "days" else day
        lines = [_day_line(scene, service, d) for d in ((day, last) if last != day else (day,))]
        return "; ".join(lines)
    state = wording.state(service, None)
    week = wording.week(service)
    return (
        f"{state[:1].upper()}{state[1:]}. {scene.say('detail_hours', hours=week)}"
        if week
        else _unknown_hours(scene, service)
    )


def _day_line(scene: Scene, service: Service, day: date) -> str:
    hours = scene.wording.hours_on(service, day)
    name = scene.wording.day(day)
    name = name[:1].upper() + name[1:]
    return scene.say("detail_day", when=name, hours=hours) if hours else scene.say("detail_day_closed", when=name)


def _unknown_hours(scene: Scene, service: Service) -> str:
    return scene.say("detail_appointment") if service.appointment == "required" else scene.say("detail_hours_unknown")


def _answer_to(scene: Scene, service: Service, question: str) -> list[str]:
    phone = scene.wording.best_phone(service) or "?"
    if question == "ask.phone":
        return [_phone_line(scene, service)]
    if question == "ask.address":
        return _address_lines(scene, service)
    if question in ("ask.hours", "ask.times"):
        return [_hours_line(scene, service)]
    if question == "ask.price":
        return [
            scene.say("detail_fees", fees=service.fees)
            if service.fees
            else scene.say("detail_fees_unknown", phone=phone)
        ]
    known = [scene.say("detail_eligibility", text=service.eligibility)] if service.eligibility else []
    if service.languages:
        known.append(scene.say("detail_languages", text=", ".join(service.languages)))
    if service.appointment == "required":
        known.append(scene.say("detail_appointment"))
    return known or [scene.say("detail_conditions_unknown", phone=phone)]
