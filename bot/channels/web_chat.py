"""The web chat: one page an area, which works without JavaScript. A resident's session is a cookie."""

from __future__ import annotations

import hashlib
import math
import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn
from urllib.parse import urlsplit

from aiohttp import web

from bot.channels import web_chat_pages as pages
from bot.channels.base import Mount, Surroundings, plain_text
from bot.channels.rate_limit import RateLimit
from handlers.model import Message, Reply
from knowledge.area import Area
from knowledge.model import Position
from knowledge.store import Outgoing

SESSION_DAYS = 30
SHOWN_MESSAGES = 20
MOST_SESSIONS_WITH_BUTTONS = 2_000
SESSION = re.compile(r"[A-Za-z0-9_-]{32}")
MESSAGE_ID = re.compile(r"[a-f0-9]{24}")
AREA = "{area:[a-z0-9-]+}"


def open_channels(around: Surroundings) -> tuple[WebChat, ...]:
    return (WebChat(around),)


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks for which page. ``session`` is None until the first message."""

    area: Area
    language: str
    session: str | None

    @property
    def contact_id(self) -> str:
        return f"{self.area.area_id}:{self.session}"

    @property
    def url(self) -> str:
        return pages.Page(self.area.area_id, self.language).url


class WebChat:
    """Answers stand on the page that asked, so nothing waits in the outbox."""

    name = "web_chat"

    def __init__(self, around: Surroundings) -> None:
        self._areas = around.areas
        self._turns = around.turns
        self._demo = around.examples
        self._public_url = around.settings.public_url
        self._is_secure = (self._public_url or "").startswith("https://")
        self._cookie = "__Host-allo" if self._is_secure else "allo"
        self._last_replies: OrderedDict[str, Reply] = OrderedDict()  # buttons of the last answer; typing does the same
        self._per_session = RateLimit(burst=12, per_minute=20)
        self._new_sessions = RateLimit(burst=60, per_minute=60)

    def add_to(self, mount: Mount) -> None:
        mount.routes.extend(
            [
                web.static("/static", pages.STATIC),
                web.get("/", self._show_index),
                web.get(f"/{AREA}", self._show_chat),
                web.post(f"/{AREA}", self._receive),
                web.get(f"/{AREA}/delete-my-data", self._show_delete),
                web.post(f"/{AREA}/delete-my-data", self._delete),
            ]
        )

    async def _show_index(self, request: web.Request) -> web.Response:
        known = tuple(dict.fromkeys(code for area in self._areas.values() for code in pages.page_languages(area)))
        return _html(pages.show_index(self._areas.values(), choose_language(request, known)))

    async def _show_chat(self, request: web.Request) -> web.Response:
        return await self._chat(self._visit(request))

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        self._refuse_foreign(request)
        visit = self._visit(request)
        by_script = request.headers.get("X-Requested-With") == "fetch"
        form = await request.post()
        text = str(form.get("text", "")).strip()
        position = _position(str(form.get("lat", "")), str(form.get("lon", "")))
        refusal = self._refusal(request, visit, text, position)
        if refusal is not None:
            status, why = refusal
            return web.Response(status=status, text=why) if by_script else await self._chat(visit, status, why, text)
        if visit.session is None:
            visit = Visit(visit.area, visit.language, secrets.token_urlsafe(24))
        message = _message(visit, text, position, str(form.get("message_id")))
        response = await (self._answer_script if by_script else self._answer_form)(visit, message)
        self._set_cookie(response, visit)
        return response

    async def _answer_form(self, visit: Visit, message: Message) -> web.Response:
        await self._answer(visit, message)
        return web.Response(status=303, headers={"Location": f"{visit.url}#answer"})

    async def _answer_script(self, visit: Visit, message: Message) -> web.Response:
        texts, reply, language = await self._answer(visit, message)
        lines = [pages.Line("in", message.text), *(pages.Line("out", text) for text in texts)]
        response = _html(pages.show_exchange(visit.area, visit.language, lines, reply, language))
        response.headers["X-Next-Message-Id"] = pages.Page.next_id()
        return response

    async def _answer(self, visit: Visit, message: Message) -> tuple[tuple[str, ...], Reply | None, str | None]:
        answered = await self._turns.answer(visit.area.area_id, message, _write)
        if answered.reply is not None:
            self._remember(visit, answered.reply)
        return answered.texts, answered.reply or self._last_replies.get(visit.contact_id), answered.language

    def _remember(self, visit: Visit, reply: Reply) -> None:
        self._last_replies[visit.contact_id] = reply
        self._last_replies.move_to_end(visit.contact_id)
        if len(self._last_replies) > MOST_SESSIONS_WITH_BUTTONS:
            self._last_replies.popitem(last=False)

    async def _chat(
        self, visit: Visit, status: int = 200, notice: str | None = None, draft: str | None = None
    ) -> web.Response:
        lines, language = await self._recall(visit)
        html = pages.show_chat(
            visit.area,
            visit.language,
            lines=lines,
            reply=self._last_replies.get(visit.contact_id) if lines else None,
            language_of_reply=language,
            demo=self._demo,
            notice=notice,
            draft=draft,
        )
        return _html(html, status)

    async def _recall(self, visit: Visit) -> tuple[tuple[pages.Line, ...], str | None]:
        if visit.session is None:
            return (), None
        stored = await self._turns.list_recent(self.name, visit.contact_id, SHOWN_MESSAGES)
        language = await self._turns.find_language(self.name, visit.contact_id)
        lines = tuple(pages.Line(message.direction, message.text) for message in stored)
        reply = self._last_replies.get(visit.contact_id)
        if not lines and reply is not None:  # their data were just deleted: the answer that says so is still shown
            lines = (pages.Line("out", plain_text(reply)),)
        return lines, language

    async def _show_delete(self, request: web.Request) -> web.Response:
        visit = self._visit(request)
        return _html(pages.show_delete(visit.area, visit.language, done="done" in request.query))

    async def _delete(self, request: web.Request) -> web.Response:
        self._refuse_foreign(request)
        visit = self._visit(request)
        if visit.session is not None:
            for area_id in self._areas:  # one cookie serves all areas
                contact_id = f"{area_id}:{visit.session}"
                await self._turns.forget(self.name, contact_id)
                self._last_replies.pop(contact_id, None)
        where = f"/{visit.area.area_id}/delete-my-data?lang={visit.language}&done"
        response = web.Response(status=303, headers={"Location": where})
        response.del_cookie(self._cookie, path="/", secure=self._is_secure or None, httponly=True, samesite="Lax")
        return response

    def _visit(self, request: web.Request) -> Visit:
        area = self._areas.get(request.match_info["area"])
        if area is None:
            _not_found()
        session = request.cookies.get(self._cookie, "")
        language = choose_language(request, pages.page_languages(area))
        return Visit(area, language, session if SESSION.fullmatch(session) else None)

    def _refusal(
        self, request: web.Request, visit: Visit, text: str, position: Position | None
    ) -> tuple[int, str] | None:
        """Status and words when this message is not taken."""
        words = pages.texts_in(visit.language)
        if not text and position is None:
            return 400, words["empty"]
        if len(text) > pages.MOST_CHARACTERS:
            return 400, words["too_long"].format(limit=pages.MOST_CHARACTERS)
        now = datetime.now(UTC)
        limit, key = (self._per_session, visit.session) if visit.session else (self._new_sessions, request.remote)
        return None if limit.is_allowed(key or "", now) else (429, words["too_many"])

    def _refuse_foreign(self, request: web.Request) -> None:
        """Against forged forms, beside the cookie's SameSite: the page that posts must be one of ours."""
        origin = request.headers.get("Origin")
        ours = urlsplit(self._public_url).netloc if self._public_url else request.host
        is_foreign = origin is not None and urlsplit(origin).netloc not in {ours, request.host}
        if is_foreign or request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise web.HTTPForbidden(text="this form was posted from another site")

    def _set_cookie(self, response: web.StreamResponse, visit: Visit) -> None:
        response.set_cookie(
            self._cookie,
            visit.session or "",
            max_age=SESSION_DAYS * 86400,
            httponly=True,
            samesite="Lax",
            secure=self._is_secure or None,
            path="/",
        )


