"""The words of ``words.yaml``: what people write in a spreadsheet, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge.names import fold

WORDS_FILE = Path(__file__).with_name("words.yaml")


@lru_cache(maxsize=1)
def load_words() -> Mapping[str, Mapping[str, str]]:
    """By table, the meaning of each folded word. A meaning is itself a word."""
    blocks = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    return {table: _by_word(meanings) for table, meanings in blocks.items()}


def find_meaning(table: str, text: str) -> str | None:
    return load_words()[table].get(fold(text))


def meanings(table: str) -> tuple[str, ...]:
    """Every meaning of a table, in the order of the file."""
    return tuple(dict.fromkeys(load_words()[table].values()))


def words_for(table: str, meaning: str) -> tuple[str, ...]:
    """Folded words of a meaning, longest first, as a search in a sentence wants them."""
    words = (word for word, means in load_words()[table].items() if means == meaning)
    return tuple(sorted(words, key=len, reverse=True))


def _by_word(block: Mapping[object, list[object]]) -> dict[str, str]:
    """The first to claim a word has it; a meaning's own name always has it."""
    words = {fold(str(meaning)): str(meaning) for meaning in block}
    for meaning, others in block.items():
        for word in others:
            words.setdefault(fold(str(word)), str(meaning))
    return words
