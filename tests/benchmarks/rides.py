"""How long rides take: ``python -m tests.benchmarks.rides FEED.zip DAY [QUERIES]``. Nothing here fails a build.

A whole answer is a turn: "bus de X à Y demain", understood, searched there and back, composed, and fitted into an SMS.
"""

from __future__ import annotations

import random
import resource
import sys
import time as clock
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from statistics import median

from bot.channels.sms_text import fit
from handlers.conversation import Conversation
from handlers.language import load_languages
from handlers.model import Message
from handlers.turn import take_turn
from knowledge.area import load_area
from knowledge.directory import Directory, build_directory
from knowledge.model import Position
from knowledge.rides.gtfs import load_feed
from knowledge.rides.journeys import earliest_between, latest_between, stop_ends
from knowledge.rides.out_and_back import Wish, plan_ride
from knowledge.rides.rides import Rides
from knowledge.rides.timetable import Timetable, build_timetable
from knowledge.taxonomy import load_taxonomy
from tests.factories import a_place


def main(feed: str, day_text: str, queries: int = 300) -> None:
    before = _memory_mb()
    start = clock.perf_counter()
    timetable = build_timetable([load_feed(Path(feed).read_bytes(), Path(feed).name)])
    assert timetable is not None
    _say(f"load {clock.perf_counter() - start:.2f} s, at most {_memory_mb() - before:.0f} MB while loading")
    day, chance = date.fromisoformat(day_text), random.Random(1)
    start = clock.perf_counter()
    hops = timetable.get_day(day, expired_too=True)
    _say(f"day {1000 * (clock.perf_counter() - start):.1f} ms, {len(hops.departure)} hops")
    placed = [n for n, stop in enumerate(timetable.stops) if stop.lat is not None and stop.lon is not None]
    town = _directory(timetable)
    times: dict[str, list[float]] = {}
    for _ in range(queries):
        pair = chance.sample(placed, 2)
        ends, at = stop_ends(timetable, *pair), chance.randrange(5, 20) * 3600
        doors = [Position(timetable.stops[n].lat or 0.0, timetable.stops[n].lon or 0.0) for n in pair]
        wish = Wish(timedelta(hours=1))
        _time(times, "earliest arrival", partial(earliest_between, timetable, hops, ends, at))
        _time(times, "latest departure", partial(latest_between, timetable, hops, ends, at))
        _time(times, "out and back", partial(plan_ride, timetable, doors[0], doors[1], day, wish))
        _time(times, "whole answer", partial(_answer, town, pair, timetable, day))
    for name, taken in times.items():
        ordered = sorted(taken)
        _say(f"{name}: median {median(ordered):.1f} ms, 99th percentile {ordered[int(0.99 * len(ordered))]:.1f} ms")


def _directory(timetable: Timetable) -> Directory:
    """An area whose places are the stops, so that a message can name them."""
    places = [
        a_place(stop.name, place_id=str(n), commune_id=str(n), position=Position(stop.lat, stop.lon))
        for n, stop in enumerate(timetable.stops)
        if stop.lat is not None and stop.lon is not None
    ]
    area = replace(load_area("durance-provence"), timezone=str(timetable.zone))
    words = load_languages().common_words
    return build_directory(area, (), places, load_taxonomy(), words, Rides(timetable))


def _answer(directory: Directory, pair: list[int], timetable: Timetable, day: date) -> None:
    origin, goal = (timetable.stops[n].name for n in pair)
    now = datetime.combine(day - timedelta(days=1), time(10), timetable.zone)
    message = Message(f"bus de {origin} à {goal} demain", "sms", "someone", "1", now)
    fit(take_turn(message, Conversation(), directory, load_languages(), now).reply)


def _time(times: dict[str, list[float]], name: str, ask: Callable[[], object]) -> None:
    start = clock.perf_counter()
    ask()
    times.setdefault(name, []).append(1000 * (clock.perf_counter() - start))


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *(int(text) for text in sys.argv[3:4]))
