"""Danger to life, recognised before everything else; what is only called an emergency is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from handlers.classifier import Classifier, features
from handlers.patterns import Match

KINDS = ("suicide", "violence", "child", "fire", "poison", "medical")
"""In the order in which they are told apart when several fit."""
NONE = "none"
"""The classifier's label of what is no danger to life."""
ANIMAL = "emergency.animal"
"""A vet is needed; only read of words that are spelt right, for it silences an alarm."""
LEARNED_ALONE = -0.1
"""The classifiers alone raise the alarm from this score on: of 1,600 messages that they had not seen, three of those
without danger did, and 62 of the 67 with danger."""
DOUBTED = -1.0
"""Below it, words that a cue knows raise none ("la balle a cassé la vitre")."""
PLAIN_DANGER = 0.8
"""From it on, a word that all is well is no comfort."""
INTENT_WEIGHT = 0.25
"""What the classifier of intents counts (log-odds of "emergency") beside the margin of that of dangers."""


@dataclass(frozen=True, slots=True)
class Danger:
    """What was learned of a message: how much it sounds like danger (0: as much as not), and like which."""

    score: float
    kind: str


def sense_danger(model: Classifier | None, ways: Sequence[Sequence[str]], intent: float) -> Danger | None:
    """The danger of whichever of the ``ways`` to read the words sounds most like it; None where nothing was trained.

    ``intent``: probability of an emergency by the classifier of intents.
    """
    if model is None:
        return None
    odds = log((intent + 1e-4) / (1 - intent + 1e-4))
    sensed = [_sense(model, words, INTENT_WEIGHT * odds) for words in ways if words]
    return max(sensed, key=lambda danger: danger.score, default=None)


def _sense(model: Classifier, words: Sequence[str], bonus: float) -> Danger:
    margins = dict(zip(model.labels, map(float, model.margins(features(words))), strict=True))
    calm = margins.pop(NONE)
    return Danger(bonus - calm, max(margins, key=margins.__getitem__))


def find_emergency(cue_matches: Sequence[Match], learned: Danger | None) -> str | None:
    """The kind of danger, or None."""
    harmless = {p for m in cue_matches if m.pattern.label == "emergency.not" for p in m.positions}
    found = {
        m.pattern.label.removeprefix("emergency.")
        for m in cue_matches
        if m.pattern.label.startswith("emergency.")
        and not harmless & set(m.positions)
        and (m.quality == 1 or m.pattern.label != ANIMAL)
    }
    if "over" in found and (learned is None or learned.score < PLAIN_DANGER):
        return None  # "the ambulance came, she is stable", but not "c'est bon, j'ai assez de cachets pour en finir"
    if "animal" in found:
        return next((kind for kind in KINDS if kind in found - {"medical", "poison"}), None)  # a vet is needed
    if learned is None or learned.score >= DOUBTED:
        for kind in KINDS:
            if kind in found:
                return kind
    labels = {m.pattern.label for m in cue_matches}
    is_choice = {"choice", "ask.hours"} <= labels  # "kga morgen, is de 2 dan open" goes on about a list
    return learned.kind if learned and learned.score >= LEARNED_ALONE and not harmless and not is_choice else None
