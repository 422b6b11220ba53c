"""``import`` and ``template``: the plan is shown first, then stored in one transaction or not at all."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import aiohttp
from tqdm import tqdm

from bot.commands.areas import FIRST_AREA, get_area
from bot.commands.errors import CommandError
from bot.roads import RoadsFolder
from bot.settings import Settings
from bot.shipped import SHIPPED_RIDES, SHIPPED_SERVICES, store_shipped
from knowledge.area import Area
from knowledge.areas.rides import read_rides
from knowledge.areas.rows import read_places, read_services
from knowledge.exporters import template as exporters
from knowledge.importers import IMPORTERS, AnyImporter, ImportContext, UnreadableFileError
from knowledge.importers.base import MARGIN_KM
from knowledge.importers.table import TableRow
from knowledge.importers.whereabouts import Whereabouts
from knowledge.importing import EVERYWHERE, AnyPlan, Reading, Storable, describe_plan, plan_import
from knowledge.model import Place
from knowledge.store import Store
from knowledge.taxonomy import load_taxonomy

LARGEST_FILE = 300_000_000
"""Bytes; the largest national file we know of has some tens of millions."""
TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=30, sock_read=60)


async def run_import(format: str, source: str, area_id: str | None, dry_run: bool, settings: Settings) -> int:
    """Imports a file or address; returns the exit code: 0 stored (or would be), 1 when something is refused.

    Raises CommandError for an unknown format or area, and for a file that cannot be had or is no such file.
    """
    importer = _get_importer(format)
    area = get_area(area_id or FIRST_AREA) if area_id or importer.noun == "places" else None
    if area is None:
        raise CommandError(f"say for which area: --area {FIRST_AREA}")
    content = await _fetch(source)
    store = await Store.open(settings.database_url)
    try:
        code = await _import(store, importer, content, source, area, dry_run)
        if code == 0 and not dry_run:
            await _measure_roads(store, RoadsFolder(settings.data_dir, area), area.area_id)
        return code
    finally:
        await store.close()


def write_template(path: Path, area_id: str = FIRST_AREA, format: str = "services") -> None:
    """Writes a spreadsheet with example rows, of services or on-demand: CSV, XLSX or ODS by suffix.

    Raises CommandError.
    """
    places = read_places(get_area(area_id).folder / "places.csv")
    communes = [place.name for place in places if place.in_area and place.kind == "commune"]
    try:
        exporters.write_template(path, format, communes[0], communes[1])
    except (ValueError, OSError) as error:
        raise CommandError(f"no template written: {error}") from error


async def _import(store: Store, importer: AnyImporter, content: bytes, source: str, area: Area, dry_run: bool) -> int:
    if not dry_run:
        await store_shipped(store, area, examples=False)
    places = await store.load_places(area.area_id) or tuple(read_places(area.folder / "places.csv"))
    context = _context(source, area, places)
    try:
        reading = await asyncio.to_thread(importer.read, content, context)
    except UnreadableFileError as error:
        raise CommandError(f"{context.file}: {error}") from error
    plan = await _plan(store, importer, reading, area, context.file)
    print("\n".join(describe_plan(plan)))
    return await _store(store, plan, dry_run)


async def _measure_roads(store: Store, roads: RoadsFolder, area_id: str) -> None:
    """To what is new, where streets were imported: here, so that no server has to while residents wait."""
    if roads.get_version() is not None:
        places, services = await store.load_places(area_id), await store.load_services(area_id, examples=False)
        await asyncio.to_thread(roads.load, places, services)


async def _store(store: Store, plan: AnyPlan, dry_run: bool) -> int:
    if not plan.is_storable:
        print("Nothing was stored: mend what is refused, then import again.")
        return 1
    if dry_run:
        print("Dry run: nothing was stored.")
        return 0
    await store.apply(plan)
    print("Nothing to store." if plan.is_empty else "Stored.")
    return 0


async def _plan(store: Store, importer: AnyImporter, reading: Reading[Any], area: Area, file: str) -> AnyPlan:
    known, origins, area_id = await KNOWN[importer.noun](store, area)
    origin, prefix = importer.origin(file), importer.id_prefix
    return plan_import(reading, known, origins, area_id=area_id, origin=origin, id_prefix=prefix)


Known = tuple[tuple[Storable, ...], Mapping[str, str], str]
"""What is there already, the import that brought each record, and the area it is kept under."""


async def _known_places(store: Store, _area: Area) -> Known:
    return await store.load_own_places(EVERYWHERE), await store.load_place_origins(EVERYWHERE), EVERYWHERE


async def _known_services(store: Store, area: Area) -> Known:
    """A dry run before the first start compares with what ships, which is not stored yet."""
    known = await store.load_services(area.area_id, examples=True)
    if known:
        return known, await store.load_service_origins(area.area_id), area.area_id
    shipped = tuple(read_services(area.folder / "services.csv"))
    return shipped, {service.service_id: SHIPPED_SERVICES for service in shipped}, area.area_id


async def _known_on_demand(store: Store, area: Area) -> Known:
    known = await store.load_on_demand(area.area_id, examples=True)
    if known:
        return known, await store.load_on_demand_origins(area.area_id), area.area_id
    shipped = read_rides(area, examples=False)
    return shipped, {entry.entry_id: SHIPPED_RIDES for entry in shipped}, area.area_id


KNOWN: Mapping[str, Callable[[Store, Area], Awaitable[Known]]] = {
    "places": _known_places,
    "services": _known_services,
    "on_demand": _known_on_demand,
}


def _get_importer(format: str) -> AnyImporter:
    if format not in IMPORTERS:
        raise CommandError(f"there is no format {format!r}; there are {', '.join(IMPORTERS)}")
    return IMPORTERS[format]


def _context(source: str, area: Area, places: Iterable[Place]) -> ImportContext:
    return ImportContext(
        file=_file_name(source),
        today=datetime.now(ZoneInfo(area.timezone)).date(),
        whereabouts=Whereabouts(places, MARGIN_KM),
        taxonomy=load_taxonomy(),
        country=area.countries[0],
        url=source if _is_url(source) else None,
        track=_track,
    )


def _track(rows: Sequence[TableRow]) -> Iterable[TableRow]:
    return tqdm(rows, desc="reading", unit=" rows", file=sys.stderr, leave=False, disable=None)


async def _fetch(source: str) -> bytes:
    try:
        if _is_url(source):
            return await _download(source)
        return await asyncio.to_thread(Path(source).read_bytes)
    except (OSError, aiohttp.ClientError, TimeoutError) as error:
        raise CommandError(f"{source} cannot be read: {error or type(error).__name__}") from error


async def _download(url: str) -> bytes:
    async with aiohttp.ClientSession(timeout=TIMEOUT, raise_for_status=True) as session, session.get(url) as response:
        with tqdm(
            desc="fetching",
            unit="B",
            unit_scale=True,
            total=response.content_length,
            file=sys.stderr,
            leave=False,
            disable=None,
        ) as bar:
            parts: list[bytes] = []
            async for part in response.content.iter_chunked(65536):
                parts.append(part)
                bar.update(len(part))
                if bar.n > LARGEST_FILE:
                    raise CommandError(f"{url} is larger than {LARGEST_FILE // 1_000_000} MB")
            return b"".join(parts)


def _is_url(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def _file_name(source: str) -> str:
    """What refusals call it, and what a later import of the same file is known by."""
    if _is_url(source):
        return PurePosixPath(unquote(urlsplit(source).path)).name or urlsplit(source).netloc
    return Path(source).name
