"""``chat`` of piped lines is a transcript that anyone gets again."""

from __future__ import annotations

import io

import pytest

from bot.__main__ import main


def test_piped_lines_make_a_transcript_in_sms(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("bus de volonne à sisteron demain\nplus tard\n"))
    assert main(["chat", "--channel", "sms", "--at", "2026-11-24T10:00"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("> bus de volonne à sisteron demain\nVolonne > Sisteron, demain :\nAller 12h54 ")
    assert "\n> plus tard\n" in said
