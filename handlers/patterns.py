"""Patterns over words: the little language in which words.yaml files say what residents mean.

An entry is a list of items separated by spaces. An item is a word, ``stem*`` (any ending), ``(a|b)`` (either) or
``<group>`` (any of a named list). A *phrase* needs its items side by side in order; a *sign* needs all of them within a
short window, in any order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from handlers.stems import stem

SIGN_WINDOW = 8
"""Tokens: how far apart the items of one sign may stand."""

KEY_LETTERS = 7
_OPTIONAL = re.compile(r"\(([^)]*)\)\?")
_ITEM = re.compile(r"\([^)]*\)|<[^>]*>|\S+")
Groups = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One entry: ``label`` is what it speaks for, ``weight`` how much one match counts."""

    label: str
    kind: str
    entry: str
    weight: float
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern found at ``positions`` (token indexes, ascending); ``quality`` below 1 when spelling was repaired."""

    pattern: Pattern
    positions: tuple[int, ...]
    quality: float

    @property
    def score(self) -> float:
        return self.pattern.weight * self.quality


@dataclass(frozen=True, slots=True)
class Form:
    """One reading of one token: the word as written, or as repaired."""

    text: str
    quality: float = 1.0


class PatternIndex:
    """Finds the patterns of one language in a list of tokens; built once, read-only afterwards."""

    def __init__(self, language: str, groups: Groups) -> None:
        self._language = language
        self._groups = groups
        self._item_ids: dict[str, int] = {}
        self._words: dict[str, list[int]] = defaultdict(list)
        self._prefixes: dict[str, list[int]] = defaultdict(list)
        self._multi: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
        self._by_item: dict[int, list[Pattern]] = defaultdict(list)
        self._longest_prefix = 0
        self.vocabulary: set[str] = set()

    def add(self, label: str, kind: str, entry: str, weight: float) -> None:
        """Compile one entry; ``(x)?`` may be missing. Raises ValueError for an unknown group, naming it."""
        optional = _OPTIONAL.search(entry)
        if optional:
            before, after = entry[: optional.start()], entry[optional.end() :]
            self.add(label, kind, f"{before}({optional.group(1).strip()}) {after}", weight)
            self.add(label, kind, f"{before}{after}", weight)
            return
        items = tuple(self._item(raw) for raw in _ITEM.findall(entry))
        if not items:
            return
        pattern = Pattern(label, kind, entry, weight, items)
        rarest = items[0] if kind != "sign" else min(items, key=lambda item: len(self._by_item[item]))
        self._by_item[rarest].append(pattern)

    def patterns(self) -> Iterable[Pattern]:
        """Every pattern once, in the order of the files."""
        seen: set[int] = set()
        for patterns in self._by_item.values():
            for pattern in patterns:
                if id(pattern) not in seen:
                    seen.add(id(pattern))
                    yield pattern

    def _item(self, raw: str) -> int:
        known = self._item_ids.get(raw)
        if known is not None:
            return known
        item = len(self._item_ids)
        self._item_ids[raw] = item
        for alternative in self._alternatives(raw):
            self._index_alternative(item, alternative)
        return item

    def _alternatives(self, raw: str) -> Iterable[str]:
        if raw.startswith("("):
            for part in raw[1:-1].split("|"):
                yield from self._alternatives(part.strip()) if part.strip().startswith("<") else (part.strip(),)
        elif raw.startswith("<"):
            name = raw[1:-1]
            if name not in self._groups:
                raise ValueError(f"unknown group <{name}>")
            for member in self._groups[name]:
                yield from self._alternatives(member) if member[:1] in "<(" else (member,)
        else:
            yield raw

    def _index_alternative(self, item: int, alternative: str) -> None:
        words = alternative.split()
        if len(words) > 1:
            keys = tuple(w if w.endswith("*") else stem(w, self._language) for w in words)
            first = keys[0]
            self._multi[first.rstrip("*")[:4] if first.endswith("*") else first].append((item, keys))
            self.vocabulary.update(w.rstrip("*") for w in words if not w.endswith("*"))
        elif alternative.endswith("*"):
            prefix = alternative[:-1]
            self._prefixes[prefix].append(item)
            self._longest_prefix = max(self._longest_prefix, len(prefix))
        elif alternative:
            self._words[stem(alternative, self._language)].append(item)
            self.vocabulary.add(alternative)

    # -- matching ---------------------------------------------------------------------------------------------------

    def find(self, forms: Sequence[Sequence[Form]]) -> list[Match]:
        """All matches in a token list; ``forms[i]`` are the readings of token i, the written one first."""
        hits = self._find_items(forms)
        matches: list[Match] = []
        seen: set[int] = set()
        for item in list(hits):
            for pattern in self._by_item.get(item, ()):
                if id(pattern) in seen:
                    continue
                seen.add(id(pattern))
                match = self._match_sign(pattern, hits) if pattern.kind == "sign" else self._match_phrase(pattern, hits)
                if match is not None:
                    matches.append(match)
        return matches

    def _find_items(self, forms: Sequence[Sequence[Form]]) -> dict[int, list[tuple[int, int, float]]]:
        """item -> [(first token, last token, quality)]."""
        hits: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
        stems = [[stem(form.text, self._language) for form in readings] for readings in forms]
        for position, readings in enumerate(forms):
            for form, key in zip(readings, stems[position], strict=True):
                for item in self._words.get(key, ()):
                    hits[item].append((position, position, form.quality))
                for length in range(2, min(len(form.text), self._longest_prefix) + 1):
                    for item in self._prefixes.get(form.text[:length], ()):
                        hits[item].append((position, position, form.quality))
                self._find_multi(key, form, position, forms, stems, hits)
        return hits

    def _find_multi(
        self,
        key: str,
        form: Form,
        position: int,
        forms: Sequence[Sequence[Form]],
        stems: Sequence[Sequence[str]],
        hits: dict[int, list[tuple[int, int, float]]],
    ) -> None:
        candidates = self._multi.get(key, [])
        if form.text[:4] != key:
            candidates = [*candidates, *self._multi.get(form.text[:4], ())]
        for item, keys in candidates:
            if position + len(keys) > len(forms):
                continue
            quality = form.quality
            for offset, wanted in enumerate(keys):
                found = _best_reading(wanted, forms[position + offset], stems[position + offset])
                if found is None:
                    break
                quality = min(quality, found)
            else:
                hits[item].append((position, position + len(keys) - 1, quality))

    @staticmethod
    def _match_phrase(pattern: Pattern, hits: Mapping[int, list[tuple[int, int, float]]]) -> Match | None:
        best: Match | None = None
        for first, last, quality in hits.get(pattern.items[0], ()):
            end, worst = last, quality
            for item in pattern.items[1:]:
                following = [(q, e) for s, e, q in hits.get(item, ()) if s == end + 1]
                if not following:
                    break
                q, end = max(following)
                worst = min(worst, q)
            else:
                match = Match(pattern, tuple(range(first, end + 1)), worst)
                if best is None or match.quality > best.quality:
                    best = match
        return best

    @staticmethod
    def _match_sign(pattern: Pattern, hits: Mapping[int, list[tuple[int, int, float]]]) -> Match | None:
        places = [hits.get(item) for item in pattern.items]
        if not all(places):
            return None
        best: tuple[int, float, tuple[int, ...]] | None = None
        for first, last, quality in places[0] or ():
            used, worst = set(range(first, last + 1)), quality
            for options in places[1:]:
                free = [
                    (min(abs(s - u) for u in used), -q, s, e)
                    for s, e, q in options or ()
                    if not used & set(range(s, e + 1))
                ]
                if not free:
                    break
                _, negative, s, e = min(free)
                used |= set(range(s, e + 1))
                worst = min(worst, -negative)
            else:
                span = max(used) - min(used) + 1
                if span <= SIGN_WINDOW + len(pattern.items) and (best is None or (span, -worst) < (best[0], -best[1])):
                    best = (span, worst, tuple(sorted(used)))
        return Match(pattern, best[2], best[1]) if best else None


def _best_reading(wanted: str, readings: Sequence[Form], stems: Sequence[str]) -> float | None:
    for form, key in zip(readings, stems, strict=True):
        if key == wanted or (wanted.endswith("*") and form.text.startswith(wanted[:-1])):
            return form.quality
    return None


@dataclass(slots=True)
class Spelling:
    """Repairs words nobody knows: a deletion neighbourhood over the vocabulary, tolerance growing with length."""

    known: frozenset[str]
    targets: frozenset[str]
    _neighbours: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for word in self.targets:
            if len(word) >= 5 and word.isalpha():
                for key in _deletions(word, _tolerance(word)):
                    self._neighbours.setdefault(key, []).append(word)

    def repair(self, word: str) -> tuple[str, ...]:
        """The nearest words it may stand for, best first; empty for a word that is known, short or a number."""
        if word in self.known or len(word) < 5 or not word.isalpha():
            return ()
        tolerance = _tolerance(word)
        found: dict[str, float] = {}
        for key in _deletions(word, tolerance):
            for candidate in self._neighbours.get(key, ()):
                if candidate not in found:
                    found[candidate] = edit_distance(word, candidate)
        allowed = [(d + (word[0] != c[0]) * 0.5, c) for c, d in found.items() if d <= min(tolerance, _tolerance(c))]
        if not allowed:
            return ()
        best = min(allowed)[0]
        return tuple(c for d, c in sorted(allowed) if d <= best)[:3]


def _tolerance(word: str) -> int:
    return 0 if len(word) < 5 else 1 if len(word) < 8 else 2


def _deletions(word: str, depth: int) -> set[str]:
    """Keys of the deletion neighbourhood; the first letters are enough to find candidates, and keep it small."""
    keys = {word[:KEY_LETTERS]}
    frontier = set(keys)
    for _ in range(depth):
        frontier = {w[:i] + w[i + 1 :] for w in frontier for i in range(len(w))}
        keys |= frontier
    return keys


def edit_distance(a: str, b: str) -> int:
    """Optimal string alignment distance (a swap of neighbours counts one)."""
    return OSA.distance(a, b)
