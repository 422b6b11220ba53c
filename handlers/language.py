"""The languages that residents write: words as data (``languages/<code>/``), compiled once for matching."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from handlers.classifier import Classifier
from handlers.patterns import Form, PatternIndex, Spelling
from handlers.shorthand import Joined, Respelling, Shorthand
from handlers.stems import stem

LANGUAGES_FOLDER = Path(__file__).with_name("languages")
LANGUAGE_CODES = ("fr", "en", "nl")
"""Adding a language: one folder and one entry here."""

WEIGHTS = {"names": 3.0, "words": 2.2, "signs": 2.4}
REPAIRED = 0.75
"""How much a word counts whose spelling had to be repaired."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language, ready for use; read-only."""

    code: str
    name: str
    stop_words: frozenset[str]
    texting: Shorthand
    commands: Mapping[str, frozenset[str]]
    cues: PatternIndex
    needs: PatternIndex
    before_place: Mapping[tuple[str, ...], tuple[str, ...]]
    """Words just before a place -> the parts it may play."""
    before_noun: frozenset[tuple[str, ...]]
    """What leads to a noun that is gone to ("au", "to the")."""
    place_articles: frozenset[tuple[str, ...]]
    numbers: Mapping[str, int]
    negation: frozenset[str]
    joining: frozenset[str]
    """Between two things wanted at once ("un médecin et une pharmacie")."""
    definite: frozenset[str]
    beside: frozenset[str]
    contractions: Mapping[str, str]
    """What two words become together in a reply; empty where nothing does."""
    common_words: frozenset[str]
    spelling: Spelling
    replies: Mapping[str, str]
    intent_model: Classifier | None
    danger_model: Classifier | None
    need_model: Classifier | None
    place_model: Classifier | None

    def forms(self, word: str) -> tuple[Form, ...]:
        """The readings of a word: as written, then as repaired when nobody knows it."""
        return (Form(word), *(Form(repaired, REPAIRED) for repaired in self.spelling.repair(word)))

    def is_known(self, word: str) -> bool:
        return word in self.spelling.known


@dataclass(frozen=True, slots=True)
class Languages:
    by_code: Mapping[str, Language]

    def get(self, code: str) -> Language:
        return self.by_code[code]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.by_code)

    @property
    def common_words(self) -> frozenset[str]:
        """Words of daily use and of needs in any language: never a misspelt place."""
        return frozenset().union(*(language.spelling.known for language in self.by_code.values()))


@lru_cache(maxsize=1)
def load_languages() -> Languages:
    """All languages, compiled; about half a second, once a process. Raises ValueError naming the file at fault."""
    return Languages({code: load_language(code) for code in LANGUAGE_CODES})


def load_language(code: str) -> Language:
    folder = LANGUAGES_FOLDER / code
    phrases = _read_yaml(folder / "phrases.yaml")
    groups = _read_yaml(folder / "groups.yaml")
    cues = PatternIndex(code, groups)
    for label, entries in phrases["cues"].items():
        _add_entries(cues, label, entries, folder / "phrases.yaml")
    needs = _read_needs(code, folder, groups)
    stop_words = frozenset(phrases["stop_words"])
    common = frozenset(_read_words(folder / "common_words.txt"))
    spelling = _spelling(code, needs, cues, common | stop_words, phrases["texting"])
    return Language(
        code=code,
        name=phrases["name"],
        stop_words=stop_words,
        texting=_read_shorthand(phrases, spelling, common | stop_words, folder / "phrases.yaml"),
        commands={label: frozenset(entries) for label, entries in phrases["commands"].items()},
        cues=cues,
        needs=needs,
        before_place=_read_roles(phrases["before_place"], phrases["at_place"]),
        before_noun=frozenset(tuple(entry.split()) for entry in phrases["before_noun"]),
        place_articles=frozenset(tuple(entry.split()) for entry in phrases["articles"]),
        numbers={word: int(value) for word, value in phrases["numbers"].items()},
        negation=frozenset(phrases["negation"]),
        definite=frozenset(phrases["definite"]),
        joining=frozenset(phrases["joining"]),
        beside=frozenset(phrases["beside"]),
        contractions=phrases.get("contractions") or {},
        common_words=common,
        spelling=spelling,
        replies=_read_yaml(folder / "replies.yaml"),
        intent_model=Classifier.load(folder / "model.npz", "intent"),
        danger_model=Classifier.load(folder / "model.npz", "danger"),
        need_model=Classifier.load(folder / "model.npz", "need"),
        place_model=Classifier.load(folder / "model.npz", "place"),
    )


