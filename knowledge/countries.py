"""Emergency and help numbers by country, and the national services that have no address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.model import Phone, Service, Source

COUNTRIES_FILE = Path(__file__).with_name("countries.yaml")


@dataclass(frozen=True, slots=True)
class HelpNumber:
    """A number that anyone in the country may dial."""

    country: str
    number: str
    """As dialled: a short code or E.164 without spaces."""
    label: dict[str, str]
    """By language: fr, en, nl."""
    topics: tuple[str, ...]
    """What for: any, medical, fire, police, suicide, partner_violence, child_abuse, poison..."""
    channels: tuple[str, ...]
    """voice, sms."""
    source: Source
    categories: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    """INSEE region codes it serves; empty: the whole country."""
    opening_hours: str | None = None
    fees: str | None = None
    note: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class NationalService:
    """What a country's residents reach by phone or net, wherever they live."""

    country: str
    label: dict[str, str]
    categories: tuple[str, ...]
    source: Source
    number: str | None = None
    """None for what is reached by ``url`` alone."""
    opening_hours: str | None = None
    fees: str | None = None
    note: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Country:
    code: str
    name: dict[str, str]
    languages: tuple[str, ...]
    """Official ones that we speak."""
    emergency: tuple[HelpNumber, ...]
    """Danger to life, now; the first is the one to dial when nothing more is known."""
    help: tuple[HelpNumber, ...]
    services: tuple[NationalService, ...]

    def find_emergency(self, topic: str, channel: str = "voice") -> HelpNumber | None:
        """The emergency number most particular to a topic on a channel; None when the country has none."""
        able = [number for number in self.emergency if channel in number.channels and topic in number.topics]
        return min(able, key=lambda number: len(number.topics), default=None)

    def find_help(self, topic: str, region: str | None = None) -> tuple[HelpNumber, ...]:
        """Help lines for a topic, those of a region only when the region is unknown or theirs."""
        return tuple(
            number
            for number in self.help
            if topic in number.topics and (not number.regions or region is None or region in number.regions)
        )


@lru_cache(maxsize=1)
def load_countries() -> dict[str, Country]:
    """By ISO 3166-1 alpha-2. Raises KeyError when a field is missing in ``countries.yaml``."""
    blocks: dict[str, Any] = yaml.safe_load(COUNTRIES_FILE.read_text(encoding="utf-8"))
    sources = blocks.pop("sources")
    return {code: _country(code, block, sources) for code, block in blocks.items()}


def national_services(code: str, language: str) -> tuple[Service, ...]:
    """What a country's residents reach by phone or net, as services without a location, named in this language.

    Raises KeyError for a country without numbers.
    """
    country = load_countries()[code]
    lines = [_as_service(line, language) for line in country.help if line.categories]
    return (*(_as_service(entry, language) for entry in country.services), *lines)


def _as_service(entry: HelpNumber | NationalService, language: str) -> Service:
    id_part = entry.number.removeprefix("+") if entry.number else entry.categories[0]
    return Service(
        service_id=f"national-{entry.country.lower()}-{id_part}",
        name=entry.label[language],
        categories=entry.categories,
        source=entry.source,
        assured_date=entry.source.date,
        description=entry.note,
        delivery="phone" if entry.number else "online",
        country=entry.country,
        phones=(Phone(entry.number),) if entry.number else (),
        url=entry.url,
        opening_hours=entry.opening_hours,
        fees=entry.fees,
    )


def _country(code: str, block: Mapping[str, Any], sources: Mapping[str, Any]) -> Country:
    return Country(
        code=code,
        name=dict(block["name"]),
        languages=tuple(block["languages"]),
        emergency=tuple(_help_number(code, entry, sources) for entry in block["emergency"]),
        help=tuple(_help_number(code, entry, sources) for entry in block["help"]),
        services=tuple(_national_service(code, entry, sources) for entry in block["services"]),
    )


def _help_number(code: str, entry: Mapping[str, Any], sources: Mapping[str, Any]) -> HelpNumber:
    return HelpNumber(
        country=code,
        number=entry["number"],
        label=dict(entry["label"]),
        topics=tuple(entry["topics"]),
        channels=tuple(entry["channels"]),
        source=_source(entry["source"], sources),
        categories=tuple(entry.get("categories", ())),
        regions=tuple(entry.get("regions", ())),
        opening_hours=entry.get("hours"),
        fees=entry.get("fees"),
        note=entry.get("note"),
        url=entry.get("url"),
    )


def _national_service(code: str, entry: Mapping[str, Any], sources: Mapping[str, Any]) -> NationalService:
    return NationalService(
        country=code,
        label=dict(entry["label"]),
        categories=tuple(entry["categories"]),
        source=_source(entry["source"], sources),
        number=entry["number"],
        opening_hours=entry.get("hours"),
        fees=entry.get("fees"),
        note=entry.get("note"),
        url=entry.get("url"),
    )


def _source(entry: str | Mapping[str, Any], sources: Mapping[str, Any]) -> Source:
    """Written out, or the name of one that several numbers share."""
    named = sources[entry] if isinstance(entry, str) else entry
    return Source(named["name"], named["date"], named["url"])
