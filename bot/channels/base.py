"""What the program and a channel ask of each other. A channel never knows the server nor the other channels."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from aiohttp import web

from handlers.model import Reply
from knowledge.store import Outgoing, Unsent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.settings import Settings
    from bot.turns import TurnRunner
    from knowledge.area import Area

Write = Callable[[Reply], Outgoing]
"""How a channel writes a reply in its own form, for one resident."""
Background = Callable[[], AbstractAsyncContextManager[None]]
"""Work beside the requests: entered when the program starts, left when it stops."""


@dataclass(frozen=True, slots=True)
class Mount:
    """What channels add to; whoever handed it out serves the routes and runs the background work."""

    routes: list[web.AbstractRouteDef] = field(default_factory=list)
    background: list[Background] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that a channel may use."""

    settings: Settings
    areas: Mapping[str, Area]
    """The areas served, by id."""
    turns: TurnRunner
    examples: bool = False
    """True in the demo."""


class Channel(Protocol):
    """Turns what arrives into a Message, has it answered, and gives the Reply in its own form."""

    name: str

    def add_to(self, mount: Mount) -> None: ...


@runtime_checkable
class Sender(Protocol):
    """A channel whose answers are sent, and sent again, rather than given back in a response."""

    name: str

    async def send(self, unsent: Unsent) -> str | None:
        """Send one kept answer; returns the provider's id of it. Raises NotSentError."""
        ...

    def write(self, reply: Reply, address: str, kept: Reply) -> Outgoing:
        """A message that answers none. ``kept`` is what stays of it once it is sent: the same without a number."""
        ...


class NotSentError(Exception):
    """The answer did not leave. ``final``: trying again is useless; ``refused``: the resident wants nothing from us.

    The message must hold neither number nor text: it is logged and stored.
    """

    def __init__(
        self, why: str, *, final: bool = False, refused: bool = False, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(why)
        self.final = final or refused
        self.refused = refused
        self.retry_after = retry_after


def plain_text(reply: Reply) -> str:
    """The reply for a channel that shows text alone: links that the lines do not hold already follow them."""
    text = "\n".join(reply.lines)
    missing = [f"{link.label} : {link.url}" for link in reply.links if link.url not in text]
    return "\n".join((text, *missing))
