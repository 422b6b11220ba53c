"""Doubles for the network's edge: a Bot API server over real HTTP and Twilio's signature; and a turn without words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, ClassVar, cast

from aiohttp import web
from aiohttp.test_utils import TestServer
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from bot.carpool import CarpoolDesk
from bot.channels.base import Surroundings
from bot.deliveries import Deliveries
from bot.directories import Directories
from bot.settings import Settings
from bot.turns import TakeTurn, TurnRunner
from handlers.conversation import Conversation
from handlers.model import Event, Message, Reply
from knowledge.area import Area
from knowledge.store import Store

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SECRET = b"secret of the tests"
TOKEN = "110201543:fake-token-of-the-tests"
NUMBER = "+33639980001"
AREA = Area(
    area_id="durance-provence",
    name={"fr": "Allô Durance", "en": "Hello Durance"},
    lag_name="GAL de test",
    languages=("fr", "en"),
    countries=("FR",),
    timezone="Europe/Paris",
    communes=(),
    public_phone="+33465710000",
)


def echo(
    message: Message, conversation: Conversation, directory: object, languages: object, now: datetime
) -> SimpleNamespace:
    """Stands in for ``take_turn``: answers with what it heard, and fails, stops or deletes when told."""
    del directory, languages, now
    if message.text == "panne":
        raise RuntimeError(f"cannot read {message.text} of {message.contact_id}")
    kinds = {"stop": "opted_out", "effacer": "delete_data"}
    events = (Event(kinds[message.text]),) if message.text in kinds else ()
    heard = message.text or (str(message.position) if message.position else message.kind)
    reply = Reply((f"entendu : {heard}",))
    return SimpleNamespace(reply=reply, conversation=conversation.evolve(language="fr"), events=events)


@dataclass
class World:
    """A store and a runner around it, with ``take_turn`` replaced."""

    store: Store
    deliveries: Deliveries
    turns: TurnRunner
    areas: Mapping[str, Area]
    desk: CarpoolDesk

    def around(self, settings: Settings, examples: bool = False) -> Surroundings:
        return Surroundings(settings, self.areas, self.turns, examples)


def make_world(
    store: Store, take_turn: Callable[..., object] = echo, clock: Callable[[], datetime] = lambda: NOW
) -> World:
    async def load(area_id: str) -> Any:
        return area_id

    async def languages() -> Any:
        return None

    areas = {AREA.area_id: AREA}
    deliveries, directories = Deliveries(store), Directories(load, load)
    desk = CarpoolDesk(
        store=store, directories=directories, areas=areas, languages=languages, deliveries=deliveries, clock=clock
    )
    turns = TurnRunner(
        store=store,
        directories=directories,
        areas=areas,
        languages=languages,
        deliveries=deliveries,
        secret=SECRET,
        take_turn=cast(TakeTurn, take_turn),
        clock=clock,
        desk=desk,
    )
    return World(store, deliveries, turns, areas, desk)


def sign(token: str, url: str, form: Mapping[str, str]) -> dict[str, str]:
    """The header that Twilio sends with this form."""
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, dict(form))}


@dataclass
class FakeServer:
    """A server of our own at the network's edge; ``route`` is what it answers, and ``answer`` how."""

    route: ClassVar[str]
    server: TestServer | None = field(default=None, kw_only=True)

    @property
    def url(self) -> str:
        assert self.server is not None
        return str(self.server.make_url("")).rstrip("/")

    async def answer(self, request: web.Request) -> web.Response:
        raise NotImplementedError

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post(self.route, self.answer)
        self.server = TestServer(app)
        await self.server.start_server()

    async def stop(self) -> None:
        assert self.server is not None
        await self.server.close()


@dataclass
class BotApi(FakeServer):
    """A small Bot API server: hands out ``updates`` when polled, keeps every call, fails when told."""

    route = "/bot{token}/{method}"
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    failures: dict[str, list[tuple[int, dict[str, Any]]]] = field(default_factory=dict)
    """By method: what it answers the next times instead of succeeding, HTTP status and body."""
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def push(self, *updates: dict[str, Any]) -> None:
        async with self.changed:
            self.updates.extend(updates)
            self.changed.notify_all()

    async def wait_for(self, method: str, count: int = 1) -> list[dict[str, Any]]:
        """The fields of the calls to ``method``, once there are so many."""
        async with self.changed:
            await asyncio.wait_for(self.changed.wait_for(lambda: len(self.called(method)) >= count), 10)
        return self.called(method)

    def called(self, method: str) -> list[dict[str, Any]]:
        return [fields for name, fields in self.calls if name == method]

    async def answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        fields = dict(await request.post())
        async with self.changed:
            self.calls.append((method, fields))
            self.changed.notify_all()
        if waiting := self.failures.get(method):
            status, body = waiting.pop(0)
            return web.json_response({"ok": False, **body}, status=status)
        return web.json_response({"ok": True, "result": await self._result(method, fields)})

    async def _result(self, method: str, fields: dict[str, Any]) -> Any:
        if method == "getMe":
            return {"id": 110201543, "is_bot": True, "first_name": "Essai", "username": "essai_bot"}
        if method == "getUpdates":
            return await self._wait_for_updates(int(fields.get("offset", 0)))
        if method in {"sendMessage", "sendLocation"}:
            chat = {"id": int(fields["chat_id"]), "type": "private"}
            return {"message_id": len(self.calls), "date": int(NOW.timestamp()), "chat": chat}
        return True

    async def _wait_for_updates(self, offset: int) -> list[dict[str, Any]]:
        async with self.changed:
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
            if not self.updates:
                try:
                    await asyncio.wait_for(self.changed.wait_for(lambda: self.updates), 0.5)
                except TimeoutError:
                    return []
            return list(self.updates)


@dataclass
class Twilio(FakeServer):
    """A small server of Twilio's REST API: keeps each form posted; answers with ``status`` and ``code``."""

    route = "/2010-04-01/Accounts/AC1/Messages.json"
    status: int = 201
    code: int | None = None
    forms: list[dict[str, Any]] = field(default_factory=list)
    sent_as: str | None = None

    async def answer(self, request: web.Request) -> web.Response:
        self.forms.append(dict(await request.post()))
        self.sent_as = request.headers.get("Authorization")
        return web.json_response({"sid": "SM9", "code": self.code}, status=self.status)


def chat_update(update_id: int, kind: str = "message", **content: Any) -> dict[str, Any]:
    """One update of the resident 4242, as the Bot API writes it."""
    person = {"id": 4242, "is_bot": False, "first_name": "Essai", "language_code": "fr"}
    message = {
        "message_id": update_id,
        "date": int(NOW.timestamp()),
        "chat": {"id": 4242, "type": "private", "first_name": "Essai"},
        "from": person,
        **content,
    }
    return {"update_id": update_id, kind: message}


def press_update(update_id: int, data: str) -> dict[str, Any]:
    person = {"id": 4242, "is_bot": False, "first_name": "Essai", "language_code": "fr"}
    below = chat_update(1, text="?")["message"]
    query = {"id": str(update_id), "from": person, "chat_instance": "1", "data": data, "message": below}
    return {"update_id": update_id, "callback_query": query}


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what another task brings about; fails when it does not come."""
    async with asyncio.timeout(10):
        while not await is_so():  # noqa: ASYNC110 - the database gives no signal
            await asyncio.sleep(0.01)
