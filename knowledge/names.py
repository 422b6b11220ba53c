"""Finding the names of places in what people type: abbreviated, glued, misspelt, in another language, or a postcode."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log10
from pathlib import Path
from typing import NamedTuple

import yaml

from knowledge.geo import distance_m
from knowledge.model import Place
from knowledge.spelling import deletes, edit_distance, edits_allowed, sound_of

MAX_TOKENS = 7
MAX_FUZZY_TOKENS = 4
TYPO_POPULATION, TYPO_POPULATION_NEAR, NEAR_KM = 1200, 300, 25
"""Misspelt names outside the area are recognised from this population on, a smaller one when they are near."""
TOWN_POPULATION = 10_000
COMMUNE_KINDS = ("commune", "town_outside")
OFFICIAL, ALIAS, BARE, PARTIAL = 1.0, 0.97, 0.93, 0.9

WORDS_FILE = Path(__file__).with_name("place_words.yaml")


class PlaceWords(NamedTuple):
    articles: frozenset[str]
    saint: frozenset[str]
    connectors: frozenset[str]
    generic: frozenset[str]
    ambiguous: frozenset[str]
    everyday: frozenset[str]
    before_everyday: frozenset[str]
    before_person: frozenset[str]
    before_street: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """Tokens ``start`` (included) to ``end`` (excluded) name one of ``places``, best first."""

    start: int
    end: int
    places: tuple[Place, ...]
    score: float
    """1 for the official name as written, less for part of it, an article left out, each letter amiss."""
    exact: bool
    """False when letters had to be changed."""
    ambiguous_word: bool = False
    """The same letters are also a common word, a person's name or part of an address: the sentence decides."""


class _Reading(NamedTuple):
    """One way to write one place."""

    place_index: int
    quality: float


class _Candidate(NamedTuple):
    start: int
    end: int
    key: str
    score: float
    exact: bool
    length: int


def fold(text: str) -> str:
    """Lower case, no accents, œ as oe, anything but a-z and 0-9 a single space."""
    lowered = text.lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    plain = "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


@lru_cache(maxsize=1)
def load_place_words() -> PlaceWords:
    """Articles, connectors and so on, as ``place_words.yaml`` holds them."""
    block = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    return PlaceWords(**{field: frozenset(str(word) for word in block[field]) for field in PlaceWords._fields})


