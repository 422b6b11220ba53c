"""Telegram: one bot an area, polled, or by webhook when the world can reach us."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import telegram
from aiohttp import web
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler

from bot.channels import telegram_replies
from bot.channels.base import Mount, NotSentError, Surroundings
from bot.channels.telegram_updates import ALLOWED_UPDATES, find_departure, find_message, in_language, is_start
from bot.turns import TurnRunner
from handlers.model import Reply
from knowledge.store import Outgoing, Unsent

log = logging.getLogger(__name__)
logging.getLogger("httpx").setLevel(logging.WARNING)  # below, it logs addresses, and those hold the token

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MOST_AT_ONCE = 64
"""Updates of one bot worked on at the same time; those of one resident follow each other."""
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0

BotApplication = Application[Any, Any, Any, Any, Any, Any]


def open_channels(around: Surroundings) -> tuple[TelegramChannel, ...]:
    settings = around.settings
    bots = tuple(
        AreaBot(area_id, token, around.areas[area_id].languages, around.turns, settings.public_url, api)
        for area_id, token in settings.telegram_tokens.items()
        if area_id in around.areas
        for api in (settings.telegram_api_url,)
    )
    return (TelegramChannel(bots),) if bots else ()


class TelegramChannel:
    """All bots of this program."""

    name = "telegram"

    def __init__(self, bots: tuple[AreaBot, ...]) -> None:
        self._bots: Mapping[str, AreaBot] = {bot.area_id: bot for bot in bots}

    def add_to(self, mount: Mount) -> None:
        for bot in self._bots.values():
            bot.add_to(mount)

    async def send(self, unsent: Unsent) -> str | None:
        bot = self._bots.get(unsent.area_id)
        if bot is None:
            raise NotSentError("this area has no bot any more", final=True)
        return await bot.send(unsent)

    def write(self, reply: Reply, address: str, kept: Reply) -> Outgoing:
        return telegram_replies.write_unasked(reply, address, kept)


class AreaBot:
    """``public_url`` None means polling. ``api_url`` replaces Telegram's own server, for tests and local servers."""

    def __init__(
        self,
        area_id: str,
        token: str,
        languages: tuple[str, ...],
        turns: TurnRunner,
        public_url: str | None,
        api_url: str | None,
    ) -> None:
        self.area_id = area_id
        self._languages = languages
        self._turns = turns
        self._public_url = public_url if (public_url or "").startswith("https://") else None
        self._secret = hashlib.sha256(f"webhook:{token}".encode()).hexdigest()
        self._app = _build(token, api_url)
        self._app.add_handler(TypeHandler(telegram.Update, self._on_update))
        self._app.add_error_handler(_log_error)
        self._ready = asyncio.Event()

    def add_to(self, mount: Mount) -> None:
        if self._public_url:
            mount.routes.append(web.post(self._path, self._receive))
        mount.background.append(self._run)

    async def send(self, unsent: Unsent) -> str | None:
        try:
            chat_id = int(unsent.address)
            message_id = await telegram_replies.send(self._app.bot, chat_id, unsent.text, unsent.payload)
        except TelegramError as error:
            raise _not_sent(error) from None
        return f"{self._app.bot.id}:{message_id}:{unsent.outgoing_id}"

    @property
    def _path(self) -> str:
        return f"/telegram/{self.area_id}"

    def _run(self) -> AbstractAsyncContextManager[None]:
        return self._connected()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[None]:
        """Connecting happens beside the rest: Telegram being away must not keep the other channels from starting."""
        task = asyncio.create_task(self._connect())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self._disconnect()

    async def _connect(self) -> None:
        wait_s = FIRST_WAIT_S
        while not self._ready.is_set():
            try:
                await self._start()
            except InvalidToken:
                log.error("Telegram refuses the token of %s", self.area_id)
                return
            except TelegramError as error:
                log.warning("Telegram (%s) cannot be reached: %s", self.area_id, type(error).__name__)
                await asyncio.sleep(wait_s)
                wait_s = min(wait_s * 2, LONGEST_WAIT_S)

    async def _start(self) -> None:
        await self._app.initialize()
        if self._public_url:
            url, wanted = self._public_url + self._path, list(ALLOWED_UPDATES)
            await self._app.bot.set_webhook(url, secret_token=self._secret, allowed_updates=wanted)
        await self._app.start()
        if not self._public_url and self._app.updater is not None:
            await self._app.updater.start_polling(allowed_updates=list(ALLOWED_UPDATES), bootstrap_retries=-1)
        self._ready.set()
        log.info("Telegram bot of %s is %s", self.area_id, "on its webhook" if self._public_url else "polling")

    async def _disconnect(self) -> None:
        if self._app.updater is not None and self._app.updater.running:
            await self._app.updater.stop()
        if self._app.running:
            await self._app.stop()
        await self._app.shutdown()

    async def _receive(self, request: web.Request) -> web.Response:
        """Answered once the turn is saved: until then Telegram keeps the update and sends it again."""
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), self._secret.encode()):
            raise web.HTTPForbidden(text="wrong secret token")
        if not self._ready.is_set():
            raise web.HTTPServiceUnavailable(text="not connected yet")
        try:
            update = telegram.Update.de_json(await request.json(), self._app.bot)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise web.HTTPBadRequest(text="not an update") from None
        await self._app.process_update(update)
        return web.Response()

    async def _on_update(self, update: telegram.Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        left = find_departure(update)
        if left is not None and update.effective_chat is not None:
            await self._turns.set_opted_out("telegram", str(update.effective_chat.id), left)
        message = find_message(update, self._app.bot.id, self._languages)
        if message is None:
            return
        if is_start(update) and await self._turns.is_opted_out("telegram", message.contact_id):
            message = replace(message, text=in_language("resume", None, self._languages))
        user = update.effective_user
        share = in_language("share_position", user.language_code if user else None, self._languages)
        write = partial(_write, chat_id=message.contact_id, share_label=share)
        await asyncio.gather(_acknowledge(update.callback_query), self._turns.answer(self.area_id, message, write))


def _write(reply: Reply, chat_id: str, share_label: str) -> Outgoing:
    return telegram_replies.write(reply, chat_id, share_label)


async def _log_error(_: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Replaces the library's own log, which would quote the update."""
    log.error("an update of Telegram failed: %s", type(context.error).__name__)


async def _acknowledge(query: telegram.CallbackQuery | None) -> None:
    """Stops the button's waiting sign; Telegram takes this for a few seconds only."""
    if query is None:
        return
    try:
        await query.answer()
    except TelegramError as error:
        log.info("a pressed button was not acknowledged: %s", type(error).__name__)


def _build(token: str, api_url: str | None) -> BotApplication:
    builder = ApplicationBuilder().token(token).concurrent_updates(MOST_AT_ONCE)
    if api_url:
        builder = builder.base_url(f"{api_url}/bot").base_file_url(f"{api_url}/file/bot")
    app: BotApplication = builder.build()
    return app


def _not_sent(error: TelegramError) -> NotSentError:
    """Telegram's words may name the chat, so only the kind of error is kept."""
    kind = type(error).__name__
    if isinstance(error, Forbidden):
        return NotSentError(kind, refused=True)
    if isinstance(error, RetryAfter):
        return NotSentError(kind, retry_after=_wait_of(error))
    if isinstance(error, BadRequest) or not isinstance(error, NetworkError):
        return NotSentError(kind, final=not isinstance(error, InvalidToken))
    return NotSentError(kind)


def _wait_of(error: RetryAfter) -> timedelta:
    wait = error.retry_after  # the library announces that the number will become a timedelta: both are taken
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
