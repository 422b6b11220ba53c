"""Where a talk stands, in one word: what the classifier of intents reads beside the message itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.conversation import Conversation
from handlers.patterns import Match
from knowledge.taxonomy import Taxonomy

STATES = (
    "list",
    "chosen",
    "nothing",
    "place",
    "ride",
    "origin",
    "offer",
    "report",
    "suggestion",
    "emergency",
    "home",
    "talk",
)
"""A list was sent, one of it was chosen, none was found, we asked for a place, a trip was told, we asked for its start,
a lift was offered, something reported or suggested, danger told, a home noted; "talk" is any of these."""
START = "<start>"
"""The first word where there is no talk yet."""
TALK_LASTS = timedelta(hours=12)
NAMED = 2.0
"""A match from this score on names a need."""


@dataclass(frozen=True, slots=True)
class TalkState:
    """``state`` is one of ``STATES``; ``needs``: codes of what is talked of."""

    state: str
    needs: tuple[str, ...] = ()


def state_of(conversation: Conversation, now: datetime) -> TalkState | None:
    """None at the start of a talk."""
    topic, last = conversation.topic, conversation.last_at
    if last is None or now - last > TALK_LASTS:
        return None
    if conversation.is_in_danger(now):
        return TalkState("emergency")
    if topic is None:
        return None
    if conversation.awaiting in ("report", "suggestion"):
        return TalkState(conversation.awaiting, topic.needs)
    if topic.intent == "offer_ride":
        return TalkState("offer")
    if topic.is_ride:
        return TalkState("origin" if conversation.awaiting in ("origin", "place") else "ride")
    if not topic.needs:
        return TalkState("home")
    if conversation.awaiting == "place":
        return TalkState("place", topic.needs)
    if conversation.chosen_id:
        return TalkState("chosen", topic.needs)
    return TalkState("list" if conversation.options or conversation.suggestions else "nothing", topic.needs)


def state_words(
    talk: TalkState | None, matches: Sequence[Match], cues: Iterable[str], shape: Iterable[str], taxonomy: Taxonomy
) -> Iterable[str]:
    """The state as words, alone and together with what the message names (``matches``), its cues and its ``shape``."""
    if talk is None:
        yield START
        return
    yield "<talk>"
    names = _names(talk, matches, taxonomy)
    yield f"<talk names {names}>"
    if talk.state == "talk":
        return
    yield f"<in {talk.state}>"
    yield f"<in {talk.state} names {names}>"
    for word in (*sorted(cues), *shape):
        yield f"<in {talk.state} {word}>"


def _names(talk: TalkState, matches: Sequence[Match], taxonomy: Taxonomy) -> str:
    """Whether words name what is talked of, something else, or nothing."""
    named = {m.pattern.label for m in matches if m.score >= NAMED}
    if not named:
        return "nothing"
    return "same" if any(taxonomy.are_alike(code, known) for code in named for known in talk.needs) else "other"
