"""Dialect spellings become the words they stand for, by a table and by regular sounds."""

import pytest

from handlers.language import load_languages
from handlers.shorthand import Joined, Respelling, Shorthand
from tests.handlers.resident import Resident

DIALECT = Shorthand(
    {"kga": "ik ga", "goan": "gaan"},
    (Respelling.read("oa > aa"), Respelling.read("y > ij")),
    (Respelling.read("e$ >"),),
    (Joined("k", "ik", frozenset({"staan", "rijd"})),),
    frozenset({"straat", "kraan", "prijs", "raak"}),
    frozenset({"straat", "kraan", "prijs", "staan", "rijd"}),
)


@pytest.mark.parametrize(
    ("word", "standard"),
    [
        ("kga", "ik ga"),
        ("stroat", "straat"),
        ("stroate", "straat"),
        ("kraan", None),
        ("kstoan", "ik staan"),
        ("kryde", "ik rijd"),
        ("straate", None),
        ("watou", None),
    ],
)
def test_a_word_that_nobody_knows_is_respelt_until_a_known_one_comes_out(word: str, standard: str | None) -> None:
    assert DIALECT.get(word) == standard


def test_a_rule_without_its_arrow_is_an_error_that_names_it() -> None:
    with pytest.raises(ValueError, match="oa aa"):
        Respelling.read("oa aa")


@pytest.mark.parametrize(
    ("word", "standard"),
    [("kzoe", "ik zoek"), ("skoenen", "schoenen"), ("toafel", "tafel"), ("voern", "voeren"), ("kwerke", "ik werk")],
)
def test_west_flemish_is_heard(word: str, standard: str) -> None:
    assert load_languages().get("nl").texting.get(word) == standard


def test_a_place_written_right_is_no_dialect() -> None:
    resident = Resident("westhoek")
    assert resident.state("waar is er een bakker in Staden")["place"] == "Staden"
