"""Every way there and back of a day of a real feed, told by SMS in every language: what the answer may never lose."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import permutations
from pathlib import Path

from bot.channels.sms_text import SmsText, encode, fit
from handlers.answers.ride_lines import ENOUGH, Before, way_versions
from handlers.answers.ride_search import Found, Way
from handlers.answers.ride_trip import Door, Trip
from handlers.answers.scene import Scene
from handlers.conversation import Conversation, Topic
from handlers.language import load_languages
from handlers.model import Message, Reply, Understanding
from handlers.situation import Decision
from knowledge.model import Position
from knowledge.rides.gtfs import Stop, load_feed
from knowledge.rides.journeys import DEFAULTS
from knowledge.rides.out_and_back import Wish, list_pairs
from knowledge.rides.rides import Rides
from knowledge.rides.timetable import Timetable, build_timetable
from tests.handlers.resident import directory

PHONE = "04 65 71 00 01"
"""From the range that Arcep keeps for fiction: the feed has none of its own, and a phone must never be cut."""
STAY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Told:
    """One ride as it was sent, and what was wrong with it."""

    sms: SmsText
    language: str
    ride: str
    missing: tuple[str, ...]


def load_with_phone(path: Path) -> Timetable:
    """The feed, its agency with a phone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as feed, zipfile.ZipFile(buffer, "w") as copy:
        for name in feed.namelist():
            content = feed.read(name)
            if name == "agency.txt":
                header, *rows = content.decode("utf-8-sig").strip().splitlines()
                content = "\n".join([f"{header},agency_phone", *(f"{row},{PHONE}" for row in rows)]).encode()
            copy.writestr(name, content)
    timetable = build_timetable([load_feed(buffer.getvalue(), path.name)])
    assert timetable is not None
    return timetable


def tell_day(
    timetable: Timetable, day: date, most_pairs: int | None = None, seed: int = 1, cancelled: bool = False
) -> Iterator[Told]:
    """All ways between ``most_pairs`` pairs of places chosen by ``seed``; None: between all of them.

    ``cancelled``: some other bus was, and had to be told of before.
    """
    stops = [timetable.stops[members[0]] for members in timetable.stops_of_place]
    pairs = list(permutations(stops, 2))
    if most_pairs is not None:
        pairs = random.Random(seed).sample(pairs, most_pairs)
    scenes = _scenes(timetable, day)
    for origin, goal in pairs:
        yield from _tell_pair(timetable, day, (origin, goal), scenes, cancelled)


def _tell_pair(
    timetable: Timetable, day: date, ends: tuple[Stop, Stop], scenes: Mapping[str, Scene], cancelled: bool
) -> Iterator[Told]:
    origin, goal = (Door(Position(stop.lat or 0.0, stop.lon or 0.0), stop.name, "") for stop in ends)
    trip = Trip(
        origin,
        goal,
        datetime.combine(day, time(), timetable.zone),
        Wish(STAY),
        datetime.combine(day, time(), timetable.zone),
    )
    in_wheelchair = replace(trip, wish=Wish(STAY, settings=replace(DEFAULTS, wheelchair=True)))
    found = list_pairs(timetable, trip.origin.position, trip.goal.position, day, trip.wish)
    ways = tuple(Way(pair.out, pair.back) for pair in found)
    for way in ways:
        for language, scene in scenes.items():
            for asked, before in ((trip, Before()), (in_wheelchair, _before(scene, cancelled))):
                lines = way_versions(scene, asked, Found(way, ways), way, before)
                reply = Reply(tuple(lines[0]), tuple(map(tuple, lines[1:])), ENOUGH)
                yield _check(scene, language, reply, way)


def _before(scene: Scene, cancelled: bool) -> Before:
    why = scene.say("ride_obstacle_no_return", day="?")
    reason = f"{why} {scene.say('ride_first_day')}"
    if not cancelled:
        return Before((reason,), (reason,))
    gone = scene.say("ride_cancelled", time="12h35", line=scene.say("ride_line", name="12"))
    return Before((gone, reason), (scene.say("ride_cancelled_short", time="12h35"), why))


def _check(scene: Scene, language: str, reply: Reply, way: Way) -> Told:
    sms = fit(reply)
    whole = {encode("\n".join(lines)).text for lines in (reply.lines, *reply.shorter)}
    missing = [] if sms.text in whole else ["it was cut"]
    rest = sms.text
    for journey in way.journeys:
        for ride in journey.rides:
            for moment in (ride.depart, ride.arrive):
                hour = scene.wording.hour(moment)
                at = rest.find(hour)
                missing += [] if at >= 0 else [hour]
                rest = rest[at + len(hour) :] if at >= 0 else rest
    missing += [] if PHONE in sms.text else ["phone"]
    told = ", ".join(f"{j.depart:%H:%M}-{j.arrive:%H:%M} {len(j.rides)} rides" for j in way.journeys)
    return Told(sms, language, told, tuple(missing))


def _scenes(timetable: Timetable, day: date) -> dict[str, Scene]:
    now = datetime.combine(day - timedelta(days=1), time(10), timetable.zone)
    known = replace(directory("durance-provence"), rides=Rides(timetable))
    languages = load_languages()
    return {
        code: Scene(
            Decision("plan_ride", "ride", Conversation(language=code, topic=Topic("plan_ride"))),
            Understanding(code, "plan_ride", 1.0),
            known,
            languages,
            now,
            Message("", "sms", "someone", "1", now),
        )
        for code in languages.codes
    }
