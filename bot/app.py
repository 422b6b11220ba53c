"""The composition root: the one place that builds the parts and connects them."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.carpool import CarpoolDesk
from bot.channels import open_channels
from bot.channels.base import Mount, Sender, Surroundings
from bot.deliveries import Deliveries
from bot.directories import Directories
from bot.feeds import FeedFolder, refresh_feeds
from bot.jobs import Job, list_jobs, running
from bot.realtime import DelaysDesk
from bot.rides import load_rides
from bot.roads import RoadsFolder
from bot.server import build_application
from bot.settings import Settings, sqlite_url
from bot.shipped import store_shipped
from bot.turns import TurnRunner
from handlers.language import Languages, load_languages
from handlers.turn import take_turn
from knowledge.area import Area, list_areas, load_area
from knowledge.directory import Directory, build_directory
from knowledge.rides.carpool import Board
from knowledge.rides.on_demand_entry import service_of
from knowledge.store import Store, load_contact_secret
from knowledge.taxonomy import load_taxonomy

log = logging.getLogger(__name__)

Say = Callable[[str], None]
GetLanguages = Callable[[], Awaitable[Languages]]


def run_serve(settings: Settings, say: Say = print) -> int:
    """Serve all that is configured until SIGINT or SIGTERM; returns the exit status."""
    return _run(settings, examples=False, say=say)


def run_demo(settings: Settings, say: Say = print) -> int:
    """The shipped areas with their examples in a fresh file, web chat only: no real resident must read an example."""
    with tempfile.TemporaryDirectory(prefix="allo-demo-") as folder:
        fresh = replace(
            settings,
            data_dir=Path(folder),
            database_url=sqlite_url(Path(folder) / "demo.sqlite"),
            telegram_tokens={},
            twilio_numbers={},
        )
        return _run(fresh, examples=True, say=say)


async def make_application(settings: Settings, examples: bool) -> web.Application:
    """Open the store, connect the parts; the application closes all of it on cleanup."""
    store = await Store.open(settings.database_url)
    areas = load_areas(settings, examples)
    languages = _languages()
    directories = _directories(store, areas, languages, examples, settings.data_dir)
    deliveries = Deliveries(store)
    desk = CarpoolDesk(
        store=store, directories=directories, areas=areas, languages=languages, deliveries=deliveries, clock=now
    )
    turns = TurnRunner(
        store=store,
        directories=directories,
        areas=areas,
        languages=languages,
        deliveries=deliveries,
        secret=settings.secret.encode() if settings.secret else load_contact_secret(settings.data_dir),
        take_turn=take_turn,
        clock=now,
        desk=desk,
    )
    channels = open_channels(Surroundings(settings, areas, turns, examples))
    deliveries.connect(channel for channel in channels if isinstance(channel, Sender))
    mount = Mount()
    mount.background.append(lambda: _closing(store))
    for channel in channels:
        channel.add_to(mount)
    delays = DelaysDesk(
        {area_id: FeedFolder(settings.data_dir, area) for area_id, area in areas.items()}, directories, now
    )
    jobs = (
        *list_jobs(store, deliveries, directories, desk, timedelta(days=settings.retention_days), now),
        Job("fetch timetables", timedelta(hours=6), lambda: _fetch_timetables(settings, areas)),
        Job("fetch delays", timedelta(seconds=30), delays.refresh),
    )
    mount.background.append(lambda: running(jobs))
    mount.background.append(lambda: _warming(directories, tuple(areas)))
    log.info("areas: %s; channels: %s", ", ".join(areas), ", ".join(channel.name for channel in channels))
    is_https = (settings.public_url or "").startswith("https://")
    return build_application(mount, lambda: store.find_conversation(""), is_https)


def load_areas(settings: Settings, examples: bool = False) -> dict[str, Area]:
    """The areas to serve, by id; in the demo each with a phone number from the range for fiction."""
    areas = (load_area(area_id) for area_id in settings.areas or list_areas())
    return {area.area_id: _with_example_phone(area) if examples else area for area in areas}


async def _fetch_timetables(settings: Settings, areas: Mapping[str, Area]) -> None:
    await refresh_feeds(settings.data_dir, areas.values(), now().date())


def now() -> datetime:
    return datetime.now(UTC)


def _with_example_phone(area: Area) -> Area:
    return replace(area, public_phone=area.public_phone or area.example_public_phone)


def _languages() -> GetLanguages:
    """Compiled once, in a thread, when first needed."""
    task: asyncio.Task[Languages] | None = None

    async def get_languages() -> Languages:
        nonlocal task
        task = task or asyncio.create_task(asyncio.to_thread(load_languages))
        return await asyncio.shield(task)

    return get_languages


def _directories(
    store: Store, areas: Mapping[str, Area], languages: GetLanguages, examples: bool, data_dir: Path
) -> Directories:
    shipped: set[str] = set()
    feeds = {area_id: FeedFolder(data_dir, area) for area_id, area in areas.items()}
    roads = {area_id: RoadsFolder(data_dir, area) for area_id, area in areas.items()}

    async def load(area_id: str) -> Directory:
        services = await store.load_services(area_id, examples=examples)
        places = await store.load_places(area_id)
        taxonomy, words = await asyncio.to_thread(load_taxonomy), (await languages()).common_words
        entries = await store.load_on_demand(area_id, examples=examples)
        on_demand = [service_of(entry, areas[area_id]) for entry in entries]
        rides = await asyncio.to_thread(load_rides, data_dir, areas[area_id], examples, on_demand, places, services)
        return await asyncio.to_thread(build_directory, areas[area_id], services, places, taxonomy, words, rides)

    async def get_version(area_id: str) -> object:
        if area_id not in shipped:  # first, for it is an import too
            await store_shipped(store, areas[area_id], examples)
            shipped.add(area_id)
        files = [await asyncio.to_thread(kept[area_id].get_version) for kept in (feeds, roads)]
        return len(await store.list_imports(area_id)), len(await store.list_imports("*")), *files

    async def load_board(area_id: str) -> Board:
        return await store.carpool.load_board(area_id, ZoneInfo(areas[area_id].timezone))

    return Directories(load, get_version, load_board)


@asynccontextmanager
async def _warming(directories: Directories, area_ids: tuple[str, ...]) -> AsyncIterator[None]:
    """Loads all areas while the pages are served already; who writes meanwhile waits for theirs alone."""

    async def warm() -> None:
        for area_id in area_ids:
            await directories.get_directory(area_id)

    task = asyncio.create_task(warm())
    task.add_done_callback(_log_unless_warm)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _log_unless_warm(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("an area cannot be loaded", exc_info=error)


@asynccontextmanager
async def _closing(store: Store) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await store.close()


def _run(settings: Settings, *, examples: bool, say: Say) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    where = settings.public_url or f"http://{settings.host}:{settings.port}"
    try:
        web.run_app(
            make_application(settings, examples),
            host=settings.host,
            port=settings.port,
            access_log=None,  # it would keep addresses of residents
            print=lambda _: say(f"Allô Village is ready: {where} (Ctrl+C stops it)"),
        )
    except OSError as error:
        say(f"cannot listen on {settings.host}:{settings.port} (ALLO_PORT chooses another port): {error}")
        return 1
    return 0
