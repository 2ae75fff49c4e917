"""Distributed lags of KPIs before an outcome, with leads that must be nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from statsmodels.stats.multitest import multipletests

from ..balance import OUTCOME
from .bootstrap import critical_t, joint_p
from .correlation import cross_correlation
from .within import Effects, Fit, clustered, fit

Floats = npt.NDArray[np.float64]
Verdict = Literal["first", "withheld", "open", "short"]

#: Months that a KPI may come before the outcome, and months after it that must show nothing.
LAGS: Final = 6
LEADS: Final = 3
#: Fewest teams, and fewest months once lags and leads are taken off.
FEWEST_UNITS: Final = 8
FEWEST_MONTHS: Final = 12
#: Error that is allowed over all KPIs; p of the leads up to which a claim is withheld.
ALPHA: Final = 0.05
PLACEBO: Final = 0.10
_DRAWS: Final = 999
_ROW: Final = [
    "kpi", "scale", "units", "months", "lag", "effect", "low", "high", "r", "p", "placebo", "adjusted",
    "verdict",
]  # fmt: skip
_LAG: Final = ["kpi", "lag", "effect", "low", "high", "level"]


@dataclass(frozen=True)
class Leading:
    """What goes before an outcome.

    Parameters
    ----------
    outcome
        The outcome's KPI.
    kpis
        One row per KPI held against it, the surest first: ``kpi``; ``scale`` (``log``, or ``mean`` where a
        value is not above 0: multiples of the mean); ``units`` and ``months`` in the regression; ``lag``
        (months before, of the largest t among 1 to 6) with ``effect`` (change of the outcome for a change of
        the KPI, both as fractions), ``low``, ``high`` (simultaneous over all lags) and ``r`` (correlation of
        the changes at that lag, month means taken out); ``p`` (joint, of lags 1 to 6), ``placebo`` (joint, of
        the leads), ``adjusted`` (``p`` over all KPIs, Holm); ``verdict``: ``first``, ``withheld`` (lags and
        leads alike), ``open`` (no more than chance), or ``short`` (too few teams or months: the figures are
        missing).
    lags
        One row per KPI that is not short and lag, -3 (months after) to 6: ``kpi``, ``lag``, ``effect``,
        ``low``, ``high``, ``level``.
    months
        Of which both must be known, at least.
    """

    outcome: str
    kpis: pd.DataFrame
    lags: pd.DataFrame
    months: int = FEWEST_MONTHS + LAGS + LEADS

    @property
    def surest(self) -> str | None:
        """The KPI of the first row, None where nothing could be estimated."""
        known = self.kpis[self.kpis["verdict"] != "short"]
        return None if known.empty else str(known["kpi"].iloc[0])


def lead_lag(
    panel: pd.DataFrame,
    kpis: pd.DataFrame,
    *,
    outcome: str | None = None,
    lags: int = LAGS,
    leads: int = LEADS,
    level: float = 0.95,
    draws: int = _DRAWS,
    seed: int = 2026,
) -> Leading:
    """Which KPIs of earlier months go with an outcome of now.

    Parameters
    ----------
    panel
        From :func:`~salesmgmt_kit.kpi.leading.team_months`.
    kpis
        The client's catalogue; every KPI is held against the outcome that is not of the outcome side.
    outcome
        A KPI; the outcome that weighs most when None.
    lags, leads
        Months looked at before the outcome and after it.
    level
        Of the intervals, fraction.
    draws
        Samples of the bootstrap.
    seed
        Of the draws.

    Notes
    -----
    y_it = a_i + m_t + sum over k = -3..6 of b_k x_i,t-k + e_it for one KPI x at a time, errors clustered by
    unit. Test statistics are the largest absolute t of lags 1 to 6, and of the leads; below 40 units
    by wild cluster bootstrap with the null imposed, from 40 on by the multivariate t distribution with
    G - 1 degrees of freedom. No lagged y: with few months it would be biased (Nickell 1981).

    References
    ----------
    Cameron, Gelbach & Miller 2008, Review of Economics and Statistics 90(3).
    """
    main = _main(kpis, panel) if outcome is None else outcome
    others = kpis.loc[(kpis["perspective"] != OUTCOME) & (kpis["kpi"] != main), "kpi"]
    reach = range(-leads, lags + 1)
    found = [
        _one(panel, kpi, main, reach, level, draws, np.random.default_rng(seed))
        for kpi in others
        if {main, kpi} <= set(panel.columns[panel.notna().any()])
    ]
    rows = pd.DataFrame([row for row, _ in found], columns=_ROW)
    told = [by_lag for _, by_lag in found if by_lag is not None]
    by_lag = pd.concat(told) if told else pd.DataFrame(columns=_LAG)
    return Leading(main, _judged(rows), by_lag, months=FEWEST_MONTHS + lags + leads)


def _main(kpis: pd.DataFrame, panel: pd.DataFrame) -> str:
    """The outcome that weighs most, among those known."""
    outcomes = kpis[(kpis["perspective"] == OUTCOME) & kpis["kpi"].isin(panel.columns)]
    return "" if outcomes.empty else str(outcomes["kpi"].iloc[outcomes["weight"].argmax()])


class _Lagged(NamedTuple):
    """Rows of which the outcome and all lags and leads are known."""

    y: Floats
    x: Floats
    effects: Effects


def _one(
    panel: pd.DataFrame,
    kpi: str,
    outcome: str,
    reach: range,
    level: float,
    draws: int,
    rng: np.random.Generator,
) -> tuple[dict[str, object], pd.DataFrame | None]:
    """The row of a KPI, and its coefficients by lag."""
    scale, x = _scaled(panel[kpi].unstack("unit"))
    _, y = _scaled(panel[outcome].unstack("unit"))
    index = pd.date_range(y.index.min(), y.index.max(), freq="MS")
    x, y = x.reindex(index, columns=y.columns), y.reindex(index)
    rows = _lagged(x.to_numpy(float), y.to_numpy(float), reach)
    row = {"kpi": kpi, "scale": scale, **_extent(rows)}
    if not _enough(rows):
        return row, None
    found = fit(rows.y, rows.x, rows.effects)
    lags = _by_lag(found, reach, critical_t(found, level=level, draws=draws, rng=rng))
    lags = lags.assign(kpi=kpi, level=level)
    tested = lags[lags["lag"] > 0]
    best = tested.iloc[tested["t"].abs().argmax()][["lag", "effect", "low", "high"]]
    together = cross_correlation(_centred(x), _centred(y), lags=range(1, reach.stop))
    joint = {
        "p": joint_p(found, slice(1 - reach.start, None), draws=draws, rng=rng),
        "placebo": joint_p(found, slice(0, -reach.start), draws=draws, rng=rng),
    }
    return {**row, **{str(k): v for k, v in best.items()}, "r": together[best["lag"]], **joint}, lags[_LAG]


def _scaled(wide: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Logarithms, or multiples of the mean where a value has none: both change by fractions."""
    values = wide.to_numpy(float)
    if not (values <= 0).any():
        return "log", wide.transform(np.log)
    mean = np.nanmean(values)
    return "mean", wide / mean if mean > 0 else wide * np.nan


