"""All that was imported of an area's rides, read from the data directory; in the demo, examples where nothing was."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.feeds import FeedFolder
from bot.roads import RoadsFolder
from knowledge.area import Area
from knowledge.areas.example_timetable import load_example_timetable
from knowledge.model import Place, Service
from knowledge.rides.on_demand import OnDemandService
from knowledge.rides.rides import Rides, build_rides


def load_rides(
    data_dir: Path,
    area: Area,
    examples: bool,
    on_demand: Iterable[OnDemandService] = (),
    places: Iterable[Place] = (),
    services: Iterable[Service] = (),
) -> Rides:
    """``on_demand``: what comes from elsewhere than from the feeds.

    ``places`` and ``services`` that are new since the streets were imported are measured too, which takes a while.

    With ``examples`` the example timetable stands where none was imported.
    """
    timetable = FeedFolder(data_dir, area).load_timetable()
    if timetable is None and examples:
        timetable = load_example_timetable(area)
    return build_rides(timetable, on_demand, RoadsFolder(data_dir, area).load(places, services))
