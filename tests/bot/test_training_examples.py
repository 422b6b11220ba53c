"""Promises of the example files: what a line holds, and what is said of one that holds something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.training_examples import read_marks, read_messages, read_pairs, read_places, read_turns
from handlers.talk_state import TalkState


def test_marks_are_taken_out_and_kept_by_position() -> None:
    marked = read_marks("de {Gap|from} à {L'Escale|to} demain")
    assert marked.text == "de Gap à L'Escale demain"
    assert {marked.text[i] for i, part in marked.parts.items() if part == "from"} == set("Gap")
    assert "".join(marked.text[i] for i, part in marked.parts.items() if part == "to") == "L'Escale"


def test_a_message_has_an_intent_its_needs_and_places(tmp_path: Path) -> None:
    (tmp_path / "messages_a.tsv").write_text(
        "find_service\tdentist+pharmacy\tà {Gap|to}\n# a comment\nthanks\t\tmerci\n", encoding="utf-8"
    )
    first, second = read_messages(tmp_path)
    assert (first.intent, first.needs, first.text) == ("find_service", ("dentist", "pharmacy"), "à Gap")
    assert (second.intent, second.needs, dict(second.marked.parts)) == ("thanks", (), {})


def test_a_turn_stands_in_a_talk(tmp_path: Path) -> None:
    (tmp_path / "turns_a.tsv").write_text(
        "list:dentist\tselect\tdentist\tle 2\nride\tthanks\t\tmerci\n", encoding="utf-8"
    )
    first, second = read_turns(tmp_path)
    assert (first.talk, first.intent, first.text) == (TalkState("list", ("dentist",)), "select", "le 2")
    assert second.talk == TalkState("ride")


@pytest.mark.parametrize(
    ("name", "line", "told"),
    [
        ("messages_a.tsv", "find_service\tdentist", "messages_a.tsv, line 1: .*has not 3 columns"),
        ("messages_a.tsv", "find_service\tnonsense\tà Gap", "messages_a.tsv, line 1: unknown need 'nonsense'"),
        ("messages_a.tsv", "find_service\t\tà {Gap|nowhere}", "messages_a.tsv, line 1: '{Gap|nowhere}'"),
        ("turns_a.tsv", "dreaming\tthanks\t\tmerci", "turns_a.tsv, line 1: unknown state 'dreaming'"),
        ("places_a.tsv", "à {Gap|}", "places_a.tsv, line 1"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(tmp_path: Path, name: str, line: str, told: str) -> None:
    (tmp_path / name).write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=told.replace("{", r"\{").replace("|", r"\|")):
        [*read_messages(tmp_path), *read_turns(tmp_path), *read_places(tmp_path)]


def test_what_is_kept_unseen_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "needs_unseen.tsv").write_text("dentist\tmolaire\n", encoding="utf-8")
    assert list(read_pairs(tmp_path, "needs_*.tsv")) == []