def _centred(wide: pd.DataFrame) -> Floats:
    """Less the mean of each month."""
    return wide.sub(wide.mean(axis=1), axis=0).to_numpy(float)


def _lagged(x: Floats, y: Floats, reach: range) -> _Lagged:
    """Months down, units across, made into rows; units with a single row would be fitted exactly."""
    n = len(x)
    most = reach.stop - 1
    padded = np.pad(x, ((most, -reach.start), (0, 0)), constant_values=np.nan)
    columns = np.stack([padded[most - k : most - k + n] for k in reach], axis=-1)
    known = np.isfinite(y) & np.isfinite(columns).all(axis=-1)
    known &= known.sum(axis=0) > 1
    month, unit = np.nonzero(known)
    effects = Effects(*(np.unique(which, return_inverse=True)[1] for which in (unit, month)))
    return _Lagged(y[known], columns[known], effects)


def _extent(rows: _Lagged) -> dict[str, int]:
    if not len(rows.y):
        return {"units": 0, "months": 0}
    return {"units": int(rows.effects.units.max()) + 1, "months": int(rows.effects.months.max()) + 1}  # type: ignore[union-attr]


def _enough(rows: _Lagged) -> bool:
    """Whether there are units and months enough, and changes of the KPI that are no effect."""
    extent = _extent(rows)
    if extent["units"] < FEWEST_UNITS or extent["months"] < FEWEST_MONTHS:
        return False
    left = rows.effects.removed(rows.x)
    spread = np.abs(rows.x - rows.x.mean(axis=0)).max()
    return bool(spread > 0 and np.linalg.svd(left / spread, compute_uv=False).min() > 1e-6)


def _by_lag(found: Fit, reach: range, critical: float) -> pd.DataFrame:
    errors = np.sqrt(np.diag(clustered(found)))
    effect = found.coefficients
    return pd.DataFrame(
        {
            "lag": list(reach),
            "effect": effect,
            "low": effect - critical * errors,
            "high": effect + critical * errors,
            "t": effect / errors,
        }
    )


def _judged(rows: pd.DataFrame) -> pd.DataFrame:
    """Verdicts once p allows for the number of KPIs, the surest first."""
    known = rows["p"].notna()
    p = rows["p"].astype(float)
    adjusted = pd.Series(np.nan, rows.index)
    if known.any():
        adjusted[known] = multipletests(p[known], method="holm")[1]
    beyond, null = adjusted <= ALPHA, rows["placebo"].astype(float) > PLACEBO
    rows = rows.assign(
        p=p,
        adjusted=adjusted,
        verdict=np.select([~known, beyond & null, beyond], ["short", "first", "withheld"], "open"),
    )
    rank = rows["verdict"].map({"first": 0, "withheld": 1, "open": 2, "short": 3})
    return rows.assign(rank=rank).sort_values(["rank", "p"], kind="stable", ignore_index=True)[_ROW]
