"""Stop times of a GTFS feed as columns: read, checked, and interpolated where the feed leaves them blank."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from knowledge.rides.gtfs_tables import Faults, FeedTables

Ints = npt.NDArray[np.int32]

NO_PICKUP, NO_DROP_OFF, ASK_PICKUP, ASK_DROP_OFF = 1, 2, 4, 8
"""Bits of ``StopTimes.flags``; "ask" stands for types 2 (ring the agency) and 3 (tell the driver)."""

LONGEST_TRIP_HOURS = 72
BLANK = -1
TABLE = "stop_times.txt"
_TIME = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
START_WINDOWS = ("start_pickup_drop_off_window", "start_pickup_dropoff_window")
END_WINDOWS = ("end_pickup_drop_off_window", "end_pickup_dropoff_window")
"""The names in the final GTFS-Flex and those before."""


@dataclass(frozen=True, slots=True, eq=False)
class StopTimes:
    """Columns in the order of trip and stop_sequence. Times are seconds after noon minus 12 h of the service day."""

    trip: Ints
    stop: Ints
    arrival: Ints
    departure: Ints
    flags: Ints
    sequence: Ints


@dataclass(frozen=True, slots=True, eq=False)
class _RawTimes:
    row: Ints
    trip: Ints
    sequence: Ints
    stop: Ints
    arrival: Ints
    departure: Ints
    flags: Ints
    travelled: npt.NDArray[np.float64]
    """shape_dist_traveled, nan when unknown."""


@lru_cache(maxsize=100_000)
def parse_time(text: str) -> int | None:
    """``25:10:00``, ``7:05:00`` or ``07:05`` in seconds; None for what is no time."""
    match = _TIME.fullmatch(text)
    if match is None or int(match[1]) > LONGEST_TRIP_HOURS:
        return None
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0)


def read_stop_times(
    tables: FeedTables,
    faults: Faults,
    trips: Mapping[str, int],
    stops: Mapping[str, int],
    positions: Sequence[tuple[float, float]],
    flexible: frozenset[str],
) -> StopTimes:
    """Calls at fixed stops; those of on-demand zones (ids in ``flexible``, or with a window) are left out.

    Faults: unknown trips and stops, times that are none or run backwards, two calls with one stop_sequence.
    """
    raw = _read(tables, faults, trips, stops, flexible)
    order = np.lexsort((raw.sequence, raw.trip))
    raw = _RawTimes(*(getattr(raw, name)[order] for name in _RawTimes.__dataclass_fields__))
    _check_sequence(raw, faults)
    _fill_blanks(raw, positions, faults)
    _check_times(raw, faults)
    return StopTimes(raw.trip, raw.stop, raw.arrival, raw.departure, raw.flags, raw.sequence)


def _read(
    tables: FeedTables, faults: Faults, trips: Mapping[str, int], stops: Mapping[str, int], flexible: frozenset[str]
) -> _RawTimes:
    kept: list[tuple[int, int, int, int, int, int, int]] = []
    travelled: list[float] = []
    columns = ("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time", "pickup_type", "drop_off_type")
    for number, cells in tables.rows(TABLE, *columns, "shape_dist_traveled", *START_WINDOWS):
        trip, stop, sequence, arrival, departure, pickup, drop_off, distance, *windows = cells
        if trip not in trips:
            faults.refuse(TABLE, number, "trip_id", trip, "is no trip of trips.txt")
        elif any(windows) or stop in flexible or not stop:
            if not any(windows) and not stop:
                faults.refuse(TABLE, number, "stop_id", stop, "is missing, and no window says that it is on demand")
        elif stop not in stops:
            faults.refuse(TABLE, number, "stop_id", stop, "is no stop of stops.txt")
        elif not sequence.isdecimal():
            faults.refuse(TABLE, number, "stop_sequence", sequence, "is no whole number")
        else:
            times = _read_times(number, arrival, departure, faults)
            flags = _flags(number, pickup, drop_off, faults)
            kept.append((number, trips[trip], int(sequence), stops[stop], *times, flags))
            travelled.append(float(distance) if _is_number(distance) else np.nan)
    table = np.array(kept, dtype=np.int32).reshape(-1, 7)
    row, trip_no, sequence_no, stop_no, arrivals, departures, bits = (np.ascontiguousarray(c) for c in table.T)
    return _RawTimes(
        row, trip_no, sequence_no, stop_no, arrivals, departures, bits, np.array(travelled, dtype=np.float64)
    )


def _read_times(number: int, arrival: str, departure: str, faults: Faults) -> tuple[int, int]:
    """One that is missing is as the other; both ``BLANK`` when the feed leaves it to us."""
    if not arrival and not departure:
        return BLANK, BLANK
    parsed = []
    for column, text in (("arrival_time", arrival or departure), ("departure_time", departure or arrival)):
        seconds = parse_time(text)
        if seconds is None:
            faults.refuse(TABLE, number, column, text, "is no time; it takes HH:MM:SS")
        parsed.append(BLANK if seconds is None else seconds)
    return parsed[0], parsed[1]


def _flags(number: int, pickup: str, drop_off: str, faults: Faults) -> int:
    flags = 0
    for column, text, banned, asked in (
        ("pickup_type", pickup, NO_PICKUP, ASK_PICKUP),
        ("drop_off_type", drop_off, NO_DROP_OFF, ASK_DROP_OFF),
    ):
        if text in ("", "0"):
            continue
        if text == "1":
            flags |= banned
        elif text in ("2", "3"):
            flags |= asked
        else:
            faults.refuse(TABLE, number, column, text, "is none of 0, 1, 2, 3")
    return flags


def _check_sequence(raw: _RawTimes, faults: Faults) -> None:
    twice = (raw.trip[1:] == raw.trip[:-1]) & (raw.sequence[1:] == raw.sequence[:-1])
    for index in np.flatnonzero(twice) + 1:
        value = str(raw.sequence[index])
        faults.refuse(TABLE, int(raw.row[index]), "stop_sequence", value, "stands twice in its trip")


def _check_times(raw: _RawTimes, faults: Faults) -> None:
    for index in np.flatnonzero(raw.departure < raw.arrival):
        _refuse_time(raw, faults, int(index), "departure_time", raw.departure, "is before the arrival")
    backwards = (raw.trip[1:] == raw.trip[:-1]) & (raw.arrival[1:] < raw.departure[:-1])
    for index in np.flatnonzero(backwards) + 1:
        _refuse_time(
            raw, faults, int(index), "arrival_time", raw.arrival, "is before the departure from the stop before"
        )


def _refuse_time(raw: _RawTimes, faults: Faults, index: int, column: str, times: Ints, reason: str) -> None:
    minutes, seconds = divmod(int(times[index]), 60)
    value = f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    faults.refuse(TABLE, int(raw.row[index]), column, value, reason)


def _fill_blanks(raw: _RawTimes, positions: Sequence[tuple[float, float]], faults: Faults) -> None:
    """Between two known times by the distance travelled, or by great circle where the feed does not tell it."""
    blank = raw.arrival == BLANK
    for trip in np.unique(raw.trip[blank]):
        first, last = np.searchsorted(raw.trip, trip, "left"), np.searchsorted(raw.trip, trip, "right") - 1
        for end in (first, last):
            if blank[end]:
                faults.refuse(
                    TABLE, int(raw.row[end]), "arrival_time", "", "the first and last time of a trip are needed"
                )
        if blank[first] or blank[last]:
            continue
        indexes = np.arange(first, last + 1)
        known, unknown = indexes[~blank[indexes]], indexes[blank[indexes]]
        for start, end in pairwise(known):
            between = unknown[(unknown > start) & (unknown < end)]
            if len(between):
                share = _shares(raw, positions, int(start), int(end))
                span = int(raw.arrival[end]) - int(raw.departure[start])
                raw.arrival[between] = raw.departure[between] = raw.departure[start] + np.round(share * span)


def _shares(raw: _RawTimes, positions: Sequence[tuple[float, float]], start: int, end: int) -> npt.NDArray[np.float64]:
    """How far along each stop strictly between two calls lies, 0 to 1."""
    travelled = raw.travelled[start : end + 1]
    if np.isnan(travelled).any() or (np.diff(travelled) < 0).any() or travelled[-1] <= travelled[0]:
        points = np.array([positions[stop] for stop in raw.stop[start : end + 1]])
        steps = np.diff(points, axis=0) * np.array([1.0, np.cos(np.radians(points[:, 0].mean()))])
        travelled = np.concatenate(([0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))))
    if not travelled[-1] > travelled[0]:
        travelled = np.arange(end - start + 1, dtype=np.float64)
    shares: npt.NDArray[np.float64] = (travelled[1:-1] - travelled[0]) / (travelled[-1] - travelled[0])
    return shares


def _is_number(text: str) -> bool:
    try:
        return bool(text) and np.isfinite(float(text))
    except ValueError:
        return False
