"""The sentences that the classifiers learn from, as they stand in ``languages/<code>/examples``: one a line, columns
separated by tabs, "#" before a comment. Files named ``*_unseen.tsv`` are never read.

- ``needs_*.tsv``: need (or need+need), sentence;
- ``words_*.tsv``: need, a phrase that gives it away;
- ``intents_*.tsv``: intent, sentence;
- ``danger*.tsv``: kind of danger, sentence;
- ``turns_*.tsv``: where the talk stands (``state`` or ``state:need``), intent, need or nothing, message;
- ``messages_*.tsv``: intent, needs or nothing, message with its places written ``{as written|part}``;
- ``places_*.tsv``: such a message alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from handlers.place_parts import PARTS
from handlers.talk_state import STATES, TalkState
from knowledge.taxonomy import load_taxonomy

MARK = re.compile(r"\{([^{}|]+)\|([^{}|]*)\}")
"""A place in a message, with the part it plays."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its marks; ``parts``: by the position of each character of a marked place."""

    text: str
    parts: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class LabelledMessage:
    intent: str
    needs: tuple[str, ...]
    marked: Marked

    @property
    def text(self) -> str:
        return self.marked.text


@dataclass(frozen=True, slots=True)
class LabelledTurn:
    """A message in the middle of a talk; ``need``: what is talked of after it, "" for nothing."""

    talk: TalkState
    intent: str
    need: str
    text: str


def read_pairs(folder: Path, pattern: str) -> Iterable[tuple[str, str]]:
    """(label, sentence). Raises ValueError naming file and line of what is no pair."""
    for _, (label, text) in _read_columns(folder, pattern, 2):
        yield label, text


def read_messages(folder: Path) -> Iterable[LabelledMessage]:
    """Raises ValueError naming file and line of an unknown need or part."""
    known = set(load_taxonomy().codes)
    for where, (intent, needs, text) in _read_columns(folder, "messages_*.tsv", 3):
        codes = tuple(needs.split("+")) if needs else ()
        if not set(codes) <= known:
            raise ValueError(f"{where}: unknown need {needs!r}")
        yield LabelledMessage(intent, codes, read_marks(text, where))


def read_places(folder: Path) -> Iterable[Marked]:
    """Raises ValueError naming file and line of an unknown part."""
    for where, (text,) in _read_columns(folder, "places_*.tsv", 1):
        yield read_marks(text, where)


def read_turns(folder: Path) -> Iterable[LabelledTurn]:
    """Raises ValueError naming file and line of an unknown state or need."""
    known = {"", *load_taxonomy().codes}
    for where, (told, intent, need, text) in _read_columns(folder, "turns_*.tsv", 4):
        state, _, code = told.partition(":")
        if state not in STATES or not {code, need} <= known:
            raise ValueError(f"{where}: unknown state {told!r} or need {need!r}")
        yield LabelledTurn(TalkState(state, (code,) if code else ()), intent, need, text)


def read_marks(line: str, where: str = "") -> Marked:
    """ "de {Gap|from} à {Embrun|to}". Raises ValueError naming ``where`` and a part that does not exist."""
    text, parts, end = "", dict[int, str](), 0
    for mark in MARK.finditer(line):
        name, part = mark.groups()
        if part not in PARTS:
            raise ValueError(f"{where}: {mark.group()!r}: the part of a place is one of {', '.join(PARTS)}")
        text += line[end : mark.start()]
        parts |= dict.fromkeys(range(len(text), len(text) + len(name)), part)
        text += name
        end = mark.end()
    return Marked(text + line[end:], parts)


def _read_columns(folder: Path, pattern: str, count: int) -> Iterable[tuple[str, list[str]]]:
    """(file and line, columns). Raises ValueError naming a line with another number of columns or no text."""
    for path in sorted(folder.glob(pattern)):
        if path.stem.endswith("_unseen"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            columns = [column.strip() for column in line.split("\t")]
            if len(columns) != count or not columns[-1]:
                raise ValueError(f"{path.name}, line {number}: {line!r} has not {count} columns, the last a text")
            yield f"{path.name}, line {number}", columns
