"""What part each named place plays, as learned from marked sentences: the second opinion beside the words of ``where``.

"la petite sort du hand à Volonne, on la récupère et hop l'escale": no preposition tells that home is L'Escale; the
sentences under ``languages/<code>/examples/messages_*.tsv`` do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from handlers.reading import Reading
from handlers.stems import phonetic
from handlers.text import gap_before
from handlers.where import FAR, SENTENCE_END, NamedPlace

PARTS = ("to", "from", "home", "here", "no")
"""Where one searches or goes, where the trip starts, where one lives, where one is, and what is told in passing."""
NEAR, WIDE_BEFORE, WIDE_AFTER = 3, 10, 6
"""Words beside a place that count by their distance, and words before and after it that count wherever they stand."""
CUES = ("ride.", "vehicle.", "carpool.", "ask.", "search", "report", "suggest", "home.", "here", "me", "correction")


def guess_parts(reading: Reading, named: Sequence[NamedPlace], text: str) -> list[NamedPlace]:
    """``named`` with the probability of each part; unchanged where nothing was learned."""
    model = reading.language.place_model
    if model is None:
        return list(named)
    return [
        place if _is_way_back(place, named) else replace(place, parts=model.probabilities_of(features))
        for place, features in zip(named, part_features(reading, named, text), strict=True)
    ]


def most_likely(place: NamedPlace) -> tuple[str, float]:
    """The part it most likely plays, and how likely."""
    return max((place.parts or {}).items(), key=lambda pair: pair[1], default=("", 0.0))


def _is_way_back(place: NamedPlace, named: Sequence[NamedPlace]) -> bool:
    """ "to the match at Lille and back to Cassel": these words are surer than a guess."""
    return len(named) > 1 and place.roles[:1] == ("back",)


def part_features(reading: Reading, named: Sequence[NamedPlace], text: str) -> Iterator[list[str]]:
    """The features of each of ``named`` in its message."""
    words, at = _masked(reading, text)
    cues = [f"cue {cue}" for cue in sorted(reading.cues) if cue.startswith(CUES)]
    for i, place in enumerate(named):
        roles = place.roles or ("none",)
        others = [other for other in named if other is not place]
        signs = [
            *cues,
            *(f"role {role}" for role in roles),
            f"first role {roles[0]}",
            f"place {min(i, 2)} of {min(len(named), 3)}",
            f"last {i == len(named) - 1} role {roles[0]}",
            *(f"beside {(other.roles or ('none',))[0]}" for other in others),
            *(f"role {roles[0]} beside {(other.roles or ('none',))[0]}" for other in others),
            f"far {place.place.kind == FAR}",
            f"again {any(other.place.commune_id == place.place.commune_id for other in others)}",
        ]
        found = [f"s:{sign}" for sign in signs]
        found += [f"sc:{cue} {roles[0]} {min(i, 2)}" for cue in cues]
        found += _beside(words, at[place.start], at[place.end - 1] + 1)
        yield found


def _masked(reading: Reading, text: str) -> tuple[list[str], list[int]]:
    """Words with places and times masked and "." between sentences, and where each token stands among them."""
    words: list[str] = []
    at: list[int] = []
    for i, word in enumerate(reading.masked()):
        if SENTENCE_END.search(gap_before(reading.tokens, i, text)):
            words.append(".")
        at.append(len(words))
        words.append(word)
    return words, at


def _beside(words: Sequence[str], start: int, end: int) -> Iterator[str]:
    sides = ("l", list(reversed(words[max(0, start - WIDE_BEFORE) : start]))), ("r", words[end : end + WIDE_AFTER])
    for side, near in sides:
        for i, word in enumerate([*near, "^"][:NEAR], start=1):
            yield f"{side}{i}:{word}"
        yield f"{side}2:{' '.join(near[:2])}"
        yield f"{side}3:{' '.join(near[:3])}"
        for word in near:
            yield f"{side}:{word}"
            if not word.startswith("<"):
                yield f"{side}p:{phonetic(word)}"
                yield f"{side}c:{word[:4]}"
        for a, b in pairwise(near):
            yield f"{side}b:{a} {b}"
