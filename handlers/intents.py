"""What a message alone wants done: cues of the language files, what was named, and the classifier's opinion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from handlers.reading import PLACE

CUE_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "search": {"find_service": 1.2},
    "ask.hours": {"service_details": 1.3},
    "ask.times": {"service_details": 1.8},
    "ask.phone": {"service_details": 2.2},
    "ask.address": {"service_details": 1.8},
    "ask.price": {"service_details": 1.0},
    "ask.conditions": {"service_details": 1.0},
    "ask.about": {"service_details": 0.6},
    "ride.ask": {"plan_ride": 2.0},
    "ride.spot": {"find_service": 1.0, "plan_ride": -2.0, "offer_ride": -1.0},
    "ride.offer": {"offer_ride": 2.4},
    "ride.no_car": {"plan_ride": 0.8},
    "ride.walk": {"plan_ride": 0.2},
    "vehicle.word": {"plan_ride": 0.6},
    "report": {"report_problem": 2.2},
    "suggest": {"suggest_service": 2.4},
    "home.set": {"set_home": 1.2},
    "greeting": {"greeting": 1.0},
    "thanks": {"thanks": 1.6},
    "stop": {"stop": 3.0},
    "human": {"human": 3.0},
    "help": {"help": 2.4},
    "delete": {"delete_data": 3.0},
    "out": {"out_of_scope": 2.4},
    "unwell": {"help": 4.0},
}
"""How much each cue of phrases.yaml speaks for an intent."""

AT_FIRST: Mapping[str, float] = {
    "find_service": 0.5,
    "service_details": 0.2,
    "out_of_scope": 0.8,
    "offer_ride": -0.3,
    "report_problem": -0.2,
}
"""Where each intent starts, before any sign: fitted on 840 labelled messages (a softmax over the sums below), and
doubled with the weight of what is learned."""

NEVER_LEARNED: Mapping[str, str] = {"stop": "stop", "delete_data": "delete"}
"""What cannot be taken back is done on words that say it (the cue), never on a guess."""

NO_INTENT = "none"
"""The classifier's label of what only goes on with the talk ("et demain ?")."""
LEARNED_WEIGHT = 5.5
"""What the classifier's opinion counts when it is certain. Chosen on 3,500 messages that it had not seen, where cues
written by hand were surer than they should be."""
MERE_TALK = ("greeting", "thanks", "help", "set_home")
ASKING = frozenset({"ride.ask", "ride.offer", "report", "suggest", "vehicle.word"})
SOUGHT = frozenset({"seats", "search"})
"""Seats are looked for ("cherche 2 places Laragne > Digne")."""
POLITE_AROUND = 0.2
"""What a guess of a greeting or of thanks counts around a request: dear sir, ..., many thanks in advance."""
REPORTED_MISSING = 0.4
"""What a guess of a report counts where words say that something is missing from our list."""
MERE_TALK_WITH_NEED = 0.5
"""What a guess of help or of a home counts where a need is named ("j'habite à Montfort, un coiffeur")."""
GUESSED_SUGGESTION, BARE_SUGGESTION = 0.8, 0.3
"""What a guess of a suggestion counts where a need is named and no word suggests, and where nothing else is said."""
TOLD_HOME = 0.4
"""What the guess of a suggestion or a report counts where a home is told ("wij wonen sinds kort in Wormhout")."""
POLITE_CLOSE = 0.3
"""What a greeting or a thank-you around a request counts: they open and close the letter."""
HUMAN_WITH_NEED = 0.4
"""What a wish for a person counts where a need is named ("un bureau où on voit un humain")."""
SEATS_SOUGHT = 0.2
"""What an offer counts where seats are looked for."""
DELETE_WITH_MORE = 0.2
"""What a word of erasing counts beside a need or a place ("j'ai oublié mon code … un guichet à Saint-Auban")."""
NEED_WEIGHT = 1.2
"""A named need speaks for looking for it, and against mere talk."""
ONE_PER_TOWN = frozenset({"public_offices", "recycling", "mail"})
"""Kinds of which a town has one: "mairie ouverte samedi ?" asks about it, "pharmacie ouverte ?" looks for any."""
OPENING, BESIDE = 3, 2
"""So many words at the start of a message, and beside each place, tell by where they stand what is wanted."""
NAMED_NEED = 2.2
"""The score of a need from which on it counts in full."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What the intent is read from, beside the words themselves."""

    cues: frozenset[str]
    has_need: bool
    place_count: int
    has_origin: bool
    is_question: bool
    is_definite: bool = False
    """One that is known is meant ("la mairie", "the tip"), not any of a kind."""
    need_group: str | None = None
    """The parent of the category that words name: a town has one library, but many bakers."""
    starts_with_thanks: bool = False
    is_bare: bool = False
    """Nothing but a need, a place and a time is named ("une laverie à Digne")."""
    is_bound: bool = False
    """A start or a place to be at, another place, and a time: somebody has to get there."""
    talk: tuple[str, ...] = ()
    """Where the talk stands (``talk_state.state_words``)."""


