"""A second thing asked for in the same breath: "un médecin et une pharmacie", "parcels, and cash"."""

from __future__ import annotations

from itertools import pairwise
from math import exp

from handlers.model import Need
from handlers.needs import guess_needs, is_guessed, score_needs
from handlers.reading import Reading
from knowledge.taxonomy import Taxonomy

LIKELY = 0.3
"""What the classifier gives to a second need, reading its clause alone, unless words take the whole clause."""


def find_second_need(
    reading: Reading, first: Need, negated: frozenset[int], taxonomy: Taxonomy
) -> tuple[Need, bool] | None:
    """The second need and whether it is named before ``first``; None when one thing is asked for.

    The message is cut at words that join ("et", "and"); one part must ask for ``first``, another for something else.
    """
    if is_guessed(first):
        return None
    clauses = _clauses(reading)
    told = [_need_of(reading, clause, negated) for clause in clauses]
    own = [i for i, need in enumerate(told) if need and _is_same(need, first, taxonomy)]
    if not own:
        return None
    for i, need in enumerate(told):
        if need and not _is_same(need, first, taxonomy) and _is_named(need, reading, clauses[i]):
            return need, i < own[0]
    return None


def _clauses(reading: Reading) -> list[frozenset[int]]:
    """Positions of the tokens between two joining words, cut at punctuation too; none where nothing joins."""
    tokens = reading.tokens
    joins = {i for i, token in enumerate(tokens) if token.text in reading.language.joining}
    stops = {i for i in range(1, len(tokens)) if tokens[i].start - tokens[i - 1].end > 1}  # more than a space
    edges = [0, *sorted(joins | stops), len(tokens)]
    return [frozenset(range(a, b)) - joins for a, b in pairwise(edges)] if joins else []


def _need_of(reading: Reading, clause: frozenset[int], negated: frozenset[int]) -> Need | None:
    content = reading.content & clause
    model = reading.language.need_model
    if not content or model is None:
        return None
    outside = frozenset(range(len(reading.tokens))) - clause
    learned = guess_needs(model, reading.words(reading.framing | outside))
    matches = [m for m in reading.need_matches if set(m.positions) <= clause - negated]
    needs = score_needs(matches, learned, len(content), negated)
    return needs[0] if needs else None


def _is_named(need: Need, reading: Reading, clause: frozenset[int]) -> bool:
    matches = [m for m in reading.need_matches if m.pattern.label == need.code and set(m.positions) <= clause]
    named = {p for m in matches if m.quality == 1 for p in m.positions}
    likely = exp(dict(need.signals)["learned"]) >= LIKELY
    return bool(named) and (likely or reading.content & clause <= named)


def _is_same(a: Need, b: Need, taxonomy: Taxonomy) -> bool:
    return bool(set(taxonomy.get(a.code).osm[:2]) & set(taxonomy.get(b.code).osm[:2]))