class PlaceNames:
    """All names of some places, indexed once; ``find_mentions`` reads, nothing changes afterwards.

    ``common_words``: words of daily use (folded), which are never taken for a misspelt place. A small place of the
    margin that is really called so is found and flagged; of larger ones only those that ``place_words.yaml`` lists.
    """

    def __init__(self, places: Iterable[Place], common_words: frozenset[str] = frozenset()) -> None:
        self._places = tuple(places)
        self._common = common_words
        self._words = load_place_words()
        self._ambiguous = frozenset(_glue(entry.split(), self._words) for entry in self._words.ambiguous)
        self._far_km = _kilometres_from_area(self._places)
        self._costs = [_homonym_cost(place, far) for place, far in zip(self._places, self._far_km, strict=True)]
        self._readings = self._read_names()
        self._postcodes = self._read_postcodes()
        self._typos = self._index_typos()

    def with_common_words(self, common_words: frozenset[str]) -> PlaceNames:
        """The same names beside other common words; the indexes are shared."""
        other = object.__new__(PlaceNames)
        other.__dict__.update(self.__dict__)
        other._common = common_words
        return other

    def find_mentions(self, tokens: Sequence[str]) -> tuple[PlaceMention, ...]:
        """Mentions in the order of the text, none overlapping; the longest exact first, then the nearest misspelt."""
        words = [fold(token).replace(" ", "") for token in tokens]
        taken = [False] * len(words)
        chosen = _choose(self._extended(self._exact_candidates(words), words), taken)
        chosen += _choose(self._typo_candidates(words, taken), taken)
        mentions = [self._mention(candidate, words) for candidate in sorted(chosen)]
        return tuple(_merge_neighbours(mentions))

    # -- reading the message

    def _exact_candidates(self, words: list[str]) -> list[_Candidate]:
        found = []
        for start, end in _spans(len(words), MAX_TOKENS):
            key = self._known_key(words[start:end])
            if key:
                score = 1.0 if key.isdigit() else self._readings[key][0].quality
                found.append(_Candidate(start, end, key, score, True, end - start))
        return sorted(found, key=lambda c: (-c.length, -c.score))

    def _extended(self, candidates: list[_Candidate], words: list[str]) -> list[_Candidate]:
        """First those whose next words, misspelt, belong to the same name: "largentiere la besse"."""
        longer, seen = [], set()
        for candidate in candidates:
            if candidate.start not in seen and candidate.score < OFFICIAL and not candidate.key.isdigit():
                longer += self._continued(candidate, words)
            seen.add(candidate.start)  # the longest comes first
        return longer + candidates

    def _continued(self, candidate: _Candidate, words: list[str]) -> list[_Candidate]:
        for end in range(min(candidate.end + MAX_FUZZY_TOKENS, len(words)), candidate.end, -1):
            if len(words[end - 1]) < 4 or words[end - 1] in self._common or self._is_connector(words[end - 1]):
                continue
            match = self._nearest_name(_glue(words[candidate.start : end], self._words))
            if match and match[1] >= 0.8 and self._commune(match[0]) == self._commune(candidate.key):
                return [_Candidate(candidate.start, end, match[0], match[1], False, end - candidate.start)]
        return []

    def _commune(self, key: str) -> str:
        return self._places[self._readings[key][0].place_index].commune_id

    def _known_key(self, words: list[str]) -> str | None:
        if len(words) == 1 and words[0] in self._postcodes:
            return words[0]
        if len(words) > 1 and (self._is_connector(words[-1]) or self._is_connector(words[0])):
            return None  # "mes en" is not Mesen
        key = _glue(words, self._words)
        if key in self._readings:
            return key
        if len(words) == 1 and key.startswith("st"):  # "stauban", written in one
            whole = "saint" + key.removeprefix("ste" if key.startswith("ste") else "st")
            return whole if whole in self._readings else None
        return None

    def _typo_candidates(self, words: list[str], taken: list[bool]) -> list[_Candidate]:
        found = []
        for start, end in _spans(len(words), MAX_FUZZY_TOKENS):
            if any(taken[start:end]) or not self._may_be_misspelt(words[start:end]):
                continue
            typed = _glue(words[start:end], self._words)
            match = self._nearest_name(typed)
            if match:
                found.append(_Candidate(start, end, match[0], match[1], False, len(typed)))
        return sorted(found, key=lambda c: -c.score - c.length / 250)  # the longer of two nearly as good

    def _may_be_misspelt(self, words: list[str]) -> bool:
        ends = (words[0], words[-1])
        if any(end in self._words.connectors for end in ends) or words[-1] in self._words.articles:
            return False
        if any(word.isdigit() for word in words):
            return False
        if len(words) == 1:
            return len(words[0]) >= 5 and words[0] not in self._common
        # Longer names: articles and "saint" are common, the rest must hold at least one word nobody knows
        return any(word not in self._common and len(word) >= 3 for word in words) and not (
            words[-1] in self._common or (words[0] in self._common and not self._opens_a_name(words[0]))
        )

    def _is_connector(self, word: str) -> bool:
        return word in self._words.connectors and word not in self._words.articles

    def _opens_a_name(self, word: str) -> bool:
        return word in self._words.articles or word in self._words.saint or word in self._words.generic

    def _nearest_name(self, typed: str) -> tuple[str, float] | None:
        """The best name within as many edits as the length of what was typed allows, and its score."""
        allowed = edits_allowed(len(typed))
        if not allowed:
            return None
        sound = sound_of(typed)
        near: dict[str, None] = {}
        for deleted in (*deletes(typed, allowed), *deletes(sound, 1)):
            near.update(dict.fromkeys(self._typos.get(deleted, ())))
        scored = [(self._likeness(typed, sound, name, allowed), name) for name in near]
        likely = [(score - self._cost(name) / 100, score, name) for score, name in scored if score > 0]
        _, score, name = max(likely, default=(0.0, 0.0, ""))
        return (name, score) if score > 0 else None

    def _cost(self, key: str) -> float:
        return self._costs[self._readings[key][0].place_index]

    def _likeness(self, typed: str, sound: str, name: str, allowed: int) -> float:
        edits: float = edit_distance(typed, name, allowed + 1)
        sound_edits = edit_distance(sound, sound_of(name), 2)
        if sound_edits == 0 and len(sound) >= 3:
            edits = min(edits, 0.5 if len(sound) >= 4 else 1.0)
        elif sound_edits == 1 and len(sound) >= 6:
            edits = min(edits, 1.5)
        starts_alike = sorted(typed[:2]) == sorted(name[:2]) or typed[0] == name[0] or sound[:1] == sound_of(name)[:1]
        if edits > allowed or (not starts_alike and edits > len(name) / 7):
            return 0.0  # few people miss the first letter of a short name
        other_start = 0.08 if typed[0] != name[0] else 0.0
        return max(0.05, self._readings[name][0].quality - 0.1 * edits - other_start - 0.2 * edits / len(name))

    def _mention(self, candidate: _Candidate, words: list[str]) -> PlaceMention:
        readings = self._postcodes.get(candidate.key) or self._readings[candidate.key]
        return PlaceMention(
            start=candidate.start,
            end=candidate.end,
            places=tuple(self._places[reading.place_index] for reading in readings),
            score=round(candidate.score, 3),
            exact=candidate.exact,
            ambiguous_word=self._is_ambiguous(candidate, words),
        )

    def _is_ambiguous(self, candidate: _Candidate, words: list[str]) -> bool:
        typed = words[candidate.start : candidate.end]
        before = words[candidate.start - 1] if candidate.start else ""
        before_but_one = words[candidate.start - 2] if candidate.start > 1 else ""
        return (
            candidate.key in self._ambiguous
            or (len(typed) == 1 and typed[0] in self._words.everyday)
            or self._is_daily_speech(candidate, typed)
            or (candidate.key.isdigit() and len(candidate.key) == 4)
            or before in self._words.before_person
            or before in self._words.before_street
            or (before in ("de", "d") and before_but_one in self._words.before_street)
        )

    def _is_daily_speech(self, candidate: _Candidate, typed: list[str]) -> bool:
        """Common words, unless they name a place of the area or a town: lists of words hold towns too."""
        if not all(word in self._common for word in typed):
            return False
        if (
            len(typed) > 1
            and candidate.score == OFFICIAL
            and self._is_likely(self._readings[candidate.key][0].place_index)
        ):
            return False  # "de panne", in full as the map has it
        named = [self._places[reading.place_index] for reading in self._readings.get(candidate.key, ())]
        return not any(place.in_area or place.population >= TOWN_POPULATION for place in named)

    # -- indexing the names

    def _read_names(self) -> dict[str, tuple[_Reading, ...]]:
        gathered: dict[str, dict[int, float]] = {}
        for index, place in enumerate(self._places):
            for key, quality in _ways_to_write(place, self._words):
                best = gathered.setdefault(key, {})
                best[index] = max(quality, best.get(index, 0.0))
        return {key: self._best_first(found) for key, found in gathered.items()}

    def _best_first(self, qualities: Mapping[int, float]) -> tuple[_Reading, ...]:
        def cost(index: int) -> float:
            return self._costs[index] + 15 * (1 - qualities[index])

        return tuple(_Reading(index, qualities[index]) for index in sorted(qualities, key=cost))

    def _is_likely(self, index: int) -> bool:
        """Worth recognising when misspelt: a hamlet far away is no likely reading."""
        place = self._places[index]
        needed = TYPO_POPULATION_NEAR if self._far_km[index] <= NEAR_KM else TYPO_POPULATION
        return place.in_area or (place.kind in COMMUNE_KINDS and place.population >= needed)

    def _read_postcodes(self) -> dict[str, tuple[_Reading, ...]]:
        """A postcode shared by several communes stands for the largest; a section with its own postcode for itself."""
        gathered: dict[str, list[int]] = {}
        for index, place in enumerate(self._places):
            for postcode in place.postcodes:
                gathered.setdefault(postcode, []).append(index)
        return {code: tuple(_Reading(i, 1.0) for i in self._main_first(found)) for code, found in gathered.items()}

    def _main_first(self, indexes: list[int]) -> list[int]:
        kinds = {"former_commune": 0, "commune": 1, "town_outside": 1}
        return sorted(indexes, key=lambda i: (kinds.get(self._places[i].kind, 2), -self._places[i].population))

    def _index_typos(self) -> dict[str, tuple[str, ...]]:
        index: dict[str, dict[str, None]] = {}
        for key, readings in self._readings.items():
            if len(key) < 4 or not any(self._is_likely(r.place_index) for r in readings):
                continue
            for deleted in (*deletes(key, edits_allowed(len(key) + 1)), *deletes(sound_of(key), 1)):
                index.setdefault(deleted, {})[key] = None
        return {deleted: tuple(keys) for deleted, keys in index.items()}


