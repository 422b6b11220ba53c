"""What the documents show of a talk is what residents get."""

from __future__ import annotations

import pytest

from tests.source import ROOT
from tests.transcripts import Transcript, find_transcripts

TRANSCRIPTS = tuple(find_transcripts((ROOT / "docs/rides.md").read_text(encoding="utf-8")))


def test_there_are_ten() -> None:
    assert len(TRANSCRIPTS) >= 10


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=[one.messages[-1] for one in TRANSCRIPTS])
def test_what_the_document_shows_is_what_is_answered(transcript: Transcript) -> None:
    """When an answer was meant to change: ``python -m tests.transcripts docs/rides.md``, and read the difference."""
    assert transcript.text.rstrip() == transcript.say_again().rstrip()
