"""All that is known of rides in one area: one frozen part of its directory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from knowledge.rides.carpool import EMPTY, Board
from knowledge.rides.on_demand import OnDemandService
from knowledge.rides.roads import Roads
from knowledge.rides.timetable import Timetable


@dataclass(frozen=True, slots=True, eq=False)
class Rides:
    """``Rides()`` is an area of whose rides nothing is known."""

    timetable: Timetable | None = None
    roads: Roads | None = None
    """Minutes by road; None until streets are imported."""
    on_demand: tuple[OnDemandService, ...] = ()
    """Of feeds and spreadsheets; what can be had when, see ``on_demand_options``."""
    live: Timetable | None = None
    """The timetable with the news of its operators, when some were had."""
    board: Board = EMPTY
    """Changes with every offer, while the rest stays: see ``bot.directories``."""

    def timetable_at(self, now: datetime) -> Timetable | None:
        """With delays and cancellations while they are fresh; stale ones are as if there were none."""
        live = self.live
        return live if live and live.news and live.news.is_fresh(now) else self.timetable


def build_rides(
    timetable: Timetable | None, on_demand: Iterable[OnDemandService] = (), roads: Roads | None = None
) -> Rides:
    """With the on-demand services of the timetable's feeds, before those that come from elsewhere."""
    of_feeds = (service for feed in (timetable.feeds if timetable else ()) for service in feed.on_demand)
    return Rides(timetable, roads, (*of_feeds, *on_demand))
