"""An area: the territory that one LAG serves, one folder under ``areas/``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import time
from pathlib import Path
from typing import Any

import yaml

from knowledge.rides.journeys import DEFAULTS, RideSettings

AREAS_FOLDER = Path(__file__).with_name("areas")


@dataclass(frozen=True, slots=True)
class Area:
    """What the service is called here, whom it serves and how it is reached."""

    area_id: str
    name: dict[str, str]
    """Name of the service, by language."""
    lag_name: str
    languages: tuple[str, ...]
    """BCP 47, most spoken first: the first is what we answer in when nothing tells."""
    countries: tuple[str, ...]
    """ISO 3166-1 alpha-2."""
    timezone: str
    communes: tuple[str, ...]
    """Commune ids the LAG serves, as in ``Place.commune_id``."""
    public_phone: str | None = None
    """E.164; None until the LAG has told it."""
    example_public_phone: str | None = None
    """From Arcep's range of numbers for fiction: shown in the demo alone, never dialled."""
    phone_hours: str | None = None
    """When a person answers ``public_phone``, in OSM's syntax; None when not known."""
    channels: tuple[str, ...] = ()
    school_zones: dict[str, str] | None = None
    """By country: the zone of the school holidays."""
    regions: tuple[str, ...] = ()
    """INSEE codes of the French regions it lies in: some help lines are regional."""
    ride_settings: RideSettings = DEFAULTS
    """How its residents walk and change."""
    home_by: time | None = None
    """Local hour by which they would rather be home again; None: by the last bus."""

    @property
    def folder(self) -> Path:
        return AREAS_FOLDER / self.area_id


NO_SETTINGS = ("wheelchair", "roads")
"""Parts of RideSettings that belong to a resident or to what was imported."""


class UnknownAreaError(KeyError):
    """No area of this id ships with the program."""


def list_areas() -> tuple[str, ...]:
    """Ids of the areas that ship with the program, in alphabetical order."""
    return tuple(sorted(file.parent.name for file in AREAS_FOLDER.glob("*/area.yaml")))


def load_area(area_id: str) -> Area:
    """The shipped area of this id. Raises UnknownAreaError when there is none."""
    if area_id not in list_areas():
        raise UnknownAreaError(area_id)
    block = yaml.safe_load((AREAS_FOLDER / area_id / "area.yaml").read_text(encoding="utf-8"))
    return area_from_block(area_id, block)


def area_from_block(area_id: str, block: dict[str, Any]) -> Area:
    """An area from what its ``area.yaml`` holds; raises KeyError for a missing field."""
    return Area(
        area_id=area_id,
        name=dict(block["name"]),
        lag_name=block["lag_name"],
        languages=tuple(block["languages"]),
        countries=tuple(block["countries"]),
        timezone=block["timezone"],
        communes=tuple(block["communes"]),
        public_phone=block.get("public_phone"),
        example_public_phone=block.get("example_public_phone"),
        phone_hours=block.get("phone_hours"),
        channels=tuple(block.get("channels", ())),
        school_zones=dict(block.get("school_zones") or {}) or None,
        regions=tuple(block.get("regions", ())),
        ride_settings=_ride_settings(area_id, block.get("rides") or {}),
        home_by=_home_by(area_id, block.get("rides") or {}),
    )


def _ride_settings(area_id: str, block: dict[str, Any]) -> RideSettings:
    """Raises ValueError naming area, field and value for what is no setting."""
    known = {field.name: field.type for field in fields(RideSettings) if field.name not in NO_SETTINGS}
    given = {name: value for name, value in block.items() if name != "home_by"}
    for name, value in given.items():
        if name not in known or isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise ValueError(
                f"{area_id}/area.yaml: rides: {name}: {value!r} is no setting; there are {', '.join(known)}"
            )
    return RideSettings(**given)


def _home_by(area_id: str, block: dict[str, Any]) -> time | None:
    text = block.get("home_by")
    try:
        return time.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        raise ValueError(f'{area_id}/area.yaml: rides: home_by: {text!r} is no time; write it like "20:00"') from None
