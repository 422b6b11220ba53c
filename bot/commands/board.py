"""The carpool board of one area, as commands of staff open it: on the real store, beside the program that runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.settings import Settings
from knowledge.area import Area
from knowledge.rides.carpool import Board
from knowledge.store import Store


@dataclass(frozen=True, slots=True)
class OpenBoard:
    store: Store
    area: Area
    board: Board
    now: datetime
    """In the area's zone."""


@asynccontextmanager
async def open_board(settings: Settings, area: Area) -> AsyncIterator[OpenBoard]:
    store = await Store.open(settings.database_url)
    try:
        zone = ZoneInfo(area.timezone)
        board = await store.carpool.load_board(area.area_id, zone)
        yield OpenBoard(store, area, board, datetime.now(UTC).astimezone(zone))
    finally:
        await store.close()
