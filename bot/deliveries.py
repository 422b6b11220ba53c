"""Sends answers that are kept in the outbox, and decides what follows when one does not leave."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.channels.base import NotSentError, Sender
from handlers.model import Reply
from knowledge.store import Outgoing, Store, Unsent

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 12
"""With the waits above about six hours: a later answer would come as a surprise, not as help."""


class Deliveries:
    """The composition root connects the channels, by name, once they are open."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._senders: dict[str, Sender] = {}

    def connect(self, senders: Iterable[Sender]) -> None:
        self._senders.update((sender.name, sender) for sender in senders)

    async def deliver(self, unsent: Unsent, now: datetime) -> bool:
        """Send once; what happened is recorded. Raises only when the store does."""
        try:
            external_id = await self._sender_of(unsent).send(unsent)
        except NotSentError as error:
            await self._note_failure(unsent, error, now)
            return False
        except Exception as error:  # a fault of the channel: its message may quote the resident
            await self._note_failure(unsent, NotSentError(type(error).__name__), now)
            return False
        await self._store.mark_sent(unsent.outgoing_id, external_id)
        return True

    def write(self, channel: str, reply: Reply, address: str, kept: Reply) -> Outgoing | None:
        """A message that answers none, in the channel's form; None when the channel is not configured any more."""
        sender = self._senders.get(channel)
        return sender.write(reply, address, kept) if sender else None

    async def retry(self, now: datetime) -> int:
        """Send again all whose time has come; returns how many left."""
        sent = 0
        for unsent in await self._store.list_unsent(now):
            sent += await self.deliver(unsent, now)
        return sent

    def _sender_of(self, unsent: Unsent) -> Sender:
        try:
            return self._senders[unsent.channel]
        except KeyError:
            raise NotSentError(f"channel {unsent.channel} is not configured") from None

    async def _note_failure(self, unsent: Unsent, error: NotSentError, now: datetime) -> None:
        log.warning("%s answer %d of %s did not leave: %s", unsent.channel, unsent.outgoing_id, unsent.area_id, error)
        if error.refused:
            await self._store.set_opted_out(unsent.contact_key, True)
        await self._store.mark_failed(unsent.outgoing_id, str(error), retry_time(unsent.attempts, error, now))


def retry_time(attempts: int, error: NotSentError, now: datetime) -> datetime | None:
    """Twice as long each time; None when trying again is useless."""
    if error.final or attempts + 1 >= MOST_ATTEMPTS:
        return None
    wait = min(FIRST_WAIT * (1 << attempts), LONGEST_WAIT)
    return now + max(wait, error.retry_after or wait)
