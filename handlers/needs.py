"""What a message asks for: categories of the taxonomy, from words and their combinations, then from the classifier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from handlers.language import Language
from handlers.model import Need
from handlers.patterns import Match
from handlers.text import Token

LEARNED = "learned"
"""The evidence of a need that no word names: the classifier's guess."""
LEARNED_WEIGHT = 3.0
"""What full confidence of the classifier counts beside a word that names the service (3.0)."""
LEARNED_FLOOR = 0.04
COVERED = 0.25
"""A match inside a longer one of another need counts little: "médecin du travail" is not a GP."""
SECOND_NEED_SHARE = 0.55


def content_positions(tokens: Sequence[Token], language: Language, skip: frozenset[int]) -> list[int]:
    """Indexes of the tokens that carry meaning: no stop words, no places, no times."""
    return [i for i, token in enumerate(tokens) if i not in skip and token.text not in language.stop_words]


def find_matches(tokens: Sequence[Token], language: Language, skip: frozenset[int]) -> list[Match]:
    """Matches of the needs' words; positions are indexes into ``tokens``."""
    positions = content_positions(tokens, language, skip)
    forms = [language.forms(tokens[i].text) for i in positions]
    found = language.needs.find(forms)
    matches = [Match(m.pattern, tuple(positions[p] for p in m.positions), m.quality) for m in found]
    return _drop_landmarks(_drop_exceptions(matches), tokens, language)


def _drop_landmarks(matches: list[Match], tokens: Sequence[Token], language: Language) -> list[Match]:
    """ "Devant la mairie" says where, not what, as long as something else says what."""
    landmarks = [m for m in matches if _is_landmark(m, tokens, language)]
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


def _drop_exceptions(matches: Sequence[Match]) -> list[Match]:
    """``not`` entries take their tokens away from their need."""
    barred = [(m.pattern.label[1:], set(m.positions)) for m in matches if m.pattern.label.startswith("!")]
    kept = [m for m in matches if not m.pattern.label.startswith("!")]
    return [
        m for m in kept if not any(code == m.pattern.label and places & set(m.positions) for code, places in barred)
    ]


def score_needs(
    matches: Sequence[Match], learned: Mapping[str, float], negated: frozenset[int] = frozenset()
) -> tuple[Need, ...]:
    """Needs with their scores, best first. ``negated``: tokens under a "pas"/"not" that another need contrasts."""
    usable = [m for m in matches if not set(m.positions) <= negated] or list(matches)
    by_code: dict[str, list[tuple[float, Match]]] = defaultdict(list)
    for match in usable:
        by_code[match.pattern.label].append((_weight(match, usable), match))
    scores: dict[str, float] = {}
    for code, weighted in by_code.items():
        best = sorted((w for w, _ in weighted), reverse=True)
        scores[code] = best[0] + 0.25 * sum(best[1:3])
    for code, probability in learned.items():
        if probability >= LEARNED_FLOOR:
            scores[code] = scores.get(code, 0.0) + LEARNED_WEIGHT * probability
    order = sorted(scores, key=lambda code: (-scores[code], code))
    return tuple(
        Need(code, round(scores[code], 3), tuple(m.pattern.entry for _, m in by_code.get(code, ())) or (LEARNED,))
        for code in order[:8]
    )


def _weight(match: Match, others: Sequence[Match]) -> float:
    """A longer match says more; one inside a longer match of another need says little."""
    length = len(match.positions)
    weight = match.score * (1 + 0.12 * (length - 1))
    own = set(match.positions)
    for other in others:
        if other.pattern.label != match.pattern.label and own < set(other.positions) and other.quality >= match.quality:
            return weight * COVERED
    return weight


def second_need(needs: Sequence[Need], matches: Sequence[Match]) -> Need | None:
    """A second thing asked for in the same breath ("un médecin et une pharmacie"): other words, nearly as strong."""
    if len(needs) < 2:
        return None
    first = {p for m in matches if m.pattern.label == needs[0].code for p in m.positions}
    if not first:
        return None
    for need in needs[1:4]:
        strong = [m for m in matches if m.pattern.label == need.code and m.quality == 1]
        own = {p for m in strong for p in m.positions}
        if own and not own & first and need.score >= SECOND_NEED_SHARE * needs[0].score:
            return need
    return None


def comes_first(a: Need, b: Need, matches: Sequence[Match]) -> bool:
    """Need ``a`` is named before need ``b``."""
    first = {n.code: min((m.positions[0] for m in matches if m.pattern.label == n.code), default=0) for n in (a, b)}
    return first[a.code] < first[b.code]
