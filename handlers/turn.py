"""One conversation turn, a straight line: understand, decide, answer. Pure: same inputs, same output."""

from __future__ import annotations

from datetime import datetime

from handlers.answers import ANSWERS
from handlers.answers.scene import Scene
from handlers.conversation import Conversation
from handlers.decide import decide
from handlers.language import Languages
from handlers.model import Message, Reply, Turn, Understanding
from handlers.understand import understand
from knowledge.directory import Directory

NO_TEXT = ("voice", "photo", "sticker", "other")


def take_turn(
    message: Message, conversation: Conversation, directory: Directory, languages: Languages, now: datetime
) -> Turn:
    """What ``message`` leads to in ``conversation``; ``now`` is aware, in the area's time zone."""
    if message.kind in NO_TEXT and not message.text.strip():
        return _cannot_read(conversation, directory, languages)
    said = understand(message, conversation, directory, languages, now)
    decision = decide(message, said, conversation, directory, now)
    switched = decision.conversation.language != conversation.language
    language = decision.conversation.language if switched and decision.conversation.language else said.language
    if decision.kind == "deleted":
        settled = Conversation(language=said.language)
    else:
        after = decision.conversation
        settled = after.evolve(
            language=language,
            last_at=now,
            no_car=after.no_car or "ride.no_car" in said.cues,
            wheelchair=after.wheelchair or "ride.wheelchair" in said.cues,
        )
    decision = type(decision)(decision.intent, decision.kind, settled, decision.events)
    answered = ANSWERS[decision.kind](Scene(decision, said, directory, languages, now, message))
    return Turn(
        answered.reply,
        answered.conversation,
        answered.events,
        said,
        decision.intent,
        answered.ranking,
        answered.rides,
    )


def _cannot_read(conversation: Conversation, directory: Directory, languages: Languages) -> Turn:
    code = conversation.language or directory.area.languages[0]
    reply = Reply((languages.get(code).replies["voice"],))
    return Turn(reply, conversation, (), Understanding(code, "help", 1.0, is_empty=True), "help")
