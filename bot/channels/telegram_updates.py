"""What arrives from Telegram, as Messages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import telegram
import yaml
from telegram.constants import ChatType

from handlers.model import Message
from knowledge.model import Position

TEXTS: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "telegram_texts.yaml").read_text("utf-8"))
COMMANDS = frozenset({"start", "help", "stop"})
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

Kind = Literal["text", "position", "voice", "photo", "sticker", "other"]


def find_message(update: telegram.Update, bot_id: int, languages: tuple[str, ...]) -> Message | None:
    """None for what asks nothing: groups, service notices, a live position that moves.

    Telegram counts updates per bot and repeats one with the same number; an edited text is an update of its own.
    """
    chat = update.effective_chat
    if chat is None or chat.type != ChatType.PRIVATE:
        return None
    external_id = f"{bot_id}:{update.update_id}"
    if update.callback_query is not None:
        return _pressed(update.callback_query, chat.id, external_id)
    if update.edited_message is not None and update.edited_message.location is not None:
        return None
    if update.effective_message is None or not _says_something(update.effective_message):
        return None
    return _written(update.effective_message, chat.id, external_id, languages)


def find_departure(update: telegram.Update) -> bool | None:
    """True when the resident blocked the bot, False when they came back, None for any other update."""
    change = update.my_chat_member
    if change is None or change.chat.type != ChatType.PRIVATE:
        return None
    return change.new_chat_member.status == telegram.ChatMember.BANNED


def is_start(update: telegram.Update) -> bool:
    """True for Telegram's Start button."""
    return update.message is not None and (update.message.text or "").split(" ")[0].split("@")[0] == "/start"


def in_language(name: str, wanted: str | None, languages: tuple[str, ...]) -> str:
    """A text in the resident's language when the area speaks it, else in the area's first."""
    texts = TEXTS[name]
    code = (wanted or "").split("-")[0]
    return texts[code if code in languages and code in texts else _first_known(languages, texts)]


def _first_known(languages: tuple[str, ...], texts: dict[str, str]) -> str:
    return next((language for language in languages if language in texts), "en")


def _pressed(query: telegram.CallbackQuery, chat_id: int, external_id: str) -> Message | None:
    if query.data is None:
        return None
    reach = _reach(query.from_user)
    return Message(query.data, "telegram", str(chat_id), external_id, datetime.now(UTC), reach=reach)


def _reach(user: telegram.User | None) -> str | None:
    """Only a user name lets another resident write to them; a chat's number is of use to its bot alone."""
    return f"t.me/{user.username}" if user and user.username else None


def _written(sent: telegram.Message, chat_id: int, external_id: str, languages: tuple[str, ...]) -> Message:
    text = (sent.text or sent.caption or "").strip()
    user_language = sent.from_user.language_code if sent.from_user else None
    return Message(
        text=_typed_out(text, user_language, languages),
        channel="telegram",
        contact_id=str(chat_id),
        external_id=external_id,
        sent_at=sent.edit_date or sent.date,
        position=Position(sent.location.latitude, sent.location.longitude) if sent.location else None,
        kind=_kind(sent, text),
        reach=_reach(sent.from_user),
    )


def _typed_out(text: str, user_language: str | None, languages: tuple[str, ...]) -> str:
    """``/help@allo_bot`` -> what a resident would have typed; other text unchanged."""
    command = text.removeprefix("/").split(" ")[0].split("@")[0].lower()
    if text.startswith("/") and command in COMMANDS:
        return in_language(command, user_language, languages)
    return text


def _kind(sent: telegram.Message, text: str) -> Kind:
    """A picture that comes with words is answered by the words."""
    if sent.location:
        return "position"
    if text:
        return "text"
    if sent.voice or sent.audio or sent.video_note:
        return "voice"
    if sent.photo or sent.video:
        return "photo"
    return "sticker" if sent.sticker else "other"


def _says_something(sent: telegram.Message) -> bool:
    """Service notices (a pinned message, a new photo of the chat) carry nothing of these."""
    return bool(
        sent.text
        or sent.caption
        or sent.location
        or telegram.helpers.effective_message_type(sent)
        in {"voice", "audio", "video_note", "photo", "video", "sticker", "document", "animation", "contact", "poll"}
    )
