"""What the timetables have for a trip: the way to tell, those beside it, and why it is not what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from handlers.answers.ride_trip import Trip, at_hour
from knowledge.rides.journeys import Journey, door_ends, list_journeys
from knowledge.rides.out_and_back import SEARCH_DAYS, Obstacle, OutAndBack, list_pairs, plan_ride
from knowledge.rides.timetable import Timetable

Note = Literal["late", "just_in_time", "other_hour", "not_accessible", "no_later", "no_earlier"]
"""What the resident must know: home later than wished, no margin before an appointment, another time of day than asked,
a vehicle or stop that is no good for a wheelchair, no later or earlier one that day."""
Direction = Literal["later", "earlier"]


@dataclass(frozen=True, slots=True)
class Way:
    """There, and back unless only one way was asked for."""

    out: Journey
    back: Journey | None = None
    free: datetime | None = None
    """When the stay between the two is over."""

    @classmethod
    def of(cls, pair: OutAndBack, stay: timedelta) -> Way:
        free = pair.stay_start.astimezone(UTC) + stay
        return cls(pair.out, pair.back, free.astimezone(pair.stay_start.tzinfo))

    @property
    def journeys(self) -> tuple[Journey, ...]:
        return (self.out, self.back) if self.back else (self.out,)

    @property
    def planned_start(self) -> datetime:
        """When one leaves by the timetable: it stays the same while a bus gets later and later."""
        return self.out.depart - (self.out.rides[0].departs_later if self.out.rides else timedelta())

    @property
    def is_accessible(self) -> bool | None:
        """In a wheelchair: False when a feed says no somewhere, None when it does not say yes everywhere."""
        known = [ride.is_accessible for journey in self.journeys for ride in journey.rides]
        return False if False in known else None if None in known else True

    @property
    def must_ring(self) -> bool:
        return any(ride.ask_pickup or ride.ask_drop_off for journey in self.journeys for ride in journey.rides)


@dataclass(frozen=True, slots=True)
class Found:
    """``way`` is None when there is none within ``SEARCH_DAYS``; ``obstacle`` says why not on the day asked about."""

    way: Way | None
    ways: tuple[Way, ...] = ()
    """All of the day of ``way``, by departure."""
    obstacle: Obstacle | None = None
    outward: Journey | None = None
    """There on the day asked about, when only the way back is missing."""
    note: Note | None = None

    @property
    def day(self) -> date | None:
        return self.way.out.depart.date() if self.way else None


def search(timetable: Timetable, trip: Trip) -> Found:
    """The day asked about first, then whatever is nearest to what was asked."""
    found = _search(timetable, trip)
    settings = trip.wish.settings
    if found.way is None and settings.wheelchair:
        anyhow = replace(trip, wish=replace(trip.wish, settings=replace(settings, wheelchair=False)))
        other = _search(timetable, anyhow)
        return replace(other, note="not_accessible") if other.way else found
    return found


def search_beside(timetable: Timetable, trip: Trip, shown: datetime, direction: Direction) -> Found:
    """The next way after (or before) the one that was shown, on its day; else the first of a later day.

    ``shown``: the ``planned_start`` of the way to go on from.
    """
    earliest = max(at_hour(shown, trip.free), trip.now) if trip.free else trip.now
    ways = tuple(way for way in _list_ways(timetable, trip.on(shown.date())) if way.out.depart >= earliest)
    if direction == "earlier":
        before = [way for way in ways if way.planned_start < shown]
        if before:
            return Found(before[-1], ways)
        same = next((way for way in ways if way.planned_start == shown), None)
        return Found(same, ways, note="no_earlier")
    after = [way for way in ways if way.planned_start > shown]
    if after:
        return Found(after[0], ways)
    return replace(search(timetable, trip.on(shown.date() + timedelta(days=1))), note="no_later", obstacle=None)


def _search(timetable: Timetable, trip: Trip, days: int = SEARCH_DAYS) -> Found:
    """``days`` bounds how often it is too late to book what was found."""
    if trip.is_one_way:
        return _search_one_way(timetable, trip)
    plan = plan_ride(timetable, trip.origin.position, trip.goal.position, trip.day, trip.wish, trip.hours_of)
    if plan.pair is not None and plan.day == trip.day:
        return _choose(timetable, trip, plan.pair, days)
    if plan.obstacle not in ("expired", "closed", "no_stop_near_origin", "no_stop_near_goal"):
        for note, easier in _easier(trip):
            ways = _list_ways(timetable, easier)
            if ways:
                return Found(_nearest_to_wish(ways, trip), ways, note=note)
    if plan.pair is None and trip.hours_of is not trip.service_hours and not trip.not_after:
        later = plan_ride(timetable, trip.origin.position, trip.goal.position, trip.day, trip.wish, trip.service_hours)
        plan = replace(later, obstacle=plan.obstacle or later.obstacle)
    if trip.not_after:  # the day of an appointment is fixed
        return Found(None, (), plan.obstacle, plan.outward)
    if plan.pair is not None and plan.day is not None:
        chosen = _choose(timetable, trip.on(plan.day), plan.pair, days)
        return replace(chosen, obstacle=plan.obstacle, outward=plan.outward)
    return Found(None, (), plan.obstacle, plan.outward)


def _easier(trip: Trip) -> Iterator[tuple[Note, Trip]]:
    """What one may give up before waiting for another day."""
    if trip.wish.home_by:
        yield "late", replace(trip, wish=replace(trip.wish, home_by=None))
    if trip.not_after:
        yield "just_in_time", trip.without_margin()
        if trip.wish.home_by:
            late = replace(trip, wish=replace(trip.wish, home_by=None))
            yield "late", late.without_margin()
    elif trip.hours_of is not trip.service_hours:
        yield "other_hour", replace(trip, hours_of=trip.service_hours)


def _in_time_of_day(ways: Sequence[Way], trip: Trip) -> list[Way]:
    """Those that are there during the time of day that was said, rather than wait there for it."""
    if trip.hours_of is trip.service_hours or trip.not_after:
        return []
    return [way for way in ways if way.out.arrive >= trip.start]


def _nearest_to_wish(ways: Sequence[Way], trip: Trip) -> Way:
    """That leaves nearest to the time of day that was said; else the one of least time away."""
    if trip.hours_of is trip.service_hours:
        return min(ways, key=_away)
    return min(ways, key=lambda way: abs(way.out.arrive - trip.start))


def _choose(timetable: Timetable, trip: Trip, pair: OutAndBack, days: int) -> Found:
    """The pair, unless the next bus is wanted, or one that a wheelchair surely enters, or it is too late to book it."""
    ways = _list_ways(timetable, trip)
    best = Way.of(pair, trip.wish.stay)
    if not _bookable(trip, (best,)):
        if not ways:
            later = trip.on(trip.day + timedelta(days=1))
            found = _search(timetable, later, days - 1) if days else Found(None)
            return replace(found, obstacle="no_outward")
        best = min(ways, key=_away)
    in_time = _in_time_of_day(ways, trip)
    if in_time:
        best = min(in_time, key=_away)
    if ways and (trip.prefers_first or trip.prefers_last):
        best = ways[-1 if trip.prefers_last else 0]
    if trip.wish.settings.wheelchair:
        best = min((way for way in ways if way.is_accessible), key=_away, default=best)
    return Found(best, ways or (best,))


def _search_one_way(timetable: Timetable, trip: Trip) -> Found:
    obstacle: Obstacle | None = None
    for _ in range(SEARCH_DAYS):
        ways = _list_ways(timetable, trip)
        if ways:
            is_last = trip.prefers_last or (trip.not_after is not None and not trip.prefers_first)
            return Found(ways[-1] if is_last else ways[0], ways, obstacle)
        obstacle = obstacle or _one_way_obstacle(timetable, trip)
        trip = trip.on(trip.day + timedelta(days=1))
        if obstacle in ("no_stop_near_origin", "no_stop_near_goal"):
            break
    return Found(None, (), obstacle)


def _one_way_obstacle(timetable: Timetable, trip: Trip) -> Obstacle:
    ends = door_ends(timetable, trip.origin.position, trip.goal.position, trip.wish.settings)
    if not ends.starts or not ends.goals:
        return "no_stop_near_goal" if ends.starts else "no_stop_near_origin"
    return "no_outward" if timetable.covers(trip.day) else "expired"


def _list_ways(timetable: Timetable, trip: Trip) -> tuple[Way, ...]:
    wish = trip.wish
    if trip.is_one_way:
        found = list_journeys(
            timetable,
            trip.origin.position,
            trip.goal.position,
            trip.day,
            wish.settings,
            wish.not_before,
            trip.not_after,
        )
        return _bookable(trip, (Way(journey) for journey in found))
    hours = trip.hours_of(trip.day) if trip.hours_of else None
    pairs = list_pairs(timetable, trip.origin.position, trip.goal.position, trip.day, wish, hours)
    return _bookable(trip, (Way.of(pair, wish.stay) for pair in pairs))


def _bookable(trip: Trip, ways: Iterable[Way]) -> tuple[Way, ...]:
    """Without those of which a ride comes only when booked, and it is too late for that."""
    can_ride = trip.can_ride
    if can_ride is None:
        return tuple(ways)
    return tuple(way for way in ways if all(can_ride(ride) for journey in way.journeys for ride in journey.rides))


def _away(way: Way) -> timedelta:
    last = way.back or way.out
    return last.arrive - way.out.depart
