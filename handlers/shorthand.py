"""Words as residents write them made the words they stand for: a table, and the regular sounds of a dialect.

A table cannot hold every spelling of a dialect, but its sounds are regular: "zoat", "stoat" and "goat" all have "oa"
for "aa". So a word that nobody knows is respelt by such rules until a known word comes out; it stays as written when
none does, as the names of places should.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

SHORTEST = 3
"""Letters: what is shorter stands for too many words."""
MOST_RULES = 3
"""So many rules may have shaped one word."""
MOST_LETTERS = 2
"""So many letters longer or shorter the outcome may be."""
REMEMBERED = 20_000
"""Words whose outcome is kept; beyond it the memory starts anew."""


@dataclass(frozen=True, slots=True)
class Respelling:
    """``sound`` (a regular expression) is how the dialect writes ``standard``."""

    sound: re.Pattern[str]
    standard: str

    @classmethod
    def read(cls, entry: str) -> Respelling:
        """From ``"oa > aa"``. Raises ValueError naming an entry that is no rule."""
        sound, arrow, standard = entry.partition(">")
        if not arrow or not sound.strip():
            raise ValueError(f"no respelling: {entry!r}")
        return cls(re.compile(sound.strip()), standard.strip())


@dataclass(frozen=True, slots=True)
class Joined:
    """A word that leans on the next: "kzoek" is "ik zoek" where ``following`` holds "zoek"."""

    short: str
    full: str
    following: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shorthand(Mapping[str, str]):
    """Folded word -> the words it stands for; a word that stands for itself is no key."""

    table: Mapping[str, str]
    respellings: tuple[Respelling, ...] = ()
    """At least one of these must have shaped a word."""
    beside: tuple[Respelling, ...] = ()
    """These only beside one of the former: their sounds are good spelling elsewhere."""
    joined: tuple[Joined, ...] = ()
    known: frozenset[str] = frozenset()
    """Words that are left alone."""
    wanted: frozenset[str] = frozenset()
    """Words that may come out."""
    _remembered: dict[str, str | None] = field(default_factory=dict, compare=False)

    def __getitem__(self, word: str) -> str:
        if word in self.table:
            return self.table[word]
        if not self.respellings and not self.joined:
            raise KeyError(word)
        if word not in self._remembered:
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            self._remembered[word] = self._made_out(word)
        found = self._remembered[word]
        if found is None:
            raise KeyError(word)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.table)

    def __len__(self) -> int:
        return len(self.table)

    def _made_out(self, word: str) -> str | None:
        if len(word) < SHORTEST or not word.isalpha() or word in self.known:
            return None
        return self._parted(word) or self._respelt(word, self.wanted)

    def _parted(self, word: str) -> str | None:
        for joined in self.joined:
            rest = word.removeprefix(joined.short)
            if rest == word or len(rest) < 2:
                continue
            standard = self.table.get(rest, rest)
            if standard not in joined.following:
                standard = self._respelt(rest, joined.following, self.beside) or ""
            if standard:
                return f"{joined.full} {standard}"
        return None

    def _respelt(self, word: str, wanted: frozenset[str], first: tuple[Respelling, ...] = ()) -> str | None:
        """The wanted word that the fewest rules make of it, the earlier rules first; ``first`` may come first too."""
        reached = {word}
        frontier = [word]
        for step in range(MOST_RULES):
            following = []
            for candidate in _one_rule_further(frontier, (*self.respellings, *(self.beside if step else first))):
                if candidate not in reached and len(candidate) >= SHORTEST:
                    if candidate in wanted and abs(len(candidate) - len(word)) <= MOST_LETTERS:
                        return candidate
                    reached.add(candidate)
                    following.append(candidate)
            frontier = following
        return None


def _one_rule_further(words: Iterable[str], rules: Iterable[Respelling]) -> Iterator[str]:
    for word in words:
        for rule in rules:
            yield rule.sound.sub(rule.standard, word)