def _spelling(
    code: str, needs: PatternIndex, cues: PatternIndex, common: frozenset[str], texting: Mapping[str, str]
) -> Spelling:
    targets = needs.vocabulary | cues.vocabulary
    inflected = {stem(word, code) for word in targets}
    return Spelling(known=frozenset(common | targets | inflected | set(texting)), targets=frozenset(targets))


def _read_shorthand(phrases: Mapping[str, Any], spelling: Spelling, common: frozenset[str], path: Path) -> Shorthand:
    """``texting``, and where a dialect is written by its sounds ``respellings`` and ``joined``, which may be absent."""
    try:
        telling, beside = (
            tuple(Respelling.read(entry) for entry in phrases.get(key) or ())
            for key in ("respellings", "respellings_beside")
        )
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error
    joined = tuple(
        Joined(short, block["full"], frozenset(block["before"]))
        for short, block in (phrases.get("joined") or {}).items()
    )
    return Shorthand(phrases["texting"], telling, beside, joined, spelling.known, common | spelling.targets)


def _read_needs(code: str, folder: Path, groups: Mapping[str, Sequence[str]]) -> PatternIndex:
    """Needs by category code; look-alikes ("dent de lion" is no tooth) under ``!code``."""
    index = PatternIndex(code, groups)
    for path in sorted(folder.glob("needs*.yaml")):
        for need, block in _read_yaml(path).items():
            for kind, weight in WEIGHTS.items():
                for entry in block.get(kind) or ():
                    try:
                        index.add(need, kind.rstrip("s"), entry, weight)
                    except ValueError as error:
                        raise ValueError(f"{path.name}: {need}, {kind}, {entry!r}: {error}") from error
            for entry in block.get("not") or ():
                index.add(f"!{need}", "name", entry, 1.0)
    return index


def _add_entries(index: PatternIndex, label: str, entries: Iterable[str], path: Path) -> None:
    for entry in entries:
        kind, text = ("sign", entry[1:].strip()) if entry.startswith("~") else ("phrase", entry)
        try:
            index.add(label, kind, text, 1.0)
        except ValueError as error:
            raise ValueError(f"{path.name}: {label}, {entry!r}: {error}") from error


def _read_roles(blocks: Mapping[str, Sequence[str]], at_place: Sequence[str]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Roles by the words before a place. What ends in one of ``at_place`` may end in any ("je suis aux")."""
    roles: dict[tuple[str, ...], tuple[str, ...]] = {}
    for role, entries in blocks.items():
        for entry in entries:
            for key in _ways_to_be_at(tuple(entry.split()), at_place):
                if role not in roles.get(key, ()):
                    roles[key] = (*roles.get(key, ()), role)
    return roles


def _ways_to_be_at(entry: tuple[str, ...], at_place: Sequence[str]) -> list[tuple[str, ...]]:
    if len(entry) < 2 or entry[-1] not in at_place:
        return [entry]
    return [entry, *((*entry[:-1], *at.split()) for at in at_place)]


def _read_yaml(path: Path) -> dict[str, Any]:
    """Everything as strings: in these files "no" and "on" are words. An absent file is empty."""
    if not path.exists():
        return {}
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or {}


def _read_words(path: Path) -> Iterable[str]:
    if not path.exists():
        return ()
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]
