"""Connection scan: one pass over the hops of a day, sorted by departure, answers each kind of question.

After Dibbelt, Pajor, Strasser, Wagner: Connection Scan Algorithm (2013). All times are seconds of a ``ServiceDay``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from knowledge.rides.gtfs_times import NO_DROP_OFF, NO_PICKUP
from knowledge.rides.timetable import ServiceDay, Walks

NEVER = 2**31 - 1

Label: TypeAlias = "tuple[int, int, int, int, int, Label | None]"
"""(ready, arrive, rides, board, alight, then): whoever can board here at ``ready`` reaches the goal at ``arrive`` with
so many rides: board the hop ``board``, alight after the hop ``alight``, go on with ``then``. A plain tuple: a day's
profile makes thousands."""

Aboard: TypeAlias = "tuple[int, int, Label | None]"
"""(arrive, alight, then): the best end of a ride one sits in."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a journey may begin and end: places, with seconds of walking from or to the door."""

    starts: Mapping[int, int]
    goals: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Ways:
    """How one changes: on foot between places, and how long a change in one place takes at least."""

    walks: Walks
    change_s: int = 0
    is_banned: Callable[[int, int], bool] | None = None
    """Whether one may not change from the end of a hop to the beginning of another (indexes of the timetable's hops);
    only ``profile`` asks. It may then miss a change at the same place that the banned one hides, but invents none."""


def earliest_arrival(day: ServiceDay, ends: Ends, ways: Ways, depart: int) -> int | None:
    """When one who leaves the door at ``depart`` is there, with any number of rides."""
    ready = [NEVER] * len(ways.walks)
    for place, walk in ends.starts.items():
        ready[place] = depart + walk
    aboard = bytearray(day.run_count)
    best, change_s, goals = NEVER, ways.change_s, ends.goals
    for departs, arrives, start, end, run, flags in zip(
        day.departure, day.arrival, day.from_place, day.to_place, day.run, day.flags, strict=True
    ):
        if departs >= best:
            break
        if not aboard[run]:
            if ready[start] > departs or flags & NO_PICKUP:
                continue
            aboard[run] = 1
        if flags & NO_DROP_OFF:
            continue
        if end in goals:
            best = min(best, arrives + goals[end])
        if arrives + change_s < ready[end]:
            ready[end] = arrives + change_s
        for place, walk in ways.walks[end]:
            ready[place] = min(ready[place], arrives + max(walk, change_s))
    return best if best < NEVER else None


def latest_departure(
    day: ServiceDay, ends: Ends, ways: Ways, not_before: int, deadline: int
) -> tuple[int, Label] | None:
    """When one may leave the door at the latest to be there by ``deadline``; of equals, fewest rides, any number."""
    before = _walks_to(ways)
    fronts: list[list[Label]] = [[] for _ in ways.walks]
    aboard: list[tuple[int, int, Label | None] | None] = [None] * day.run_count
    found: tuple[int, int, Label] | None = None
    for index, departs, arrives, start, end, run, flags in _backwards(day):
        if departs < not_before:
            break
        if not flags & NO_DROP_OFF and arrives <= deadline:
            aboard[run] = _fewest_rides(aboard[run], index, arrives, ends.goals.get(end), fronts[end], deadline)
        riding = aboard[run]
        if riding is None or flags & NO_PICKUP:
            continue
        rides, alight, then = riding
        label = (departs - ways.change_s, deadline, rides, index, alight, then)
        if start in ends.starts:
            leave = departs - ends.starts[start]
            if leave >= not_before and (found is None or (leave, -rides) > (found[0], -found[1])):
                found = (leave, rides, label)
        _add_fewest(fronts[start], label)
        for place, walk in before[start]:
            _add_fewest(fronts[place], (departs - max(walk, ways.change_s), deadline, rides, index, alight, then))
    return (found[0], found[2]) if found else None


def profile(
    day: ServiceDay, ends: Ends, ways: Ways, not_before: int, deadline: int, max_rides: int
) -> list[tuple[int, Label]]:
    """Every way that no other one beats in leaving later, arriving earlier or riding less: (leave, label) by leave.

    ``arrive`` of the labels is at the door.
    """
    before = _walks_to(ways)
    fronts: list[list[list[Label]] | None] = [None] * len(ways.walks)
    aboard: dict[int, list[Aboard]] = {}
    found: list[tuple[int, Label]] = []
    starts, goals, change_s = ends.starts, ends.goals, ways.change_s
    banned = _banned_changes(day, ways)
    for index, departs, arrives, start, end, run, flags in _backwards(day):
        if departs < not_before:
            break
        riding = aboard.get(run)
        if not flags & NO_DROP_OFF and (end in goals or fronts[end]):
            riding = riding or [(NEVER, -1, None)] * max_rides
            if _improve(riding, index, arrives, goals.get(end), fronts[end], deadline, banned):
                aboard[run] = riding
        if run not in aboard or riding is None or flags & NO_PICKUP:
            continue
        best = NEVER
        for rides, (arrive, alight, then) in enumerate(riding, start=1):
            if arrive >= best:
                continue
            best = arrive
            if start in starts and departs - starts[start] >= not_before:
                found.append((departs - starts[start], (departs, arrive, rides, index, alight, then)))
            if rides < max_rides:
                _add_fastest(fronts, start, (departs - change_s, arrive, rides, index, alight, then), max_rides)
                for place, walk in before[start]:
                    ready = departs - max(walk, change_s)
                    _add_fastest(fronts, place, (ready, arrive, rides, index, alight, then), max_rides)
    return _unbeaten(found)


