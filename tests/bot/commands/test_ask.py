"""``ask`` shows what a resident would get."""

from __future__ import annotations

import json

import pytest

from bot.__main__ import main

AT = ("--at", "2026-11-24T10:00")


def _ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["ask", *arguments, *AT]) == 0
    return capsys.readouterr().out


def test_a_question_gets_an_answer_with_a_number_to_call(capsys: pytest.CaptureFixture[str]) -> None:
    said = _ask(capsys, "bonjour je cherche un médecin à peyruis")
    assert "Peyruis" in said
    assert "1" in said


def test_json_is_one_turn_of_replay(capsys: pytest.CaptureFixture[str]) -> None:
    turn = json.loads(_ask(capsys, "je cherche un médecin à peyruis", "--json"))
    assert turn["intent"] == "find_service"
    assert turn["reply"][0]["encoding"] in {"GSM-7", "UCS-2"}


def test_home_is_where_the_search_begins(capsys: pytest.CaptureFixture[str]) -> None:
    turn = json.loads(_ask(capsys, "je cherche un médecin", "--home", "Les Mées", "--json"))
    assert turn["place"] == "Les Mées"


def test_explain_adds_why(capsys: pytest.CaptureFixture[str]) -> None:
    plain = _ask(capsys, "je cherche un médecin à peyruis")
    explained = _ask(capsys, "je cherche un médecin à peyruis", "--explain")
    assert explained.startswith(plain.rstrip("\n"))
    assert len(explained) > len(plain)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["--home", "Atlantis"], "'Atlantis'"), (["--at", "demain"], "'demain'")],
)
def test_what_cannot_be_meant_is_one_sentence_and_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "un médecin", *arguments]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
