"""Whether targets ratchet: beating one raises the next by more than missing it lowers the next."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import statsmodels.api as sm

from ... import units

#: Fewest pairs of years that beat, and that missed, the target.
_FEWEST: Final = 8
_CONTRASTS: Final = {"beaten": (1, 0), "missed": (0, 1), "difference": (1, -1)}


def target_ratchet(
    actuals: pd.DataFrame, plan: pd.DataFrame, *, month: pd.Timestamp, fiscal_year_start: int, level: float
) -> pd.DataFrame:
    """Two slopes of a target's rise: on the surplus of the year before, and on its shortfall.

    Parameters
    ----------
    actuals, plan, month, fiscal_year_start
        As in :func:`~salesmgmt_kit.targets.fair.plan_fairness`.
    level
        Of each interval, fraction.

    Returns
    -------
    DataFrame
        One row per direction (``beaten``, ``missed``, ``difference``), none with fewer than eight pairs of
        either kind: ``direction``, ``n`` (pairs of years), ``slope`` (relative rise of the next target per
        relative surplus or shortfall), ``low``, ``high``, ``level`` (clustered by rep).

    References
    ----------
    Leone, A. J., Misra, S. & Zimmerman, J. L. (2004). Investigating dynamic sales quotas.
    """
    names = ["direction", "n", "slope", "low", "high", "level"]
    pairs = _years(actuals[actuals["month"] <= month], plan, start=fiscal_year_start)
    gap = pairs["gap"].to_numpy(float)
    if min((gap > 0).sum(), (gap < 0).sum()) < _FEWEST:
        return pd.DataFrame(columns=names)
    # A year that lifts all targets alike is no ratchet, so each pair of years has its own mean.
    years = pd.get_dummies(pairs["year"]).to_numpy(float)
    sides = np.column_stack([gap.clip(min=0), gap.clip(max=0), years])
    clusters = {"groups": pd.factorize(pairs["unit"])[0]}
    fit = sm.OLS(pairs["rise"].to_numpy(float), sides).fit(cov_type="cluster", cov_kwds=clusters)
    rows = []
    for name, contrast in _CONTRASTS.items():
        test = fit.t_test(np.concatenate([contrast, np.zeros(years.shape[1])]))
        low, high = np.ravel(test.conf_int(1 - level))
        rows.append((name, len(pairs), float(np.ravel(test.effect)[0]), float(low), float(high), level))
    return pd.DataFrame(rows, columns=names)


def _years(actuals: pd.DataFrame, plan: pd.DataFrame, *, start: int) -> pd.DataFrame:
    """One row per rep and pair of whole fiscal years with targets, the first of them over."""
    reps = actuals.loc[actuals["tier"] == units.REP, ["unit", "month", "actual"]]
    both = plan[plan["unit"].isin(reps["unit"])].merge(reps, on=["unit", "month"], how="left")
    both["year"] = [m.year - (m.month < start) for m in both["month"]]
    sums = both.groupby(["unit", "year"]).agg(
        n=("month", "size"), over=("actual", "count"), actual=("actual", "sum"), target=("target", "sum")
    )
    whole = sums[(sums["n"] == 12) & (sums["target"] > 0)].reset_index()
    following = whole.assign(year=whole["year"] - 1)[["unit", "year", "target"]]
    pairs = whole[whole["over"] == 12].merge(following, on=["unit", "year"], suffixes=("", "_next"))
    gap, rise = pairs["actual"] / pairs["target"] - 1, pairs["target_next"] / pairs["target"] - 1
    return pairs.assign(gap=gap, rise=rise)
