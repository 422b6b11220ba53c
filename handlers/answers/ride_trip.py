"""The trip that a resident means: between which doors, on which day, to be there when, for how long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from handlers.answers.scene import Scene
from handlers.model import When
from handlers.rank import hours_of, rank
from knowledge.model import Place, Position, Service
from knowledge.rides.journeys import Ride, RideSettings
from knowledge.rides.on_demand_options import find_booking, must_be_booked
from knowledge.rides.other_means import KINDS
from knowledge.rides.out_and_back import OpenTimes, Wish

STAY = timedelta(minutes=60)
"""When nobody said what for."""
ABOUT = timedelta(minutes=30)
"""A bus "at nine" may leave so much sooner."""
AT_THE_PLACE_M = 3000.0
"""A service this near the place that was named is what is meant there."""
LONGEST_WALK = timedelta(minutes=25)
"""Somebody who can walk is told to, where no bus is sooner there."""
LATE = time(17)
"""Who wants to be there later than this does not mean to be home early."""
TRANSPORT = "transport"
MEANS = frozenset(kind.category for kind in KINDS)

HoursOf = Callable[[date], OpenTimes | None]


@dataclass(frozen=True, slots=True)
class Door:
    """Of a service, or the middle of a village where no door is known."""

    position: Position
    name: str
    commune_id: str

    @classmethod
    def of(cls, place: Place, service: Service | None = None) -> Door:
        if service is None or service.location is None:
            return cls(place.position, place.name, place.commune_id)
        return cls(service.location.position, service.name, service.location.commune_id)


@dataclass(frozen=True, slots=True)
class Trip:
    """What is asked of timetables and of those who come when rung for."""

    origin: Door
    goal: Door
    start: datetime
    """The day asked about, and before when nobody can leave. Aware."""
    wish: Wish
    now: datetime
    """Before when nobody can leave any more, whatever hour was said."""
    hours_of: HoursOf | None = None
    """The hours of the service, within the hours that were asked for."""
    service_hours: HoursOf | None = None
    service: Service | None = None
    is_one_way: bool = False
    not_after: datetime | None = None
    """One way: there by then."""
    prefers_first: bool = False
    """The next bus is wanted, not the one that takes least time away."""
    prefers_last: bool = False
    """The last bus is asked for."""
    free: time | None = None
    """Of a way back: the hour at which the stay is over."""
    can_ride: Callable[[Ride], bool] | None = None
    """Whether a ride comes anyway or can still be booked; None: all do."""

    @property
    def day(self) -> date:
        return self.start.date()

    def without_margin(self) -> Trip:
        """To an appointment just in time."""
        if self.not_after is None:
            return self
        stay = self.wish.stay - timedelta(seconds=self.wish.settings.early_s)
        hours = appointment_hours(self.not_after, stay, timedelta())
        return replace(self, wish=replace(self.wish, stay=stay), hours_of=hours)

    def on(self, day: date) -> Trip:
        """The same on another day, at any time of it at which the service receives."""
        start = self.start.replace(year=day.year, month=day.month, day=day.day, hour=0, minute=0, second=0)
        wish = replace(self.wish, not_before=None)
        return replace(self, start=start, wish=wish, hours_of=self.service_hours, not_after=None, prefers_first=False)


def find_trip(scene: Scene) -> Trip | None:
    """None while start or destination are not known."""
    origin, place = scene.find_place(scene.topic.origin_id), scene.find_place(scene.topic.place_id)
    if origin is None or place is None:
        return None
    service = _service(scene, place)
    if scene.topic.is_back:
        return _way_home(scene, Door.of(origin, service), Door.of(place), _stay(scene, service))
    if place.place_id == scene.after.home_id and origin != place and service is None:
        return _way_home(scene, Door.of(origin), Door.of(place), timedelta())
    return trip_to(scene, origin, place, service)


def trip_to(scene: Scene, origin: Place, place: Place, service: Service | None) -> Trip:
    """There and back, from one place to another or to the door of a service."""
    when = scene.topic.when
    start = _start(scene, when)
    stay = _stay(scene, service)
    is_departure = _tells_departure(scene, service)
    settings = ride_settings(scene)
    home_by = scene.directory.area.home_by if start.time() < LATE else None
    back = scene.topic.return_when
    wish = Wish(stay, _not_before(scene, when, is_departure), home_by, _back_from(back), settings)
    service_hours = _hours_of(service, scene.now.tzinfo) if service else None
    hours = service_hours
    if when and when.grain == "instant" and not is_departure:
        wish = replace(wish, stay=stay + timedelta(seconds=settings.early_s))
        hours = appointment_hours(when.start, wish.stay, timedelta(seconds=settings.early_s))
    elif when and when.grain == "window":
        hours = _within(when, stay, service_hours, scene.now)
    return Trip(
        Door.of(origin),
        Door.of(place, service),
        start,
        wish,
        scene.now,
        hours,
        service_hours,
        service,
        # The last bus is the last there is, whether or not one could come back after it.
        is_one_way=bool(scene.said.cues & {"ride.single", "ride.last"}) or _stays_overnight(when, back),
        not_after=when.start if when and when.grain == "instant" and not is_departure else None,
        prefers_first=is_departure or scene.topic.open_now or "now" in scene.said.cues,
        prefers_last="ride.last" in scene.said.cues,
        can_ride=_can_ride(scene),
    )


def _way_home(scene: Scene, start: Door, goal: Door, stay: timedelta) -> Trip:
    """Only the way back: after the stay that follows the way there told before, or at the hour said now."""
    when, settings = scene.topic.when, ride_settings(scene)
    free, is_last = _free(scene, stay), "ride.last" in scene.said.cues
    moment = _start(scene, when)
    if free:
        day = scene.topic.shown.start if scene.topic.shown and scene.said.when is None else moment
        moment = max(at_hour(day, free), scene.now)
    elif when and when.grain == "instant":
        moment = max(when.start - ABOUT, scene.now)
    return Trip(
        start,
        goal,
        moment,
        Wish(timedelta(), moment, None, None, settings),
        scene.now,
        is_one_way=True,
        not_after=when.end if when and when.grain == "window" and when.end > moment else None,
        prefers_first=not is_last,
        prefers_last=is_last,
        can_ride=_can_ride(scene),
        free=free,
    )


def _free(scene: Scene, stay: timedelta) -> time | None:
    """When the stay is over of which the way back is asked; None when that is not known or another hour is said."""
    topic, said = scene.topic, scene.said.when
    if not topic.is_back or (said and said.grain != "day"):
        return None
    if topic.free or topic.shown is None:
        return topic.free
    end = topic.shown.end + stay
    return end.time() if end.date() == topic.shown.end.date() else time(23, 59)


def at_hour(day: datetime, hour: time) -> datetime:
    return day.replace(hour=hour.hour, minute=hour.minute, second=0)


def ride_settings(scene: Scene) -> RideSettings:
    """The area's, for this resident, along the streets where they are known."""
    area, roads = scene.directory.area, scene.directory.rides.roads
    return replace(area.ride_settings, wheelchair=scene.after.wheelchair, roads=roads)


