"""What every language owes: the same replies with the same gaps to fill, and words for every category."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from knowledge.area import list_areas, load_area
from knowledge.taxonomy import load_taxonomy
from tests.source import ROOT

LANGUAGES_FOLDER = ROOT / "handlers" / "languages"
LANGUAGES = tuple(sorted(path.name for path in LANGUAGES_FOLDER.iterdir() if (path / "replies.yaml").exists()))
PLACEHOLDER = re.compile(r"\{(\w+)[^{}]*\}")


@cache
def _load(path: Path) -> object:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _leaves(node: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Dotted key and text; the variants of a list count as one key."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}" if path else str(key))
    elif isinstance(node, list):
        yield path, " ".join(text for item in node for _, text in _leaves(item))
    else:
        yield path, "" if node is None else str(node)


def _replies(language: str) -> dict[str, str]:
    return dict(_leaves(_load(LANGUAGES_FOLDER / language / "replies.yaml")))


def _needs(language: str) -> list[tuple[str, dict[str, object]]]:
    """Category and its words, from needs.yaml or needs_<field>.yaml."""
    files = sorted((LANGUAGES_FOLDER / language).glob("needs*.yaml"))
    blocks = [_load(file) for file in files]
    return [(str(code), words or {}) for block in blocks if isinstance(block, dict) for code, words in block.items()]


def test_there_are_languages() -> None:
    assert {"fr", "en", "nl"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_replies(language: str) -> None:
    every = {key for other in LANGUAGES for key in _replies(other)}
    missing = sorted(every - _replies(language).keys())
    assert missing == [], f"{language} owes these replies"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reply_has_the_same_gaps_to_fill(language: str) -> None:
    ours, french = _replies(language), _replies("fr")
    different = {
        key: (sorted(_gaps(ours[key])), sorted(_gaps(french[key])))
        for key in ours.keys() & french.keys()
        if _gaps(ours[key]) != _gaps(french[key])
    }
    assert different == {}, f"{language} has the first, fr the second"


def _gaps(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_reply_is_empty(language: str) -> None:
    assert [key for key, text in _replies(language).items() if not text.strip()] == []


@pytest.mark.parametrize("area_id", list_areas())
def test_every_category_has_a_name_in_the_languages_of_the_area(area_id: str) -> None:
    taxonomy, languages = load_taxonomy(), load_area(area_id).languages
    assert set(languages) <= set(LANGUAGES)
    owed = [(code, lang) for code in taxonomy.codes for lang in languages if not taxonomy.get(code).label.get(lang)]
    assert owed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_category_can_be_asked_for(language: str) -> None:
    named = {code for code, words in _needs(language) if words.get("names")}
    owed = [code for code in load_taxonomy().codes if code not in named]
    assert owed == [], f"{language} owes names in needs*.yaml for {len(owed)} categories: {', '.join(owed)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_belong_to_a_category_that_exists(language: str) -> None:
    assert sorted({code for code, _ in _needs(language)} - set(load_taxonomy().codes)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_category_has_its_words_in_one_place(language: str) -> None:
    assert [code for code, count in Counter(code for code, _ in _needs(language)).items() if count > 1] == []
