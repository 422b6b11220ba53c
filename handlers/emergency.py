"""Danger to life, recognised before everything else; what is only called an emergency is left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.patterns import Match

KINDS = ("suicide", "violence", "child", "fire", "poison", "medical")
"""In the order in which they are told apart when several fit."""
NONE = "none"
"""The classifier's label of what is no danger to life."""
LEARNED_ALONE = 0.5
"""The classifier alone raises the alarm from this probability of any danger on."""
DOUBTED = 0.02
"""Words that a cue knows raise none where the classifier is this sure of the contrary ("la balle a cassé la vitre")."""


def find_emergency(cue_matches: Sequence[Match], learned: Mapping[str, float]) -> str | None:
    """The kind of danger, or None. ``learned``: kind or NONE -> probability, empty when nothing was trained."""
    harmless = {p for m in cue_matches if m.pattern.label == "emergency.not" for p in m.positions}
    found = {
        m.pattern.label.removeprefix("emergency.")
        for m in cue_matches
        if m.pattern.label.startswith("emergency.") and not harmless & set(m.positions)
    }
    dangers = {kind: share for kind, share in learned.items() if kind != NONE}
    danger = sum(dangers.values())
    if "animal" in found:
        found -= {"medical", "poison", "animal"}  # an animal in danger needs a vet
        danger = 0.0
    if not learned or danger >= DOUBTED or "animal" in found:
        for kind in KINDS:
            if kind in found:
                return kind
    return max(dangers, key=dangers.__getitem__) if danger >= LEARNED_ALONE and not harmless else None
