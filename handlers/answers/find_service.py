"""The main answer: at most three options, nearest first, each with what a person needs to act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.answers.ride_to_service import ride_to_service
from handlers.answers.scene import Answered, Scene
from handlers.conversation import Conversation
from handlers.model import Button, Event, Link, Reply
from handlers.rank import Option, rank, within
from handlers.wording import is_named_after, shorten
from knowledge.model import Place

SHOWN = 3
FAR = 1.6
"""How many times its usual radius a service may be away and still be listed beside nearer ones."""


@dataclass(frozen=True, slots=True)
class Detail:
    """How much an option says; the versions of an answer go down this list (see ``LEVELS``)."""

    booking: bool = True
    hint: str | None = "hint"
    name_limit: int = 80
    commune: bool = True
    distance: bool = True
    long_way: bool = False
    state: bool = True
    options: int = SHOWN


LEVELS: tuple[Detail, ...] = (
    Detail(long_way=True),
    Detail(booking=False, long_way=True),
    Detail(booking=False),
    Detail(booking=False, hint="hint_short"),
    Detail(booking=False, hint="hint_short", name_limit=34),
    Detail(booking=False, hint=None, name_limit=34),
    Detail(booking=False, hint=None, name_limit=26),
    Detail(booking=False, hint=None, name_limit=26, distance=False),
    Detail(booking=False, hint="hint_short", name_limit=34, options=2),
    Detail(booking=False, hint=None, name_limit=26, options=2),
    Detail(booking=False, hint=None, name_limit=26, distance=False, options=2),
    Detail(booking=False, hint=None, name_limit=22, distance=False, commune=False),
    Detail(booking=False, hint=None, name_limit=22, distance=False, options=2, state=False),
)
"""From the fullest to the shortest. Never left out: the number to choose by, the phone."""
ENOUGH = 10
"""Down to the two nearest with commune, opening and phone: in one segment that is better than three in two. Minutes
by road, where known, are not left out for it."""
LEVELS_WITH_RIDE: tuple[Detail, ...] = (
    Detail(booking=False),
    Detail(booking=False, hint="hint_short"),
    Detail(booking=False, hint=None, name_limit=34),
    Detail(booking=False, hint="hint_short", options=2),
    Detail(booking=False, hint=None, options=2, name_limit=34),
    Detail(booking=False, hint=None, options=2, name_limit=26, distance=False),
    Detail(booking=False, hint=None, options=1),
    Detail(booking=False, hint=None, options=1, name_limit=26, distance=False, commune=False, state=False),
)
"""As ``LEVELS``, where a line on how to get to the first option needs room: it is never left out."""


def answer_list(scene: Scene) -> Answered:
    """The nearest right services for the topic's need (and the first for a second need)."""
    wish = scene.wish()
    ranked = rank(wish, scene.directory)
    if not ranked:
        return _nothing(scene, wish.place)
    near = within(ranked, FAR * scene.directory.taxonomy.get(wish.needs[0]).radius_km)
    if len(wish.needs) > 1:
        return _two_needs(scene, wish.needs, near or ranked[:1], wish.place)
    shown = (near or ranked[:1])[:SHOWN]
    return _show(scene, shown, 0, wish.place, is_far=not near, more=len(near) > SHOWN)


def answer_more(scene: Scene) -> Answered:
    """The options after those already shown; says so when there are none left."""
    if not scene.topic.needs or scene.find_place(scene.topic.place_id) is None:
        return Answered(
            Reply((scene.say("ask_need", place=scene.directory.places[0].name),)), scene.after, scene.decision.events
        )
    wish = scene.wish()
    ranked = rank(wish, scene.directory)
    near = within(ranked, 3 * scene.directory.taxonomy.get(wish.needs[0]).radius_km)
    offset = scene.after.offset + SHOWN
    rest = near[offset : offset + SHOWN]
    if not rest:
        phone = scene.town_hall_phone(wish.place)
        label = scene.label(wish.needs[0])
        line = scene.say("nothing_more", label=label, place=wish.place.name, phone=phone)
        event = Event("nothing_more", {"need": wish.needs[0], "place": wish.place.place_id})
        return Answered(Reply((line,)), scene.after, (*scene.decision.events, event))
    return _show(scene, rest, offset, wish.place, is_far=False, more=len(near) > offset + SHOWN)


def answer_nearer(scene: Scene) -> Answered:
    """ "trop loin", "plus près": the nearest of all, or the honest word that it was the nearest already."""
    if not scene.topic.needs or scene.find_place(scene.topic.place_id) is None:
        return answer_more(scene)
    wish = scene.wish()
    located = [o for o in rank(wish, scene.directory) if o.distance_m is not None]
    if not located:
        return answer_more(scene)
    nearest = min(located, key=lambda o: o.found.away_min or 0.0)
    wording = scene.wording
    phone = wording.best_phone(nearest.service)
    line = scene.say(
        "nearest_is",
        name=nearest.service.name,
        distance=wording.way(nearest.found),
        phone=f" : {phone}" if phone else "",
    )
    after = scene.after.evolve(options=(nearest.service.service_id,), chosen_id=nearest.service.service_id)
    return Answered(Reply((line,), buttons=_ride_button(scene)), after, scene.decision.events, (nearest.ranked(),))


