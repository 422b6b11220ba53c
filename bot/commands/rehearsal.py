"""A resident's talk without network: the shipped area with its examples, one conversation in memory."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from bot.channels.sms_text import encode, fit
from bot.commands.areas import get_area
from bot.commands.errors import CommandError
from bot.commands.imported_rides import load_imported_on_demand
from bot.rides import load_rides
from bot.settings import Settings
from handlers.conversation import Conversation
from handlers.explain import turn_as_dict
from handlers.language import Languages, load_languages
from handlers.model import Message, Reply, Turn
from handlers.turn import take_turn
from knowledge.areas.rides import shipped_on_demand
from knowledge.directory import Directory, load_shipped_directory

CHANNELS = ("sms", "telegram")
REACH = "+33639980000"
"""The rehearsing resident's number, from the range that Arcep keeps for fiction."""


@dataclass(slots=True)
class Rehearsal:
    """One resident, unknown at first, who is answered from ``directory``."""

    directory: Directory
    languages: Languages
    channel: str = "sms"
    contact_id: str = "rehearsal"
    conversation: Conversation = field(default_factory=Conversation)
    count: int = 0

    @classmethod
    def in_area(
        cls, area_id: str, channel: str = "sms", contact_id: str = "rehearsal", settings: Settings | None = None
    ) -> Rehearsal:
        """With ``settings``, the rides that the operator imported; timetables take the place of the example one.

        Raises CommandError, naming the areas that ship, for one that does not.
        """
        area = get_area(area_id)
        directory = _shipped_directory(area.area_id)
        if settings:
            imported = asyncio.run(load_imported_on_demand(settings, area))
            on_demand = [*shipped_on_demand(area, examples=True), *imported]
            directory = replace(directory, rides=load_rides(settings.data_dir, area, True, on_demand))
        return cls(directory, load_languages(), channel, contact_id)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.directory.area.timezone)

    def say(self, text: str, now: datetime) -> Turn:
        """``now`` is aware; it is told to the turn in the area's zone."""
        local = now.astimezone(self.zone)
        self.count += 1
        message = Message(
            text=text,
            channel=self.channel,
            contact_id=self.contact_id,
            external_id=f"{self.contact_id}-{self.count}",
            sent_at=local,
            reach=REACH if self.channel in CHANNELS else None,
        )
        turn = take_turn(message, self.conversation, self.directory, self.languages, local)
        self.conversation = turn.conversation
        return turn

    def describe(self, turn: Turn) -> dict[str, object]:
        """The object that ``ask --json`` prints, and ``replay`` for each turn."""
        return {**turn_as_dict(turn, self.directory), "reply": [sent(turn.reply, self.channel)]}

    def move_to(self, home: str) -> None:
        """The resident lives in ``home``. Raises CommandError when no commune is called so."""
        commune = self.directory.find_commune(home)
        if commune is None:
            raise CommandError(f"no commune called {home!r} is known in {self.directory.area.area_id} and its margin")
        self.conversation = self.conversation.evolve(home_id=commune.place_id)


@cache
def _shipped_directory(area_id: str) -> Directory:
    return load_shipped_directory(area_id, examples=True, common_words=load_languages().common_words)


def local_time(text: str, zone: ZoneInfo) -> datetime:
    """ISO 8601; without an offset it is the area's own time. Raises CommandError for anything else."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is no time; write it like 2026-11-24T10:00") from None
    return time.replace(tzinfo=zone) if time.tzinfo is None else time.astimezone(zone)


def sent(reply: Reply, channel: str) -> dict[str, object]:
    """What the channel sends, and what it costs as SMS: segments of 160 or 70 characters (none on Telegram)."""
    if channel == "sms":
        sms = fit(reply)
        return {"text": sms.text, "encoding": sms.encoding, "segments": sms.segments}
    text = "\n".join(reply.lines)
    return {"text": text, "encoding": encode(text).encoding, "segments": 0}
