"""A second opinion that generalises: a small linear classifier over words and letters, shipped as data.

``./allo train`` makes the weights from the sentences under ``languages/<code>/examples``.
The sparse product is written out here: about 0.1 ms a text, no scikit-learn at run time.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from handlers.stems import phonetic

LETTER_GRAMS = (3, 4, 5)


def features(words: Sequence[str]) -> list[str]:
    """Words, pairs of words, groups of letters and sounds of a folded, masked message."""
    found: list[str] = []
    previous = "^"
    for word in words:
        found.append(f"w:{word}")
        found.append(f"b:{previous} {word}")
        previous = word
        if word.startswith("<"):
            continue
        found.append(f"p:{phonetic(word)}")
        padded = f"_{word}_"
        for n in LETTER_GRAMS:
            found.extend(f"c:{padded[i : i + n]}" for i in range(len(padded) - n + 1))
    found.append(f"b:{previous} $")
    found.append(f"n:{min(len(words) // 3, 6)}")
    return found


def feature_keys(found: Iterable[str]) -> list[int]:
    """Features as 32-bit keys, each once."""
    return list({zlib.crc32(f.encode()) for f in found})


@dataclass(frozen=True, slots=True)
class Classifier:
    """Weights of one question (which intent? which need?) in one language.

    ``keys`` sorted uint32 (n,), ``starts`` int32 (n + 1,), ``columns`` uint16 and ``weights`` int8 in rows of a sparse
    matrix, ``scale`` per class, ``bias`` per class; ``temperature`` was fitted on held-out sentences.
    """

    labels: tuple[str, ...]
    keys: NDArray[np.uint32]
    starts: NDArray[np.int32]
    columns: NDArray[np.uint16]
    weights: NDArray[np.int8]
    idf: NDArray[np.float32]
    scale: float
    bias: NDArray[np.float32]
    temperature: float

    @classmethod
    def load(cls, path: Path, name: str) -> Classifier | None:
        """None when nothing was trained for this language: the program then works from words alone."""
        if not path.exists():
            return None
        with np.load(path, allow_pickle=False) as data:
            if f"{name}_labels" not in data:
                return None
            get = {
                k: data[f"{name}_{k}"]
                for k in ("labels", "keys", "starts", "columns", "weights", "idf", "scale", "bias", "t")
            }
        return cls(
            labels=tuple(str(label) for label in get["labels"]),
            keys=get["keys"],
            starts=get["starts"],
            columns=get["columns"],
            weights=get["weights"],
            idf=get["idf"],
            scale=float(get["scale"]),
            bias=get["bias"],
            temperature=float(get["t"]),
        )

    def margins(self, found: Iterable[str]) -> NDArray[np.float32]:
        wanted = np.fromiter(feature_keys(found), dtype=np.uint32)
        at = np.searchsorted(self.keys, wanted)
        at[at == len(self.keys)] = 0
        rows = at[self.keys[at] == wanted]
        if len(rows) == 0:
            return self.bias
        values = self.idf[rows]
        values = values / np.sqrt(np.dot(values, values))
        first, count = self.starts[rows], self.starts[rows + 1] - self.starts[rows]
        at_end = np.cumsum(count)
        entries = np.arange(at_end[-1]) + np.repeat(first - (at_end - count), count)
        shares = self.weights[entries] * np.repeat(values, count)
        sums = np.bincount(self.columns[entries], weights=shares, minlength=len(self.labels))
        return (sums * self.scale + self.bias).astype(np.float32)

    def probabilities(self, words: Sequence[str]) -> dict[str, float]:
        """Label -> probability, best first."""
        return self.probabilities_of(features(words))

    def probabilities_of(self, found: Iterable[str]) -> dict[str, float]:
        """As ``probabilities``, of features that are not made from words alone."""
        logits = self.margins(found) / self.temperature
        logits = np.exp(logits - logits.max())
        logits /= logits.sum()
        order = np.argsort(-logits)
        return {self.labels[i]: float(logits[i]) for i in order}


def top(probabilities: dict[str, float], count: int) -> Iterable[tuple[str, float]]:
    return list(probabilities.items())[:count]
