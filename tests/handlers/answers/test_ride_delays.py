"""Delays and cancellations in the answer, while they are fresh."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from handlers.conversation import Conversation
from knowledge.rides.rides import Rides
from tests.handlers.answers.villages import DAY_OUT, rides
from tests.handlers.resident import NOW, Resident
from tests.knowledge.rides.feeds import Rows
from tests.knowledge.rides.news import Calls, delays_of, feed

ASKED = "le prochain bus de peyruis à sisteron tout de suite"


def told(
    late: dict[str, Calls] | None = None,
    cancelled: tuple[str, ...] = (),
    age: timedelta = timedelta(),
    calls: Mapping[str, Rows] = DAY_OUT,
) -> Rides:
    planned = rides(calls)
    assert planned.timetable is not None
    return planned.with_delays((delays_of(planned.timetable, feed(NOW - age, late, cancelled), NOW, "example.zip"),))


def test_a_delay_is_in_the_hours_and_said() -> None:
    late: dict[str, Calls] = {"out_2": [{"stop": "peyruis", "departure": 720}]}
    answer = Resident(rides=told(late)).sms(ASKED)
    assert "Aller 12h47 Place de Peyruis > 13h27 Gare de Sisteron (ligne 12, retard 12 min)." in answer, answer


def test_a_cancelled_bus_is_said_and_the_next_one_told() -> None:
    answer = Resident(rides=told(cancelled=("out_2",))).sms(ASKED)
    assert answer.startswith("Supprimé : 12h35 (ligne 12).\n"), answer
    assert "Aller 15h " in answer


def test_stale_news_are_not_told() -> None:
    answer = Resident(rides=told(cancelled=("out_2",), age=timedelta(minutes=6))).sms(ASKED)
    assert "Supprim" not in answer
    assert "Aller 12h35 " in answer


def test_another_day_is_as_planned() -> None:
    answer = Resident(rides=told(cancelled=("out_2",))).sms("bus de peyruis à sisteron demain après-midi")
    assert "Supprim" not in answer


def test_a_bus_that_does_not_call_here_today_is_said() -> None:
    answer = Resident(rides=told({"out_2": [{"stop": "peyruis", "skipped": True}]})).sms(ASKED)
    assert answer.startswith("Supprimé : 12h35 (ligne 12).\n"), answer
    assert "Aller 15h " in answer


def test_a_change_that_a_delay_breaks_is_not_offered() -> None:
    calls = {
        "to_volonne": ("peyruis 12:00", "volonne 12:20"),
        "on": ("volonne 12:30", "sisteron 12:50"),
        "later": ("volonne 14:30", "sisteron 14:50"),
        "back": ("sisteron 18:00", "peyruis 18:40"),
    }
    assert "> 12h50 Gare de Sisteron" in Resident(rides=told(calls=calls)).sms(ASKED)
    answer = Resident(rides=told({"to_volonne": [{"stop": "peyruis", "departure": 600}]}, calls=calls)).sms(ASKED)
    assert "12h10 Place de Peyruis" in answer, answer
    assert "12h50" not in answer
    assert "14h30 > 14h50 Gare de Sisteron" in answer


@pytest.mark.parametrize(
    ("language", "late", "gone"), [("en", "12 min late", "Cancelled"), ("nl", "12 min", "Afgeschaft")]
)
def test_delays_are_told_in_every_language(language: str, late: str, gone: str) -> None:
    speaks = Conversation(language=language)
    asked = {"en": "next bus from peyruis to sisteron now", "nl": "volgende bus van peyruis naar sisteron nu"}[language]
    delayed: dict[str, Calls] = {"out_2": [{"stop": "peyruis", "departure": 720}]}
    assert late in Resident(rides=told(delayed), conversation=speaks).sms(asked)
    assert gone in Resident(rides=told(cancelled=("out_2",)), conversation=speaks).sms(asked)


def test_later_is_not_the_same_bus_that_is_late_by_now() -> None:
    resident = Resident(rides=told())
    assert "Aller 12h35 " in resident.sms(ASKED)
    resident.rides = told({"out_2": [{"stop": "peyruis", "departure": 720}]})
    assert "Aller 15h " in resident.sms("plus tard")
    assert "Aller 12h47 " in resident.sms("plus tôt")
