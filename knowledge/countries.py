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
    number: str | None
    """As dialled: a short code or E.164 without spaces; None for what is reached by ``url`` alone."""
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
class Country:
    code: str
    name: dict[str, str]
    emergency: tuple[HelpNumber, ...]
    """Danger to life, now; the first is the one to dial when nothing more is known."""
    help: tuple[HelpNumber, ...]
    services: tuple[HelpNumber, ...]

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
    return tuple(_as_service(number, language) for number in (*country.services, *country.help) if number.categories)


def _as_service(number: HelpNumber, language: str) -> Service:
    return Service(
        service_id=f"national-{number.country.lower()}-{_id_part(number)}",
        name=number.label[language],
        categories=number.categories,
        source=number.source,
        assured_date=number.source.date,
        description=number.note,
        delivery="phone" if number.number else "online",
        country=number.country,
        phones=(Phone(number.number),) if number.number else (),
        url=number.url,
        opening_hours=number.opening_hours,
        fees=number.fees,
    )


def _id_part(number: HelpNumber) -> str:
    return number.number.removeprefix("+") if number.number else number.categories[0]


def _country(code: str, block: Mapping[str, Any], sources: Mapping[str, Any]) -> Country:
    def numbers(field: str) -> tuple[HelpNumber, ...]:
        return tuple(_number(code, entry, sources) for entry in block[field])

    return Country(code, dict(block["name"]), numbers("emergency"), numbers("help"), numbers("services"))


def _number(code: str, entry: Mapping[str, Any], sources: Mapping[str, Any]) -> HelpNumber:
    source = entry["source"]
    named = sources[source] if isinstance(source, str) else source
    return HelpNumber(
        country=code,
        number=entry["number"],
        label=dict(entry["label"]),
        topics=tuple(entry.get("topics", ())),
        channels=tuple(entry.get("channels", ("voice",))),
        source=Source(named["name"], named["date"], named["url"]),
        categories=tuple(entry.get("categories", ())),
        regions=tuple(entry.get("regions", ())),
        opening_hours=entry.get("hours"),
        fees=entry.get("fees"),
        note=entry.get("note"),
        url=entry.get("url"),
    )
