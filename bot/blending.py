"""Fit the weights of ``handlers.blend``: a conditional logit over the candidate needs of each example sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from handlers.blend import SIGNALS

RIDGE = 1.0
"""Keeps weights small where the sentences do not tell."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates of one sentence: a row of ``SIGNALS`` each, and which of them are right."""

    signals: NDArray[np.float64]
    right: NDArray[np.bool_]


def fit_weights(choices: Sequence[Choice]) -> NDArray[np.float32]:
    """Weights of ``SIGNALS`` under which the right candidates are likeliest; sentences without one teach nothing."""
    useful = [choice for choice in choices if choice.right.any()]
    if not useful:
        return np.zeros(0, dtype=np.float32)
    rows = np.vstack([choice.signals for choice in useful])
    right = np.concatenate([choice.right for choice in useful]).astype(float)
    sizes = np.array([len(choice.signals) for choice in useful])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    spread = rows.std(axis=0) + 1e-9
    scaled = (rows - rows.mean(axis=0)) / spread

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        sums = scaled @ weights
        most = np.maximum.reduceat(sums, starts)
        odds = np.exp(sums - np.repeat(most, sizes))
        total, good = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts)
        slope = scaled.T @ (odds / np.repeat(total, sizes) - odds * right / np.repeat(good, sizes))
        return float(-np.log(good / total).sum() + RIDGE * (weights @ weights) / 2), slope + RIDGE * weights

    found = minimize(loss, np.zeros(len(SIGNALS)), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / spread, dtype=np.float32)