def _can_ride(scene: Scene) -> Callable[[Ride], bool] | None:
    services, now = scene.directory.rides.on_demand, scene.now
    if not services:
        return None
    return lambda ride: not must_be_booked(services, ride) or find_booking(services, ride, now) is not None


def _service(scene: Scene, place: Place) -> Service | None:
    """The one that is spoken of; else, when a need was named with the trip, the nearest of that kind."""
    known = scene.directory.service_by_id.get(scene.topic.service_id or "")
    if known is not None:
        return known if known.location else None
    needs = scene.topic.needs
    starts_there = "ride.depart" in scene.said.cues  # "mon fils sort de l'internat à 16h"
    if not needs or starts_there or is_transport(scene, needs[0]):
        return None
    for option in rank(scene.wish(), scene.directory)[:1]:
        location = option.service.location
        is_there = option.distance_m is not None and option.distance_m <= AT_THE_PLACE_M
        if location and (is_there or location.commune_id == place.commune_id):
            return option.service
    return None


def _start(scene: Scene, when: When | None) -> datetime:
    """The day that was said; without one, that of the ride shown before, or today."""
    shown = scene.topic.shown
    if when is None:
        later = shown.start.replace(hour=0, minute=0) if shown and scene.topic.is_back else scene.now
        return max(later, scene.now)
    return max(when.start, scene.now)


