"""The timetable files of each area, kept under the data directory: fetched, compared, replaced, read."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import aiohttp
from tqdm import tqdm

from knowledge.area import Area
from knowledge.importers.gtfs import FeedReading, describe_feed, read_feed
from knowledge.rides.gtfs import Feed, load_feed
from knowledge.rides.gtfs_tables import FeedError
from knowledge.rides.timetable import Timetable, build_timetable

log = logging.getLogger(__name__)

LARGEST_FEED = 300_000_000
"""Bytes; the largest regional feed we know of has some tens of millions."""
TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=30, sock_read=60)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a feed was fetched from, and how its server calls that edition."""

    url: str
    etag: str | None = None
    last_modified: str | None = None

    @property
    def conditions(self) -> dict[str, str]:
        """Headers that ask for the file only if it has changed."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}


class FeedFolder:
    """The feeds of one area: ``<data_dir>/feeds/<area>/<name>.zip``, with a small ``.json`` when it has an address.

    Beside it a ``.realtime.json`` holds the address of its GTFS-Realtime, where it has one.
    """

    def __init__(self, data_dir: Path, area: Area) -> None:
        self._folder = data_dir / "feeds" / area.area_id
        self._zone = area.timezone

    def load_timetable(self) -> Timetable | None:
        """None when there is no feed. A file that has become unreadable is logged and left out."""
        return build_timetable(feed for path in self._list_files() if (feed := self._load(path)))

    def get_version(self) -> tuple[tuple[str, int], ...]:
        """Differs when a feed has been added, replaced or removed."""
        return tuple((path.name, path.stat().st_mtime_ns) for path in self._list_files())

    def path_of(self, name: str) -> Path:
        """Where the feed of this name is kept, or would be."""
        return self._folder / name

    def compare(self, name: str, content: bytes, today: date) -> FeedReading:
        """What the feed is, beside the edition that is there. Raises FeedError."""
        path = self.path_of(name)
        old = self._load(path) if path.exists() else None
        return read_feed(content, name, self._zone, old, today)

    def keep(self, name: str, content: bytes, origin: Origin | None) -> Path:
        """Replaces at one stroke: whoever reads meanwhile sees the old feed or the new one."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self.path_of(name)
        _replace(path, content)
        if origin:
            self._note_origin(name, origin)
        else:
            path.with_suffix(".json").unlink(missing_ok=True)
        return path

    def list_origins(self) -> dict[str, Origin]:
        """By name of the feed, those that can be fetched again."""
        notes = ((path, path.with_suffix(".json")) for path in self._list_files())
        return {path.name: Origin(**json.loads(note.read_text("utf-8"))) for path, note in notes if note.exists()}

    def list_realtime(self) -> dict[str, str]:
        """By name of the feed, the address of its delays and cancellations."""
        notes = ((path.name, _realtime_note(path)) for path in self._list_files())
        return {name: str(json.loads(note.read_text("utf-8"))["url"]) for name, note in notes if note.exists()}

    def note_realtime(self, name: str, url: str | None) -> None:
        """None forgets the address."""
        note = _realtime_note(self._folder / name)
        if url is None:
            note.unlink(missing_ok=True)
        else:
            _replace(note, json.dumps({"url": url}).encode())

    async def refresh(self, today: date) -> tuple[str, ...]:
        """Fetches again what has changed. Returns a line for each feed replaced, or kept because the new is worse."""
        said: list[str] = []
        for name, origin in self.list_origins().items():
            try:
                said += await self._refresh_one(name, origin, today)
            except (FeedError, OSError, aiohttp.ClientError, TimeoutError) as error:
                reason = str(error).splitlines()[0] if str(error) else type(error).__name__
                said.append(f"{name}: kept as it was, {origin.url} gave no better: {reason}")
        return tuple(said)

    async def _refresh_one(self, name: str, origin: Origin, today: date) -> tuple[str, ...]:
        fetched = await fetch_feed(origin.url, origin)
        if fetched is None:
            return ()
        content, newer = fetched
        reading = await asyncio.to_thread(self.compare, name, content, today)  # residents are answered meanwhile
        if reading.worse:
            # Its ETag is noted nevertheless: one refusal is enough, until the server has another edition.
            self._note_origin(name, newer)
            return (f"{name}: kept as it was, the new one is worse: {'; '.join(reading.worse)}",)
        await asyncio.to_thread(self.keep, name, content, newer)
        return (f"{describe_feed(reading.feed)} (new)", *(f"{name}: {note}" for note in reading.notes))

    def _note_origin(self, name: str, origin: Origin) -> None:
        _replace(self.path_of(name).with_suffix(".json"), json.dumps(asdict(origin)).encode())

    def _list_files(self) -> list[Path]:
        return sorted(self._folder.glob("*.zip"))

    def _load(self, path: Path) -> Feed | None:
        try:
            return load_feed(path.read_bytes(), path.name, self._zone)
        except (FeedError, OSError) as error:
            log.error("feed %s is left out: %s", path.name, str(error).splitlines()[0])
            return None


async def refresh_feeds(data_dir: Path, areas: Iterable[Area], today: date) -> None:
    """The feeds of these areas that have an address; what was replaced or kept is logged for the staff."""
    for area in areas:
        for line in await FeedFolder(data_dir, area).refresh(today):
            log.warning("timetables of %s: %s", area.area_id, line)


async def fetch_feed(url: str, known: Origin | None = None) -> tuple[bytes, Origin] | None:
    """The feed and its edition; None when it is still the ``known`` one. Raises aiohttp.ClientError, OSError."""
    headers = known.conditions if known else {}
    async with (
        aiohttp.ClientSession(timeout=TIMEOUT, raise_for_status=True) as session,
        session.get(url, headers=headers) as response,
    ):
        if response.status == 304:
            return None
        parts: list[bytes] = []
        size = 0
        with tqdm(desc="fetching", unit="B", unit_scale=True, total=response.content_length, disable=None) as bar:
            async for part in response.content.iter_chunked(65536):
                parts.append(part)
                size += len(part)
                bar.update(len(part))
                if size > LARGEST_FEED:
                    raise OSError(f"{url} is larger than {LARGEST_FEED // 1_000_000} MB")
        headers_told = response.headers
        return b"".join(parts), Origin(url, headers_told.get("ETag"), headers_told.get("Last-Modified"))


def is_url(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def feed_name(source: str) -> str:
    """The name a feed is kept under: a later edition from the same file name or address replaces it."""
    stem = re.sub(r"^https?://", "", source) if is_url(source) else Path(source).name
    slug = re.sub(r"[^A-Za-z0-9]+", "-", re.sub(r"\.zip$", "", stem, flags=re.IGNORECASE)).strip("-")
    return f"{slug[-100:].lower() or 'feed'}.zip"


def _realtime_note(path: Path) -> Path:
    return path.with_suffix(".realtime.json")


def _replace(path: Path, content: bytes) -> None:
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)
