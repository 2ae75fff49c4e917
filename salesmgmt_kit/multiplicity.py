"""Which of many tests hold, when many are made at once."""

from __future__ import annotations

import pandas as pd
from statsmodels.stats.multitest import multipletests


def discoveries(p: pd.Series, *, false_discovery_rate: float = 0.05) -> pd.Series:
    """Which of many tests hold when only so large a share of the claims may be false.

    Parameters
    ----------
    p
        One p-value per test; a missing one is no claim.

    Returns
    -------
    Series
        One flag per test.

    References
    ----------
    Benjamini & Hochberg 1995, JRSS B 57(1), equation 1.
    """
    return _held(p, false_discovery_rate, "fdr_bh")


def claimed(p: pd.Series, *, share: float) -> pd.Series:
    """Which of many tests hold when no claim at all may be false more often than this.

    Parameters
    ----------
    p
        One p-value per test; a missing one is no claim.
    share
        Of pages with any false claim among these, fraction.

    Returns
    -------
    Series
        One flag per test.

    References
    ----------
    Holm 1979, Scandinavian Journal of Statistics 6(2).
    """
    return _held(p, share, "holm")


def _held(p: pd.Series, level: float, method: str) -> pd.Series:
    known = p.dropna()
    held = pd.Series(False, index=p.index)
    if len(known):
        held[known.index] = multipletests(known, alpha=level, method=method)[0]
    return held