def score_intents(signs: Signs, learned: Mapping[str, float], need_score: float) -> list[tuple[str, float]]:
    """(intent, score), best first; explainable as a sum of cues, shape of the message and learned opinion."""
    scores = dict(AT_FIRST)
    for cue in signs.cues:
        for intent, weight in CUE_WEIGHTS.get(cue, {}).items():
            scores[intent] = scores.get(intent, 0.0) + _share_of(cue, signs) * weight
    named = min(1.0, need_score / NAMED_NEED)
    scores["find_service"] += NEED_WEIGHT * named
    for pure in (*MERE_TALK, "out_of_scope"):
        scores[pure] = scores.get(pure, 0.0) - NEED_WEIGHT * named
    if (
        "ask.hours" in signs.cues
        and need_score
        and not signs.cues & {"ask.times", "ask.phone", "ask.address", "ask.price"}
    ):
        is_known = signs.is_definite or signs.need_group in ONE_PER_TOWN
        kind, other = ("service_details", "find_service") if is_known else ("find_service", "service_details")
        scores[kind] = scores.get(kind, 0.0) + 1.0
        scores[other] = scores.get(other, 0.0) - 0.8
    if signs.starts_with_thanks and not signs.is_question and "search" not in signs.cues:
        scores["thanks"] = scores.get("thanks", 0.0) + 1.8
    if signs.is_bound:
        scores["plan_ride"] = scores.get("plan_ride", 0.0) + 0.9
    if signs.has_origin and signs.place_count >= 2:
        scores["plan_ride"] = scores.get("plan_ride", 0.0) + 1.5
    if "ride.offer" in signs.cues and "search" not in signs.cues:
        scores["plan_ride"] = scores.get("plan_ride", 0.0) - 1.5
    if signs.place_count == 0:
        scores["set_home"] = scores.get("set_home", 0.0) - 2.0
    for intent, probability in learned.items():
        if intent == NO_INTENT or (intent in NEVER_LEARNED and NEVER_LEARNED[intent] not in signs.cues):
            continue
        scores[intent] = scores.get(intent, 0.0) + _trust_in(intent, signs) * LEARNED_WEIGHT * probability
    return sorted(scores.items(), key=lambda pair: -pair[1])


def _trust_in(intent: str, signs: Signs) -> float:
    """What the guess of an intent counts beside what is said."""
    asks = signs.place_count > 0 and any(cue.startswith("ask.") for cue in signs.cues)
    if intent in ("greeting", "thanks") and (asks or signs.has_need or not ASKING.isdisjoint(signs.cues)):
        return POLITE_AROUND
    if (signs.has_need or asks) and intent in MERE_TALK:
        return MERE_TALK_WITH_NEED
    if intent == "offer_ride" and signs.cues >= SOUGHT:
        return SEATS_SOUGHT
    if intent == "report_problem" and "suggest" in signs.cues:
        return REPORTED_MISSING
    if intent in ("suggest_service", "report_problem") and "home.set" in signs.cues and signs.place_count > 0:
        return TOLD_HOME
    if intent == "suggest_service" and signs.has_need and "suggest" not in signs.cues:
        return BARE_SUGGESTION if signs.is_bare else GUESSED_SUGGESTION
    return 1.0


def _share_of(cue: str, signs: Signs) -> float:
    """What a cue counts: politeness around something said counts little, and a person may be part of a need."""
    says_more = signs.has_need or signs.place_count > 0
    if says_more and (cue == "greeting" or (cue == "thanks" and not signs.starts_with_thanks)):
        return POLITE_CLOSE
    if cue == "delete" and says_more:
        return DELETE_WITH_MORE
    if cue == "ride.offer" and signs.cues >= SOUGHT:
        return SEATS_SOUGHT
    return HUMAN_WITH_NEED if cue == "human" and signs.has_need else 1.0


def intent_words(words: Sequence[str], signs: Signs) -> list[str]:
    """All that the classifier of intents reads of a message: its masked ``words``, how they stand, and its signs."""
    return [*words, *standing_words(words), *sign_words(signs)]


def standing_words(words: Sequence[str]) -> Iterable[str]:
    """How a message opens and ends ("faut combien de temps"), and what stands around its places ("vers <place>")."""
    if not words:
        return
    yield from (f"<opens {' '.join(words[:count])}>" for count in range(1, OPENING + 1))
    yield f"<ends {words[-1]}>"
    for at, word in enumerate(words):
        if word == PLACE:
            yield f"<{' '.join(words[max(0, at - BESIDE) : at])} before>"
            yield f"<after {' '.join(words[at + 1 : at + 1 + BESIDE])}>"


def sign_words(signs: Signs) -> Iterable[str]:
    """The signs as words, which the classifier reads like any other."""
    yield from (f"<{cue}>" for cue in sorted(signs.cues))
    yield f"<places {min(signs.place_count, 2)}>"
    if signs.has_need:
        yield "<need>"
    if signs.need_group:
        yield f"<need {signs.need_group}>"
    if signs.has_origin:
        yield "<origin>"
    if signs.is_definite:
        yield "<definite>"
    if signs.starts_with_thanks:
        yield "<thanks first>"
    if signs.is_bound:
        yield "<bound>"
    if signs.is_bare:
        yield "<bare>"
    if signs.is_question:
        yield "<?>"
    yield from signs.talk
