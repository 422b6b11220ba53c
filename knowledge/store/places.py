"""Places: those an area ships with, and a whole country's gazetteer shared by all areas."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.importing import EVERYWHERE, ImportPlan
from knowledge.model import Place, Position
from knowledge.store import records
from knowledge.store.tables import places


async def load(connection: AsyncConnection, area_id: str) -> tuple[Place, ...]:
    """The area's places, then those of the gazetteer it does not have itself: its own point and names are better."""
    own = await load_own(connection, area_id)
    if area_id == EVERYWHERE:
        return own
    known = {place.place_id for place in own}
    communes = {place.commune_id for place in own if place.kind in ("commune", "town_outside")}
    shared = await load_own(connection, EVERYWHERE)
    return own + tuple(place for place in shared if not _is_known(place, known, communes))


async def load_own(connection: AsyncConnection, area_id: str) -> tuple[Place, ...]:
    """What was stored for exactly this area (or EVERYWHERE)."""
    rows = await connection.execute(select(places).where(places.c.area_id == area_id).order_by(places.c.place_id))
    return tuple(from_row(row) for row in rows)


async def load_origins(connection: AsyncConnection, area_id: str) -> dict[str, str]:
    """By id, the import that brought it."""
    return await records.load_origins(connection, places.c.place_id, area_id)


async def apply(connection: AsyncConnection, plan: ImportPlan[Place]) -> None:
    await records.apply(connection, places.c.place_id, plan, to_row)


def to_row(place: Place) -> dict[str, Any]:
    return {
        "place_id": place.place_id,
        "name": place.name,
        "kind": place.kind,
        "commune_id": place.commune_id,
        "commune": place.commune,
        "country": place.country,
        "lat": place.position.lat,
        "lon": place.position.lon,
        "population": place.population,
        "postcodes": place.postcodes,
        "names": place.names,
        "in_area": place.in_area,
    }


def from_row(row: Row[Any]) -> Place:
    values = dict(row._mapping)
    for key in ("area_id", "origin"):
        del values[key]
    position = Position(values.pop("lat"), values.pop("lon"))
    for key in ("postcodes", "names"):
        values[key] = tuple(values[key])
    return Place(position=position, **values)


def _is_known(place: Place, place_ids: set[str], communes: set[str]) -> bool:
    return place.place_id in place_ids or (place.kind == "commune" and place.commune_id in communes)
