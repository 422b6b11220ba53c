"""The pages of the web chat, as HTML. Knows templates and words, no request."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2
import yaml

from bot.channels.web_chat_links import linked, map_url
from handlers.model import Reply
from knowledge.area import Area
from knowledge.store import StoredMessage

HERE = Path(__file__).parent
STATIC = HERE / "web_chat_static"
LANGUAGE_NAMES = {"fr": "Français", "en": "English", "nl": "Nederlands"}
MOST_CHARACTERS = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One message as shown; ``direction`` in or out, as stored."""

    direction: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    area_id: str
    language: str

    @property
    def path(self) -> str:
        return f"/{self.area_id}"

    @property
    def url(self) -> str:
        return f"{self.path}?lang={self.language}"

    @staticmethod
    def next_id() -> str:
        """Sent back with the form it stands in: a form posted twice is one message."""
        return secrets.token_hex(12)


def show_chat(
    area: Area,
    language: str,
    *,
    lines: Iterable[StoredMessage | Line],
    reply: Reply | None,
    language_of_reply: str | None,
    demo: bool,
    notice: str | None = None,
    draft: str | None = None,
) -> str:
    return _render(
        "chat.html",
        language,
        page=Page(area.area_id, language),
        name=area.name.get(language) or next(iter(area.name.values())),
        languages=[(code, LANGUAGE_NAMES[code]) for code in page_languages(area)],
        lines=list(lines),
        reply=reply,
        language_of_reply=language_of_reply,
        demo=demo,
        examples=list_examples(area.area_id, language) if demo else (),
        notice=notice,
        draft=draft,
        limit=MOST_CHARACTERS,
    )


def show_exchange(area: Area, language: str, lines: Iterable[Line], reply: Reply | None, of_reply: str | None) -> str:
    """What the page's script adds to the conversation."""
    page = Page(area.area_id, language)
    return _render("fragment.html", language, page=page, lines=list(lines), reply=reply, language_of_reply=of_reply)


def show_index(areas: Iterable[Area], language: str) -> str:
    return _render("index.html", language, areas=list(areas))


def show_delete(area: Area, language: str, done: bool) -> str:
    return _render("delete.html", language, page=Page(area.area_id, language), done=done)


def page_languages(area: Area) -> tuple[str, ...]:
    """The area's languages that the pages are written in."""
    return tuple(code for code in area.languages if code in LANGUAGE_NAMES) or ("en",)


@cache
def texts_in(language: str) -> dict[str, str]:
    blocks = yaml.safe_load((HERE / "web_chat_texts.yaml").read_text("utf-8"))
    return {name: block[language] for name, block in blocks.items()}


def list_examples(area_id: str, language: str) -> tuple[str, ...]:
    """Questions to try in the demo."""
    return tuple(_examples().get(area_id, {}).get(language, ()))


@cache
def _examples() -> dict[str, dict[str, list[str]]]:
    examples: dict[str, dict[str, list[str]]] = yaml.safe_load((HERE / "web_chat_examples.yaml").read_text("utf-8"))
    return examples


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(HERE / "web_chat_templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["linked"] = linked
    environment.filters["map_url"] = map_url
    return environment


def _render(template: str, language: str, **values: object) -> str:
    return _environment().get_template(template).render(language=language, t=texts_in(language), **values)
