"""Promises of the sentences that the classifiers learn from: enough of each, validly labelled."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import get_args

import pytest

from bot.training_examples import read_messages, read_places, read_turns
from handlers.emergency import KINDS, NONE
from handlers.intents import NO_INTENT
from handlers.language import LANGUAGE_CODES, LANGUAGES_FOLDER
from handlers.model import Intent
from handlers.place_parts import PARTS
from handlers.talk_state import STATES
from handlers.text import fold
from knowledge.taxonomy import load_taxonomy

CODES = pytest.mark.parametrize("code", LANGUAGE_CODES)
ENOUGH = 30
WITHOUT_EXAMPLES = {"select", "more", "clarify_answer", "start"}
"""Intents that only a talk or a command gives a message: "le 2", "Volonne", "START"."""


def rows(code: str, kind: str) -> list[tuple[str, str, str]]:
    """(file and line, label, sentence)."""
    found = []
    for path in sorted(Path(LANGUAGES_FOLDER / code / "examples").glob(f"{kind}*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip() and not line.startswith("#"):
                label, _, text = line.partition("\t")
                found.append((f"{path.name}:{number}", label.strip(), text.strip()))
    return found


@CODES
def test_every_category_is_asked_for_in_enough_sentences(code: str) -> None:
    counts = Counter(label for _, label, _ in rows(code, "needs_"))
    assert {need: counts[need] for need in load_taxonomy().codes if counts[need] < ENOUGH} == {}


@CODES
def test_every_intent_is_meant_in_enough_sentences(code: str) -> None:
    counts = Counter(label for _, label, _ in rows(code, "intents_"))
    wanted = set(get_args(Intent)) - WITHOUT_EXAMPLES
    assert {intent: counts[intent] for intent in wanted if counts[intent] < ENOUGH} == {}


@CODES
def test_every_danger_is_told_in_enough_sentences(code: str) -> None:
    counts = Counter(label for _, label, _ in rows(code, "danger"))
    assert {kind: counts[kind] for kind in (*KINDS, NONE) if counts[kind] < ENOUGH} == {}


@CODES
def test_every_language_has_several_thousand_sentences(code: str) -> None:
    assert sum(len(rows(code, kind)) for kind in ("needs_", "intents_", "danger")) >= 3000


@CODES
def test_labels_are_categories_intents_or_dangers_that_exist(code: str) -> None:
    known = {
        "needs_": set(load_taxonomy().codes),
        "intents_": {*get_args(Intent), NO_INTENT},
        "danger": {*KINDS, NONE},
    }
    wrong = [
        (where, label)
        for kind, labels in known.items()
        for where, label, text in rows(code, kind)
        if not text or not set(label.split("+") if kind == "needs_" else [label]) <= labels
    ]
    assert wrong == []


@CODES
@pytest.mark.parametrize("kind", ["needs_", "intents_", "danger"])
def test_no_sentence_is_given_two_labels(code: str, kind: str) -> None:
    """But "elle prend les hommes ?" may be a question of its own and go on with the talk as well."""
    labels = defaultdict(set)
    for where, label, text in rows(code, kind):
        if kind == "intents_" and label in {NO_INTENT, *WITHOUT_EXAMPLES}:
            continue
        labels[" ".join(fold(text).split())].add((label, where))
    double = {text: sorted(given) for text, given in labels.items() if len({label for label, _ in given}) > 1}
    assert double == {}


@CODES
def test_messages_and_turns_want_what_exists_and_mark_every_part_a_place_plays(code: str) -> None:
    folder = LANGUAGES_FOLDER / code / "examples"
    messages, turns, places = list(read_messages(folder)), list(read_turns(folder)), list(read_places(folder))
    assert {message.intent for message in messages} | {turn.intent for turn in turns} <= set(get_args(Intent))
    assert {turn.talk.state for turn in turns} == set(STATES)
    marked = Counter(part for one in places for part in set(one.parts.values()))
    assert {part: marked[part] for part in PARTS if marked[part] < ENOUGH} == {}
