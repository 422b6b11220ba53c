"""What commands that run beside the server, or without one, take from the operator's database."""

from __future__ import annotations

from bot.settings import SQLITE_NAME, Settings, sqlite_url
from knowledge.area import Area
from knowledge.rides.on_demand import OnDemandService
from knowledge.rides.on_demand_entry import service_of
from knowledge.store import Store


async def load_imported_on_demand(settings: Settings, area: Area) -> list[OnDemandService]:
    """What spreadsheets brought into the operator's database; none where there is no database yet."""
    file = settings.data_dir / SQLITE_NAME
    if settings.database_url == sqlite_url(file) and not file.exists():
        return []
    store = await Store.open(settings.database_url)
    try:
        return [service_of(entry, area) for entry in await store.load_on_demand(area.area_id, examples=False)]
    finally:
        await store.close()
