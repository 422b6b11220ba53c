"""All that is known of rides in one area: one frozen part of its directory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from knowledge.rides.carpool import EMPTY, Board
from knowledge.rides.delays import Delays
from knowledge.rides.on_demand import OnDemandService
from knowledge.rides.roads import Roads
from knowledge.rides.timetable import Timetable


@dataclass(frozen=True, slots=True, eq=False)
class Rides:
    """``Rides()`` is an area of whose rides nothing is known. Frozen, but for what ``timetable_at`` remembers."""

    timetable: Timetable | None = None
    roads: Roads | None = None
    """Minutes by road; None until streets are imported."""
    on_demand: tuple[OnDemandService, ...] = ()
    """Of feeds and spreadsheets; what can be had when, see ``on_demand_options``."""
    delays: tuple[Delays, ...] = ()
    """What operators told last of their feeds, fresh or not: see ``timetable_at``."""
    board: Board = EMPTY
    """Changes with every offer, while the rest stays: see ``bot.directories``."""

    _live: dict[tuple[Delays, ...], Timetable] = field(default_factory=dict, repr=False)

    def with_delays(self, delays: tuple[Delays, ...]) -> Rides:
        """``delays``: found in this timetable."""
        return replace(self, delays=delays, _live={})

    def timetable_at(self, now: datetime) -> Timetable | None:
        """With delays and cancellations while they are fresh; stale ones are as if there were none."""
        fresh = tuple(delays for delays in self.delays if delays.is_fresh(now))
        if self.timetable is None or not fresh:
            return self.timetable
        if fresh not in self._live:
            self._live[fresh] = self.timetable.with_delays(fresh)
        return self._live[fresh]


def build_rides(
    timetable: Timetable | None, on_demand: Iterable[OnDemandService] = (), roads: Roads | None = None
) -> Rides:
    """With the on-demand services of the timetable's feeds, before those that come from elsewhere."""
    of_feeds = (service for feed in (timetable.feeds if timetable else ()) for service in feed.on_demand)
    return Rides(timetable, roads, (*of_feeds, *on_demand))
