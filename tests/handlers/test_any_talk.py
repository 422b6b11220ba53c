"""Promise that whatever is said in whatever order, every turn is answered, within two segments."""

from __future__ import annotations

import random

import pytest

from bot.training_examples import read_pairs, read_turns
from handlers.language import LANGUAGE_CODES, LANGUAGES_FOLDER
from tests.handlers.resident import AREA_OF, Resident

SHORT = (
    "1",
    "la 2",
    "oui",
    "non",
    "PLUS",
    "AUTRE",
    "TRAJET",
    "demain",
    "et à Gap ?",
    "en in Veurne?",
    "retour",
    "?",
    "5",
)
TALKS, TURNS, SEED = 60, 6, 20261126


def sentences(code: str, pattern: str) -> list[str]:
    return [text for _, text in read_pairs(LANGUAGES_FOLDER / code / "examples", pattern)]


@pytest.mark.parametrize("code", LANGUAGE_CODES)
def test_every_turn_of_any_talk_is_answered(code: str) -> None:
    chance = random.Random(SEED)
    anything = [text for kind in ("needs_*.tsv", "intents_*.tsv", "danger*.tsv") for text in sentences(code, kind)]
    follow_ups = [*(turn.text for turn in read_turns(LANGUAGES_FOLDER / code / "examples")), *SHORT]
    for _ in range(TALKS):
        resident = Resident(AREA_OF[code])
        for turn in range(TURNS):
            pool = anything if turn % 2 == 0 else follow_ups
            assert resident.sms(chance.choice(pool)).strip()
