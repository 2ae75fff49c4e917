"""Scores of KPIs: what attainment is worth, and five ways to bring KPIs to one scale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

Floats = npt.NDArray[np.float64]

#: Attainment that scores 0, that scores 100, and above which nothing more is scored.
KNOTS: Final[Mapping[str, float]] = {"threshold": 0.6, "full": 1.0, "cap": 1.2}


def attainment(value: Floats, target: Floats, *, down: npt.NDArray[np.bool_] | bool = False) -> Floats:
    """How much of the target was reached, fraction; missing where the target is missing or not above 0.

    Where less is better (``down``) it is 2 - value / target: half the target is 1.5, twice the target 0.

    Examples
    --------
    >>> attainment(np.array([80.0, 5.0]), np.array([100.0, 10.0]), down=np.array([False, True])).tolist()
    [0.8, 1.5]
    """
    asked = np.where(np.asarray(target, float) > 0, target, np.nan)
    ratio = np.asarray(value, float) / asked
    return np.asarray(np.where(down, 2 - ratio, ratio))


def score(
    attained: Floats,
    *,
    threshold: Floats | float = 0.6,
    full: Floats | float = 1.0,
    cap: Floats | float = 1.2,
) -> Floats:
    """Points for attainment: 0 at the threshold, 100 at full, in proportion beyond it, flat from the cap.

    Parameters
    ----------
    attained
        Fractions; missing stays missing.
    threshold, full, cap
        Knots, fractions with threshold < full <= cap.

    Raises
    ------
    ValueError
        When the knots are not in order.

    Examples
    --------
    >>> score(np.array([0.6, 0.8, 1.0, 1.1, 1.5])).round(9).tolist()
    [0.0, 50.0, 100.0, 110.0, 120.0]
    """
    low, middle, high = (np.asarray(knot, float) for knot in (threshold, full, cap))
    if not (np.all(low < middle) and np.all(middle <= high)):
        raise ValueError("threshold must be below full, and full not above cap")
    rising = 100 * (attained - low) / (middle - low)
    beyond = 100 * np.minimum(attained, high) / middle
    return np.asarray(np.where(attained <= middle, np.maximum(rising, 0), beyond))


def scored(measured: pd.DataFrame, kpis: pd.DataFrame) -> pd.DataFrame:
    """Attainment and score of what was measured.

    Parameters
    ----------
    measured
        From :func:`~salesmgmt_kit.kpi.measure`.
    kpis
        The client's catalogue; empty knots are those of :data:`KNOTS`.

    Returns
    -------
    DataFrame
        ``measured`` with ``attainment`` (fraction), ``score`` (points) and ``flat`` (whether more or less
        would change nothing: at the threshold or below, at the cap or above).
    """
    rows = kpis.set_index("kpi")[[*KNOTS, "direction"]].loc[measured["kpi"]]
    knots = {name: rows[name].fillna(value).to_numpy(float) for name, value in KNOTS.items()}
    attained = attainment(
        measured["value"].to_numpy(float),
        measured["target"].to_numpy(float),
        down=(rows["direction"] == "down").to_numpy(),
    )
    flat = (attained <= knots["threshold"]) | (attained >= knots["cap"])
    return measured.assign(attainment=attained, score=score(attained, **knots), flat=flat)


def _min_max(x: Floats) -> Floats:
    low, width = np.nanmin(x, axis=0), np.ptp(x, axis=0)
    return np.asarray(100 * np.divide(x - low, width, out=np.full(x.shape, 0.5), where=width > 0))


def _z_scores(x: Floats) -> Floats:
    spread = x.std(axis=0, ddof=1)
    return np.asarray(
        100 + 10 * np.divide(x - x.mean(axis=0), spread, out=np.zeros(x.shape), where=spread > 0)
    )


def _ranks(x: Floats) -> Floats:
    """Ranks by column, ties sharing their mean; where there are none the order alone is much faster."""
    columns = np.ascontiguousarray(x.T)
    order = np.argsort(columns, axis=1)
    ascending = np.take_along_axis(columns, order, axis=1)
    if not (ascending[:, 1:] > ascending[:, :-1]).all():
        return np.asarray(stats.rankdata(x, axis=0), float)
    found = np.empty(columns.shape)
    np.put_along_axis(found, order, np.arange(1.0, len(x) + 1)[None, :], axis=1)
    return found.T


def _borda(x: Floats) -> Floats:
    """How many are left behind, ties by half."""
    return _ranks(x) - 1


#: Ways to bring KPIs, one column each and more being better, to one scale: 0 to 100; mean 100, sample
#: standard deviation 10; 1 = lowest; how many are left behind.
NORMALISED: Final[Mapping[str, Callable[[Floats], Floats]]] = {
    "min_max": _min_max,
    "z": _z_scores,
    "rank": _ranks,
    "borda": _borda,
}
