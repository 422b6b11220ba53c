"""Which days of the week a regular trip is about."""

from __future__ import annotations

import pytest

from handlers.when import find_whens
from handlers.when_habit import find_habit_days
from tests.handlers.resident import NOW

WORKDAYS = (0, 1, 2, 3, 4)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("tous les mardis 8h30", "fr", (1,)),
        ("tous les lundis et jeudis 8h", "fr", (0, 3)),
        ("le mardi et le jeudi matin", "fr", (1, 3)),
        ("du lundi au vendredi 7h30", "fr", WORKDAYS),
        ("en semaine 7h", "fr", WORKDAYS),
        ("tous les matins 7h", "fr", EVERY_DAY),
        ("jeudi 9h", "fr", ()),
        ("régulièrement", "fr", ()),
        ("every Tuesday at 9", "en", (1,)),
        ("on Mondays 8am", "en", (0,)),
        ("weekdays at 8", "en", WORKDAYS),
        ("elke dinsdag om 8u", "nl", (1,)),
        ("elke werkdag om 6u45", "nl", WORKDAYS),
    ],
)
def test_the_days_of_a_habit_are_known(text: str, language: str, days: tuple[int, ...]) -> None:
    assert find_habit_days(text, find_whens(text, NOW, language), language) == days
