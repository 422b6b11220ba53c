"""``check`` finds what is configured by half before a resident does."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands.check import list_problems
from bot.feeds import FeedFolder
from bot.settings import Settings
from knowledge.area import load_area
from tests.handlers.answers.villages import calendar
from tests.knowledge.rides.feeds import pack, tables


def _problems(**variables: str) -> str:
    return "\n".join(list_problems(Settings.from_env(variables)))


def test_nothing_configured_is_no_problem() -> None:
    assert _problems() == ""


def test_a_number_without_a_token_would_answer_nobody() -> None:
    assert "ALLO_TWILIO_AUTH_TOKEN" in _problems(ALLO_TWILIO_NUMBER_WESTHOEK="+33639980001")


def test_a_number_without_a_public_address_cannot_be_trusted() -> None:
    assert "ALLO_PUBLIC_URL" in _problems(ALLO_TWILIO_NUMBER_WESTHOEK="+33639980001", ALLO_TWILIO_AUTH_TOKEN="x")


def test_a_number_without_an_account_cannot_introduce_anybody() -> None:
    assert "ALLO_TWILIO_ACCOUNT_SID" in _problems(ALLO_TWILIO_NUMBER_WESTHOEK="+33639980001")


def test_a_bot_of_an_area_that_does_not_exist_is_named() -> None:
    assert "ALLO_TELEGRAM_TOKEN_PARIS" in _problems(ALLO_TELEGRAM_TOKEN_PARIS="1:a")


def test_it_says_all_without_a_secret_and_ends_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALLO_TELEGRAM_TOKEN_WESTHOEK", "12345:t3legram")
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert "Telegram   westhoek: polled" in said
    assert "t3legram" not in said


def test_until_when_the_timetables_speak_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALLO_DATA_DIR", str(tmp_path))
    trips = {"t": ("village 8:00", "city 9:00")}
    folder = FeedFolder(tmp_path, load_area("westhoek"))
    folder.keep("good.zip", pack({**tables(trips), "calendar.txt": calendar("1111111", end="20991231")}), None)
    folder.keep("old.zip", pack({**tables(trips), "calendar.txt": calendar("1111111", end="20260201")}), None)
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert "timetable  westhoek: good.zip until 2099-12-31" in said
    assert "timetable  westhoek: old.zip ended on 2026-02-01, no times are told" in said


def test_half_a_configuration_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLO_TWILIO_NUMBER_WESTHOEK", "+33639980001")
    assert main(["check"]) == 1


def test_a_misspelt_variable_is_one_sentence_and_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALLO_PROT", "80")
    assert main(["check"]) == 2
    assert capsys.readouterr().err.startswith("allo-village check: ALLO_PROT is not a setting")
