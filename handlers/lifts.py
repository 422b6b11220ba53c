"""From what residents say to what stands on the carpool board, and back from the events that carry it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import partial

from handlers.conversation import Topic
from handlers.model import When
from knowledge.directory import Directory
from knowledge.rides.carpool import End, Match, Offer, Request, Window, match
from knowledge.rides.roads import drive_min

REGULAR_KEPT = timedelta(weeks=8)
"""A regular offer stands so long; who still drives then offers again."""
LOOKED_AHEAD = timedelta(days=14)
"""How far ahead somebody looks for a seat who names no day."""
DAY_MIN = 24 * 60 - 1
"""The last minute of a day."""
SHOWN = 3


def make_id(*parts: str) -> str:
    """Short enough for staff to type; the same parts give the same id, so nothing is stored twice."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]


def offer_of(topic: Topic, driver: str, directory: Directory, now: datetime) -> Offer | None:
    """None while start, destination or day are not known. Without a number of seats it is one."""
    ends = _find_ends(topic, directory)
    if ends is None or not topic.offer_id or not (topic.when or topic.days):
        return None
    leaves, back = _regular_windows(topic, now) if topic.days else _single_windows(topic)
    return Offer(
        offer_id=topic.offer_id,
        driver=driver,
        origin=ends[0],
        goal=ends[1],
        leaves=leaves,
        seats=topic.seats or 1,
        expires=now + REGULAR_KEPT if topic.days else max(leaves.end, back.end if back else leaves.end),
        back=back,
        weekdays=topic.days,
    )


def request_of(topic: Topic, passenger: str, directory: Directory, now: datetime) -> Request | None:
    """None while start or destination are not known."""
    ends = _find_ends(topic, directory)
    if ends is None:
        return None
    wanted = window_of(topic.when) if topic.when else Window(now, now + LOOKED_AHEAD)
    return Request(
        request_id=make_id(passenger, ends[0].place_id, ends[1].place_id, wanted.start.date().isoformat()),
        passenger=passenger,
        origin=ends[0],
        goal=ends[1],
        wanted=wanted,
        seats=topic.seats or 1,
        wants_back=topic.wants_back or topic.return_when is not None,
        back=window_of(topic.return_when) if topic.return_when else None,
    )


def find_lifts(request: Request, directory: Directory, now: datetime) -> tuple[Match, ...]:
    """Offers that fit, best first; by road where streets are imported."""
    rides = directory.rides
    return match(rides.board, request, now, partial(drive_min, rides.roads))


def carpool_options(
    directory: Directory, origin_id: str, goal_id: str, when: When | None, now: datetime, person: str = ""
) -> tuple[Match, ...]:
    """Offers for a trip, for an answer that also names other ways to get there. ``person``: who asks."""
    topic = Topic(intent="plan_ride", origin_id=origin_id, place_id=goal_id, when=when)
    request = request_of(topic, person, directory, now)
    return find_lifts(request, directory, now) if request else ()


def window_of(when: When) -> Window:
    """A day ends at its last minute, not at the next one's first."""
    return Window(when.start, when.start if when.grain == "instant" else when.end - timedelta(minutes=1))


def describe_offer(offer: Offer) -> dict[str, str]:
    """For an event: what ``read_offer`` makes the offer of again."""
    detail = {
        "offer": offer.offer_id,
        "from": offer.origin.place_id,
        "to": offer.goal.place_id,
        "leaves": _write(offer.leaves),
        "seats": str(offer.seats),
        "expires": offer.expires.isoformat(),
    }
    if offer.back:
        detail["back"] = _write(offer.back)
    if offer.weekdays:
        detail["days"] = ",".join(map(str, offer.weekdays))
    return detail


def read_offer(detail: Mapping[str, str], driver: str, directory: Directory, now: datetime) -> Offer:
    """``now`` brings the zone. Raises KeyError for a place that is not known any more."""
    return Offer(
        offer_id=detail["offer"],
        driver=driver,
        origin=_end(directory, detail["from"]),
        goal=_end(directory, detail["to"]),
        leaves=_read(detail["leaves"], now),
        seats=int(detail["seats"]),
        expires=datetime.fromisoformat(detail["expires"]).astimezone(now.tzinfo),
        back=_read(detail["back"], now) if "back" in detail else None,
        weekdays=tuple(int(day) for day in detail["days"].split(",")) if "days" in detail else (),
    )


def describe_request(request: Request) -> dict[str, str]:
    detail = {
        "request": request.request_id,
        "from": request.origin.place_id,
        "to": request.goal.place_id,
        "wanted": _write(request.wanted),
        "seats": str(request.seats),
    }
    if request.wants_back:
        detail["back"] = _write(request.back) if request.back else ""
    return detail


def read_request(detail: Mapping[str, str], passenger: str, directory: Directory, now: datetime) -> Request:
    return Request(
        request_id=detail["request"],
        passenger=passenger,
        origin=_end(directory, detail["from"]),
        goal=_end(directory, detail["to"]),
        wanted=_read(detail["wanted"], now),
        seats=int(detail["seats"]),
        wants_back="back" in detail,
        back=_read(detail["back"], now) if detail.get("back") else None,
    )


def _write(window: Window) -> str:
    return f"{window.start.isoformat()}/{window.end.isoformat()}"


def _read(text: str, now: datetime) -> Window:
    start, end = (datetime.fromisoformat(part).astimezone(now.tzinfo) for part in text.split("/"))
    return Window(start, end)


def _find_ends(topic: Topic, directory: Directory) -> tuple[End, End] | None:
    if topic.origin_id is None or topic.place_id is None or topic.origin_id == topic.place_id:
        return None
    return _end(directory, topic.origin_id), _end(directory, topic.place_id)


def _end(directory: Directory, place_id: str) -> End:
    place = directory.get_place(place_id)
    return End(place_id, place.name, place.position)


def _single_windows(topic: Topic) -> tuple[Window, Window | None]:
    assert topic.when is not None
    leaves, back = window_of(topic.when), window_of(topic.return_when) if topic.return_when else None
    return leaves, back if back and back.end > leaves.start else None


def _regular_windows(topic: Topic, now: datetime) -> tuple[Window, Window | None]:
    """On the first of its days whose hour has not passed."""
    day = now.date()
    while day.weekday() not in topic.days or _hours_on(day, topic.hours, now).end < now:
        day += timedelta(days=1)
    back = _hours_on(day, topic.back_hours, now) if topic.back_hours else None
    return _hours_on(day, topic.hours, now), back


def _hours_on(day: date, hours: tuple[int, int] | None, now: datetime) -> Window:
    """``hours``: minutes after midnight by the clock on the wall; None is the whole day."""
    first, last = hours or (0, DAY_MIN)
    midnight = datetime.combine(day, time(), now.tzinfo)
    return Window(midnight + timedelta(minutes=first), midnight + timedelta(minutes=last))
