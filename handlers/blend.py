"""Which need comes first: what the words say and what was learned, as named signals with fitted weights.

The weights are those of a conditional logit, fitted by ``./allo train`` on sentences that the classifier had not seen,
nor, for most of them, the writers of the lexicon. Ten signals do what twenty did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from handlers.patterns import Match

SIGNALS = ("learned", "learned_log", "best_guess", "said", "said_again", "early", "late", "length", "covers", "alone")
"""learned: the classifier's probability; its logarithm; whether it is its first guess; the weight of the best match;
of the next two; where in the message the first and the last matched word stand, 0 to 1; words of the best match; which
share of the words that may name a need its matches take; whether no other need is named."""
NO_NEED = "none"
"""The classifier's label of messages that ask for no kind of service."""
LEAST = 1e-4
GUESSES = 10
"""So many needs that no word names are considered."""
COVERED = 0.25
"""A match inside a longer one of another need counts little: "médecin du travail" is not a GP."""


@dataclass(frozen=True, slots=True)
class Size:
    """Of one message: its tokens, and how many of them may name a need."""

    tokens: int
    content: int


NOTHING = Size(0, 0)
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


def list_signals(said: Mapping[str, Weighted], learned: Mapping[str, float], size: Size) -> dict[str, list[float]]:
    """Candidate need -> its ``SIGNALS``."""
    guesses = sorted(learned, key=lambda code: -learned[code])[:GUESSES]
    best_guess = guesses[0] if guesses else None
    return {
        code: [
            learned.get(code, 0.0),
            log(max(learned.get(code, 0.0), LEAST)),
            float(code == best_guess),
            *_said_signals(said.get(code, ()), size),
            float(len(said) == 1 and code in said),
        ]
        for code in dict.fromkeys((*said, *guesses))
    }


def _said_signals(said: Weighted, size: Size) -> list[float]:
    positions = {position for _, match in said for position in match.positions}
    return [
        said[0][0] if said else 0.0,
        sum(weight for weight, _ in said[1:3]),
        min(positions, default=0) / max(1, size.tokens),
        max(positions, default=0) / max(1, size.tokens),
        float(len(said[0][1].positions)) if said else 0.0,
        min(1.0, len(positions) / max(1, size.content)),
    ]


def share(signals: Mapping[str, Sequence[float]], weights: Sequence[float]) -> dict[str, float]:
    """Candidate -> the probability that it is the need meant, given that one of them is; best first."""
    sums = {code: sum(w * s for w, s in zip(weights, row, strict=True)) for code, row in signals.items()}
    if not sums:
        return {}
    most = max(sums.values())
    odds = {code: exp(value - most) for code, value in sums.items()}
    total = sum(odds.values())
    return {code: odds[code] / total for code in sorted(odds, key=lambda code: (-odds[code], code))}
