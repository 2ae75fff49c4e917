"""How each rep's total score comes about: what every KPI contributes, and how sure the total is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ..aggregation import arithmetic
from ..cards import POINTS, People, Scorecard, of_people
from ..precision import FEWEST
from ..scoring import KNOTS, NORMALISED, score

Floats = npt.NDArray[np.float64]
#: Scores of one KPI by what is scored, of any shape.
Scale = Callable[[Floats], Floats]

#: Level of the interval of a total.
LEVEL: Final = 0.9
_TOLD: Final = ["numerator", "denominator", "value", "target", "attainment"]


@dataclass(frozen=True)
class Appraised:
    """What the scorecard says of each rep who can be compared.

    Parameters
    ----------
    lines
        One row per rep and KPI with weight, in the order of the catalogue: ``unit``, ``kpi``,
        ``perspective``, ``numerator``, ``denominator``, ``value``, ``target``, ``attainment`` as measured,
        ``scored`` (what the scale is applied to: the attainment, or the value, negative where less is
        better), ``score`` (on the client's scale), ``weight``, ``share`` (of all weights, fraction),
        ``points`` (share x score); the points of a rep add up to the total.
    reps
        One row per rep: ``unit``, ``score`` (total), ``error`` (its standard error by the ups and downs of
        the months; missing under six of them), ``n`` (months), ``low``, ``high`` (Student's t), ``level``.
    scale
        The client's scale.
    """

    lines: pd.DataFrame
    reps: pd.DataFrame
    scale: str


def appraised(card: Scorecard, compared: People, *, scale: str = POINTS, level: float = LEVEL) -> Appraised:
    """Each rep's total over twelve months, KPI by KPI, and how sure it is.

    Parameters
    ----------
    card
        From :func:`~salesmgmt_kit.kpi.scorecard`.
    compared
        From :func:`~salesmgmt_kit.kpi.people`, with the same scale.
    scale
        ``points`` or one of :data:`~salesmgmt_kit.kpi.NORMALISED`.
    level
        Of the interval of the total, fraction.

    Notes
    -----
    The error is the jackknife's over months: the total is made again without each month, sums anew, so that
    KPIs which rise and fall together count as such. A KPI that adds up is held against what all reps did in
    each month, so that the season is no error.

    References
    ----------
    Miller 1974, Biometrika 61(1) (the jackknife); Cochran 1977, Sampling Techniques, section 6.17 (ratios).
    """
    lines = _lines(card, compared)
    reps = pd.DataFrame({"unit": compared.scores.index})
    if lines.empty:
        return Appraised(lines, reps.assign(score=0.0, error=0.0, n=0, low=0.0, high=0.0, level=level), scale)
    totals, there = _without_each_month(card, compared, scale)
    n = there.sum(axis=0)
    mean = np.divide((totals * there).sum(axis=0), n, out=np.zeros(len(n)), where=n > 0)
    squares = (((totals - mean) * there) ** 2).sum(axis=0)
    error = np.where(n >= FEWEST, np.sqrt(squares * (n - 1) / np.maximum(n, 1)), np.nan)
    half = error * stats.t.ppf((1 + level) / 2, np.maximum(n - 1, 1))
    score_ = lines["points"].to_numpy(float).reshape(len(reps), -1).sum(axis=1)
    reps = reps.assign(score=score_, error=error, n=n, low=score_ - half, high=score_ + half, level=level)
    return Appraised(lines, reps, scale)


def scales(card: Scorecard, compared: People, scale: str) -> dict[str, Scale]:
    """By KPI: the score of any value, as the client's scale has it among these people."""
    if scale == POINTS:
        kpis = card.kpis.set_index("kpi")
        return {kpi: _of_points(kpis.loc[kpi]) for kpi in compared.weights.index}
    return {kpi: _of_people(compared.values[kpi], compared.scores[kpi]) for kpi in compared.weights.index}


def _of_points(kpi: pd.Series) -> Scale:
    knots = {name: float(kpi[name]) if pd.notna(kpi[name]) else value for name, value in KNOTS.items()}
    return lambda attained: score(attained, **knots)


def _of_people(values: pd.Series, scores: pd.Series) -> Scale:
    """Between the values that people have, straight; beyond them, flat."""
    order = np.argsort(values.to_numpy(), kind="stable")
    at, there = values.to_numpy(float)[order], scores.to_numpy(float)[order]
    return lambda value: np.asarray(np.interp(value, at, there))


def _lines(card: Scorecard, compared: People) -> pd.DataFrame:
    """One row per rep and KPI, reps in the order of ``compared``."""
    keys = pd.MultiIndex.from_product([compared.scores.index, compared.weights.index], names=["unit", "kpi"])
    rows = of_people(card).set_index(["unit", "kpi"])[_TOLD].reindex(keys)
    rows = rows.assign(scored=compared.values.to_numpy().ravel(), score=compared.scores.to_numpy().ravel())
    rows = rows.reset_index()
    rows["perspective"] = rows["kpi"].map(card.kpis.set_index("kpi")["perspective"])
    rows["weight"] = rows["kpi"].map(compared.weights).astype(float)
    rows["share"] = rows["weight"] / compared.weights.sum()
    return rows.assign(points=rows["share"] * rows["score"])


def _without_each_month(
    card: Scorecard, compared: People, scale: str
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Totals without each month, one row a month and one column a rep, and in which months there was any."""
    above, below = _monthly(card, compared)
    there = np.isfinite(above)
    above, below = np.where(there, above, 0.0), np.where(there, below, 0.0)
    left = [x.sum(axis=0) - x for x in (above, below)]
    whole = [x.sum(axis=0) for x in (above, below)]
    known = (left[1] > 0) & (whole[0] != 0) & (whole[1] > 0)
    ratio = np.divide(left[0] * whole[1], left[1] * whole[0], out=np.ones(above.shape), where=known)
    values = compared.values.to_numpy(float)
    if scale == POINTS:
        down = (card.kpis.set_index("kpi")["direction"][compared.weights.index] == "down").to_numpy()
        moved = np.where(down, 2 - (2 - values) * ratio, values * ratio)
        rules = scales(card, compared, scale)
        scores = np.stack([rule(moved[..., k]) for k, rule in enumerate(rules.values())], axis=-1)
    else:
        scores = np.stack([NORMALISED[scale](month) for month in values * ratio])
    weights = compared.weights.to_numpy(float)
    return np.stack([arithmetic(month, weights) for month in scores]), np.asarray(there.any(axis=2))


def _monthly(card: Scorecard, compared: People) -> tuple[Floats, Floats]:
    """Numerators and what they are held against, by month, rep and KPI; missing without a row."""
    names = compared.weights.index
    rows = card.monthly[card.monthly["kpi"].isin(names)]
    together = rows[rows["tier"] == "company"].pivot(index="span", columns="kpi", values="numerator")
    rows = rows[rows["unit"].isin(compared.scores.index)]
    spans = pd.Index(rows["span"].unique(), name="span")
    keys = pd.MultiIndex.from_product([spans, compared.scores.index], names=["span", "unit"])
    shape = (len(spans), len(compared.scores), len(names))

    def wide(column: str) -> Floats:
        found = rows.pivot(index=["span", "unit"], columns="kpi", values=column)
        return found.reindex(index=keys, columns=names).to_numpy(float).reshape(shape)

    season = together.reindex(index=spans, columns=names).to_numpy(float)[:, None, :]
    below = wide("denominator")
    return wide("numerator"), np.where(np.isfinite(below), below, season)
