"""All that is known of rides in one area: one frozen part of its directory."""

from __future__ import annotations

from dataclasses import dataclass

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
    board: Board = EMPTY
    """Changes with every offer, while the rest stays: see ``bot.directories``."""
