"""How the children of one unit share its target: by their claims, or by one probability for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Rule = Literal["shares", "equal_probability"]

#: Halvings of the interval of a probability: beyond the digits of a float.
_HALVINGS: Final = 60


@dataclass(frozen=True)
class Children:
    """The children of one unit, in steps."""

    centre: Floats
    variance: Floats
    low: Floats
    high: Floats
    total: int
    paths: list[Floats]


def by_shares(group: Children) -> Floats:
    """The least weighted change to the centres that adds up within the limits."""
    spread = np.maximum(group.variance, 1e-9 * max(float(group.variance.max(initial=0)), 1e-300))
    turns = np.concatenate([(group.low - group.centre) / spread, (group.high - group.centre) / spread])
    turns = np.unique(turns)
    moved = np.clip(group.centre + turns[:, None] * spread, group.low, group.high)
    sums = moved.sum(axis=1)
    at = int(np.searchsorted(sums, group.total))
    if at == 0 or at == len(turns):
        return np.asarray(moved[min(at, len(turns) - 1)])
    part = (group.total - sums[at - 1]) / (sums[at] - sums[at - 1])
    return np.asarray(moved[at - 1] + part * (moved[at] - moved[at - 1]))


def by_probability(group: Children) -> Floats:
    """The quantiles of one probability, within limits, that add up; the highest when that is too little."""
    paths = np.stack(group.paths)
    points = np.linspace(0, 1, paths.shape[1])
    left, right = 0.0, 1.0

    def quantiles(q: float) -> Floats:
        own = np.array([np.interp(q, points, row) for row in paths])
        return np.asarray(np.clip(own, group.low, group.high))

    lowest, highest = quantiles(0.0), quantiles(1.0)
    if lowest.sum() >= group.total:  # even the worst futures come to more: lowered in proportion
        return by_shares(Children(lowest, lowest + 1e-9, group.low, group.high, group.total, []))
    if highest.sum() < group.total:
        return highest
    for _ in range(_HALVINGS):
        middle = (left + right) / 2
        left, right = (middle, right) if quantiles(middle).sum() < group.total else (left, middle)
    return _closed(quantiles(left), quantiles(right), group.total)


def _closed(below: Floats, above: Floats, total: int) -> Floats:
    """The point between two answers that adds up to the total."""
    width = above.sum() - below.sum()
    part = (total - below.sum()) / width if width > 0 else 0.0
    return np.asarray(below + part * (above - below))


RULES: Final[Mapping[str, Callable[[Children], Floats]]] = {
    "shares": by_shares,
    "equal_probability": by_probability,
}
