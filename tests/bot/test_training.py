"""Promises of the training of the classifiers: reproducible to the byte, on a tiny made-up corpus."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import bot.training
from bot.training import train
from bot.training_examples import read_pairs
from handlers.classifier import Classifier
from handlers.language import LANGUAGES_FOLDER, Languages, load_languages
from handlers.patterns import PatternIndex

NEEDS = {
    "dentist": ("molaire", "couronne", "carie", "dentier", "gencive"),
    "plumber": ("robinet", "tuyau", "evier", "siphon", "lavabo"),
}
FRAMES = (
    "j'ai un souci de {}",
    "ma {} me pose problème",
    "quelqu'un pour une {} svp",
    "{} à Volonne",
    "bonjour, c'est pour {}",
    "vite une urgence {}",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A language folder with a handful of examples of two needs, two intents and two dangers."""
    made = tmp_path / "fr"
    examples = made / "examples"
    examples.mkdir(parents=True)
    (examples / "frames.txt").write_text("je cherche {need}\nun {need} svp\n", encoding="utf-8")
    rows = [(need, frame.format(word)) for need, words in NEEDS.items() for word in words for frame in FRAMES]
    write(examples / "needs_tiny.tsv", rows)
    intents = [("thanks", f"merci {word}") for word in ("bien", "beaucoup", "a vous", "encore", "mille fois")]
    intents += [("report_problem", f"le numero est {word}") for word in ("faux", "mauvais", "errone", "perime", "mort")]
    write(examples / "intents_tiny.tsv", intents)
    write(examples / "danger.tsv", [("fire", f"{w} flambe") for w in ("maison", "grange", "cuisine", "foret", "ferme")])
    monkeypatch.setattr(bot.training, "LANGUAGES_FOLDER", tmp_path)
    return made


def write(path: Path, rows: list[tuple[str, str]]) -> None:
    path.write_text("".join(f"{label}\t{text}\n" for label, text in rows), encoding="utf-8")


def a_lexicon() -> PatternIndex:
    """One name for each need."""
    made = PatternIndex("fr", {})
    for need in NEEDS:
        made.add(need, "name", need, 3.0)
    return made


def run(folder: Path) -> tuple[bytes, list[str]]:
    told: list[str] = []
    train(["fr"], Languages({"fr": replace(load_languages().get("fr"), needs=a_lexicon())}), told.append)
    return (folder / "model.npz").read_bytes(), told


@pytest.mark.filterwarnings("ignore:The number of unique classes")
def test_training_twice_gives_the_same_bytes_and_a_model_that_has_learned(folder: Path) -> None:
    (first, told), (second, _) = run(folder), run(folder)
    assert first == second
    assert any("need" in line for line in told)
    model = Classifier.load(folder / "model.npz", "need")
    assert model is not None
    assert model.probabilities(["molaire"])["dentist"] > model.probabilities(["molaire"])["plumber"]
    assert model.probabilities(["siphon"])["plumber"] > model.probabilities(["siphon"])["dentist"]
    for name in ("intent", "danger"):
        assert Classifier.load(folder / "model.npz", name) is not None


def test_what_is_kept_to_be_judged_on_is_never_trained_on(folder: Path) -> None:
    examples = folder / "examples"
    before = list(read_pairs(examples, "needs_*.tsv"))
    write(examples / "needs_unseen.tsv", [("dentist", "bridge")])
    assert list(read_pairs(examples, "needs_*.tsv")) == before


def test_an_unknown_need_is_named_with_its_sentence(folder: Path) -> None:
    write(folder / "examples" / "needs_wrong.tsv", [("nonsense", "une phrase")])
    with pytest.raises(ValueError, match=r"nonsense.*une phrase"):
        run(folder)


def test_a_line_that_is_no_pair_is_named_with_file_and_number(folder: Path) -> None:
    (folder / "examples" / "needs_wrong.tsv").write_text("dentist\tbon\nsans tabulation\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"needs_wrong\.tsv, line 2: 'sans tabulation'"):
        list(read_pairs(folder / "examples", "needs_*.tsv"))


def test_comments_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "needs_a.tsv").write_text("# written by hand\n\n dentist \t molaire \n", encoding="utf-8")
    assert list(read_pairs(tmp_path, "needs_*.tsv")) == [("dentist", "molaire")]


@pytest.mark.parametrize("code", load_languages().codes)
def test_the_models_that_ship_know_every_category_that_words_name(code: str) -> None:
    with np.load(LANGUAGES_FOLDER / code / "model.npz", allow_pickle=False) as data:
        labels = {str(label) for label in data["need_labels"]}
    known = {pattern.label for pattern in load_languages().get(code).needs.patterns() if pattern.label[0] != "!"}
    assert known <= labels
