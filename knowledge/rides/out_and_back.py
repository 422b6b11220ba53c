"""There and back: the pair of journeys that takes least time away, and the next day that has one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from knowledge.model import Position
from knowledge.rides.connection_scan import Ends
from knowledge.rides.journeys import DEFAULTS, Journey, RideSettings, door_ends, list_between
from knowledge.rides.timetable import Timetable

SEARCH_DAYS = 14
"""The day that is asked about and those after it."""

OpenTimes = Sequence[tuple[datetime, datetime]]
"""When one is received, aware; the end is exclusive."""
HoursOf = Callable[[date], "OpenTimes | None"]
"""Opening times of a day: None when nobody knows them, empty when it is closed."""

Obstacle = Literal[
    "expired", "no_stop_near_origin", "no_stop_near_goal", "closed", "no_outward", "no_return", "not_in_time"
]
"""Why there is no there-and-back on a day. "expired": no feed speaks of that day. "no_return": nothing leaves again
after the stay (before the hour to be home by). "not_in_time": there and back would do, but not while it is open."""


@dataclass(frozen=True, slots=True)
class OutAndBack:
    out: Journey
    back: Journey
    stay_start: datetime
    """When one is received: on arrival, or when it opens."""

    @property
    def away(self) -> timedelta:
        """From leaving home to being home again."""
        return self.back.arrive.astimezone(UTC) - self.out.depart.astimezone(UTC)

    @property
    def rides(self) -> int:
        return len(self.out.rides) + len(self.back.rides)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the resident wants to do there."""

    stay: timedelta
    not_before: datetime | None = None
    """Nobody can leave earlier: now, or the hour that was said."""
    home_by: time | None = None
    """Local; None: by the end of the day's service."""
    back_from: time | None = None
    """Local: not home any sooner, when the hour of the way back was said."""
    settings: RideSettings = DEFAULTS


@dataclass(frozen=True, slots=True)
class RidePlan:
    """``pair`` is on ``day``; if that is not ``asked_day``, ``obstacle`` says why not then.

    ``outward`` is the first journey there of the day asked about when only the way back is missing.
    """

    asked_day: date
    day: date | None
    pair: OutAndBack | None
    obstacle: Obstacle | None = None
    outward: Journey | None = None


def plan_out_and_back(
    timetable: Timetable, origin: Position, goal: Position, day: date, wish: Wish, open_times: OpenTimes | None = None
) -> OutAndBack | None:
    """The pair of one service day that takes least time away; of equals the fewest rides, then the first to leave.

    ``open_times``: the whole stay lies within one of them; None: at any time.
    """
    ends = door_ends(timetable, origin, goal, wish.settings)
    return pair_between(timetable, ends, day, wish, open_times)


def pair_between(
    timetable: Timetable, ends: Ends, day: date, wish: Wish, open_times: OpenTimes | None = None
) -> OutAndBack | None:
    """As ``plan_out_and_back``, between places of the timetable."""
    outs, backs = _list_both(timetable, ends, day, wish)
    return _best_pair(outs, backs, wish, open_times)


def list_pairs(
    timetable: Timetable, origin: Position, goal: Position, day: date, wish: Wish, open_times: OpenTimes | None = None
) -> tuple[OutAndBack, ...]:
    """For each way there the way back that takes least time away, by departure: what else there is that day."""
    ends = door_ends(timetable, origin, goal, wish.settings)
    outs, backs = _list_both(timetable, ends, day, wish)
    best = (_best_pair((out,), backs, wish, open_times) for out in outs)
    return tuple(sorted((pair for pair in best if pair), key=lambda pair: pair.out.depart.timestamp()))


