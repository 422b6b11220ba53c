"""What to do: one message, weighed in its conversation. A readable list of rules; the first that fits decides.

Carrying over follows residents/README.md: the day stays in force for the same need or trip, a new need drops it;
"and back?" turns the trip round and drops the hour; a new need keeps the place as a person would.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from handlers.conversation import Conversation
from handlers.decide_carpool import consent, full, lift_chosen, lift_wanted, offer_meant, trouble, withdrawal
from handlers.decide_ride import new_ride, ride_goes_on, way_back
from handlers.decide_service import (
    answer_to_us,
    choice_of_need,
    chosen_option,
    goes_on,
    more_wanted,
    new_need,
    question_about_topic,
    same_need_elsewhere,
)
from handlers.decide_talk import (
    command,
    danger,
    danger_goes_on,
    home_told,
    other_language,
    report,
    small_talk,
    unclear,
    wordless,
    yes_or_no,
)
from handlers.model import Message, Understanding
from handlers.situation import Decision, Situation
from knowledge.directory import Directory

RULES: tuple[Callable[[Situation], Decision | None], ...] = (
    danger,
    danger_goes_on,
    wordless,
    consent,
    command,
    other_language,
    choice_of_need,
    lift_chosen,
    offer_meant,
    chosen_option,
    full,
    withdrawal,
    answer_to_us,
    trouble,
    yes_or_no,
    small_talk,
    report,
    way_back,
    lift_wanted,
    ride_goes_on,
    new_ride,
    question_about_topic,
    more_wanted,
    same_need_elsewhere,
    home_told,
    goes_on,
    new_need,
)
"""In order."""


def decide(
    message: Message, said: Understanding, before: Conversation, directory: Directory, now: datetime
) -> Decision:
    situation = Situation(message, said, before, directory, now)
    for rule in RULES:
        decision = rule(situation)
        if decision is not None:
            return _remember_home(decision, said)
    return _remember_home(unclear(situation), said)


def _remember_home(decision: Decision, said: Understanding) -> Decision:
    """ "J'habite Pierrevert", told beside whatever is asked for, is kept for the next trip; erasing keeps nothing."""
    if said.where.home is None or decision.intent == "delete_data" or decision.conversation.home_id is not None:
        return decision
    return replace(decision, conversation=decision.conversation.evolve(home_id=said.where.home.place_id))