def choose_language(request: web.Request, known: tuple[str, ...]) -> str:
    """``?lang=``, else the browser's preference, else the area's first."""
    wanted = [request.query.get("lang", ""), *_accepted(request.headers.get("Accept-Language", ""))]
    return next((code for code in wanted if code in known), known[0])


def _accepted(header: str) -> list[str]:
    """``nl-BE;q=0.8, fr`` -> fr, nl; a part that cannot be read comes last."""
    weighted: list[tuple[float, int, str]] = []
    for part in header.split(",")[:20]:
        tag, _, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            quality = 0.0
        weighted.append((-quality, len(weighted), tag.strip().split("-")[0].lower()))
    return [code for _, _, code in sorted(weighted)]


def _message(visit: Visit, text: str, position: Position | None, given_id: str) -> Message:
    message_id = given_id if MESSAGE_ID.fullmatch(given_id) else pages.Page.next_id()
    owner = hashlib.sha256(visit.contact_id.encode()).hexdigest()[:24]  # nobody reads the answer to another's message
    return Message(
        text=text,
        channel="web_chat",
        contact_id=visit.contact_id,
        external_id=f"{owner}:{message_id}",
        sent_at=datetime.now(UTC),
        position=position,
        kind="position" if position else "text",
    )


def _position(lat: str, lon: str) -> Position | None:
    try:
        position = Position(float(lat), float(lon))
    except ValueError:
        return None
    is_on_earth = math.isfinite(position.lat + position.lon) and abs(position.lat) <= 90 and abs(position.lon) <= 180
    return position if is_on_earth else None


def _write(reply: Reply) -> Outgoing:
    return Outgoing(plain_text(reply))


def _html(html: str, status: int = 200) -> web.Response:
    headers = {"Cache-Control": "no-store"}
    return web.Response(text=html, content_type="text/html", charset="utf-8", status=status, headers=headers)


def _not_found() -> NoReturn:
    raise web.HTTPNotFound(text="Cette page n'existe pas. / This page does not exist. / Deze pagina bestaat niet.")
