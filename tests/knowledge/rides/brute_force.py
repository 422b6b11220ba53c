"""A second opinion, written only for the tests: Dijkstra over every call of every trip, straight from the CSV files.

It shares no code with the engine and takes no shortcut but one: a trip boarded earlier is not boarded again later.
"""

from __future__ import annotations

import csv
import heapq
import io
import zipfile
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

ANY = 99


class Call(NamedTuple):
    place: str
    arrive: int
    depart: int
    may_board: bool
    may_alight: bool


@dataclass
class Network:
    """The trips of one day; seconds after midnight."""

    trips: dict[str, list[Call]]
    place_of_stop: dict[str, str]
    boardings: dict[str, list[tuple[int, str, int]]] = field(default_factory=dict)
    """For each place (departure, trip, number of the call), sorted."""
    _reached: dict[tuple[str, int, int], dict[str, list[tuple[int, int]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
        for trip, calls in self.trips.items():
            for number, call in enumerate(calls):
                if call.may_board:
                    found[call.place].append((call.depart, trip, number))
        self.boardings = {place: sorted(rows) for place, rows in found.items()}

    def reached(self, place: str, start: int, max_rides: int = ANY) -> dict[str, list[tuple[int, int]]]:
        """For each place every (arrival, rides) that no other beats, from ``place`` at ``start`` on."""
        key = (place, start, max_rides)
        if key not in self._reached:
            self._reached[key] = self._search(place, start, max_rides)
        return self._reached[key]

    def _search(self, origin: str, start: int, max_rides: int) -> dict[str, list[tuple[int, int]]]:
        settled: dict[str, list[tuple[int, int]]] = defaultdict(list)
        boarded: dict[tuple[str, int], int] = {}
        tentative: dict[tuple[str, int], int] = {}
        queue = [(start, 0, origin)]
        while queue:
            now, rides, place = heapq.heappop(queue)
            if any(fewer <= rides for _, fewer in settled[place]):
                continue
            settled[place].append((now, rides))
            if rides == max_rides:
                continue
            rows = self.boardings.get(place, [])
            for _, trip, number in rows[bisect_left(rows, (now,)) :]:
                if number >= boarded.get((trip, rides), ANY * ANY):
                    continue
                boarded[trip, rides] = number
                for call in self.trips[trip][number + 1 :]:
                    if call.may_alight and call.arrive < tentative.get((call.place, rides + 1), ANY * 86400):
                        tentative[call.place, rides + 1] = call.arrive
                        heapq.heappush(queue, (call.arrive, rides + 1, call.place))
        return settled

    def earliest(self, origin: str, goal: str, start: int) -> int | None:
        return min((time for time, _ in self.reached(origin, start)[goal]), default=None)

    def mirrored(self) -> Network:
        """Time runs backwards: what arrives last here left last there."""
        trips = {
            trip: [Call(c.place, -c.depart, -c.arrive, c.may_alight, c.may_board) for c in reversed(calls)]
            for trip, calls in self.trips.items()
        }
        return Network(trips, self.place_of_stop)

    def best_out_and_back(self, home: str, goal: str, stay: int, max_rides: int) -> tuple[int, int] | None:
        """(seconds away, rides) of the pair that takes least time away; of equals fewest rides."""
        best: tuple[int, int] | None = None
        for leave in {row[0] for row in self.boardings.get(home, [])}:
            for arrive, rides in self.reached(home, leave, max_rides)[goal]:
                rows = self.boardings.get(goal, [])
                for back in {row[0] for row in rows[bisect_left(rows, (arrive + stay,)) :]}:
                    for at_home, rides_back in self.reached(goal, back, max_rides)[home]:
                        pair = (at_home - leave, rides + rides_back)
                        best = min(best or pair, pair)
        return best


def read_network(feed: Path, day: date) -> Network:
    with zipfile.ZipFile(feed) as archive:
        tables = {name: _rows(archive, name) for name in archive.namelist() if name != "shapes.txt"}
    running = _services(tables, day)
    trips = {row["trip_id"] for row in tables["trips.txt"] if row["service_id"] in running}
    place_of_stop = {
        row["stop_id"]: row["parent_station"] or "".join(row["stop_name"].lower().split())
        for row in tables["stops.txt"]
    }
    calls: dict[str, list[tuple[int, Call]]] = defaultdict(list)
    for row in tables["stop_times.txt"]:
        if row["trip_id"] in trips:
            times = _seconds(row["arrival_time"]), _seconds(row["departure_time"])
            may = row["pickup_type"] != "1", row["drop_off_type"] != "1"
            call = Call(place_of_stop[row["stop_id"]], *times, *may)
            calls[row["trip_id"]].append((int(row["stop_sequence"]), call))
    return Network({trip: [call for _, call in sorted(rows)] for trip, rows in calls.items()}, place_of_stop)


def _services(tables: dict[str, list[dict[str, str]]], day: date) -> set[str]:
    text = f"{day:%Y%m%d}"
    running = {
        row["service_id"]
        for row in tables["calendar.txt"]
        if row["start_date"] <= text <= row["end_date"] and row[f"{day:%A}".lower()] == "1"
    }
    for row in tables["calendar_dates.txt"]:
        if row["date"] == text:
            (running.add if row["exception_type"] == "1" else running.discard)(row["service_id"])
    return running


def _rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def _seconds(text: str) -> int:
    hours, minutes, seconds = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + seconds
