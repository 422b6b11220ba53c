"""Timetables: a GTFS feed is kept whole, as a file, if it is not worse than the edition that is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.rides.gtfs import Feed, load_feed
from knowledge.rides.gtfs_tables import FeedError
from knowledge.rides.on_demand import OnDemandService

FORMAT = "gtfs"
SAYS = "timetables of buses and trains (GTFS)"

COMPARED_DAYS = 14
"""As far ahead as answers look."""
LEAST_SHARE = 0.5
"""A new edition with fewer than this share of the trips of the one before is taken for a mistake."""


@dataclass(frozen=True, slots=True)
class FeedReading:
    """A feed that may replace ``old``; ``worse`` says why it should not, empty when it should."""

    feed: Feed
    worse: tuple[str, ...]
    notes: tuple[str, ...]
    """What staff should know, though it stops nothing."""


def read_feed(content: bytes, name: str, default_timezone: str, old: Feed | None, today: date) -> FeedReading:
    """Raises FeedError, with file, row, field and value of each fault."""
    feed = load_feed(content, name, default_timezone)
    return FeedReading(feed, find_worse(feed, old, today) if old else (), _notes(feed, today))


def find_worse(new: Feed, old: Feed, today: date) -> tuple[str, ...]:
    """Why residents would lose by the new edition."""
    reasons = []
    if old.covers(today) and not new.covers(today):
        reasons.append(f"it speaks of {_span(new)}, the one before of today")
    before, after = _count_trips(old, today), _count_trips(new, today)
    if after < before * LEAST_SHARE:
        reasons.append(f"in the next {COMPARED_DAYS} days it has {after} trips, the one before {before}")
    return tuple(reasons)


def describe_feed(feed: Feed) -> str:
    """One line: how much it holds, and for which days."""
    on_demand = f", {len(feed.on_demand)} on demand" if feed.on_demand else ""
    counts = f"{len(feed.routes)} routes{on_demand}, {len(feed.trips)} trips, {len(feed.stops)} stops"
    return f"{feed.name}: {counts}, {_span(feed)}"


def _notes(feed: Feed, today: date) -> tuple[str, ...]:
    notes = []
    if feed.last_day is None:
        notes.append("no service ever runs: no times will be told")
    elif feed.last_day < today:
        notes.append(f"it expired on {feed.last_day}: no times will be told")
    elif feed.last_day < today + timedelta(days=COMPARED_DAYS):
        notes.append(f"it expires on {feed.last_day}")
    ridden = {feed.trips[trip].trip_id for trip in set(feed.stop_times.trip.tolist())}
    ridden |= {run.trip_id or "" for service in feed.on_demand for run in service.runs}
    if missing := sum(trip.trip_id not in ridden for trip in feed.trips):
        notes.append(f"{missing} trips call nowhere and are left aside")
    if silent := [service.name for service in feed.on_demand if not _says_whom_to_ring(service)]:
        notes.append(f"nobody can be rung for {', '.join(silent[:5])}: the feed gives no number")
    return tuple(notes)


def _says_whom_to_ring(service: OnDemandService) -> bool:
    calls = [call for run in service.runs for call in run.calls if call.is_on_demand]
    rules = [rule for call in calls for rule in (call.boarding_rule, call.alighting_rule) if rule]
    return bool(service.phone) or any(rule.phone_number or rule.booking_url or rule.info_url for rule in rules)


def _span(feed: Feed) -> str:
    return f"{feed.first_day} to {feed.last_day}" if feed.first_day else "no day at all"


def _count_trips(feed: Feed, today: date) -> int:
    days = [today + timedelta(days=ahead) for ahead in range(COMPARED_DAYS)]
    runs = [sum(service.is_on(day) for day in days if feed.covers(day)) for service in feed.services]
    return sum(runs[trip.service] for trip in feed.trips)


__all__ = ["FORMAT", "SAYS", "FeedError", "FeedReading", "describe_feed", "find_worse", "read_feed"]
