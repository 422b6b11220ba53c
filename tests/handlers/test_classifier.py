"""Promises of the classifier at work: its features, its probabilities, and its absence. Nothing is trained here."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest

from handlers.classifier import Classifier, feature_keys, features, top
from handlers.language import LANGUAGES_FOLDER, load_languages


def a_classifier(temperature: float = 1.0, **words: str) -> Classifier:
    """One that knows a few words, each of which speaks for one label ("none" when nothing is known)."""
    labels = ("none", *sorted(set(words.values()) - {"none"}))
    rows = sorted((zlib.crc32(f"w:{word}".encode()), labels.index(label)) for word, label in words.items())
    return Classifier(
        labels=labels,
        keys=np.array([key for key, _ in rows], dtype=np.uint32),
        starts=np.arange(len(rows) + 1, dtype=np.int32),
        columns=np.array([column for _, column in rows], dtype=np.uint16),
        weights=np.full(len(rows), 100, dtype=np.int8),
        idf=np.ones(len(rows), dtype=np.float32),
        scale=0.03,
        bias=np.array([-1.0, *[-2.0] * (len(labels) - 1)], dtype=np.float32),
        temperature=temperature,
    )


def test_a_known_word_speaks_for_its_label() -> None:
    model = a_classifier(molaire="dentist", toubib="doctor")
    assert next(iter(model.probabilities(["ma", "molaire"]))) == "dentist"
    assert next(iter(model.probabilities(["un", "toubib"]))) == "doctor"


def test_probabilities_are_of_all_labels_and_sum_up_to_one() -> None:
    given = a_classifier(molaire="dentist", toubib="doctor").probabilities(["toubib"])
    assert set(given) == {"none", "dentist", "doctor"}
    assert sum(given.values()) == pytest.approx(1)
    assert list(given.values()) == sorted(given.values(), reverse=True)


@pytest.mark.parametrize("words", [[], ["xyzzy"], ["<place>"]])
def test_what_it_has_never_seen_leaves_it_to_its_bias(words: list[str]) -> None:
    model = a_classifier(molaire="dentist")
    assert model.margins(words).tolist() == model.bias.tolist()


def test_two_words_of_two_labels_leave_it_undecided() -> None:
    given = a_classifier(molaire="dentist", toubib="doctor").probabilities(["molaire", "toubib"])
    assert given["dentist"] == pytest.approx(given["doctor"])


def test_a_higher_temperature_makes_it_less_sure() -> None:
    cold, warm = (a_classifier(t, molaire="dentist").probabilities(["molaire"]) for t in (0.5, 2.0))
    assert cold["dentist"] > warm["dentist"] > warm["none"]


def test_features_hold_words_pairs_sounds_and_groups_of_letters() -> None:
    found = features(["mal", "dents"])
    assert {"w:mal", "w:dents", "b:^ mal", "b:mal dents", "b:dents $", "c:_mal", "c:ents_"} <= set(found)
    assert any(f.startswith("p:") for f in found)


def test_a_mask_counts_as_a_word_but_not_by_its_letters() -> None:
    assert "w:<place>" in features(["<place>"])
    assert not [f for f in features(["<place>"]) if f.startswith(("c:", "p:"))]


def test_a_misspelt_word_shares_features_with_the_right_one() -> None:
    right, wrong, other = (set(features([word])) for word in ("pharmacie", "farmacie", "boulanger"))
    assert len(right & wrong) > len(right & other)


def test_the_order_of_words_makes_a_difference() -> None:
    assert set(features(["gap", "embrun"])) != set(features(["embrun", "gap"]))


def test_a_feature_is_counted_once_however_often_it_is_said() -> None:
    keys = feature_keys(["oui", "oui", "oui"])
    assert len(keys) == len(set(keys))
    assert all(0 <= key < 2**32 for key in keys)


def test_a_language_for_which_nothing_was_trained_has_no_model(tmp_path: Path) -> None:
    assert Classifier.load(tmp_path / "model.npz", "need") is None


def test_a_file_without_this_question_has_no_model_for_it(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    np.savez_compressed(path, intent_labels=np.array(["help"]))
    assert Classifier.load(path, "need") is None


def test_the_first_few_labels_are_the_best() -> None:
    assert list(top({"a": 0.7, "b": 0.2, "c": 0.1}, 2)) == [("a", 0.7), ("b", 0.2)]


@pytest.mark.parametrize("code", load_languages().codes)
def test_the_models_that_ship_answer_each_of_their_three_questions(code: str) -> None:
    for name in ("need", "intent", "danger"):
        model = Classifier.load(LANGUAGES_FOLDER / code / "model.npz", name)
        assert model is not None, name
        assert sum(model.probabilities(["bonjour"]).values()) == pytest.approx(1, abs=1e-3)
