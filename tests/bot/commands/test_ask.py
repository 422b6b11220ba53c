"""``ask`` shows what a resident would get."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.knowledge.rides.feeds import pack, tables

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


def test_the_example_buses_stand_where_no_timetable_was_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Transport exemple" in _ask(capsys, "bus de volonne à sisteron demain")
    feed = tmp_path / "real.zip"
    stops = ("stop_id,stop_name,stop_lat,stop_lon", "a,Volonne,44.11039,6.01424", "b,Sisteron,44.19002,5.94643")
    feed.write_bytes(pack(tables({"out": ("a 07:07", "b 07:37"), "back": ("b 11:11", "a 11:41")}, stops)))
    assert main(["import", "gtfs", str(feed), "--area", "durance-provence"]) == 0
    capsys.readouterr()
    said = _ask(capsys, "bus de volonne à sisteron demain", "--explain")
    assert "Aller 7h07 " in said
    assert "exemple" not in said
    assert "by out, back Wed 25 11:09-11:43 by back: told: least time away from home" in said


def test_what_a_spreadsheet_brought_of_transport_to_ring_for_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALLO_DATA_DIR", str(tmp_path))
    rows = (
        "nom;communes desservies;destinations;jours;horaires;téléphone;délai de réservation",
        "Taxi des Sourribes;Sourribes;Sisteron;samedi;8h-19h;04 92 00 00 01;la veille 17h",
    )
    (tmp_path / "tad.csv").write_text("\n".join(rows), encoding="utf-8")
    assert main(["import", "on-demand", str(tmp_path / "tad.csv"), "--area", "durance-provence"]) == 0
    capsys.readouterr()
    said = _ask(capsys, "de sourribes à sisteron samedi")
    assert "Taxi des Sourribes" in said, said
    assert "04 92 00 00 01" in said
