"""Snapshots: loaded once, when asked for, and swapped whole when something changed."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from bot.directories import Directories


class Source:
    """Counts what is loaded; ``version`` is what the store would say."""

    def __init__(self) -> None:
        self.loaded: list[str] = []
        self.version = 1
        self.gate = asyncio.Event()
        self.gate.set()

    async def load(self, area_id: str) -> Any:
        await self.gate.wait()
        self.loaded.append(area_id)
        return f"{area_id} {self.version}"

    async def get_version(self, area_id: str) -> object:
        del area_id
        return self.version


async def test_an_area_is_loaded_when_first_asked_for_and_once() -> None:
    source = Source()
    directories = Directories(source.load, source.get_version)
    assert source.loaded == []
    await asyncio.gather(*(directories.get_directory("westhoek") for _ in range(5)))
    assert source.loaded == ["westhoek"]


async def test_only_what_changed_is_loaded_again() -> None:
    source = Source()
    directories = Directories(source.load, source.get_version)
    await directories.get_directory("westhoek")
    await directories.refresh()
    assert len(source.loaded) == 1
    source.version = 2
    await directories.refresh()
    assert cast(str, await directories.get_directory("westhoek")) == "westhoek 2"


async def test_who_asks_during_a_refresh_is_answered_from_the_snapshot_before() -> None:
    source = Source()
    directories = Directories(source.load, source.get_version)
    before = await directories.get_directory("westhoek")
    source.version = 2
    source.gate.clear()
    refreshing = asyncio.create_task(directories.refresh())
    await asyncio.sleep(0)
    assert await directories.get_directory("westhoek") is before
    source.gate.set()
    await refreshing
    assert await directories.get_directory("westhoek") is not before
