"""What a message asks for: categories of the taxonomy, from words and their combinations, then from the classifier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.blend import GUESSES, NO_NEED, list_candidates, share, weigh_all
from handlers.classifier import Classifier, top
from handlers.language import Language
from handlers.model import Need
from handlers.patterns import Match
from handlers.text import Token

MOST_NEEDS = 8
"""Guesses behind these are left out; what words name never is."""
LEARNED = "learned"
"""The evidence of a need that no word names: the classifier's guess."""
LEARNED_WEIGHT = 3.0
"""What full confidence of the classifier counts beside a word that names the service (3.0)."""
LEARNED_FLOOR = 0.04


def content_positions(tokens: Sequence[Token], language: Language, skip: frozenset[int]) -> list[int]:
    """Indexes of the tokens that carry meaning: no stop words, no places, no times."""
    return [i for i, token in enumerate(tokens) if i not in skip and token.text not in language.stop_words]


def find_matches(tokens: Sequence[Token], language: Language, skip: frozenset[int]) -> list[Match]:
    """Matches of the needs' words; positions are indexes into ``tokens``."""
    positions = content_positions(tokens, language, skip)
    forms = [language.forms(tokens[i].text) for i in positions]
    found = language.needs.find(forms)
    matches = [Match(m.pattern, tuple(positions[p] for p in m.positions), m.quality) for m in found]
    return _drop_landmarks(drop_exceptions(matches), tokens, language)


def _drop_landmarks(matches: list[Match], tokens: Sequence[Token], language: Language) -> list[Match]:
    """ "Devant la mairie" says where, not what, as long as something else says what."""
    landmarks = [m for m in matches if _is_landmark(m, tokens, language)]
    sought = [m for m in matches if m not in landmarks]  # "place en crèche" is no square
    landmarks = [
        m
        for m in landmarks
        if not any(o.pattern.label == m.pattern.label and set(m.positions) < set(o.positions) for o in sought)
    ]
    positions = {p for m in landmarks for p in m.positions}
    others = [m for m in matches if not set(m.positions) & positions]
    return others or matches


def is_landmark_only(matches: Sequence[Match], tokens: Sequence[Token], language: Language) -> bool:
    """Every need named is one by which a place is told ("trop loin de la gare")."""
    return bool(matches) and all(_is_landmark(m, tokens, language) for m in matches)


def _is_landmark(match: Match, tokens: Sequence[Token], language: Language) -> bool:
    for back in range(match.positions[0] - 1, max(-1, match.positions[0] - 4), -1):
        if tokens[back].text in language.beside:
            return True
        if tokens[back].text not in language.stop_words:
            return False
    return False


def drop_exceptions(matches: Sequence[Match]) -> list[Match]:
    """Look-alikes (under ``!label``) take their tokens away from what they only look like."""
    barred = [(m.pattern.label[1:], set(m.positions)) for m in matches if m.pattern.label.startswith("!")]
    kept = [m for m in matches if not m.pattern.label.startswith("!")]
    return [
        m for m in kept if not any(code == m.pattern.label and places & set(m.positions) for code, places in barred)
    ]


def is_guessed(need: Need) -> bool:
    """No word names it: the classifier alone thinks of it."""
    return need.evidence == (LEARNED,)


def guess_needs(model: Classifier, words: Sequence[str]) -> dict[str, float]:
    """The classifier's best guesses with their probabilities; asking for no service is none of them."""
    learned = dict(top(model.probabilities(words), GUESSES))
    learned.pop(NO_NEED, None)
    return learned


def score_needs(
    matches: Sequence[Match],
    learned: Mapping[str, float],
    content: int,
    negated: frozenset[int] = frozenset(),
    sought: frozenset[str] = frozenset(),
) -> tuple[Need, ...]:
    """Needs, the likeliest first; ``score`` is the evidence that this need was spoken of (3.0: a word names it).

    ``content``: words of the message that may name a need. ``negated``:
    tokens under a "pas"/"not" that another need contrasts. ``sought``: needs named right behind words of searching.
    """
    usable = [m for m in matches if not set(m.positions) <= negated] or list(matches)
    said = weigh_all(usable)
    evidence = {code: pairs[0][0] + 0.25 * sum(weight for weight, _ in pairs[1:3]) for code, pairs in said.items()}
    for code, probability in learned.items():
        if probability >= LEARNED_FLOOR:
            evidence[code] = evidence.get(code, 0.0) + LEARNED_WEIGHT * probability
    candidates = list_candidates(said, learned, content, sought)
    shares = share(candidates)
    most = max(evidence.values(), default=0.0)
    evidence = {code: max(evidence.get(code, 0.0), most * part) for code, part in shares.items()}
    return tuple(
        Need(
            code,
            round(evidence[code], 3),
            tuple(match.pattern.entry for _, match in said.get(code, ())) or (LEARNED,),
            candidates[code].weighed,
        )
        for place, code in enumerate(shares)
        if place < MOST_NEEDS or code in said
    )
