"""Replies in Telegram's form: text without markup, buttons below it, a pin on the map."""

from __future__ import annotations

import json
import logging

import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit, MessageLimit

from bot.channels.base import plain_text
from handlers.model import Button, Link, Reply
from knowledge.model import Position
from knowledge.store import Outgoing

log = logging.getLogger(__name__)

NO_PREVIEW = telegram.LinkPreviewOptions(is_disabled=True)
SHORT_LABEL = 4
"""Buttons of at most so many characters ("1", "plus") share a row."""


def write(reply: Reply, chat_id: str, share_label: str) -> Outgoing:
    """``payload`` is what sending again needs beside the text."""
    payload = {
        "buttons": [[button.label, button.text] for button in reply.buttons],
        "links": [[link.label, link.url] for link in reply.links],
        "position": [reply.position.lat, reply.position.lon] if reply.position else None,
        "share_label": share_label if reply.ask_position else None,
    }
    text = plain_text(reply) if reply.ask_position else "\n".join(reply.lines)
    return Outgoing(text, chat_id, json.dumps(payload, ensure_ascii=False))


def write_unasked(reply: Reply, chat_id: str, kept: Reply) -> Outgoing:
    """What is sent stands in the payload, which is erased once sent; what is ``kept`` names no number."""
    payload = {"text": "\n".join(reply.lines), "buttons": [[button.label, button.text] for button in reply.buttons]}
    return Outgoing("\n".join(kept.lines), chat_id, json.dumps(payload, ensure_ascii=False))


async def send(bot: telegram.Bot, chat_id: int, text: str, payload: str | None) -> int:
    """Returns the id of the message that carries the buttons. Raises telegram.error.TelegramError."""
    extras = json.loads(payload) if payload else {}
    *first, last = split(str(extras.get("text") or text))
    for part in first:
        await bot.send_message(chat_id, part, link_preview_options=NO_PREVIEW)
    sent = await bot.send_message(chat_id, last, link_preview_options=NO_PREVIEW, reply_markup=_keyboard(extras))
    if extras.get("position"):
        await _send_pin(bot, chat_id, Position(*extras["position"]))
    return sent.message_id


def split(text: str) -> list[str]:
    """Parts within Telegram's limit, cut after a line, else after a word."""
    limit = int(MessageLimit.MAX_TEXT_LENGTH)
    parts = []
    while len(text) > limit:
        cut = max(text.rfind("\n", 1, limit), 0) or max(text.rfind(" ", 1, limit), 0) or limit
        parts.append(text[:cut])
        text = text[cut:].lstrip()
    return [*parts, text]


async def _send_pin(bot: telegram.Bot, chat_id: int, position: Position) -> None:
    try:
        await bot.send_location(chat_id, latitude=position.lat, longitude=position.lon)
    except telegram.error.TelegramError as error:  # the answer itself has left: sending all again would be worse
        log.warning("a map pin was not sent: %s", type(error).__name__)


def _keyboard(extras: dict[str, object]) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    buttons = [Button(*pair) for pair in _pairs(extras, "buttons")]
    if share_label := extras.get("share_label"):
        return _position_keyboard(str(share_label), buttons)
    return _inline_keyboard(buttons, [Link(*pair) for pair in _pairs(extras, "links")])


def _pairs(extras: dict[str, object], name: str) -> list[list[str]]:
    found = extras.get(name)
    return found if isinstance(found, list) else []


def _position_keyboard(share_label: str, buttons: list[Button]) -> ReplyKeyboardMarkup:
    """Only this kind of keyboard can ask for a position; its other keys type what they show."""
    share = KeyboardButton(share_label, request_location=True)
    rows = [[share], *([KeyboardButton(button.text)] for button in buttons)]
    return ReplyKeyboardMarkup(rows, one_time_keyboard=True, resize_keyboard=True)


def _inline_keyboard(buttons: list[Button], links: list[Link]) -> InlineKeyboardMarkup | None:
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons:
        if len(button.text.encode()) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
            continue  # the resident can still type it
        key = InlineKeyboardButton(button.label, callback_data=button.text)
        if rows and len(button.label) <= SHORT_LABEL and len(rows[-1][-1].text) <= SHORT_LABEL:
            rows[-1].append(key)
        else:
            rows.append([key])
    rows += [[InlineKeyboardButton(link.label, url=link.url)] for link in links]
    return InlineKeyboardMarkup(rows) if rows else None
