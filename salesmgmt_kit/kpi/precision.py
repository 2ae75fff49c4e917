"""How exactly a person's KPIs are known: what the ups and downs of the months leave open."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .. import units

#: Fewest months from which an error is estimated.
FEWEST = 6


def with_errors(monthly: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Each rep's KPIs over all months together, with their standard errors.

    Parameters
    ----------
    monthly, whole
        From :func:`~salesmgmt_kit.kpi.scored`: a month a span, and all of them as one span.

    Returns
    -------
    DataFrame
        One row per rep and KPI: ``unit``, ``kpi``, ``value`` (the KPI's unit), ``value_error`` (its
        standard error; missing under six months), ``attainment`` (fraction, more is better; missing
        without a target), ``attainment_error``, ``score`` (points), ``n`` (months).

    Notes
    -----
    A KPI is a ratio R = sum a / sum b; one that adds up is held against what all reps together did in each
    month, so that the season is no error. Error: sqrt(n / (n - 1) sum (a - R b)^2) / sum b, months taken for
    independent.

    References
    ----------
    Cochran 1977, Sampling Techniques, section 6.4 (variance of a ratio).
    """
    rows = monthly[monthly["tier"] == units.REP].dropna(subset=["numerator"])
    together = monthly[monthly["tier"] == units.COMPANY].set_index(["span", "kpi"])["numerator"]
    season = rows.join(together.rename("season"), on=["span", "kpi"])["season"]
    rows = rows.assign(base=rows["denominator"].fillna(season))
    by = ["unit", "kpi"]
    sums = rows.groupby(by)[["numerator", "base"]].sum()
    ratio = (sums["numerator"] / sums["base"].where(sums["base"] != 0)).rename("ratio")
    rows = rows.join(ratio, on=by)
    squares = ((rows["numerator"] - rows["ratio"] * rows["base"]) ** 2).groupby([rows["unit"], rows["kpi"]])
    n = squares.size()
    relative = np.sqrt(squares.sum() * n / (n - 1).clip(lower=1)) / sums["numerator"].abs()
    found = whole[whole["tier"] == units.REP].set_index(by)[["value", "target", "attainment", "score"]]
    found = found.join(relative.where(n >= FEWEST).rename("relative")).join(n.rename("n"))
    found["value_error"] = found["relative"] * found["value"].abs()
    found["attainment_error"] = found["value_error"] / found["target"]
    return found.reset_index().drop(columns=["relative", "target"])
