"""How alike two folded words are: letters amiss, and what they sound like in French and Flemish."""

from __future__ import annotations

import re
from functools import lru_cache

DELETE_PREFIX = 7
"""Typos are looked for in the first letters alone, which keeps the index small; the whole name is compared after."""


def edits_allowed(length: int) -> int:
    """None up to four letters, one up to seven, two beyond."""
    return 0 if length <= 4 else 1 if length <= 7 else 2


@lru_cache(maxsize=8192)
def deletes(word: str, count: int) -> tuple[str, ...]:
    """The beginning of a word, and all that is left of it when up to ``count`` letters are taken away."""
    start = word[:DELETE_PREFIX]
    level = {start}
    every = {start}
    for _ in range(count):
        level = {left[:i] + left[i + 1 :] for left in level for i in range(len(left))}
        every |= level
    return tuple(every)


def edit_distance(a: str, b: str, limit: int) -> int:
    """Letters added, left out, changed or swapped with their neighbour; ``limit`` when it is that many or more."""
    if abs(len(a) - len(b)) >= limit:
        return limit
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i] + [0] * len(b)
        for j, other in enumerate(b, 1):
            row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                row[j] = min(row[j], before[j - 2] + 1)
        if min(row) >= limit:
            return limit
        before, last = last, row
    return min(last[-1], limit)


# French and Flemish spellings of one sound; applied in order.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"(?<=.)h(?=.)|^h", ""),
        (r"eaux?|aux?", "o"),
        (r"y|ij", "i"),
        (r"a[ie]|ei|ae", "e"),
        (r"ou", "u"),
        (r"(?:an|am|em|en)(?![aeiou])", "an"),
        (r"(?:in|im|ain|ein|un)(?![aeiou])", "in"),
        (r"c(?=[ei])|ss", "s"),
        (r"qu|q|ck|c", "k"),
        (r"g(?=[ei])", "j"),
        (r"z", "s"),
        (r"w", "v"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)(?:es|e|s|t|d|x|p)+$", ""),
    )
)


@lru_cache(maxsize=16384)
def sound_of(word: str) -> str:
    """Roughly what a folded word sounds like: "peiruis", "perui" and "peyruis" meet, so do "manosk" and "manosque"."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word
