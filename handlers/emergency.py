"""Danger to life, recognised before everything else; what is only called an emergency is left alone."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.patterns import Match

KINDS = ("suicide", "violence", "child", "fire", "poison", "medical")
"""In the order in which they are told apart when several fit."""
LEARNED_ALONE = 0.95
"""The classifier alone raises the alarm from this probability on; with a cue it is not asked."""


def find_emergency(cue_matches: Sequence[Match], learned: float) -> str | None:
    """The kind of danger, or None. ``learned``: the classifier's probability that this is an emergency."""
    harmless = {p for m in cue_matches if m.pattern.label == "emergency.not" for p in m.positions}
    found = {
        m.pattern.label.removeprefix("emergency.")
        for m in cue_matches
        if m.pattern.label.startswith("emergency.") and not harmless & set(m.positions)
    }
    if any(m.pattern.label == "emergency.animal" for m in cue_matches):
        found -= {"medical", "poison", "animal"}  # an animal in danger needs a vet
        learned = 0.0
    for kind in KINDS:
        if kind in found:
            return kind
    return "medical" if learned >= LEARNED_ALONE and not harmless else None
