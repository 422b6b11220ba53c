"""Delays and cancellations in the answer, while they are fresh."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from knowledge.rides.realtime import read_news
from knowledge.rides.rides import Rides
from tests.handlers.answers.villages import rides
from tests.handlers.resident import NOW, Resident
from tests.knowledge.rides.news import Calls, feed

ASKED = "le prochain bus de peyruis à sisteron tout de suite"


def told(late: dict[str, Calls] | None = None, cancelled: tuple[str, ...] = (), age: timedelta = timedelta()) -> Rides:
    planned = rides()
    assert planned.timetable is not None
    return replace(planned, live=planned.timetable.with_news(read_news(feed(NOW - age, late, cancelled))))


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
