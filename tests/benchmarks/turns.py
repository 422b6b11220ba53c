"""How long a turn takes and what it needs of memory: ``python -m tests.benchmarks.turns MESSAGES.jsonl``.

Each line of the file is an object with a ``text``, as in residents/messages.jsonl. All are answered in one process,
each to somebody new; what is printed are milliseconds a turn and megabytes of the process.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from pathlib import Path

from tests.handlers.resident import Resident


def main(path: str) -> None:
    texts = [json.loads(line)["text"] for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
    Resident().say("bonjour")  # words and places are compiled once
    took = sorted(_time(text) for text in texts)
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    slow = took[int(len(took) * 0.99)]
    sys.stdout.write(f"{len(took)} turns: median {statistics.median(took):.1f} ms, 99 % within {slow:.1f} ms\n")
    sys.stdout.write(f"process: {memory_mb:.0f} MB at most\n")


def _time(text: str) -> float:
    resident = Resident()
    start = time.perf_counter()
    resident.say(text)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main(sys.argv[1])
