"""``replay`` answers every line, each as an unknown resident, at the time that the line says."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from bot.commands.errors import CommandError
from bot.commands.replay import replay
from handlers.turn import take_turn

FIELDS = {"language", "intent", "osm", "place", "from", "when", "open_now", "options", "reply"}


def _conversation(*texts: str, **changes: Any) -> str:
    turns = [{"user": text, "after_minutes": 5 * number} for number, text in enumerate(texts)]
    values = {"id": "X1", "area": "durance-provence", "channel": "sms", "start": "2026-11-24T10:00", "turns": turns}
    return json.dumps({**values, **changes})


def _replay(*lines: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in replay(lines)]


def test_each_conversation_gets_one_line_and_each_turn_its_answer() -> None:
    first, second = _replay(_conversation("bonjour", "merci"), "\n", _conversation("bonjour", id="X2"))
    assert (first["id"], len(first["turns"])) == ("X1", 2)
    assert (second["id"], len(second["turns"])) == ("X2", 1)


def test_a_turn_says_what_was_understood_and_what_is_sent() -> None:
    [answer] = _replay(_conversation("je cherche un médecin à Peyruis"))
    turn = answer["turns"][0]
    assert turn.keys() >= FIELDS
    assert turn["place"] == "Peyruis"
    assert turn["reply"][0]["segments"] <= 2


def test_a_text_may_be_empty() -> None:
    [answer] = _replay(_conversation(""))
    assert answer["turns"][0]["reply"][0]["text"]


def test_time_counts_from_the_start_in_the_zone_of_the_area(monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[datetime] = []

    def note_time(*args: Any) -> Any:
        times.append(args[-1])
        return take_turn(*args)

    monkeypatch.setattr("bot.commands.rehearsal.take_turn", note_time)
    _replay(_conversation("bonjour", "un médecin", "merci"))
    assert [time.isoformat() for time in times] == [
        "2026-11-24T10:00:00+01:00",
        "2026-11-24T10:05:00+01:00",
        "2026-11-24T10:15:00+01:00",
    ]


def test_nobody_is_remembered_from_the_conversation_before() -> None:
    alone = _replay(_conversation("un médecin"))
    after = _replay(_conversation("j'habite à Volonne"), _conversation("un médecin"))
    assert after[1]["turns"] == alone[0]["turns"]


def test_a_turn_that_breaks_does_not_hide_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_once(message: Any, *args: Any) -> Any:
        if message.text == "break":
            raise ZeroDivisionError
        return take_turn(message, *args)

    monkeypatch.setattr("bot.commands.rehearsal.take_turn", break_once)
    [answer] = _replay(_conversation("break", "bonjour"))
    assert answer["turns"][0]["reply"] == []
    assert answer["turns"][1]["reply"][0]["text"]


@pytest.mark.parametrize("line", ["{", "[]", '"text"', '{"id": "X1"}'])
def test_a_line_that_is_no_conversation_is_named(line: str) -> None:
    with pytest.raises(CommandError, match="line 2"):
        _replay(_conversation("bonjour"), line)


def test_a_channel_that_does_not_exist_is_named() -> None:
    with pytest.raises(CommandError, match="'fax'"):
        _replay(_conversation("bonjour", channel="fax"))
