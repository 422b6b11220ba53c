"""The demo's buses: read where its other examples are, never by a program that serves residents."""

from __future__ import annotations

from knowledge.area import Area
from knowledge.rides.gtfs import read_feed_tables
from knowledge.rides.gtfs_tables import read_folder
from knowledge.rides.timetable import Timetable, build_timetable

FOLDER = "example_timetable"


def load_example_timetable(area: Area) -> Timetable | None:
    """What ``build_timetable`` wrote for the area; None when nothing ships. Raises FeedError for broken tables."""
    folder = area.folder / FOLDER
    return build_timetable([read_feed_tables(read_folder(folder), area.timezone)]) if folder.is_dir() else None
