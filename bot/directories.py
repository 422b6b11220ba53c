"""Snapshots of what is known, one an area: loaded when first asked for, swapped whole."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.directory import Directory

Load = Callable[[str], Awaitable["Directory"]]
GetVersion = Callable[[str], Awaitable[object]]


class Directories:
    """``load`` must keep the event loop free, for residents wait meanwhile; ``get_version`` tells what changed."""

    def __init__(self, load: Load, get_version: GetVersion) -> None:
        self._load = load
        self._get_version = get_version
        self._loaded: dict[str, tuple[object, Directory]] = {}
        self._loading: dict[str, asyncio.Lock] = {}

    async def get_directory(self, area_id: str) -> Directory:
        if area_id not in self._loaded:
            async with self._loading.setdefault(area_id, asyncio.Lock()):
                if area_id not in self._loaded:
                    await self._load_area(area_id)
        return self._loaded[area_id][1]

    async def refresh(self) -> None:
        """Load again what changed; who asks meanwhile is answered from the snapshot before."""
        for area_id, (version, _) in tuple(self._loaded.items()):
            if await self._get_version(area_id) != version:
                await self._load_area(area_id)

    async def _load_area(self, area_id: str) -> None:
        version = await self._get_version(area_id)  # before: what changes while loading is loaded once more
        self._loaded[area_id] = (version, await self._load(area_id))
