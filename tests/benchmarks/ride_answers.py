"""Every ride of a feed's day by SMS: ``python -m tests.benchmarks.ride_answers FEED.zip DAY [PAIRS]``.

PAIRS of places are sampled; without it all of them are told, which takes about an hour for Car Jaune. Exit status
1 when a ride does not fit into two segments, or loses a time, the way back or the phone.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from pathlib import Path

from tqdm import tqdm

from tests.handlers.answers.full_day import load_with_phone, tell_day


def main(feed: str, day: str, pairs: int | None = None) -> int:
    segments: Counter[int] = Counter()
    wrong = 0
    for told in tqdm(tell_day(load_with_phone(Path(feed)), date.fromisoformat(day), pairs), unit=" SMS", disable=None):
        segments[told.sms.segments] += 1
        if told.missing or told.sms.segments > 2:
            wrong += 1
            sys.stdout.write(f"{told}\n")
    spread = ", ".join(f"{count} of {number}" for number, count in sorted(segments.items()))
    sys.stdout.write(f"{sum(segments.values())} SMS: {spread} segment(s); {wrong} wrong\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], *(int(text) for text in sys.argv[3:4])))
