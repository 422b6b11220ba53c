"""How many names of map features lead to their need: ``python -m tests.benchmarks.vocabulary FILE [STEP]``.

FILE has the columns category, lang, term, preset of ``osm_preset_names.tsv`` (names of the iD tagging schema); every
STEP-th term (default 3) whose tags our taxonomy has is put into one sentence of its language. Right is a need that
shares a tag with it.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

from knowledge.taxonomy import load_taxonomy
from tests.handlers.resident import Resident

ASKED = {
    "fr": ("hautes-alpes", "je cherche {} à Gap"),
    "en": ("hautes-alpes", "looking for {} in Gap"),
    "nl": ("westhoek", "ik zoek {} in Ieper"),
}


def main(path: Path, step: int) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for code in ASKED:
        tried = list(_terms(rows, code))[::step]
        missed = [term for term, tags in tried if not tags & _understood(term, code)]
        share = 1 - len(missed) / max(1, len(tried))
        sys.stdout.write(f"{code}: {len(tried) - len(missed)} of {len(tried)} ({share:.1%})\n")
        sys.stdout.write(f"  missed: {', '.join(missed)}\n")


def _terms(rows: Iterable[dict[str, str]], code: str) -> Iterable[tuple[str, set[str]]]:
    known = {tag for category in load_taxonomy().codes for tag in load_taxonomy().get(category).osm}
    for row in rows:
        tags = set(row["category"].split(";"))
        if row["lang"] == code and tags & known:
            yield row["term"], tags


def _understood(term: str, code: str) -> set[str]:
    area, sentence = ASKED[code]
    needs = Resident(area).state(sentence.format(term))["osm"]
    return {tag for tags in needs for tag in tags}


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3)