def is_transport(scene: Scene, need: str) -> bool:
    """What takes one somewhere, a prescribed ambulance too: never where somebody wants to go."""
    return need in MEANS or TRANSPORT in (need, scene.directory.taxonomy.get(need).parent)


def _tells_departure(scene: Scene, service: Service | None) -> bool:
    """The hour is that of the bus ("y a un bus vers 9h ?"); an appointment is an hour to be there."""
    cues, when = scene.said.cues, scene.topic.when
    is_hour = when is not None and when.grain == "instant" and service is None
    return is_hour and "ride.arrive" not in cues and bool(cues & {"ride.depart", "vehicle.word"})


def _not_before(scene: Scene, when: When | None, is_departure: bool) -> datetime:
    if when and when.grain == "instant" and is_departure:
        return max(when.start - ABOUT, scene.now)
    return scene.now


def _back_from(back: When | None) -> time | None:
    if back is None or back.grain == "day":
        return None
    start = back.start - ABOUT if back.grain == "instant" else back.start
    return start.time() if start.date() == back.start.date() else None


def _stays_overnight(when: When | None, back: When | None) -> bool:
    """ "samedi, retour dimanche": the way there is one question, the way back, on its day, another."""
    return when is not None and back is not None and back.start.date() > when.start.date()


def _stay(scene: Scene, service: Service | None) -> timedelta:
    if service is None:
        return STAY
    code = next((code for code in scene.topic.needs if code in service.categories), service.categories[0])
    return timedelta(minutes=scene.directory.taxonomy.get(code).stay_min)


def _hours_of(service: Service, zone: tzinfo | None) -> HoursOf:
    """When it receives, day by day; None where nobody knows."""
    hours = hours_of(service)

    def of_day(day: date) -> OpenTimes | None:
        spans = hours.hours_on(day)
        return None if spans is None else [_span(day, start, end, zone) for start, end in spans]

    return of_day


def _span(day: date, start: time, end: time, zone: tzinfo | None) -> tuple[datetime, datetime]:
    closing_day = day if end > start else day + timedelta(days=1)
    return datetime.combine(day, start, zone), datetime.combine(closing_day, end, zone)


def appointment_hours(at: datetime, stay: timedelta, early: timedelta) -> HoursOf:
    """One is expected at that hour: there shortly before it, and free again after the stay."""

    def of_day(day: date) -> OpenTimes:
        start = at.replace(year=day.year, month=day.month, day=day.day) - early
        return [(start, (start.astimezone(UTC) + stay).astimezone(at.tzinfo))]

    return of_day


def _within(when: When, stay: timedelta, service_hours: HoursOf | None, now: datetime) -> HoursOf:
    """The hours of the service in which one may arrive during the time of day that was said."""
    # "avant 11h" is told from now on: of another day it means all of the morning.
    first = when.start if when.start > now else when.start.replace(hour=0, minute=0)

    def of_day(day: date) -> OpenTimes:
        shift = day - when.start.date()
        start, end = first + shift, when.end + shift + stay
        hours = service_hours(day) if service_hours else None
        if hours is None:
            return [(start, end)]
        both = [(max(start, opens), min(end, closes)) for opens, closes in hours]
        return [(opens, closes) for opens, closes in both if opens < closes]

    return of_day