def plan_ride(
    timetable: Timetable, origin: Position, goal: Position, day: date, wish: Wish, hours_of: HoursOf | None = None
) -> RidePlan:
    """There and back on ``day``, else on the first of the days after it that has both, within ``SEARCH_DAYS``."""
    ends = door_ends(timetable, origin, goal, wish.settings)
    if not ends.starts or not ends.goals:
        return RidePlan(day, None, None, "no_stop_near_goal" if ends.starts else "no_stop_near_origin")
    obstacle: Obstacle | None = None
    outward: Journey | None = None
    for later in range(SEARCH_DAYS):
        that_day = day + timedelta(days=later)
        open_times = hours_of(that_day) if hours_of else None
        outs, backs = _list_both(timetable, ends, that_day, wish)
        pair = _best_pair(outs, backs, wish, open_times)
        if not later and pair is None:
            obstacle, outward = _explain(timetable, that_day, (outs, backs), wish, open_times)
        if pair:
            return RidePlan(day, that_day, pair, obstacle, outward)
    return RidePlan(day, None, None, obstacle, outward)


def _list_both(
    timetable: Timetable, ends: Ends, day: date, wish: Wish
) -> tuple[tuple[Journey, ...], tuple[Journey, ...]]:
    home_by = datetime.combine(day, wish.home_by, timetable.zone) if wish.home_by else None
    outs = list_between(timetable, ends, day, wish.settings, wish.not_before, home_by)
    if not outs:
        return (), ()
    homewards = Ends(ends.goals, ends.starts)
    earliest = min((out.arrive for out in outs), key=datetime.timestamp)
    if wish.back_from:
        earliest = max(earliest, datetime.combine(day, wish.back_from, timetable.zone), key=datetime.timestamp)
    return outs, list_between(timetable, homewards, day, wish.settings, earliest, home_by)


def _best_pair(
    outs: Sequence[Journey], backs: Sequence[Journey], wish: Wish, open_times: OpenTimes | None
) -> OutAndBack | None:
    costs = timedelta(seconds=wish.settings.change_costs_s)
    pairs = []
    for out in outs:
        start = _stay_start(out.arrive, wish.stay, open_times)
        if start is not None:
            free = (start + wish.stay).timestamp()
            stay_start = start.astimezone(out.arrive.tzinfo)
            pairs += [OutAndBack(out, back, stay_start) for back in backs if back.depart.timestamp() >= free]
    return min(
        pairs,
        key=lambda pair: (
            pair.away + costs * (pair.out.changes + pair.back.changes),
            pair.rides,
            pair.out.depart.timestamp(),
        ),
        default=None,
    )


def _stay_start(arrive: datetime, stay: timedelta, open_times: OpenTimes | None) -> datetime | None:
    """When (UTC) a stay can begin for who is there at ``arrive``; None when it would not end before closing.

    In UTC, for Python reckons times of one zone by the wall clock, which jumps twice a year.
    """
    there = arrive.astimezone(UTC)
    if open_times is None:
        return there
    open_utc = [(opens.astimezone(UTC), closes.astimezone(UTC)) for opens, closes in open_times]
    return min((max(there, opens) for opens, closes in open_utc if max(there, opens) + stay <= closes), default=None)


def _explain(
    timetable: Timetable,
    day: date,
    ways: tuple[Sequence[Journey], Sequence[Journey]],
    wish: Wish,
    open_times: OpenTimes | None,
) -> tuple[Obstacle, Journey | None]:
    if not timetable.covers(day):
        return "expired", None
    if open_times is not None and not open_times:
        return "closed", None
    outs, backs = ways
    if not outs:
        return "no_outward", None
    first = _best_outward(outs, wish, open_times)
    fits_stay = _best_pair(outs, backs, wish, None)
    return ("not_in_time" if fits_stay else "no_return"), first


def _best_outward(outs: Sequence[Journey], wish: Wish, open_times: OpenTimes | None) -> Journey:
    """There first, or, where one is received at certain times only, there in time without waiting for long."""
    starts = [(_stay_start(out.arrive, wish.stay, open_times), out) for out in outs]
    in_time = [(start, out) for start, out in starts if start is not None]
    if not in_time or open_times is None:
        return min(outs, key=lambda out: (out.arrive.timestamp(), len(out.rides)))
    return min(in_time, key=lambda one: (one[0], -one[1].depart.timestamp(), len(one[1].rides)))[1]
