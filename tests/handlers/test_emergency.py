"""Promises of how danger to life is recognised: from cues, from what was learned, and in words nobody has listed."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers.emergency import DOUBTED, KINDS, LEARNED_ALONE, NONE, Danger, find_emergency, sense_danger
from handlers.language import load_languages
from handlers.patterns import Match, Pattern
from tests.handlers.resident import AREA_OF, Resident
from tests.handlers.test_classifier import a_classifier

SURE, UNDECIDED, CALM = (
    Danger(LEARNED_ALONE + 1, "fire"),
    Danger((LEARNED_ALONE + DOUBTED) / 2, "fire"),
    Danger(DOUBTED - 1, "fire"),
)


def cue(label: str, *positions: int) -> Match:
    return Match(Pattern(f"emergency.{label}", "sign", label, 1.0, ()), positions or (0,), 1.0)


def test_words_of_danger_raise_the_alarm_where_nothing_was_learned() -> None:
    assert find_emergency([cue("fire")], None) == "fire"


def test_what_was_learned_raises_the_alarm_alone_only_when_it_is_sure() -> None:
    assert find_emergency([], SURE) == "fire"
    assert find_emergency([], Danger(LEARNED_ALONE, "fire")) == "fire"
    assert find_emergency([], UNDECIDED) is None


def test_words_of_danger_need_no_sureness_but_give_way_to_what_was_learned_to_be_calm() -> None:
    assert find_emergency([cue("medical")], UNDECIDED) == "medical"
    assert find_emergency([cue("medical")], Danger(DOUBTED, "fire")) == "medical"
    assert find_emergency([cue("medical")], CALM) is None


def test_the_words_tell_the_kind_rather_than_what_was_learned() -> None:
    assert find_emergency([cue("poison")], SURE) == "poison"


def test_of_several_kinds_the_first_in_order_is_told() -> None:
    assert find_emergency([cue(kind) for kind in reversed(KINDS)], None) == KINDS[0]


def test_an_animal_that_was_only_read_into_a_word_silences_no_alarm() -> None:
    animal = cue("animal", 0, 1)
    assert find_emergency([cue("medical", 0), animal], SURE) is None
    guessed = Match(animal.pattern, animal.positions, 0.75)
    assert find_emergency([cue("medical", 0), guessed], SURE) == "medical"


def test_harmless_words_take_their_own_words_away_but_not_others() -> None:
    assert find_emergency([cue("fire", 1, 2), cue("not", 2)], None) is None
    assert find_emergency([cue("fire", 1, 2), cue("not", 5)], None) == "fire"


def test_what_was_learned_alone_gives_way_to_harmless_words() -> None:
    assert find_emergency([cue("not", 5)], SURE) is None


@pytest.mark.parametrize("kind", ["medical", "poison"])
def test_an_animal_in_danger_needs_a_vet(kind: str) -> None:
    assert find_emergency([cue("animal"), cue(kind)], SURE) is None


def test_an_animal_in_a_fire_is_a_fire() -> None:
    assert find_emergency([cue("animal"), cue("fire")], CALM) == "fire"


def test_cues_of_other_things_are_no_danger() -> None:
    assert find_emergency([Match(Pattern("greeting", "name", "bonjour", 1.0, ()), (0,), 1.0)], None) is None


def test_where_nothing_was_trained_or_said_nothing_is_sensed() -> None:
    assert sense_danger(None, [["feu"]], 0.9) is None
    assert sense_danger(a_classifier(feu="fire"), [[]], 0.9) is None


def test_a_learned_word_of_danger_is_sensed_with_its_kind() -> None:
    model = a_classifier(feu="fire", bonjour=NONE, javel="poison")
    danger, calm = sense_danger(model, [["feu"]], 0.5), sense_danger(model, [["bonjour"]], 0.5)
    assert danger is not None
    assert calm is not None
    assert danger.kind == "fire"
    assert danger.score > calm.score


def test_what_looks_like_an_emergency_by_its_intent_sounds_more_like_danger() -> None:
    model = a_classifier(feu="fire")
    more, less = sense_danger(model, [["feu"]], 0.9), sense_danger(model, [["feu"]], 0.1)
    assert more is not None
    assert less is not None
    assert more.score > less.score


@pytest.mark.parametrize("intent", [0.0, 1.0])
def test_a_certain_intent_is_no_infinite_danger(intent: float) -> None:
    danger = sense_danger(a_classifier(feu="fire"), [["feu"]], intent)
    assert danger is not None
    assert isfinite(danger.score)


@pytest.mark.parametrize("code", load_languages().codes)
def test_every_kind_of_danger_has_words_and_examples_in_every_language(code: str) -> None:
    language = load_languages().get(code)
    labels = {pattern.label for pattern in language.cues.patterns()}
    assert {f"emergency.{kind}" for kind in (*KINDS, "not", "animal", "over")} <= labels
    assert language.danger_model is not None
    assert set(language.danger_model.labels) == {*KINDS, NONE}


def messages() -> Iterator[Any]:
    told = yaml.safe_load(Path(__file__).with_name("dangers.yaml").read_text(encoding="utf-8"))
    for kind, by_language in told.items():
        for code, texts in by_language.items():
            for text in texts:
                yield pytest.param(kind, code, text, id=f"{kind}-{code}-{text}")


@pytest.mark.parametrize(("kind", "code", "text"), list(messages()))
def test_danger_is_recognised_in_words_that_nobody_has_listed(kind: str, code: str, text: str) -> None:
    turn = Resident(AREA_OF[code]).say(text)
    assert (turn.conversation.emergency_kind or NONE) == kind
    assert (turn.intent == "emergency") is (kind != NONE)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("il veut me tuer", "violence"),
        ("mon mari a dit qu'il allait me tuer", "violence"),
        ("jme suis enfermée dans les toilettes il veut me tuer", "violence"),
        ("je veux me tuer", "suicide"),
        ("je veut me tuer", "suicide"),
        ("ma soeur veut se tuer", "suicide"),
    ],
)
def test_who_would_do_the_killing_decides_between_violence_and_suicide(text: str, kind: str) -> None:
    assert Resident().say(text).conversation.emergency_kind == kind
