"""Promises of when two things are asked for in one breath, and which of them comes first."""

from __future__ import annotations

import pytest

from handlers.conversation import Conversation
from tests.handlers.resident import AREA_OF, understood


def asked(text: str, code: str = "fr") -> tuple[str, ...]:
    """The one need of a message, or both."""
    said = understood(text, AREA_OF[code], Conversation(language=code))
    return tuple(need.code for need in said.needs[: 2 if said.has_second_need else 1])


@pytest.mark.parametrize(
    ("code", "text", "needs"),
    [
        ("fr", "une boulangerie et une pharmacie à Volonne", ("bakery", "pharmacy")),
        ("fr", "une pharmacie puis une boulangerie à Volonne", ("pharmacy", "bakery")),
        ("en", "a dentist and a bakery in Gap", ("dentist", "bakery")),
        ("en", "a dentist & a bakery in Gap", ("dentist", "bakery")),
        ("nl", "een apotheek en een bakker in Ieper", ("pharmacy", "bakery")),
    ],
)
def test_two_things_that_are_joined_are_both_asked_for_in_the_order_they_are_said(
    code: str, text: str, needs: tuple[str, ...]
) -> None:
    assert asked(text, code) == needs


@pytest.mark.parametrize(
    "text", ["une pharmacie", "une pharmacie, la boulangerie fermait", "un dentiste car j'ai mal et je dors plus"]
)
def test_one_thing_asked_for_is_one_need(text: str) -> None:
    assert len(asked(text)) == 1
