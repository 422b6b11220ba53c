"""What an operator's news change in the hops of a timetable: later or earlier, not called at, not run at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from knowledge.rides.gtfs_calendar import start_of
from knowledge.rides.gtfs_times import NO_DROP_OFF, NO_PICKUP
from knowledge.rides.realtime import CallNews, News, TripNews

if TYPE_CHECKING:
    from knowledge.rides.gtfs import Feed
    from knowledge.rides.timetable import Timetable

Ints = npt.NDArray[np.int32]

FRESH = timedelta(minutes=5)
"""Older news are no news: the timetable is told, as if there were none."""
STILL_ON_ITS_WAY_S = 2 * 3600
"""News without a date are about the run of yesterday for so long after it should be over."""
LARGEST_DELAY_S = 12 * 3600
"""What is told to be later or earlier than this is a mistake of whoever tells it."""


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """Of one service day. ``hops`` are indexes into the timetable's; the next three columns correspond to them."""

    hops: Ints
    departure: Ints
    """Seconds later; negative when earlier."""
    arrival: Ints
    flags: Ints
    """NO_PICKUP where the call that the hop begins with is skipped, NO_DROP_OFF where that it ends with is."""
    cancelled: Ints
    """Runs."""

    def is_off(self, run: int, board: int, alight: int) -> bool:
        """Whether nobody can ride from the beginning of one hop to the end of the other, of the same run."""
        begins, ends = self.flags[self.hops == board], self.flags[self.hops == alight]
        return run in self.cancelled or bool((begins & NO_PICKUP).any() or (ends & NO_DROP_OFF).any())


@dataclass(frozen=True, slots=True, eq=False)
class Delays:
    """The news of one feed, put on its timetable. Make it with ``find_delays``."""

    feed: str
    told_at: datetime
    """Aware, UTC."""
    days: Mapping[date, Changes]
    """By service day."""
    trips: int
    """Told of, and found in the timetable."""
    unknown: int
    """Told of, but not in the timetable on that day."""
    left_aside: int
    """Added, duplicated or replaced trips: the timetable has no place for them."""

    def is_fresh(self, now: datetime) -> bool:
        """``now`` is aware. News are of no use to a rehearsal of another moment either."""
        return abs(now.astimezone(UTC) - self.told_at) <= FRESH


def find_delays(timetable: Timetable, feed_name: str, news: News) -> Delays:
    """``news`` are of one of the timetable's feeds; of a feed that is not there every trip is unknown."""
    network = _Network.of(timetable, feed_name)
    found: dict[date, dict[int, TripNews]] = {}  # of a run that is told twice the last counts
    unknown = 0
    for trip in news.trips:
        run = network.find_run(trip)
        day = network.find_day(trip, run, news.told_at) if run is not None else None
        if run is None or day is None:
            unknown += 1
        else:
            found.setdefault(day, {})[run] = trip
    days = {day: network.change(day, told) for day, told in found.items()}
    return Delays(feed_name, news.told_at, days, sum(map(len, found.values())), unknown, news.left_aside)


def join_changes(delays: Iterable[Delays]) -> dict[date, Changes]:
    """By service day; two feeds never change the same hop."""
    by_day: dict[date, list[Changes]] = {}
    for one in delays:
        for day, changes in one.days.items():
            by_day.setdefault(day, []).append(changes)
    columns = ("hops", "departure", "arrival", "flags", "cancelled")
    return {
        day: Changes(*(np.concatenate([getattr(one, column) for one in parts]) for column in columns))
        for day, parts in by_day.items()
    }


@dataclass(frozen=True, slots=True)
class _Call:
    sequence: int
    stop_id: str
    arrival: int
    """Seconds since 1970, as the timetable has it."""
    departure: int


@dataclass(frozen=True, slots=True)
class _Late:
    """Seconds, of one call."""

    arrival: int
    departure: int
    is_skipped: bool = False


