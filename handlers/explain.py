"""A turn as plain data, for ``ask --json`` and ``replay``, and as text, for ``ask --explain``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from handlers.model import Turn
from knowledge.directory import Directory


def turn_as_dict(turn: Turn, directory: Directory) -> dict[str, Any]:
    """The state in force after the turn, in the words of residents/README.md; the channel adds ``reply``."""
    after = turn.conversation
    topic = after.topic
    needs = topic.needs if topic else ()
    taxonomy = directory.taxonomy
    return {
        "language": after.language or turn.understanding.language,
        "intent": turn.intent,
        "osm": [list(taxonomy.get(code).osm) for code in needs],
        "place": _commune(topic.place_id if topic else after.home_id, directory),
        "from": _commune(topic.origin_id if topic else None, directory),
        "when": topic.when.iso() if topic and topic.when else None,
        "open_now": bool(topic and topic.open_now),
        "options": [_option(service_id, directory) for service_id in after.options],
    }


def _commune(place_id: str | None, directory: Directory) -> str | None:
    return directory.get_place(place_id).commune if place_id else None


def _option(service_id: str, directory: Directory) -> dict[str, Any]:
    service = directory.get_service(service_id)
    location = service.location
    return {
        "id": service_id,
        "name": service.name,
        "categories": list(service.categories),
        "commune": location.commune if location else None,
        "phone": service.phones[0].number if service.phones else None,
        "example": service.example,
        "source": service.source.name,
        "assured_date": service.assured_date.isoformat(),
    }


def explain(turn: Turn) -> Iterable[str]:
    """Each word with what it became, what was left over, and why this answer."""
    said = turn.understanding
    yield f"language    {said.language}"
    yield "words       " + " | ".join(f"{raw} -> {became}" for raw, became in said.words)
    yield f"left over   {', '.join(said.unmatched) or '-'}"
    yield f"intent      {said.intent} alone, {turn.intent} here (lead {said.confidence:.0%})"
    yield "            " + ", ".join(f"{name} {score:.2f}" for name, score in said.scores)
    if said.act:
        yield f"in the talk {said.act}"
    for need in said.needs:
        signals = ", ".join(f"{name} {value:+.1f}" for name, value in need.signals)
        yield f"need        {need.code} {need.score:.2f}: {', '.join(need.evidence)} ({signals})"
    for name, part, share in said.parts:
        yield f"place       {name}: {part} {share:.0%}"
    where = said.where
    for role in ("search", "origin", "home", "present", "other_home"):
        place = getattr(where, role)
        if place is not None:
            yield f"{role:11} {place.name} ({place.commune})"
    if said.when or said.open_now or said.habit:
        parts = (said.when.iso() if said.when else "", "now" if said.open_now else "", "habit" if said.habit else "")
        yield f"when        {' '.join(part for part in parts if part)}"
    for option in turn.ranking:
        named = ", ".join(f"{name} {score:+.2f}" for name, score in option.scores)
        yield f"option      {option.name}: {sum(score for _, score in option.scores):.2f} = {named}"
    for considered in turn.rides:
        yield f"ride        {considered.ride}: {considered.why}"
