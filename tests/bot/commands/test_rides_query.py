"""``rides-query``: each question one line, each answer one line, whatever a single question is like."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.commands.errors import CommandError
from bot.commands.rides_query import answer_lines
from tests.knowledge.rides.feeds import pack, tables

BUSES = {
    "out8": ("village 08:00", "town_n 08:15", "city 08:30"),
    "out12": ("village 12:00", "city 12:30"),
    "back11": ("city 11:00", "village 11:30"),
    "night": ("city 23:30", "village 24:30"),
}


@pytest.fixture
def feed(tmp_path: Path) -> str:
    path = tmp_path / "example.zip"
    path.write_bytes(pack(tables(BUSES)))
    return str(path)


def _ask(feed: str, /, **question: object) -> dict[str, Any]:
    asked = {"id": "q", "from_stop": "village", "to_stop": "city", "back_after_min": None, "feed": feed, **question}
    (answer,) = answer_lines([json.dumps(asked)])
    return dict(json.loads(answer))


def test_the_journey_is_told_with_its_legs(feed: str) -> None:
    assert _ask(feed, depart="2026-11-24T07:30:00") == {
        "id": "q",
        "out": {
            "depart": "2026-11-24T08:00:00",
            "arrive": "2026-11-24T08:30:00",
            "legs": [
                {
                    "trip_id": "out8",
                    "from_stop": "village",
                    "to_stop": "city",
                    "depart": "2026-11-24T08:00:00",
                    "arrive": "2026-11-24T08:30:00",
                }
            ],
        },
        "back": None,
    }


def test_the_way_back_leaves_after_the_stay(feed: str) -> None:
    assert _ask(feed, depart="2026-11-24T07:30", back_after_min=60)["back"]["depart"] == "2026-11-24T11:00:00"
    late = _ask(feed, depart="2026-11-24T07:30", back_after_min=180)["back"]
    assert late["arrive"] == "2026-11-25T00:30:00"
    assert _ask(feed, depart="2026-11-24T07:30", back_after_min=1000)["back"] is None


def test_an_appointment_is_reached_in_time(feed: str) -> None:
    assert _ask(feed, arrive="2026-11-24T12:29")["out"]["depart"] == "2026-11-24T08:00:00"
    assert _ask(feed, arrive="2026-11-24T12:30")["out"]["depart"] == "2026-11-24T12:00:00"


def test_what_is_impossible_is_null(feed: str) -> None:
    assert _ask(feed, depart="2026-11-24T12:01", back_after_min=60) == {"id": "q", "out": None, "back": None}
    assert _ask(feed, depart="2031-01-01T08:00")["out"] is None


def test_times_have_an_offset_if_the_question_has(feed: str) -> None:
    assert _ask(feed, depart="2026-11-24T06:30:00+00:00")["out"]["depart"] == "2026-11-24T08:00:00+01:00"


def test_after_midnight_last_evenings_bus_is_found(feed: str) -> None:
    home = {"from_stop": "city", "to_stop": "village"}
    assert _ask(feed, arrive="2026-11-25T00:45", **home)["out"]["depart"] == "2026-11-24T23:30:00"


def test_from_a_stop_to_itself_one_is_there_at_once(feed: str) -> None:
    out = _ask(feed, from_stop="town_n", to_stop="town_s", depart="2026-11-24T07:30:00")["out"]
    assert out == {"depart": "2026-11-24T07:30:00", "arrive": "2026-11-24T07:30:00", "legs": []}


@pytest.mark.parametrize(
    "wrong",
    [
        {"to_stop": "moon", "depart": "2026-11-24T07:30"},
        {"feed": "absent.zip", "depart": "2026-11-24T07:30"},
        {"depart": "soon"},
        {"depart": "2026-11-24T07:30", "arrive": "2026-11-24T07:30"},
        {"depart": "2026-11-24T07:30", "back_after_min": "an hour"},
        {"depart": "2026-11-24T07:30", "back_after_min": -1},
        {"depart": "2026-11-24T07:30", "back_after_min": 1e400},
        {},
    ],
)
def test_a_question_that_cannot_be_asked_is_answered_with_the_reason(feed: str, wrong: dict[str, object]) -> None:
    answer = _ask(feed, **wrong)
    assert (answer["out"], answer["back"]) == (None, None)
    assert answer["error"]


def test_the_field_that_is_wrong_is_named(feed: str) -> None:
    assert "depart = 'soon'" in _ask(feed, depart="soon")["error"]
    assert "back_after_min = -1" in _ask(feed, depart="2026-11-24T07:30", back_after_min=-1)["error"]


def test_of_a_feed_that_is_refused_the_first_fault_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(pack(tables({"t": ("village 8:00", "nowhere 9:00")})))
    error = _ask(str(broken), depart="2026-11-24T07:30")["error"]
    assert "stop_times.txt" in error
    assert "nowhere" in error


def test_a_line_that_is_no_question_is_named() -> None:
    with pytest.raises(CommandError, match="line 2 is no question"):
        list(answer_lines(["\n", "[]\n"]))


def test_the_real_networks_are_answered(shared: Path) -> None:
    answer = _ask(
        str(shared / "data/gtfs/car-jaune.zip"),
        from_stop="262",
        to_stop="174",
        depart="2025-10-06T12:00:00",
        back_after_min=60,
    )
    assert answer["out"]["depart"] == "2025-10-06T12:03:00"
    assert answer["back"]["legs"]
