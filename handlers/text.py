"""A message as tokens that know where they stood: folding, texting shorthand, run-on words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+|&", re.UNICODE)
_APOSTROPHES = ("'", "’", "`", "´")
"""After one of these a single letter is no shorthand: "c'est", but "c ou"."""
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ĳ": "ij", "ø": "o", "ł": "l"})


def fold(text: str) -> str:
    """Lower case, without accents or ligatures; everything else is kept, so offsets of words stay comparable."""
    lowered = unicodedata.normalize("NFD", text.lower().translate(_LIGATURES))
    return "".join(c for c in lowered if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class Token:
    """One word: ``raw`` as written between ``start`` and ``end`` of the message, ``text`` folded and expanded."""

    text: str
    raw: str
    start: int
    end: int

    @property
    def is_capitalized(self) -> bool:
        return self.raw[:1].isupper()


def _split_letters_and_digits(word: str) -> list[tuple[int, str]]:
    """ "a3h" stays whole (a time), but "17h30demain" would not be read as one: split only long tails."""
    match = re.fullmatch(r"(\d+)([^\W\d_]{4,})", word)
    if match is None:
        return [(0, word)]
    return [(0, match.group(1)), (len(match.group(1)), match.group(2))]


def tokenize(text: str, texting: Mapping[str, str], names: frozenset[int] = frozenset()) -> tuple[Token, ...]:
    """Words of ``text``, folded; shorthand ("g", "kelkun", "2main") becomes the words it stands for.

    ``names``: where a name starts that is no shorthand, whatever its letters ("Staden").
    """
    tokens: list[Token] = []
    for match in _WORD.finditer(text):
        for shift, raw in _split_letters_and_digits(match.group()):
            start = match.start() + shift
            folded = _squeeze(fold(raw))
            is_elided = text[start + len(raw) : start + len(raw) + 1] in _APOSTROPHES
            expanded = folded if is_elided or start in names else texting.get(folded, folded)
            tokens.extend(Token(word, raw, start, start + len(raw)) for word in expanded.split())
    return _merge_texting(tuple(tokens), texting)


def _merge_texting(tokens: tuple[Token, ...], texting: Mapping[str, str]) -> tuple[Token, ...]:
    """Shorthand of two words ("jen peu" -> "j en peux"), written in the table with a space."""
    merged: list[Token] = []
    i = 0
    while i < len(tokens):
        pair = f"{tokens[i].text} {tokens[i + 1].text}" if i + 1 < len(tokens) else ""
        if pair and pair in texting:
            first, second = tokens[i], tokens[i + 1]
            raw = f"{first.raw} {second.raw}"
            merged.extend(Token(word, raw, first.start, second.end) for word in texting[pair].split())
            i += 2
        else:
            merged.append(tokens[i])
            i += 1
    return tuple(merged)


def _squeeze(word: str) -> str:
    """Three or more of the same letter are one excited letter: "ouiiiii", "heeelp"."""
    return re.sub(r"([a-z])\1{2,}", r"\1", word)


def gap_before(tokens: Sequence[Token], position: int, text: str) -> str:
    """What stands in ``text`` between a token and the one before it; nothing before the first."""
    return text[tokens[position - 1].end : tokens[position].start] if position else ""


def is_question(text: str) -> bool:
    return "?" in text


def has_letters(text: str) -> bool:
    """True when something in a Latin script can be read at all."""
    return any("a" <= c <= "z" for c in fold(text))
