"""The ways a resident can reach us. To add one: a module with ``open_channels``, and its line here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.channels.base import Channel, Surroundings

CHANNELS: dict[str, str] = {
    "telegram": "bot.channels.telegram",
    "sms": "bot.channels.sms",
    "web_chat": "bot.channels.web_chat",
}
"""Names, not modules: ``ask`` and ``replay`` count SMS without waiting for Telegram's library. The web chat comes
last because its pages live at the root."""


def open_channels(surroundings: Surroundings) -> tuple[Channel, ...]:
    """Every channel that the settings configure."""
    return tuple(
        channel for module in CHANNELS.values() for channel in import_module(module).open_channels(surroundings)
    )
