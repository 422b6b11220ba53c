"""Delays and cancellations: an area's GTFS-Realtime feed is fetched again and again and put over its timetable."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime

import aiohttp

from bot.directories import Directories
from knowledge.rides.realtime import News, NewsError, read_news

log = logging.getLogger(__name__)

LARGEST = 20_000_000
"""Bytes; the largest we know of, a region's, has some millions."""
TIMEOUT = aiohttp.ClientTimeout(total=20)


async def refresh_news(urls: Mapping[str, str], directories: Directories, clock: Callable[[], datetime]) -> None:
    """``urls``: by area. What cannot be had is logged; what was had before goes stale by itself."""
    for area_id, url in urls.items():
        try:
            news = await asyncio.to_thread(read_news, await _fetch(url))
        except (NewsError, OSError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("delays of %s cannot be had: %s", area_id, str(error).splitlines()[0] if str(error) else "?")
            continue
        if not news.is_fresh(clock()):
            log.warning("delays of %s are stale: they were told at %s", area_id, news.told_at.isoformat())
        await _put(area_id, news, directories)


async def _put(area_id: str, news: News, directories: Directories) -> None:
    timetable = (await directories.get_directory(area_id)).rides.timetable
    if timetable is None:
        log.warning("delays of %s are of no use: no timetable was imported", area_id)
    else:
        directories.put_live(area_id, timetable.with_news(news))


async def _fetch(url: str) -> bytes:
    async with aiohttp.ClientSession(timeout=TIMEOUT, raise_for_status=True) as session, session.get(url) as response:
        content = await response.content.read(LARGEST + 1)
        while len(content) <= LARGEST and (part := await response.content.read(LARGEST)):
            content += part
    if len(content) > LARGEST:
        raise OSError(f"{url} is larger than {LARGEST // 1_000_000} MB")
    return content
