"""Transcripts inside a document, made again: ``python -m tests.transcripts docs/rides.md`` writes what is said today.

A transcript is a block of indented lines: the command, an empty line, then messages (``> ...``) and answers.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from bot.__main__ import main as run_allo

INDENT = "    "
_BLOCK = re.compile(rf"(?:^{INDENT}\./allo chat [^\n]*\n)(?:(?:{INDENT}[^\n]*)?\n)*(?={INDENT}|\S|\Z)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Transcript:
    text: str
    """As it stands in the document."""

    @property
    def lines(self) -> list[str]:
        return [line.removeprefix(INDENT) for line in self.text.rstrip().splitlines()]

    @property
    def command(self) -> str:
        return self.lines[0]

    @property
    def messages(self) -> list[str]:
        return [line.removeprefix("> ") for line in self.lines if line.startswith("> ")]

    def say_again(self) -> str:
        """The block with what is answered now."""
        spoken, told = io.StringIO("\n".join(self.messages) + "\n"), io.StringIO()
        with mock.patch("sys.stdin", spoken), contextlib.redirect_stdout(told):
            run_allo(shlex.split(self.command)[1:])
        lines = [self.command, "", *told.getvalue().rstrip().splitlines()]
        return "\n".join(f"{INDENT}{line}".rstrip() for line in lines) + "\n\n"


def find_transcripts(document: str) -> Iterator[Transcript]:
    return (Transcript(match.group(0)) for match in _BLOCK.finditer(document + "\n"))


def main(path: str) -> None:
    document = Path(path).read_text(encoding="utf-8")
    for transcript in find_transcripts(document):
        document = document.replace(transcript.text.rstrip("\n"), transcript.say_again().rstrip("\n"))
    Path(path).write_text(document, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