# -- how names are written


def _ways_to_write(place: Place, words: PlaceWords) -> Iterator[tuple[str, float]]:
    yield from _with_and_without_article(fold(place.name).split(), OFFICIAL, place, words)
    for name in place.names:
        yield from _with_and_without_article(fold(name).split(), ALIAS, place, words)
    if place.kind in COMMUNE_KINDS or place.in_area:
        for part in _beginnings(fold(place.name).split(), words):
            yield from _with_and_without_article(part, PARTIAL, place, words)


def _with_and_without_article(
    name: list[str], quality: float, place: Place, words: PlaceWords
) -> Iterator[tuple[str, float]]:
    key = _glue(name, words)
    if len(key) >= 2:
        yield key, quality
    if len(name) > 1 and name[0] in words.articles:
        bare = _glue(name[1:], words)
        if len(bare) >= (4 if place.in_area else 5) and name[1] not in words.generic:
            yield bare, min(quality, BARE)


def _beginnings(name: list[str], words: PlaceWords) -> Iterator[list[str]]:
    """Laragne of Laragne-Montéglin, Digne of Digne-les-Bains: what people say of a long name."""
    skipped = 1 if name and name[0] in words.articles else 0
    for end in range(skipped + 1, len(name)):
        part = name[:end]
        while part and (part[-1] in words.connectors or part[-1] in words.articles):
            part = part[:-1]
        core = part[skipped:]
        if core and not all(word in words.generic or word in words.saint for word in core) and len("".join(core)) >= 4:
            yield part


