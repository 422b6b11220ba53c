"""Snapshots of what is known, one an area: loaded when first asked for, swapped whole."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.directory import Directory
    from knowledge.rides.carpool import Board
    from knowledge.rides.rides import Rides

Load = Callable[[str], Awaitable["Directory"]]
GetVersion = Callable[[str], Awaitable[object]]
LoadBoard = Callable[[str], Awaitable["Board"]]


class Directories:
    """``load`` must keep the event loop free, for residents wait meanwhile; ``get_version`` tells what changed.

    The carpool board changes with every offer while all the rest stays: ``load_board`` reads it alone.
    """

    def __init__(self, load: Load, get_version: GetVersion, load_board: LoadBoard | None = None) -> None:
        self._load = load
        self._load_board = load_board
        self._get_version = get_version
        self._loaded: dict[str, tuple[object, Directory]] = {}
        self._loading: dict[str, asyncio.Lock] = {}
        self._boards: dict[str, asyncio.Lock] = {}

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
            else:
                await self.refresh_board(area_id)

    async def refresh_board(self, area_id: str) -> None:
        """Take in at once what was stored on the board. One at a time: an older reading must not come last."""
        if self._load_board is None or area_id not in self._loaded:
            return
        async with self._boards.setdefault(area_id, asyncio.Lock()):
            board = await self._load_board(area_id)
            version, directory = self._loaded[area_id]
            if directory.rides.board != board:
                rides = dataclasses.replace(directory.rides, board=board)
                self._loaded[area_id] = (version, dataclasses.replace(directory, rides=rides))

    def put_delays(self, area_id: str, late: Rides) -> None:
        """Take in today's delays, unless the timetable they are of has been replaced meanwhile."""
        version, directory = self._loaded[area_id]
        if directory.rides.timetable is late.timetable:
            rides = dataclasses.replace(late, board=directory.rides.board)
            self._loaded[area_id] = (version, dataclasses.replace(directory, rides=rides))

    async def _load_area(self, area_id: str) -> None:
        version = await self._get_version(area_id)  # before: what changes while loading is loaded once more
        self._loaded[area_id] = (version, await self._load(area_id))
        await self.refresh_board(area_id)  # after: an offer made while loading is on it
