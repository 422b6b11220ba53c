"""What residents may write, by language and intent: ``<language>/<intent>.yaml``, sentences of our own.

A case is one message (``text``) or several (``turns``); of each, what is written beside its text must hold after it:
``intent``, ``need`` (a category of the taxonomy), ``place``, ``from``, ``when`` and ``open_now``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from handlers.language import LANGUAGE_CODES
from handlers.model import Intent, Turn
from tests.handlers.resident import Resident, directory

FOLDER = Path(__file__).parent
EXPECTED = ("intent", "need", "place", "from", "when", "open_now")
WITHOUT_CASES = ("start",)
"""START is answered with the intent "help": it is never the intent of a turn."""
FEWEST = {"fr": 8, "en": 4, "nl": 4}


def read_cases(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load(path.read_text(encoding="utf-8")))


def turns_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    return list(case.get("turns") or [{key: value for key, value in case.items() if key != "area"}])


def all_cases() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*/*.yaml")):
        for case in read_cases(path):
            text = " >> ".join(turn["text"] for turn in turns_of(case))
            yield pytest.param(path.parent.name, case, id=f"{path.parent.name}-{path.stem}-{text}")


def found(resident: Resident, text: str) -> tuple[Turn, dict[str, Any]]:
    turn = resident.say(text)
    topic = turn.conversation.topic
    place_by_id = directory(resident.area_id).place_by_id
    home = turn.conversation.home_id
    place = topic.place_id if topic else home
    origin = topic.origin_id if topic else None
    return turn, {
        "intent": turn.intent,
        "need": topic.needs[0] if topic and topic.needs else None,
        "place": place_by_id[place].commune if place else None,
        "from": place_by_id[origin].commune if origin else None,
        "when": topic.when.iso() if topic and topic.when else None,
        "open_now": bool(topic and topic.open_now),
    }


@pytest.mark.parametrize(("language", "case"), list(all_cases()))
def test_a_resident_is_understood(language: str, case: dict[str, Any]) -> None:
    resident = Resident(case["area"])
    for wanted in turns_of(case):
        turn, state = found(resident, wanted["text"])
        assert {key: state[key] for key in EXPECTED if key in wanted} == {
            key: wanted[key] for key in EXPECTED if key in wanted
        }, wanted["text"]
        assert turn.reply.lines[0].strip()


@pytest.mark.parametrize("language", LANGUAGE_CODES)
@pytest.mark.parametrize("intent", [intent for intent in get_args(Intent) if intent not in WITHOUT_CASES])
def test_each_intent_has_sentences_in_each_language(language: str, intent: str) -> None:
    cases = read_cases(FOLDER / language / f"{intent}.yaml")
    assert len(cases) >= FEWEST[language]
    assert all(turns_of(case)[-1]["intent"] == intent for case in cases)


def test_a_case_expects_only_what_the_test_looks_at() -> None:
    for parameters in all_cases():
        for turn in turns_of(parameters.values[1]):
            assert set(turn) <= {"text", *EXPECTED}, turn["text"]
