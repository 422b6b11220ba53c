"""Messages of the carpool board that answer none: stored, with the number of nobody in what is kept of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.deliveries import Deliveries
from handlers.conversation import Conversation
from handlers.language import Languages
from handlers.wording import Wording
from handlers.wording_carpool import compose_notice
from knowledge.area import Area
from knowledge.rides.carpool import Introduction, Offer
from knowledge.store import Notice, Store, Unsent

HIDDEN = "..."
"""Stands for a number in what is kept of a message."""

Notices = list[Unsent]


class CarpoolNotices:
    def __init__(
        self,
        store: Store,
        areas: Mapping[str, Area],
        languages: Callable[[], Awaitable[Languages]],
        deliveries: Deliveries,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._areas = areas
        self._languages = languages
        self._deliveries = deliveries
        self._clock = clock

    async def write_to(
        self, area_id: str, person: str, key: str, about: Introduction | Offer, contact: str | None = None
    ) -> Notices:
        """Store one message to somebody, in their language and channel; nothing for who must not be written to."""
        address = await self._store.carpool.find_contact(person)
        if address is None or await self._store.is_opted_out(person):
            return []
        now = self._clock().astimezone(ZoneInfo(self._areas[area_id].timezone))
        wording = await self._wording(area_id, person, now)
        shown = {"contact": contact} if contact else {}
        hidden = {"contact": HIDDEN} if contact else {}
        reply, kept = compose_notice(wording, key, about, **shown), compose_notice(wording, key, about, **hidden)
        outgoing = self._deliveries.write(address.channel, reply, address.address, kept)
        if outgoing is None:
            return []
        notice = Notice(person, area_id, address.channel, now, outgoing)
        outgoing_id = await self._store.save_notice(notice)
        to, text, payload = outgoing.address or "", outgoing.text, outgoing.payload
        return [Unsent(outgoing_id, person, area_id, address.channel, to, text, payload, attempts=0)]

    async def _wording(self, area_id: str, person: str, now: datetime) -> Wording:
        stored = await self._store.find_conversation(person)
        area = self._areas[area_id]
        code = (Conversation.from_json(stored).language if stored else None) or area.languages[0]
        return Wording((await self._languages()).get(code), now, area.countries[0])
