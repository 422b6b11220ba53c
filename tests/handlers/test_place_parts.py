"""Promises of the part that each place plays where no preposition tells it, on the models that ship."""

from __future__ import annotations

import pytest

from handlers.conversation import Conversation
from handlers.language import load_languages
from handlers.place_parts import PARTS
from tests.handlers.resident import AREA_OF, understood


def ends(code: str, text: str) -> tuple[str | None, str | None]:
    where = understood(text, AREA_OF[code], Conversation(language=code)).where
    return (where.origin.commune if where.origin else None, where.search.commune if where.search else None)


@pytest.mark.parametrize(
    ("code", "text", "origin", "goal"),
    [
        ("fr", "mon train arrive à Sisteron samedi 18h, comment je rentre à Volonne après", "Sisteron", "Volonne"),
        ("fr", "je dois être à l'hôpital de Manosque mardi 9h, j'habite Oraison", "Oraison", "Manosque"),
        ("en", "hospital lets me out in Gap on Friday, home is Orcieres and I have no car", "Gap", "Orcières"),
        ("en", "we live in Embrun, swimming lesson is in Gap at 4, which bus", "Embrun", "Gap"),
        ("nl", "mijn zoon moet vrijdag om 9u in Ieper zijn, wij wonen in Poperinge, welke bus", "Poperinge", "Ieper"),
    ],
)
def test_a_trip_goes_from_where_one_is_to_where_one_has_to_be(code: str, text: str, origin: str, goal: str) -> None:
    assert ends(code, text) == (origin, goal)


@pytest.mark.parametrize(
    ("code", "text", "commune"),
    [
        ("fr", "le boucher d'Oraison a fermé, il y en a un aux Mées ?", "Les Mées"),
        ("en", "my old dentist was in Gap, looking for one in Embrun now", "Embrun"),
        ("nl", "de bakker van Diksmuide is toe, is er een in Veurne", "Veurne"),
    ],
)
def test_a_place_told_in_passing_is_not_searched_in(code: str, text: str, commune: str) -> None:
    assert ends(code, text)[1] == commune


def test_every_language_has_learned_every_part() -> None:
    for code in load_languages().codes:
        model = load_languages().get(code).place_model
        assert model is not None
        assert set(model.labels) == set(PARTS)
