"""What ships with the program goes into the store at every start; what the operator imported since is left alone."""

from __future__ import annotations

import asyncio

from knowledge.area import Area
from knowledge.areas.rides import read_rides
from knowledge.areas.rows import read_examples, read_places, read_services
from knowledge.importers import IMPORTERS
from knowledge.importing import Reading, plan_import
from knowledge.model import Place, Service
from knowledge.store import Store

SHIPPED_SERVICES = "shipped services"
SHIPPED_RIDES = "shipped rides"


async def store_shipped(store: Store, area: Area, examples: bool) -> None:
    """The area's places and services, and with ``examples`` the demo's."""
    places = await asyncio.to_thread(read_places, area.folder / "places.csv")
    services = await asyncio.to_thread(read_services, area.folder / "services.csv")
    replaced = await _replaced_registers(store, area.area_id)
    services = [service for service in services if not service.service_id.startswith(replaced)]
    await _store_places(store, area.area_id, places)
    await _store_services(store, area.area_id, services, SHIPPED_SERVICES)
    if examples:
        invented = await asyncio.to_thread(read_examples, area.folder / "examples.csv")
        await _store_services(store, area.area_id, invented, "shipped examples")
    await _store_rides(store, area, examples)


async def _replaced_registers(store: Store, area_id: str) -> tuple[str, ...]:
    """How ids begin in registers imported since: what the newer register dropped must not come back."""
    origins = {run.origin for run in await store.list_imports(area_id)}
    return tuple(i.id_prefix for i in IMPORTERS.values() if i.id_prefix and i.format in origins)


async def _store_places(store: Store, area_id: str, places: list[Place]) -> None:
    current, origins = await store.load_own_places(area_id), await store.load_place_origins(area_id)
    plan = plan_import(
        Reading(tuple(places)), current, origins, area_id=area_id, origin="shipped places", keep_others=True
    )
    await store.apply(plan)


async def _store_services(store: Store, area_id: str, services: list[Service], origin: str) -> None:
    current, origins = await store.load_services(area_id, examples=True), await store.load_service_origins(area_id)
    plan = plan_import(Reading(tuple(services)), current, origins, area_id=area_id, origin=origin, keep_others=True)
    await store.apply(plan)


async def _store_rides(store: Store, area: Area, examples: bool) -> None:
    """Of on-demand transport; examples of an earlier demo stay where they are, and nobody loads them."""
    shipped = await asyncio.to_thread(read_rides, area, examples)
    for origin, invented in ((SHIPPED_RIDES, False), ("shipped example rides", True))[: 1 + examples]:
        entries = tuple(entry for entry in shipped if entry.example == invented)
        current = await store.load_on_demand(area.area_id, examples=True)
        origins = await store.load_on_demand_origins(area.area_id)
        plan = plan_import(Reading(entries), current, origins, area_id=area.area_id, origin=origin, keep_others=True)
        await store.apply(plan)
