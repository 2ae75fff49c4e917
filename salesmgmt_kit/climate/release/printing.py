"""How coarsely figures are printed: a second layer over the rule that all are of enough people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

#: Scores end here: beyond, everybody of a small unit would have given the same answer.
SCORE_ENDS: Final = (5.0, 95.0)
#: So do shares of fewer people than this.
SHARE_ENDS: Final = (0.1, 0.9)
_FEW: Final = 20
#: Scores of fewer people, some of whom have changed, are printed in steps of so many points.
CHANGED: Final = 10
COARSE: Final = 5.0
_COUNT_STEP: Final = 5.0
_ONE_MORE: Final = 1

SCORES: Final = frozenset({"score"})
SHARES: Final = frozenset({"favourable", "promotes", "detracts", "share", "answered"})


def as_printed(figures: pd.DataFrame, n: pd.Series, coarse: pd.Series) -> pd.DataFrame:
    """Figures as coarse as they may be shown.

    Parameters
    ----------
    figures
        One row per figure: ``unit``, ``measure``, ``value``.
    n
        By row: people it is of.
    coarse
        By row: whether some of those people have come or gone since the wave before, so few that who did
        could be told.

    Returns
    -------
    DataFrame
        The same rows, ``value`` in whole points or percents, in steps of five points where coarse, and no
        nearer to the ends of the scale than 5 points, or 10 percent of fewer than 20 people.
    """
    value = figures["value"].to_numpy(float)
    is_score = figures["measure"].isin(SCORES).to_numpy()
    kind = {name: name.partition(":")[0] for name in figures["measure"].unique()}
    is_share = figures["measure"].map(kind).isin(SHARES).to_numpy()
    step = np.where(coarse.to_numpy(bool), COARSE, 1.0)
    scores = np.clip(_to_step(value, step), *SCORE_ENDS)
    shares = _to_step(100 * value, step) / 100
    shares = np.where(n.to_numpy(float) < _FEW, np.clip(shares, *SHARE_ENDS), shares)
    return figures.assign(value=np.where(is_score, scores, np.where(is_share, shares, value)))


def is_coarse(changed: Mapping[str, float], n: Mapping[str, float], *, least: int) -> dict[str, bool]:
    """By unit: whether so few of its few people came or went that their answers could be worked out.

    Parameters
    ----------
    changed
        By unit: people who came or left since the wave before.
    n
        By unit: people who answered.
    """
    return {unit: 0 < changed.get(unit, 0) < least and size < CHANGED for unit, size in n.items()}


def rate_as_printed(answered: float, asked: float, *, least: int) -> float:
    """The response rate of a unit; 90 percent stands for all, and for all but one: nobody is to be found out.

    Missing where too few were asked.

    Parameters
    ----------
    answered, asked
        People.
    least
        People a figure must be of.
    """
    if asked < least or answered > asked:
        return float("nan")
    return SHARE_ENDS[1] if asked - answered <= _ONE_MORE else answered / asked


def count_as_printed(n: float) -> float:
    """A number of people of the whole company, to the nearest five."""
    return _COUNT_STEP * round(n / _COUNT_STEP)


def _to_step(values: Floats, step: Floats) -> Floats:
    rounded: Floats = step * np.floor(values / step + 0.5)
    return rounded
