"""A ride that comes when one rings for it: from when to when, whom to ring, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.answers.ride_search import Way
from handlers.answers.ride_trip import Trip
from handlers.answers.scene import Scene
from handlers.wording import shorten
from knowledge.model import Phone, Position
from knowledge.rides.journeys import Journey
from knowledge.rides.on_demand import Window
from knowledge.rides.on_demand_options import (
    OnDemandOption,
    OnDemandPair,
    find_booking,
    find_next_day,
    find_next_out_and_back,
    find_on_demand,
    find_out_and_back,
)
from knowledge.rides.roads import drive_min
from knowledge.rides.zones import End


@dataclass(frozen=True, slots=True)
class Booked:
    """A ride that can still be booked; ``back`` unless only one way was asked for."""

    out: OnDemandOption
    back: OnDemandOption | None = None
    is_return: bool = False
    """``out`` is the way back of who goes there by bus."""

    @property
    def book_by(self) -> datetime | None:
        return OnDemandPair(self.out, self.back).book_by if self.back else self.out.book_by


def find_booked(scene: Scene, trip: Trip, any_day: bool = False) -> Booked | None:
    """The best on the day of the trip, or on the first day after it that has any."""
    services = scene.directory.rides.on_demand
    if not services:
        return None
    ends = End(trip.origin.position, trip.origin.commune_id), End(trip.goal.position, trip.goal.commune_id)

    def minutes(a: Position, b: Position) -> float:
        return drive_min(scene.directory.rides.roads, a, b)

    if trip.is_one_way:
        return _one_way(scene, trip, ends, any_day)
    wish = trip.wish
    if any_day:
        pairs = find_next_out_and_back(services, *ends, trip.day, scene.now, wish, trip.service_hours, minutes)
    else:
        hours = trip.hours_of(trip.day) if trip.hours_of else None
        pairs = find_out_and_back(services, *ends, trip.day, scene.now, wish, hours, minutes)
    return Booked(pairs[0].out, pairs[0].back) if pairs else None


def _one_way(scene: Scene, trip: Trip, ends: tuple[End, End], any_day: bool) -> Booked | None:
    services, settings = scene.directory.rides.on_demand, trip.wish.settings
    midnight = trip.start.replace(hour=23, minute=59)
    window = Window(trip.start, min(trip.not_after, midnight) if trip.not_after else midnight)
    found = find_on_demand(services, *ends, window, scene.now, settings, arrive_by=trip.not_after)
    if not found and any_day:
        found = find_next_day(services, *ends, trip.day + timedelta(days=1), scene.now, settings)
    return Booked(found[0]) if found else None


def find_booked_return(scene: Scene, trip: Trip, outward: Journey) -> OnDemandOption | None:
    """Home again on the day of ``outward``, after the stay."""
    free = max(trip.not_after or outward.arrive, outward.arrive) + trip.wish.stay
    last = free.replace(hour=23, minute=59)
    ends = End(trip.goal.position, trip.goal.commune_id), End(trip.origin.position, trip.origin.commune_id)
    services, settings = scene.directory.rides.on_demand, trip.wish.settings
    found = find_on_demand(services, *ends, Window(free, last), scene.now, settings)
    return found[0] if found else None


def booked_lines(scene: Scene, booked: Booked, short: bool = False) -> list[str]:
    """When, whom to ring and until when; price and for whom only where there is room."""
    out, back = booked.out, booked.back
    day = scene.wording.day(out.pickup.start.date())
    name = shorten(out.service.name, 26 if short else 60)
    told = {"name": name, "day": day, "out": _window(scene, out.pickup)}
    key = "ride_on_demand_pair" if back else "ride_on_demand_back" if booked.is_return else "ride_on_demand"
    ride = scene.say(key, **told, back=_window(scene, back.pickup) if back else "")
    lines = [ride, _call(scene, booked)]
    if out.eligibility:  # never left out: who may not use it must not wait for it
        lines.append(scene.say("detail_eligibility", text=shorten(out.eligibility, 60)))
    if out.fees and not short:
        lines.append(scene.say("detail_fees", fees=out.fees))
    return lines


def tell_booking(scene: Scene, way: Way) -> str | None:
    """Whom to ring, until when, for the rides of a timetable that only come when booked; None when all come anyway."""
    rides = [ride for journey in way.journeys for ride in journey.rides]
    options = [find_booking(scene.directory.rides.on_demand, ride, scene.now) for ride in rides]
    booked = [option for option in options if option]
    first = min(booked, key=lambda option: (option.book_by or scene.now).timestamp(), default=None)
    return _call(scene, Booked(first)) if first else None


def _window(scene: Scene, window: Window) -> str:
    hour = scene.wording.hour
    if window.end - window.start < timedelta(minutes=2):
        return hour(window.start)
    return f"{hour(window.start)}-{hour(window.end)}"


def _call(scene: Scene, booked: Booked) -> str:
    """ "Appelez le 04... avant mar. 24 12h"; now only while somebody answers, else from when."""
    out = booked.out
    if out.tell_driver:
        return scene.say("ride_tell_driver")
    phone = scene.wording.phone(Phone(out.phone)) if out.phone else out.booking_url
    if phone is None:
        return scene.say("ride_call_unknown")
    parts = {"phone": phone, "by": _moment(scene, booked.book_by)}
    if out.call_from is not None and not out.can_call_now:
        key = "ride_call_from" if booked.book_by else "ride_call_from_confirm"
        today = scene.now.date()
        all_today = booked.book_by is not None and booked.book_by.date() == out.call_from.date() == today
        start = scene.wording.hour(out.call_from) if all_today else _moment(scene, out.call_from)
        return scene.say(key, **parts, start=start)
    if booked.book_by is None or out.to_confirm:
        return scene.say("ride_call_confirm" if booked.book_by is None else "ride_call_by_confirm", **parts)
    return scene.say("ride_call_now" if out.can_call_now else "ride_call_by", **parts)


def _moment(scene: Scene, moment: datetime | None) -> str:
    if moment is None:
        return ""
    key = "moment_today" if moment.date() == scene.now.date() else "moment"
    return scene.say(key, day=scene.wording.day(moment.date(), short=True), hour=scene.wording.hour(moment))
