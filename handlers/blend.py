"""Which need comes first: what the words say and what was learned, as a few named signals with one weight each.

The weights were chosen on labelled messages that neither the lexicon's writers nor the classifier had seen. Weights
fitted on the classifier's own examples trusted it too much ("quels sont les horaires de la mairie": legal advice).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from handlers.patterns import Match

WEIGHTS: Mapping[str, float] = {"learned": 1.5, "said": 0.1, "covers": 6.5, "sought": 3.0}
"""learned: the logarithm of the classifier's probability; said: the weight of the best match (3.0: a word that names
the need); covers: which share of the words that may name a need its matches take; sought: 1 when it is named right
behind words of searching ("je cherche un notaire") or as the one of a place ("le cinéma d'Embrun")."""
NO_NEED = "none"
"""The classifier's label of messages that ask for no kind of service."""
LEAST = 1e-4
GUESSES = 10
"""So many needs that no word names are considered."""
COVERED = 0.25
"""A match inside a longer one of another need counts little: "médecin du travail" is not a GP."""

Weighted = Sequence[tuple[float, Match]]


def weigh(match: Match, others: Sequence[Match]) -> float:
    """A longer match says more; one inside a longer match of another need says little."""
    length = len(match.positions)
    weight = match.score * (1 + 0.12 * (length - 1))
    own = set(match.positions)
    for other in others:
        if other.pattern.label != match.pattern.label and own < set(other.positions) and other.quality >= match.quality:
            return weight * COVERED
    return weight


def weigh_all(matches: Sequence[Match]) -> dict[str, list[tuple[float, Match]]]:
    """Need -> its matches with their weights, the best first."""
    weighed: dict[str, list[tuple[float, Match]]] = {}
    for match in matches:
        weighed.setdefault(match.pattern.label, []).append((weigh(match, matches), match))
    for of_need in weighed.values():
        of_need.sort(key=lambda pair: -pair[0])
    return weighed


@dataclass(frozen=True, slots=True)
class Candidate:
    """One need that may be meant, with its signals (the keys of ``WEIGHTS``)."""

    code: str
    signals: Mapping[str, float]

    @property
    def weighed(self) -> tuple[tuple[str, float], ...]:
        return tuple((name, round(WEIGHTS[name] * value, 2)) for name, value in self.signals.items())

    @property
    def total(self) -> float:
        return sum(value for _, value in self.weighed)


def list_candidates(
    said: Mapping[str, Weighted], learned: Mapping[str, float], content: int, sought: frozenset[str] = frozenset()
) -> dict[str, Candidate]:
    """Needs that words name and the classifier's best guesses. ``content``: words that may name a need; ``sought``:
    needs named right behind words of searching."""
    guesses = sorted(learned, key=lambda code: -learned[code])[:GUESSES]
    return {
        code: Candidate(code, _signals(said.get(code, ()), learned.get(code, 0.0), content, code in sought))
        for code in dict.fromkeys((*said, *guesses))
    }


def _signals(said: Weighted, learned: float, content: int, is_sought: bool) -> dict[str, float]:
    positions = {position for _, match in said for position in match.positions}
    return {
        "learned": log(max(learned, LEAST)),
        "said": said[0][0] if said else 0.0,
        "covers": min(1.0, len(positions) / max(1, content)),
        "sought": float(is_sought),
    }


def share(candidates: Mapping[str, Candidate]) -> dict[str, float]:
    """Need -> the probability that it is the one meant, given that one of them is; the likeliest first."""
    if not candidates:
        return {}
    most = max(candidate.total for candidate in candidates.values())
    odds = {code: exp(candidate.total - most) for code, candidate in candidates.items()}
    total = sum(odds.values())
    return {code: odds[code] / total for code in sorted(odds, key=lambda code: (-odds[code], code))}
