"""``import gtfs``: a feed is checked, compared with the edition that is there, then kept or not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp

from bot.commands.areas import FIRST_AREA, get_area
from bot.commands.errors import CommandError
from bot.feeds import FeedFolder, Origin, feed_name, fetch_feed, is_url
from bot.realtime import UNAVAILABLE, describe_trouble, fetch_delays, find_trouble
from bot.roads import RoadsFolder, list_stops
from bot.settings import Settings
from knowledge.importers.gtfs import FeedError, describe_feed

NO_REALTIME = "none"
SHOWN = 20
"""Faults printed; a broken feed has one in every row."""


async def run_feed_import(
    source: str, area_id: str | None, dry_run: bool, settings: Settings, realtime: str | None = None
) -> int:
    """``realtime``: the address of its delays; None: as before, ``NO_REALTIME``: none any more.

    Returns the exit code: 0 kept (or would be), 1 when it is refused or worse than the one that is there.

    Raises CommandError for an unknown area, for what is no address, and for a file that cannot be had.
    """
    if realtime not in (None, NO_REALTIME) and not is_url(realtime):
        raise CommandError(f"--realtime takes an address that begins with https://, or {NO_REALTIME}, not {realtime!r}")
    if area_id is None:
        raise CommandError(f"say for which area: --area {FIRST_AREA}")
    area = get_area(area_id)
    folder, name = FeedFolder(settings.data_dir, area), feed_name(source)
    content, origin = await _fetch(source)
    today = datetime.now(ZoneInfo(area.timezone)).date()
    try:
        reading = await asyncio.to_thread(folder.compare, name, content, today)
    except FeedError as error:
        return _refuse(error)
    print(describe_feed(reading.feed))
    for note in reading.notes:
        print(f"  note: {note}")
    if reading.worse:
        print(f"Nothing was stored, it is worse than the one that is there: {'; '.join(reading.worse)}.")
        print(f"If that is meant, take the old one away first: {folder.path_of(name)}")
        return 1
    if dry_run:
        print("Dry run: nothing was stored.")
        return 0
    print(f"Stored as {await asyncio.to_thread(folder.keep, name, content, origin)}.")
    if realtime is not None:
        folder.note_realtime(name, None if realtime == NO_REALTIME else realtime)
    await _tell_delays(folder, name)
    await asyncio.to_thread(_measure_walks, folder, RoadsFolder(settings.data_dir, area))
    return 0


async def _tell_delays(folder: FeedFolder, name: str) -> None:
    """What is told right now, so that a wrong address is seen at once; it is kept, for a server may be down."""
    url = folder.list_realtime().get(name)
    timetable = await asyncio.to_thread(folder.load_timetable) if url else None
    if url is None or timetable is None:
        return
    now = datetime.now(UTC)
    try:
        delays = await fetch_delays(timetable, name, url, now)
    except UNAVAILABLE as error:
        print(f"  note: its delays cannot be had now: {describe_trouble(error)}")
        return
    print(f"Delays: {delays.trips} trips told of, {delays.unknown} unknown, {delays.left_aside} left aside.")
    if trouble := find_trouble(delays, now):
        print(f"  note: {trouble}")


def _measure_walks(feeds: FeedFolder, roads: RoadsFolder) -> None:
    """To the stops, where streets were imported: here, so that no server has to while residents wait."""
    roads.load(stops=list_stops(feeds.load_timetable()))


def _refuse(error: FeedError) -> int:
    if not error.refused:
        raise CommandError(str(error)) from error
    for refusal in error.refused[:SHOWN]:
        print(f"refused: {refusal}")
    if len(error.refused) > SHOWN:
        print(f"... and {len(error.refused) - SHOWN} more")
    print("Nothing was stored: mend what is refused, then import again.")
    return 1


async def _fetch(source: str) -> tuple[bytes, Origin | None]:
    try:
        if is_url(source):
            fetched = await fetch_feed(source)
            assert fetched is not None  # nothing is known yet that could be unchanged
            return fetched
        return await asyncio.to_thread(Path(source).read_bytes), None
    except (OSError, aiohttp.ClientError, TimeoutError) as error:
        raise CommandError(f"{source} cannot be read: {error or type(error).__name__}") from error