@dataclass(frozen=True, slots=True)
class _Network:
    """One feed within the timetable."""

    timetable: Timetable
    feed: Feed | None
    first_trip: int
    """Where the feed's trips begin among the timetable's."""
    numbers: Mapping[str, int]
    """Index of each trip id in the timetable."""
    runs: Mapping[int, Sequence[int]]
    """Of each trip."""

    @classmethod
    def of(cls, timetable: Timetable, feed_name: str) -> _Network:
        at = next((n for n, feed in enumerate(timetable.feeds) if feed.name == feed_name), None)
        if at is None:
            return cls(timetable, None, 0, {}, {})
        first, last = (int(end) for end in np.searchsorted(timetable.feed_of_trip, [at, at + 1]))
        numbers = {timetable.trips[number].trip_id: number for number in range(first, last)}
        runs: dict[int, list[int]] = {}
        for run, trip in enumerate(timetable.trip_of_run.tolist()):
            runs.setdefault(trip, []).append(run)
        return cls(timetable, timetable.feeds[at], first, numbers, runs)

    def find_run(self, news: TripNews) -> int | None:
        """None for a trip that is not in the feed, and for one by headway when it is not said which of its runs."""
        number = self.numbers.get(news.trip_id)
        if number is None or self.feed is None:
            return None
        runs = [run for run in self.runs.get(number, ()) if len(self._hops_of(run))]
        if any(headway.trip == number - self.first_trip for headway in self.feed.headways):
            hops = self.timetable.hops
            runs = [run for run in runs if int(hops.departure[self._hops_of(run)[0]]) == news.start]
        return runs[0] if runs else None

    def find_day(self, news: TripNews, run: int, told_at: datetime) -> date | None:
        """The service day that is meant; None when the trip does not run on it."""
        if self.feed is None:
            return None
        service = self.feed.services[self.timetable.trips[self.timetable.trip_of_run[run]].service]
        if news.day is not None:
            return news.day if service.is_on(news.day) else None
        today = told_at.astimezone(self.feed.timezone).date()
        yesterday = today - timedelta(days=1)
        since = told_at.timestamp() - start_of(yesterday, self.feed.timezone)
        if service.is_on(yesterday) and since < int(self.timetable.end_of_run[run]) + STILL_ON_ITS_WAY_S:
            return yesterday
        return today if service.is_on(today) else None

    def change(self, day: date, told: Mapping[int, TripNews]) -> Changes:
        """``told``: by run."""
        rows: list[tuple[int, int, int, int]] = []
        for run, news in told.items():
            if not news.is_cancelled:
                rows += self._change_run(day, run, news)
        hops, departure, arrival, flags = np.array(rows, dtype=np.int32).reshape(-1, 4).T.copy()
        cancelled = np.array([run for run, news in told.items() if news.is_cancelled], dtype=np.int32)
        return Changes(hops, departure, arrival, flags, cancelled)

    def _change_run(self, day: date, run: int, news: TripNews) -> Iterator[tuple[int, int, int, int]]:
        """(hop, departure, arrival, flags)."""
        calls = self._list_calls(day, run)
        late = list(_in_order(calls, _spread(news, calls)))
        for at, hop in enumerate(self._hops_of(run)):
            begin, end = late[at], late[at + 1]
            flags = (NO_PICKUP if begin.is_skipped else 0) | (NO_DROP_OFF if end.is_skipped else 0)
            if begin.departure or end.arrival or flags:
                yield hop, begin.departure, end.arrival, flags

    def _hops_of(self, run: int) -> range:
        return _range_of(self.timetable.hops.run, run)

    def _list_calls(self, day: date, run: int) -> list[_Call]:
        hops, of_run = self.timetable.hops, self._hops_of(run)
        start = start_of(day, self.feed.timezone) if self.feed else 0
        arrivals = [int(hops.departure[of_run[0]]), *(int(hops.arrival[hop]) for hop in of_run)]
        departures = [*(int(hops.departure[hop]) for hop in of_run), arrivals[-1]]
        stops = [*(int(hops.from_stop[hop]) for hop in of_run), int(hops.to_stop[of_run[-1]])]
        return [
            _Call(sequence, self.timetable.stops[stop].stop_id, start + arrives, start + departs)
            for sequence, stop, arrives, departs in zip(self._sequences(run), stops, arrivals, departures, strict=True)
        ]

    def _sequences(self, run: int) -> list[int]:
        """stop_sequence of each call."""
        if self.feed is None:
            return []
        own = int(self.timetable.trip_of_run[run]) - self.first_trip
        of_trip = _range_of(self.feed.stop_times.trip, own)
        return [int(self.feed.stop_times.sequence[call]) for call in of_trip]


def _range_of(column: Ints, number: int) -> range:
    """Where it stands in a sorted column; of the column's own type, or numpy would first convert all of it."""
    ends = np.array([number, number + 1], dtype=column.dtype)
    first, last = np.searchsorted(column, ends)
    return range(int(first), int(last))


def _spread(trip: TripNews, calls: Sequence[_Call]) -> Iterator[_Late]:
    """A delay lasts until another one is told, past calls that are skipped too; before the first nothing is late."""
    told = _by_call(trip.calls, calls)
    late = 0 if trip.calls else _sound(trip.delay) or 0
    for number, call in enumerate(calls):
        news = told.get(number)
        if news is None or news.is_skipped:
            yield _Late(late, late, news is not None)
            continue
        if news.is_unknown:
            late = 0
        arrives = _seconds(news.arrival_delay, news.arrival_time, call.arrival)
        departs = _seconds(news.departure_delay, news.departure_time, call.departure)
        arrives = arrives if arrives is not None else departs if departs is not None else late
        # A bus that waits makes up for what it was late.
        late = departs if departs is not None else arrives
        yield _Late(arrives, late)


def _in_order(calls: Sequence[_Call], late: Iterable[_Late]) -> Iterator[_Late]:
    """No bus leaves before it is there, whatever is told: a search would take it for one that goes back in time."""
    moment = calls[0].departure - LARGEST_DELAY_S
    for call, told in zip(calls, late, strict=True):
        arrives = max(moment, call.arrival + told.arrival)
        moment = max(arrives, call.departure + told.departure)
        yield _Late(arrives - call.arrival, moment - call.departure, told.is_skipped)


def _seconds(delay: int | None, time: int | None, planned: int) -> int | None:
    return _sound(time - planned if time else delay)


def _sound(delay: int | None) -> int | None:
    return delay if delay is not None and abs(delay) <= LARGEST_DELAY_S else None


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
