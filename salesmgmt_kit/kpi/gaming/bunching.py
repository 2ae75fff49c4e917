"""Figures that end up just above the target more often than just below it."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ... import months, units

Floats = npt.NDArray[np.float64]

#: How near the target is near, fraction of it; a count has one piece at least.
WIDTH: Final = 0.05
#: Months looked back.
BACK: Final = 24
_BINS: Final = {"far_below": -2, "below": -1, "above": 0, "far_above": 1}


def near_target(
    kpis: pd.DataFrame,
    done: pd.DataFrame,
    *,
    month: pd.Timestamp,
    values: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How many months of each rep ended near the target of a KPI that adds up.

    Parameters
    ----------
    kpis
        The client's catalogue.
    done
        From :func:`~salesmgmt_kit.kpi.flows`.
    month
        The last of 24 months.
    values, targets
        As in :func:`~salesmgmt_kit.kpi.measure`.

    Returns
    -------
    DataFrame
        One row per KPI and rep with a month near a target: ``kpi``, ``unit``, and the months from 10 to 5 %
        below it (``far_below``), up to 5 % below (``below``), from there to 5 % above (``above``) and on
        to 10 % (``far_above``).
    """
    span = months.span(months.shift(month, 1 - BACK), month)
    found = [pd.DataFrame(columns=["kpi", "unit", *_BINS])]
    for kpi in kpis[kpis["denominator"].isna() & kpis["unit"].isin(["money", "count"])].to_dict("records"):
        rows = _reached(str(kpi["kpi"]), str(kpi["numerator"]), done, values)
        rows = _asked(rows[rows["month"].isin(span)], float(kpi["target"]), targets)
        if len(rows):
            found.append(_counted(rows, whole=kpi["unit"] == "count").assign(kpi=kpi["kpi"]))
    return pd.concat(found[1:] or found, ignore_index=True)


def _reached(kpi: str, numerator: str, done: pd.DataFrame, values: pd.DataFrame | None) -> pd.DataFrame:
    """What each rep reached in each month."""
    if numerator in done:
        return done[["rep", "month"]].assign(value=done[numerator])
    if values is None:
        return pd.DataFrame({"rep": [], "month": pd.to_datetime([]), "value": []})
    return values.loc[values["kpi"] == kpi, ["rep", "month", "value"]]


def _asked(rows: pd.DataFrame, target: float, targets: pd.DataFrame | None) -> pd.DataFrame:
    """The same with what was asked: the catalogue's target, or the one of the plan."""
    if not np.isnan(target):
        return rows.assign(target=target)
    if targets is None:
        return rows.head(0).assign(target=np.nan)
    own = targets.rename(columns={"unit": "rep"})[["rep", "month", "target"]]
    return rows.merge(own, on=["rep", "month"]).query("target > 0")


def _counted(rows: pd.DataFrame, *, whole: bool) -> pd.DataFrame:
    target = np.ceil(rows["target"]) if whole else rows["target"]
    width = (WIDTH * target).round().clip(lower=1) if whole else WIDTH * target
    bins = np.floor((rows["value"] - target) / width)
    known = {name: (bins == at).groupby(rows["rep"].to_numpy()).sum() for name, at in _BINS.items()}
    found = pd.DataFrame(known).rename_axis("unit").reset_index()
    return found[found[[*_BINS]].sum(axis=1) > 0]


def bunched(near: pd.DataFrame) -> pd.DataFrame:
    """Whether more months end just above the target than just below, beyond chance.

    Parameters
    ----------
    near
        From :func:`near_target`.

    Returns
    -------
    DataFrame
        One row per KPI and rep, and per KPI one of ``company`` for all of them: ``kpi``, ``unit``, ``count``
        (months just above), ``n`` (months near), ``usual`` (the share just above that is expected, fraction),
        ``p``.

    Notes
    -----
    p is the larger of two: of the binomial test that a month near the target is as likely above as below (30
    against 10: .0022), and of more than the slope of the whole distribution there, which months a little
    further off tell: log(above / below) against a third of log(far above / far below), whose bins lie three
    times as far apart.

    References
    ----------
    Saez 2010, American Economic Journal: Economic Policy 2(3) (bunching).
    """
    together = near.groupby("kpi", sort=False)[[*_BINS]].sum().reset_index().assign(unit=units.COMPANY)
    rows = pd.concat([together, near], ignore_index=True)
    counts = {name: rows[name].to_numpy(float) for name in _BINS}
    above, n = counts["above"], counts["above"] + counts["below"]
    slope, error = _slope(counts)
    beyond = stats.norm.sf((np.log((above + 0.5) / (n - above + 0.5)) - slope) / error)
    return pd.DataFrame(
        {
            "kpi": rows["kpi"], "unit": rows["unit"], "count": above, "n": n,
            "usual": 1 / (1 + np.exp(-slope)),
            "p": np.where(2 * above > n, np.maximum(_even(above, n), beyond), 1.0),
        }
    )  # fmt: skip


def _even(above: Floats, n: Floats) -> Floats:
    """Two-sided p of the binomial test of one half."""
    return np.asarray(np.minimum(2 * stats.binom.sf(np.maximum(above, n - above) - 1, n, 0.5), 1.0))


def _slope(counts: dict[str, Floats]) -> tuple[Floats, Floats]:
    """Logarithm of the odds expected of the distribution's slope, and the error of the odds' distance."""
    inverse = {name: 1 / (count + 0.5) for name, count in counts.items()}
    slope = np.log(inverse["far_below"] / inverse["far_above"]) / 3
    outer = (inverse["far_below"] + inverse["far_above"]) / 9
    return slope, np.sqrt(inverse["above"] + inverse["below"] + outer)
