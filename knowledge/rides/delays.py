"""What the news of a day change in its hops: later or earlier, not called at, not run at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from knowledge.rides.gtfs_times import NO_DROP_OFF, NO_PICKUP
from knowledge.rides.realtime import CallNews, News, TripNews

if TYPE_CHECKING:
    from knowledge.rides.timetable import Timetable

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """One row a hop of the timetable; ``cancelled`` are runs."""

    departure: Ints
    """Seconds later."""
    arrival: Ints
    flags: Ints
    """NO_PICKUP where a call is skipped, NO_DROP_OFF too."""
    cancelled: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Call:
    sequence: int
    stop_id: str
    arrival: int
    """Seconds since 1970, as the timetable has it."""
    departure: int


def find_changes(timetable: Timetable, news: News, day: date, start: int) -> Changes | None:
    """``start``: where the times of that service day count from, seconds since 1970. None when there is no change.

    Trips by headway have no times of their own that could be late: they are left as they are.
    """
    local_day = news.told_at.astimezone(timetable.zone).date()
    count = len(timetable.hops.run)
    departure, arrival, flags = (np.zeros(count, dtype=np.int32) for _ in range(3))
    cancelled: list[int] = []
    is_changed = False
    for trip in news.list_on(day, local_day):
        for number, run in _find_run(timetable, trip.trip_id):
            first, last = np.searchsorted(timetable.hops.run, [run, run + 1])
            if trip.is_cancelled:
                cancelled.append(run)
            elif first < last:
                calls = _list_calls(timetable, number, int(first), int(last), start)
                _put(trip, calls, slice(int(first), int(last)), (departure, arrival, flags))
            is_changed = True
    return Changes(departure, arrival, flags, tuple(cancelled)) if is_changed else None


def _find_run(timetable: Timetable, trip_id: str) -> Iterator[tuple[int, int]]:
    """(trip, run) of a trip that runs once a day."""
    number = timetable.trip_numbers.get(trip_id)
    if number is None:
        return
    runs = np.flatnonzero(timetable.trip_of_run == number)
    if len(runs) == 1:
        yield number, int(runs[0])


def _list_calls(timetable: Timetable, number: int, first: int, last: int, start: int) -> list[_Call]:
    hops, stops = timetable.hops, timetable.stops
    sequences = timetable.sequences_of(number)
    arrivals = [int(hops.departure[first]), *(int(hops.arrival[hop]) for hop in range(first, last))]
    departures = [*(int(hops.departure[hop]) for hop in range(first, last)), int(hops.arrival[last - 1])]
    at = [*(int(hops.from_stop[hop]) for hop in range(first, last)), int(hops.to_stop[last - 1])]
    return [
        _Call(sequence, stops[stop].stop_id, start + arrives, start + departs)
        for sequence, stop, arrives, departs in zip(sequences, at, arrivals, departures, strict=True)
    ]


def _put(trip: TripNews, calls: Sequence[_Call], where: slice, columns: tuple[Ints, Ints, Ints]) -> None:
    departure, arrival, flags = columns
    late = list(_delays(trip, calls))
    departure[where] = [departs for _, departs, _ in late[:-1]]
    arrival[where] = [arrives for arrives, _, _ in late[1:]]
    flags[where] = [
        (NO_PICKUP if late[n][2] else 0) | (NO_DROP_OFF if late[n + 1][2] else 0) for n in range(len(late) - 1)
    ]


def _delays(trip: TripNews, calls: Sequence[_Call]) -> Iterator[tuple[int, int, bool]]:
    """(arrival, departure, skipped) of each call: a delay lasts until another one is told."""
    told = _by_call(trip.calls, calls)
    late = trip.delay
    for number, call in enumerate(calls):
        news = told.get(number)
        if news is None or news.is_skipped:
            yield late, late, news is not None
            continue
        if news.is_unknown:
            late = 0
        arrives = _seconds(news.arrival_delay, news.arrival_time, call.arrival)
        departs = _seconds(news.departure_delay, news.departure_time, call.departure)
        arrives = arrives if arrives is not None else departs if departs is not None else late
        # A bus that waits makes up for what it was late.
        late = departs if departs is not None else arrives
        yield arrives, late, False


def _seconds(delay: int | None, time: int | None, planned: int) -> int | None:
    return time - planned if time else delay


def _by_call(news: Sequence[CallNews], calls: Sequence[_Call]) -> dict[int, CallNews]:
    """By stop_sequence, else by the next call at that stop."""
    found: dict[int, CallNews] = {}
    after = 0
    for one in news:
        for number in range(0 if one.sequence is not None else after, len(calls)):
            call = calls[number]
            if call.sequence == one.sequence if one.sequence is not None else call.stop_id == one.stop_id:
                found[number] = one
                after = number + 1
                break
    return found
