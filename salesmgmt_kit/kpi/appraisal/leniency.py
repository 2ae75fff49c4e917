"""Which managers rate higher or lower than others would, people being equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from ... import months
from ...mixed import random_intercepts
from ...multiplicity import discoveries

#: Months of appraisals that are looked at: those of the scorecard.
_SPAN: Final = 12
#: Fewest managers, and fewest reps more than managers.
_FEWEST: Final = 3
#: Ratings as near to each other as this are the same.
_SAME: Final = 1e-9
#: Share of the managers named who may be named falsely.
_FALSE: Final = 0.05
_COLUMNS: Final = ["manager", "n", "rating", "leniency", "low", "high", "level", "p", "told"]


@dataclass(frozen=True)
class Leniency:
    """How managers rate.

    Parameters
    ----------
    managers
        One row per manager, the most lenient first: ``manager``, ``n`` (reps rated), ``rating`` (mean),
        ``leniency`` (by how much this manager's ratings are above those of the average manager for reps with
        the same score, in the ratings' unit; drawn towards 0 as far as chance explains it), ``low``,
        ``high``, ``level``, ``p`` (of no leniency), ``told`` (flag: beyond chance, of such claims at most 5 %
        false). Empty with fewer than three managers, reps too few to compare them, or ratings that hold no
        chance at all.
    slope
        By how much a rating rises with ten points of the score; missing where there are no managers.
    p
        Of all managers rating alike; missing where it cannot be tested.
    """

    managers: pd.DataFrame
    slope: float
    p: float


def manager_leniency(
    appraisals: pd.DataFrame | None, reps: pd.DataFrame, *, month: pd.Timestamp, level: float = 0.95
) -> Leniency:
    """By how much each manager's ratings lie above or below what the reps' scores would lead one to expect.

    Parameters
    ----------
    appraisals
        ``month``, ``rep``, ``manager``, ``rating``; None without.
    reps
        ``unit``, ``score``, from :func:`~salesmgmt_kit.kpi.appraisal.appraised`.
    month
        The month reported: ratings of the twelve months to it count.
    level
        Of the intervals, fraction.

    Notes
    -----
    A rep's ratings by one manager, each less the mean of its month, are one value: their mean. It is
    explained by the rep's score and a random intercept of the manager (REML); so a manager whose people
    score high is not called lenient. Whether it is chance is asked of the distance from the middle manager
    before it is drawn to 0. The score is known with error, which leaves a little of good people's ratings
    with their manager.

    References
    ----------
    Henderson 1975, Biometrics 31 (prediction of random effects).
    """
    values = _values(appraisals, reps, month)
    managers = values["manager"].nunique()
    if managers < _FEWEST or len(values) <= managers + _FEWEST or _no_chance(values):
        return Leniency(pd.DataFrame(columns=_COLUMNS), float("nan"), float("nan"))
    fitted = random_intercepts(values["above"], values["manager"], covariates=values[["score"]])
    rows = fitted.groups[["n", "effect", "sd"]].rename(columns={"effect": "leniency"})
    rows["rating"] = values.groupby("manager")["rating"].mean()
    half = stats.norm.ppf((1 + level) / 2) * rows["sd"]
    rows = rows.assign(low=rows["leniency"] - half, high=rows["leniency"] + half, level=level)
    left = values["above"] - fitted.fixed["intercept"] - fitted.fixed["score"] * values["score"]
    apart = left.groupby(values["manager"]).mean()
    # Against the middle manager: one who is very lenient makes no other strict.
    unsure = np.sqrt(fitted.groups["noise"] * (1 + np.pi / 2 / managers))
    rows["p"] = 2 * stats.t.sf((apart - apart.median()).abs() / unsure, len(values) - managers - 1)
    rows["told"] = discoveries(rows["p"], false_discovery_rate=_FALSE)
    rows = rows.sort_values("leniency", ascending=False, kind="stable").reset_index(names="manager")
    return Leniency(rows[_COLUMNS], float(10 * fitted.fixed["score"]), fitted.p)


def _no_chance(values: pd.DataFrame) -> bool:
    """Whether the scores are all alike, or the ratings nothing but a copy of them: no model has an answer."""
    if values["score"].std() == 0:
        return True
    line = np.polyfit(values["score"], values["above"], 1)
    return bool(np.allclose(np.polyval(line, values["score"]), values["above"], atol=_SAME))


def _values(appraisals: pd.DataFrame | None, reps: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    """One row per rep and manager: ``rating``, ``above`` (the mean of its months), ``score``."""
    if appraisals is None:
        return pd.DataFrame(columns=["rep", "manager", "rating", "above", "score"])
    span = months.span(months.shift(month, 1 - _SPAN), month)
    rows = appraisals[appraisals["month"].isin(span)]
    rows = rows.assign(above=rows["rating"] - rows.groupby("month")["rating"].transform("mean"))
    rows = rows.groupby(["rep", "manager"], as_index=False, observed=True)[["rating", "above"]].mean()
    scores = reps[["unit", "score"]].rename(columns={"unit": "rep"})
    return rows.merge(scores, on="rep").astype({"score": np.float64})
