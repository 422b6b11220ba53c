"""Delays and cancellations: the GTFS-Realtime of each feed is fetched again and again and put over its timetable."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime

import aiohttp

from bot.directories import Directories
from bot.feeds import FeedFolder
from knowledge.rides.delays import Delays, find_delays
from knowledge.rides.realtime import NewsError, read_news
from knowledge.rides.rides import Rides
from knowledge.rides.timetable import Timetable

log = logging.getLogger(__name__)

LARGEST = 20_000_000
"""Bytes; the largest we know of, a region's, has some millions."""
TIMEOUT = aiohttp.ClientTimeout(total=20)
UNAVAILABLE = (NewsError, OSError, aiohttp.ClientError, TimeoutError)
"""What ``fetch_delays`` raises."""


class DelaysDesk:
    """Keeps the directories' delays up to date; ``folders``, by area, know the addresses."""

    def __init__(
        self, folders: Mapping[str, FeedFolder], directories: Directories, clock: Callable[[], datetime]
    ) -> None:
        self._folders = folders
        self._directories = directories
        self._clock = clock
        self._troubles: dict[tuple[str, str], str] = {}

    async def refresh(self) -> None:
        """What cannot be had is logged; what was had before goes stale by itself."""
        for area_id, folder in self._folders.items():
            urls = await asyncio.to_thread(folder.list_realtime)
            if urls:
                await self._refresh_area(area_id, urls)

    async def _refresh_area(self, area_id: str, urls: Mapping[str, str]) -> None:
        rides = (await self._directories.get_directory(area_id)).rides
        if rides.timetable is None:
            return
        fetched = await asyncio.gather(
            *(self._fetch(area_id, rides.timetable, name, url) for name, url in urls.items())
        )
        known = {delays.feed: delays for delays in (*rides.delays, *fetched) if delays and delays.feed in urls}
        late = await asyncio.to_thread(_prepare, rides, tuple(known.values()), self._clock())
        self._directories.put_delays(area_id, late)

    async def _fetch(self, area_id: str, timetable: Timetable, name: str, url: str) -> Delays | None:
        try:
            delays = await fetch_delays(timetable, name, url, self._clock())
        except UNAVAILABLE as error:
            self._note((area_id, name), f"cannot be had: {describe_trouble(error)}")
            return None
        self._note((area_id, name), find_trouble(delays, self._clock()))
        return delays

    def _note(self, feed: tuple[str, str], trouble: str) -> None:
        """Said once, and again when it is over: the same line twice a minute would hide all others."""
        before = self._troubles.get(feed, "")
        self._troubles[feed] = trouble
        if trouble and trouble != before:
            log.warning("delays of %s, %s: %s", *feed, trouble)
        elif before and not trouble:
            log.warning("delays of %s, %s: all is well again", *feed)


async def fetch_delays(timetable: Timetable, feed_name: str, url: str, now: datetime) -> Delays:
    """Off the event loop but for the bytes. Raises what ``UNAVAILABLE`` names."""
    content = await _fetch(url)
    return await asyncio.to_thread(lambda: find_delays(timetable, feed_name, read_news(content, now)))


async def add_delays(rides: Rides, folder: FeedFolder, now: datetime) -> Rides:
    """Once, for a command; what cannot be had is logged."""
    found = []
    for name, url in folder.list_realtime().items() if rides.timetable else ():
        try:
            assert rides.timetable is not None
            found.append(await fetch_delays(rides.timetable, name, url, now))
        except UNAVAILABLE as error:
            log.warning("delays of %s cannot be had: %s", name, describe_trouble(error))
    return rides.with_delays(tuple(found))


def find_trouble(delays: Delays, now: datetime) -> str:
    """Why they help nobody; "" when they do, or when all runs as planned."""
    if not delays.is_fresh(now):
        return "they are stale and not told"
    if delays.unknown and not delays.trips:
        return "they are of no trip of the timetable: is it of the same edition?"
    return ""


def describe_trouble(error: BaseException) -> str:
    """Without the address, for there may be a key in it."""
    if isinstance(error, aiohttp.ClientResponseError):
        return f"the server answers {error.status}"
    return str(error).splitlines()[0] if isinstance(error, NewsError) else type(error).__name__


def _prepare(rides: Rides, delays: tuple[Delays, ...], now: datetime) -> Rides:
    """With the hops of today ready, so that no resident waits for them."""
    late = rides.with_delays(delays)
    timetable = late.timetable_at(now)
    if timetable is not None:
        timetable.get_day(now.astimezone(timetable.zone).date())
    return late


async def _fetch(url: str) -> bytes:
    async with aiohttp.ClientSession(timeout=TIMEOUT, raise_for_status=True) as session, session.get(url) as response:
        parts: list[bytes] = []
        size = 0
        async for part in response.content.iter_chunked(65536):
            parts.append(part)
            size += len(part)
            if size > LARGEST:
                raise NewsError(f"it is larger than {LARGEST // 1_000_000} MB")
    return b"".join(parts)
