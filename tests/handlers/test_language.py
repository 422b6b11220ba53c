"""Promises of the language files as they are loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import handlers.language
from handlers.language import LANGUAGE_CODES, LANGUAGES_FOLDER, load_language, load_languages
from handlers.text import fold
from knowledge.taxonomy import load_taxonomy

CODES = pytest.mark.parametrize("code", LANGUAGE_CODES)
COMMANDS = {"stop", "start", "help", "delete_data", "human", "more", "ride", "thanks", "greeting"}


def test_languages_are_loaded_once_in_a_process() -> None:
    assert load_languages() is load_languages()


@CODES
def test_every_command_has_words_in_every_language(code: str) -> None:
    assert {label for label, words in load_languages().get(code).commands.items() if words} >= COMMANDS


@CODES
def test_words_are_written_folded_else_nothing_would_match_them(code: str) -> None:
    language = load_languages().get(code)
    for words in (language.stop_words, language.texting, language.negation, language.joining, language.numbers):
        assert [word for word in words if word != fold(word)] == []


@CODES
def test_every_category_is_found_by_the_name_that_we_give_it(code: str) -> None:
    language, taxonomy = load_languages().get(code), load_taxonomy()
    named = {pattern.label for pattern in language.needs.patterns()}
    assert set(taxonomy.codes) - named == set()


@CODES
def test_needs_speak_only_of_categories_that_exist(code: str) -> None:
    known = set(load_taxonomy().codes)
    labels = {p.label.removeprefix("!") for p in load_languages().get(code).needs.patterns()}
    assert labels - known == set()


@CODES
def test_a_word_is_read_as_written_first_and_repaired_only_when_nobody_knows_it(code: str) -> None:
    language = load_languages().get(code)
    known = {"fr": "pharmacie", "en": "pharmacy", "nl": "apotheek"}[code]
    slip = {"fr": "pharamcie", "en": "pharamcy", "nl": "apohteek"}[code]
    assert [form.text for form in language.forms(known)] == [known]
    first, *repaired = language.forms(slip)
    assert first.text == slip
    assert known in [form.text for form in repaired]
    assert all(form.quality < first.quality for form in repaired)


@CODES
def test_a_place_may_play_the_parts_that_the_words_before_it_tell(code: str) -> None:
    roles = load_languages().get(code).before_place
    home = {"fr": ("j", "habite", "a"), "en": ("i", "live", "in"), "nl": ("ik", "woon", "in")}[code]
    assert roles[home][0] == "home"


def test_being_at_a_place_is_said_with_any_preposition() -> None:
    roles = load_languages().get("fr").before_place
    assert roles[("je", "suis", "aux")] == roles[("je", "suis", "a")]


def test_an_unknown_group_is_an_error_that_names_file_and_need(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "fr"
    folder.mkdir()
    for path in (handlers.language.LANGUAGES_FOLDER / "fr").glob("*"):
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    (folder / "needs_wrong.yaml").write_text("doctor:\n  signs: [mal <nonsense>]\n", encoding="utf-8")
    monkeypatch.setattr(handlers.language, "LANGUAGES_FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"needs_wrong\.yaml: doctor.*<nonsense>"):
        load_language("fr")


def test_a_language_without_trained_models_still_works_from_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "fr"
    folder.mkdir()
    for path in (handlers.language.LANGUAGES_FOLDER / "fr").glob("*"):
        if path.is_file() and path.suffix != ".npz":
            (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(handlers.language, "LANGUAGES_FOLDER", tmp_path)
    language = load_language("fr")
    assert (language.intent_model, language.need_model, language.danger_model) == (None, None, None)


@pytest.mark.parametrize("code", LANGUAGE_CODES)
def test_commands_are_plain_words_for_they_are_the_whole_message(code: str) -> None:
    marked = {
        entry
        for entries in load_languages().get(code).commands.values()
        for entry in entries
        if set(entry) & set("(|~*")
    }
    assert not marked


@pytest.mark.parametrize(
    "path", sorted(LANGUAGES_FOLDER.rglob("*.yaml")), ids=lambda path: f"{path.parent.name}-{path.name}"
)
def test_language_files_read_alike_with_and_without_the_fast_parser(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert yaml.load(text, Loader=yaml.BaseLoader) == yaml.load(text, Loader=yaml.CBaseLoader)
