"""All that is known of rides in one area: one frozen part of its directory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.rides.on_demand import OnDemandService
from knowledge.rides.timetable import Timetable


@dataclass(frozen=True, slots=True, eq=False)
class Rides:
    """``Rides()`` is an area of whose rides nothing is known."""

    timetable: Timetable | None = None
    on_demand: tuple[OnDemandService, ...] = ()
    """Of feeds and spreadsheets; what can be had when, see ``on_demand_options``."""


def build_rides(timetable: Timetable | None, on_demand: Iterable[OnDemandService] = ()) -> Rides:
    """With the on-demand services of the timetable's feeds, before those that come from elsewhere."""
    of_feeds = (service for feed in (timetable.feeds if timetable else ()) for service in feed.on_demand)
    return Rides(timetable, (*of_feeds, *on_demand))
