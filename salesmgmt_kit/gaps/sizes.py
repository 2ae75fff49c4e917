"""What the size of a deal depends on: what is sold, or who sells it."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

Floats = npt.NDArray[np.float64]

#: Fewest deals won from which anything is said.
FEWEST: Final = 30


def size_shares(opportunities: pd.DataFrame) -> pd.DataFrame:
    """How much of the variance of the logarithm of a won deal's amount goes with product and with rep.

    Parameters
    ----------
    opportunities
        ``rep``, ``outcome``, ``amount`` (money), where known ``product``; deals of 0 or less have no
        logarithm and no say.

    Returns
    -------
    DataFrame
        One row per step: ``factor`` (``product``, ``rep``), ``n`` (deals), ``groups``, ``share`` (of the
        variance, adjusted for the number of groups, fraction; for ``rep``: of what ``product`` leaves), ``p``
        (of the factor doing nothing). Without products only ``rep``. Empty with fewer than 30 deals.

    Notes
    -----
    One-way analyses of variance in sequence; epsilon squared = 1 - (1 - R2) (n - 1) / (n - groups).

    References
    ----------
    Fisher 1925, Statistical Methods for Research Workers, chapter 7; Kelley 1935, PNAS 21 (epsilon squared).
    """
    columns = ["factor", "n", "groups", "share", "p"]
    won = opportunities[(opportunities["outcome"] == "won") & (opportunities["amount"] > 0)]
    factors = [name for name in ("product", "rep") if name in won and won[name].notna().any()]
    won = won.dropna(subset=factors)
    if len(won) < FEWEST:
        return pd.DataFrame(columns=columns)
    left = np.log(won["amount"].to_numpy(float))
    rows, lost = [], 0
    for name in factors:
        groups, k = _groups(won[name])
        within = left - (np.bincount(groups, left) / np.bincount(groups))[groups]
        rows.append((name, len(won), k, *_tested(left - left.mean(), within, k, lost)))
        left, lost = within, lost + k - 1
    return pd.DataFrame(rows, columns=columns)


def _groups(names: pd.Series) -> tuple[npt.NDArray[np.intp], int]:
    codes, found = pd.factorize(names)
    return codes, len(found)


def _tested(before: Floats, within: Floats, groups: int, lost: int) -> tuple[float, float]:
    """Adjusted share of the sum of squares that the groups take, and the p-value of F."""
    n = len(before) - lost
    total, rest = float(before @ before), float(within @ within)
    between, free = groups - 1, n - groups
    if total <= 0 or between < 1 or free < 1:
        return np.nan, np.nan
    share = 1 - (rest / total) * (n - 1) / free
    f = ((total - rest) / between) / (rest / free) if rest > 0 else np.inf
    return max(0.0, share), float(stats.f.sf(f, between, free))
