"""Addresses and phone numbers in an answer become links; all else is escaped."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from knowledge.model import Position

_LINKABLE = re.compile(
    r"(?P<url>https?://[^\s<>\"']+[^\s<>\"'.,;:!?)])"
    r"|(?P<phone>(?<![\d,.+])(?:\+\d{2}|0)(?:[ .]?\d){8,9}(?!\d))"
)


def linked(text: str) -> Markup:
    parts, end = [], 0
    for match in _LINKABLE.finditer(text):
        parts.append(escape(text[end : match.start()]))
        parts.append(_link(match))
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def map_url(position: Position) -> str:
    """OpenStreetMap's page of a point; opened only when the resident follows it."""
    at = f"{position.lat:.5f}/{position.lon:.5f}"
    return f"https://www.openstreetmap.org/?mlat={position.lat:.5f}&mlon={position.lon:.5f}#map=17/{at}"


def _link(match: re.Match[str]) -> Markup:
    if url := match["url"]:
        return Markup('<a href="{}" rel="noreferrer">{}</a>').format(url, url.split("://", 1)[1])
    digits = re.sub(r"[ .]", "", match["phone"])
    return Markup('<a href="tel:{0}">{1}</a>').format(digits, match["phone"])