def _nothing(scene: Scene, place: Place) -> Answered:
    need = scene.topic.needs[0]
    line = scene.say(
        "nothing", label=scene.label(need).lower(), place=place.name, lag=scene.lag, phone=scene.town_hall_phone(place)
    )
    event = Event("nothing_found", {"need": need, "place": place.place_id})
    return Answered(Reply((line,)), scene.after, (*scene.decision.events, event))


def _show(scene: Scene, shown: Sequence[Option], offset: int, place: Place, is_far: bool, more: bool) -> Answered:
    header = _header(scene, place, is_far)
    ride = ride_to_service(scene, shown[0].service)
    levels = LEVELS_WITH_RIDE if ride else [level for level in LEVELS if level.options >= min(len(shown), 2)]
    versions = [_version(scene, header, shown, level, ride) for level in levels]
    events = scene.decision.events
    if is_far:
        events = (*events, Event("nothing_near", {"need": scene.topic.needs[0], "place": place.place_id}))
    after = _remember(scene.after, shown, offset)
    enough = 0 if ride else 5 if len(shown) == 1 else ENOUGH - (scene.directory.rides.roads is not None)
    reply = Reply(versions[0], tuple(versions[1:]), enough, _buttons(scene, len(shown), more), _links(shown))
    return Answered(reply, after, events, tuple(option.ranked() for option in shown))


def _remember(after: Conversation, shown: Sequence[Option], offset: int) -> Conversation:
    return after.evolve(options=tuple(o.service.service_id for o in shown), offset=offset, chosen_id=None)


def _header(scene: Scene, place: Place, is_far: bool) -> str:
    label = scene.label(scene.topic.needs[0])
    if is_far:
        radius = round(FAR * scene.directory.taxonomy.get(scene.topic.needs[0]).radius_km)
        return scene.say("list_header_far", label=label, place=place.name, radius=radius)
    if scene.topic.when is not None:
        return scene.say("list_header_when", label=label, place=place.name, when=scene.wording.when(scene.topic.when))
    return scene.say("list_header", label=label, place=place.name)


def _version(scene: Scene, header: str, shown: Sequence[Option], level: Detail, ride: str | None) -> tuple[str, ...]:
    """``ride``: how to get to the first option, told right below it."""
    lines = [header, *(_line(scene, i, option, level) for i, option in enumerate(shown[: level.options], start=1))]
    if ride:
        lines.insert(2, ride)
    if level.hint:
        lines.append(scene.say("hint_one" if len(shown) == 1 and level.hint == "hint" else level.hint))
    return tuple(lines)


def _line(scene: Scene, number: int, option: Option, level: Detail) -> str:
    wording, service = scene.wording, option.service
    phone = wording.best_phone(service)
    state = f", {_state(scene, option)}" if level.state else ""
    return scene.say(
        "option",
        n=number,
        name=shorten(service.name, level.name_limit),
        where=_where(scene, option, level),
        state=state,
        phone=f". {phone}" if phone else "",
        booking=scene.say("booking", url=service.booking_url) if level.booking and service.booking_url else "",
    )


def _state(scene: Scene, option: Option) -> str:
    """The header says which day was asked for: the option need not repeat it."""
    wording = scene.wording
    when = scene.topic.when
    text = wording.state(option.service, when)
    return text.replace(f" {wording.when(when)}", "") if when is not None else text


def _where(scene: Scene, option: Option, level: Detail) -> str:
    location = option.service.location
    if option.distance_m is None:
        key = "online" if option.service.delivery == "online" else "remote"
        return scene.say(key) if option.service.delivery in ("phone", "online") else ""
    named = location is not None and is_named_after(shorten(option.service.name, level.name_limit), location.commune)
    commune = f", {location.commune}" if location and level.commune and not named else ""
    way = f" ({scene.wording.way(option.found, short=not level.long_way)})" if level.distance else ""
    return f"{commune}{way}"


def _two_needs(scene: Scene, needs: tuple[str, ...], first: Sequence[Option], place: Place) -> Answered:
    """Two needs in one message: two options for the first, one for the second, numbered through."""
    others = rank(scene.wish(needs[1:]), scene.directory)
    shown = [*first[:2], *others[:1]]
    cut = min(len(first), 2)
    versions = []
    for level in LEVELS:
        if level.options < SHOWN:
            continue
        lines = [_header(scene, place, False)]
        for i, option in enumerate(shown, start=1):
            if i == cut + 1:
                lines.append(scene.say("second_header", label=scene.label(needs[1])))
            lines.append(_line(scene, i, option, level))
        if level.hint:
            lines.append(scene.say(level.hint))
        versions.append(tuple(lines))
    reply = Reply(versions[0], tuple(versions[1:]), 0, _buttons(scene, len(shown), True), _links(shown))
    after = _remember(scene.after, shown, 0)
    return Answered(reply, after, scene.decision.events, tuple(o.ranked() for o in shown))


def _buttons(scene: Scene, count: int, more: bool) -> tuple[Button, ...]:
    replies = scene.wording.language.replies
    buttons = [Button(str(n), str(n)) for n in range(1, count + 1)]
    if more:
        buttons.append(Button(replies["button_more"], replies["button_more"]))
    return (*buttons, *_ride_button(scene))


def _ride_button(scene: Scene) -> tuple[Button, ...]:
    label = scene.wording.language.replies["button_ride"]
    return (Button(label, label),)


def _links(shown: Sequence[Option]) -> tuple[Link, ...]:
    return tuple(Link(o.service.name, o.service.booking_url) for o in shown if o.service.booking_url)
