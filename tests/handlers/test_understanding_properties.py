"""What must not change what is understood: case, accents, punctuation, politeness, a slip of the finger."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers.text import fold
from tests.handlers.resident import Resident

CASES = Path(__file__).parents[1] / "conversations"
INTENTS = ("find_service", "service_details", "plan_ride", "report_problem", "emergency")
LONG = 8
"""Letters of a word in which two neighbours that change places are still read."""
POLITE = {
    "fr": "Bonjour, {text} Merci beaucoup et bonne journée",
    "en": "Good morning, {text} Thank you very much",
    "nl": "Goedendag, {text} Alvast hartelijk bedankt",
}


def clear_sentences() -> Iterator[Any]:
    """Single messages of the regression suite: (language, area, text)."""
    for path in sorted(CASES.glob("*/*.yaml")):
        if path.stem in INTENTS:
            for case in yaml.safe_load(path.read_text(encoding="utf-8")):
                if "text" in case:
                    language, area = path.parent.name, case.get("area", "durance-provence")
                    yield pytest.param(language, area, case["text"], id=f"{language}-{case['text']}")


def understood(area: str, text: str) -> tuple[Any, ...]:
    state = Resident(area).state(text)
    if state["intent"] == "emergency":
        return ("emergency",)
    need = state["osm"][0][:1] if state["osm"] else None
    return state["intent"], need, state["place"], state["from"], state["when"], state["open_now"]


def shout(text: str, _: str) -> str:
    return text.upper()


def without_accents(text: str, _: str) -> str:
    return fold(text)


def without_punctuation(text: str, _: str) -> str:
    return text.rstrip(" .?!")


def more_punctuation(text: str, _: str) -> str:
    return f"{text.rstrip(' .')} !!!"


def politely(text: str, language: str) -> str:
    return POLITE[language].format(text=text if text[-1] in ".?!" else f"{text}.")


def with_a_slip(text: str, _: str) -> str:
    """Two inner letters of the longest word change places; which ones is told by the word itself."""
    words = text.split()
    longest = max(words, key=len)
    if len(longest) < LONG or not longest.isalpha():
        return text
    at = 2 + zlib.crc32(longest.encode()) % (len(longest) - 4)
    slipped = longest[:at] + longest[at + 1] + longest[at] + longest[at + 2 :]
    return text.replace(longest, slipped)


CHANGES: tuple[Callable[[str, str], str], ...] = (
    shout,
    without_accents,
    without_punctuation,
    more_punctuation,
    politely,
    with_a_slip,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize(("language", "area", "text"), list(clear_sentences()))
def test_what_is_understood_stays(language: str, area: str, text: str, change: Callable[[str, str], str]) -> None:
    assert understood(area, change(text, language)) == understood(area, text)