def rides_of(label: Label) -> list[tuple[int, int]]:
    """For each ride of the journey the hops it begins and ends with."""
    rides: list[tuple[int, int]] = []
    following: Label | None = label
    while following is not None:
        rides.append((following[3], following[4]))
        following = following[5]
    return rides


def _banned_changes(day: ServiceDay, ways: Ways) -> Callable[[int, int], bool] | None:
    """As ``ways.is_banned``, for indexes of the day."""
    is_banned = ways.is_banned
    if is_banned is None:
        return None
    return lambda alight, board: is_banned(day.hop[alight], day.hop[board])


def _backwards(day: ServiceDay) -> Iterator[tuple[int, int, int, int, int, int, int]]:
    """(index, departure, arrival, from_place, to_place, run, flags) of each hop, the last to leave first."""
    columns = (day.departure, day.arrival, day.from_place, day.to_place, day.run, day.flags)
    return zip(range(len(day.departure) - 1, -1, -1), *map(reversed, columns), strict=True)


def _fewest_rides(
    riding: Aboard | None, index: int, arrives: int, walk: int | None, front: list[Label], deadline: int
) -> Aboard | None:
    """(rides, alight, then) of who sits in this hop, alighting after it if that takes fewer rides than staying."""
    if walk is not None and arrives + walk <= deadline:
        return riding if riding is not None and riding[0] == 1 else (1, index, None)
    for label in reversed(front):
        if label[0] >= arrives:
            better = riding is None or label[2] + 1 < riding[0]
            return (label[2] + 1, index, label) if better else riding
    return riding


def _add_fewest(front: list[Label], label: Label) -> None:
    """Keeps ``front`` by falling ready time and falling number of rides."""
    place = len(front)
    while place and front[place - 1][0] < label[0]:
        place -= 1
    if place and front[place - 1][2] <= label[2]:
        return
    end = place
    while end < len(front) and front[end][2] >= label[2]:
        end += 1
    front[place:end] = [label]


def _improve(
    riding: list[Aboard],
    index: int,
    arrives: int,
    walk: int | None,
    fronts: list[list[Label]] | None,
    deadline: int,
    is_banned: Callable[[int, int], bool] | None,
) -> bool:
    """Alights after this hop where that is faster, for each number of rides left. True when it was."""
    better = False
    if walk is not None and arrives + walk <= deadline and arrives + walk < riding[0][0]:
        riding[0] = (arrives + walk, index, None)
        better = True
    if fronts:
        for changes, front in enumerate(fronts, start=1):
            for label in reversed(front):
                if label[0] >= arrives and not (is_banned and is_banned(index, label[3])):
                    if label[1] < riding[changes][0]:
                        riding[changes] = (label[1], index, label)
                        better = True
                    break
    return better


def _add_fastest(fronts: list[list[list[Label]] | None], place: int, label: Label, max_rides: int) -> None:
    """Keeps the place's front of this number of rides by falling ready time and falling arrival."""
    of_place = fronts[place]
    if of_place is None:
        of_place = fronts[place] = [[] for _ in range(max_rides - 1)]
    front = of_place[label[2] - 1]
    at = len(front)
    while at and front[at - 1][0] < label[0]:
        at -= 1
    if at and front[at - 1][1] <= label[1]:
        return
    end = at
    while end < len(front) and front[end][1] >= label[1]:
        end += 1
    front[at:end] = [label]


def _unbeaten(found: list[tuple[int, Label]]) -> list[tuple[int, Label]]:
    kept: list[tuple[int, Label]] = []
    for leave, label in sorted(found, key=lambda one: (-one[0], one[1][1], one[1][2])):
        if not any(other[1][1] <= label[1] and other[1][2] <= label[2] for other in kept):
            kept.append((leave, label))
    return kept[::-1]


def _walks_to(ways: Ways) -> list[list[tuple[int, int]]]:
    """For each place the places from which one walks to it."""
    before: list[list[tuple[int, int]]] = [[] for _ in ways.walks]
    for start, near in enumerate(ways.walks):
        for goal, seconds in near:
            before[goal].append((start, seconds))
    return before