def _glue(words: Sequence[str], place_words: PlaceWords) -> str:
    return "".join("saint" if word in place_words.saint else "sur" if word == "s" else word for word in words)


def _kilometres_from_area(places: tuple[Place, ...]) -> list[float]:
    """For each place, how far the nearest commune of the area is; 0 when no area is known."""
    served = [place.position for place in places if place.in_area and place.kind == "commune"]
    return [min((distance_m(place.position, at) for at in served), default=0.0) / 1000 for place in places]


def _homonym_cost(place: Place, far_km: float) -> float:
    """Small is likely: in the area first, then a large or a near place; communes before their hamlets."""
    kind = {"commune": 0.0, "town_outside": 0.0, "former_commune": 0.8}.get(place.kind, 1.2)
    return (0.0 if place.in_area else 2.0) + kind + min(far_km, 150) / 50 - 0.4 * log10(place.population + 1)


# -- choosing among candidates


def _spans(count: int, longest: int) -> Iterator[tuple[int, int]]:
    for start in range(count):
        for end in range(start + 1, min(start + longest, count) + 1):
            yield start, end


def _choose(candidates: Sequence[_Candidate], taken: list[bool]) -> list[_Candidate]:
    """Takes candidates in the order given, each only where nothing was taken before; marks what it takes."""
    chosen = []
    for candidate in candidates:
        if any(taken[candidate.start : candidate.end]):
            continue
        taken[candidate.start : candidate.end] = [True] * (candidate.end - candidate.start)
        chosen.append(candidate)
    return chosen


def _merge_neighbours(mentions: list[PlaceMention]) -> Iterator[PlaceMention]:
    """Two ways to name one commune ("watou poperinge", "04190 les mees") are one, the more precise place first."""
    held: PlaceMention | None = None
    for mention in mentions:
        if held and held.end == mention.start and _same_commune(held, mention):
            held = _merged(held, mention)
            continue
        if held:
            yield held
        held = mention
    if held:
        yield held


def _same_commune(a: PlaceMention, b: PlaceMention) -> bool:
    return any(one.commune_id == b.places[0].commune_id for one in a.places) or any(
        one.commune_id == a.places[0].commune_id for one in b.places
    )


def _merged(a: PlaceMention, b: PlaceMention) -> PlaceMention:
    communes = {place.commune_id for place in a.places} & {place.commune_id for place in b.places}
    both = {place.place_id: place for place in (*a.places, *b.places) if place.commune_id in communes}
    places = sorted(both.values(), key=lambda place: place.kind == "commune") or [*a.places]
    return PlaceMention(
        start=a.start,
        end=b.end,
        places=tuple(places),
        score=max(a.score, b.score),
        exact=a.exact and b.exact,
        ambiguous_word=a.ambiguous_word and b.ambiguous_word,
    )
