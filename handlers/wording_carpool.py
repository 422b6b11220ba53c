"""Trips of the carpool board in words: no name and no number, whoever reads them."""

from __future__ import annotations

from datetime import timedelta

from handlers.model import Button, Reply
from handlers.wording import Wording
from knowledge.rides.carpool import Introduction, Match, Offer, Window

ROUND_MIN = 5
QUESTIONS = ("carpool_ask_driver", "carpool_ask_passenger")
"""Notices that want a yes or a no."""


def describe_when(wording: Wording, window: Window) -> str:
    """ "jeudi 26 9h", "vendredi 27 8h-12h", "samedi 28" when the hour is not known."""
    day = wording.day(window.start.date())
    if window.is_instant:
        return f"{day} {wording.hour(window.start)}"
    if (window.end - window.start).total_seconds() >= 20 * 3600:
        last = window.end.date()
        return day if last == window.start.date() else f"{day}-{wording.day(last, short=True)}"
    return f"{day} {wording.hour(window.start)}-{wording.hour(window.end)}"


def describe_departure(wording: Wording, offer: Offer | None) -> str:
    """When an offer leaves and comes back; of a regular one its days."""
    if offer is None:
        return ""
    leaves = _regular(wording, offer) if offer.weekdays else describe_when(wording, offer.leaves)
    return f"{leaves}{describe_back(wording, offer.back)}"


def _regular(wording: Wording, offer: Offer) -> str:
    hours = describe_when(wording, offer.leaves).removeprefix(wording.day(offer.leaves.start.date())).strip()
    names = wording.language.replies["weekdays_short"].split(",")
    days = ", ".join(names[day] for day in offer.weekdays)
    which = wording.say("carpool_daily") if len(offer.weekdays) == 7 else wording.say("carpool_weekly", days=days)
    return f"{which} {hours}".strip()


def describe_back(wording: Wording, back: Window | None) -> str:
    """ ", retour 12h"; empty when the car does not come back."""
    if back is None:
        return ""
    hours = describe_when(wording, back).removeprefix(wording.day(back.start.date())).strip()
    return wording.say("carpool_back", hour=hours) if hours else wording.say("carpool_back_same_day")


def describe_match(wording: Wording, number: int, one: Match, way: bool = True) -> str:
    """ "1. jeudi 26 9h Les Mées-Digne, 3 places, retour 12h"; without ``way`` the driver's places are left out."""
    return wording.say(
        "lift_option",
        n=number,
        when=describe_when(wording, one.leaves),
        way=_way(one.offer) if way else "",
        seats=wording.say("offer_seats", seats=one.seats_left),
        back=describe_back(wording, one.back),
    )


def describe_offer(wording: Wording, number: int, offer: Offer) -> str:
    seats = wording.say("offer_seats", seats=offer.seats)
    when = describe_departure(wording, offer)
    return wording.say("lift_option", n=number, when=when, way=_way(offer), seats=seats, back="")


def _way(offer: Offer) -> str:
    return f" {offer.origin.name}-{offer.goal.name}"


def describe_introduction(wording: Wording, key: str, one: Introduction, **more: object) -> str:
    """The sentence ``key`` about one driver and one passenger. ``more``: the contact, once both have said yes."""
    when = describe_when(wording, _rounded(one.pickup))
    return wording.say(key, when=when, origin=one.origin, place=one.goal, seats=one.seats, **more)


def _rounded(pickup: Window) -> Window:
    """To the five minutes before: the minutes by road are an estimate, and a passenger must not come too late."""
    minutes = ROUND_MIN * 60
    start, end = (moment - timedelta(seconds=moment.timestamp() % minutes) for moment in (pickup.start, pickup.end))
    return Window(start, end)


def _button(wording: Wording, key: str) -> Button:
    label = wording.say(key)
    return Button(label, label)


def compose_notice(wording: Wording, key: str, about: Introduction | Offer, **more: object) -> Reply:
    """What ``bot`` writes to somebody unasked."""
    if isinstance(about, Introduction):
        buttons = (_button(wording, "button_yes"), _button(wording, "button_no")) if key in QUESTIONS else ()
        return Reply((describe_introduction(wording, key, about, **more),), buttons=buttons)
    when = describe_departure(wording, about)
    return Reply((wording.say(key, when=when, origin=about.origin.name, place=about.goal.name),))
