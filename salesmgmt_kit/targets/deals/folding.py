"""Open deals folded into the forecast of sales: what they promise beyond what is usual, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import statsmodels.api as sm

from ... import months, units
from ..actuals import history
from ..festivals import NONE, Festivals
from ..forecasting import Forecast, by_month, forecast
from .outlook import Pipeline

Floats = npt.NDArray[np.float64]

#: Most units whose past forecasts decide; months back from which they are made again.
_TESTED: Final = 20
_BACK: Final = 18
#: Origins that a weight is estimated from at the least, before it is tried on the next one.
_FEWEST: Final = 4
#: Months over which the usual share of deals in sales is taken.
_USUAL: Final = 12
_SIGNIFICANT: Final = 0.05
#: Deals of the average amount that count beside a rep's own.
_BORROWED: Final = 10


@dataclass(frozen=True)
class Surplus:
    """What open deals tell of coming sales, by past forecasts, and what follows for the months ahead.

    Parameters
    ----------
    table
        One row per month ahead within the sales cycle.

        ``ahead``
            Months ahead, 1 = the next one.
        ``weight``
            What a surplus of open deals over what is usual adds to sales (fraction of it): 1 where sales are
            deals, 0 where deals tell nothing; missing without past forecasts.
        ``p``
            P-value that it is 0.
        ``n``, ``origins``
            Past months of units forecast, and the months they were forecast from.
        ``error_with``, ``error_without``
            Mean absolute error of forecasts with and without deals, each with the weight that the months
            before it gave, as a fraction of the mean month; missing with too few of them.
        ``width``
            Standard deviation of the errors with deals against that without, 1 at most.
        ``kept``
            Whether ``p`` is below 0.05, the weight above 0, and the error smaller with deals.
    usual
        By unit, the share of a month's sales that deals open ``ahead`` months before brought: one column per
        month ahead.
    promised
        By unit, what the deals open now are expected to bring: likewise.
    """

    table: pd.DataFrame
    usual: pd.DataFrame
    promised: pd.DataFrame


def surplus(
    found: Pipeline | None, actuals: pd.DataFrame, *, month: pd.Timestamp, festivals: Festivals = NONE
) -> Surplus | None:
    """Judge by past forecasts whether open deals tell more of coming sales than the sales so far do.

    Parameters
    ----------
    found
        From :func:`~salesmgmt_kit.targets.deals.pipeline`.
    actuals, month, festivals
        As in :func:`~salesmgmt_kit.targets.forecast`.

    Returns
    -------
    Surplus or None
        None without deals.

    Notes
    -----
    Sales y[h], ``h`` months ahead, are forecast by their own past: f[h]. In it is the usual share u[h] of
    what deals open ``h`` months before bring. Deals open now promise d[h], so that

        y[h] = f[h] + weight[h] * (d[h] - u[h] * f[h]) + error.

    What is usual is taken out as what is promised is put in: nothing counts twice, and business not yet
    opened goes on as in the past. The weight is that which makes past errors smallest, pooled over units: of
    two forecasts, by sales alone and by deals with the rest of sales, the combination by their precision and
    correlation. Forecasts are made again from up to eighteen month ends, with the deals, and with what could
    be learned of deals, as of then; what festivals do to sales is today's knowledge, on both sides.

    References
    ----------
    Bates, J. M. & Granger, C. W. J. (1969). Operational Research Quarterly 20(4), 451-468.
    """
    if found is None:
        return None
    tiers = [units.COMPANY, *found.levels]
    sold = history(actuals, month=month, tiers=tiers)
    origins = [months.shift(month, -back) for back in range(_BACK, 0, -1)]
    origins = [origin for origin in origins if origin >= months.shift(found.first, _FEWEST)]
    tested = [_missed(found, sold, actuals, origin, festivals) for origin in origins]
    past = pd.concat(tested, ignore_index=True) if tested else pd.DataFrame(columns=_MISSED)
    horizon = range(1, found.cycle + 1)
    rows = [_judged(ahead, past[past["ahead"] == ahead]) for ahead in horizon]
    promised = _promised(found, month).reindex(list(sold)).fillna(0.0)
    return Surplus(pd.DataFrame(rows, columns=_COLUMNS), _usual(found, sold, month), promised)


def folded(result: Forecast, found: Surplus | None) -> Forecast:
    """The forecast with open deals in the months ahead where past forecasts gained by them.

    Parameters
    ----------
    result
        From :func:`~salesmgmt_kit.targets.forecast`, before it is made coherent: that brings what is known
        of the units above to the reps.
    found
        From :func:`surplus`; without it, or where nothing is kept, the forecast stays as it is.
    """
    kept = None if found is None else found.table[found.table["kept"].astype(bool)]
    if found is None or kept is None or kept.empty:
        return result
    usual, promised = found.usual.T, found.promised.T
    paths = {
        unit: _moved(own, kept, usual[unit], promised[unit]) if unit in usual else own
        for unit, own in result.paths.items()
    }
    together = replace(result, paths=paths)
    return replace(together, monthly=by_month(together))


def _moved(paths: Floats, kept: pd.DataFrame, usual: pd.Series, promised: pd.Series) -> Floats:
    """Paths of one unit whose middle allows for deals, and whose spread is that of the errors left."""
    moved = paths.copy()
    for row in kept.to_dict("records"):
        ahead = int(row["ahead"])
        own = paths[:, ahead - 1]
        middle = np.median(own)
        centre = middle + row["weight"] * (promised[ahead] - usual[ahead] * middle)
        moved[:, ahead - 1] = centre + row["width"] * (own - middle)
    return np.maximum(moved, 0.0) if paths.min() >= 0 else moved


def _missed(
    found: Pipeline,
    sold: Mapping[str, pd.Series],
    actuals: pd.DataFrame,
    origin: pd.Timestamp,
    festivals: Festivals,
) -> pd.DataFrame:
    """One row per unit and month ahead of an earlier month: what was off, and what deals promised beyond."""
    chosen = [u for u, s in sold.items() if u in found.money and s[:origin].tail(_USUAL).mean() > 0][:_TESTED]
    # The fiscal year of the next month ends with the cycle: no month more is forecast than is asked for.
    year_ends = months.shift(origin, found.cycle + 1).month
    result = forecast(
        actuals[actuals["unit"].isin(chosen)],
        month=origin,
        fiscal_year_start=year_ends,
        tiers=[units.COMPANY, *found.levels],
        festivals=festivals,
    )
    promised = _promised(found, origin)
    usual = _usual(found, sold, origin)
    rows = []
    for unit in chosen:
        scale = sold[unit][:origin].tail(_USUAL).mean()
        expected = np.median(result.paths[unit], axis=0)
        for ahead in range(1, found.cycle + 1):
            actual = sold[unit].get(months.shift(origin, ahead), np.nan)
            usually = usual.loc[unit, ahead] * expected[ahead - 1]
            beyond = promised[ahead].get(unit, 0.0) - usually
            rows.append((origin, unit, ahead, (actual - expected[ahead - 1]) / scale, beyond / scale))
    return pd.DataFrame(rows, columns=_MISSED).dropna()


def _promised(found: Pipeline, month: pd.Timestamp) -> pd.DataFrame:
    """By unit, what the deals open at a month end are expected to bring, one column per month ahead.

    Every deal counts as the rep's deals won by then brought on average (drawn towards all reps' average as
    if ten more had brought it): amounts put right when a deal was signed would tell its end beforehand.
    """
    rows, won = found.at(month), found.won[found.won["month"] <= month]
    by_rep = won.groupby("rep")["amount"].agg(["sum", "size"]).reindex(rows["rep"]).fillna(0.0)
    average = won["amount"].mean() if len(won) else 0.0
    amounts = (by_rep["sum"] + _BORROWED * average) / (by_rep["size"] + _BORROWED)
    worth = found.learned_by(month).chances(rows, found.cycle) * amounts.to_numpy()[:, None]
    horizon = range(1, found.cycle + 1)
    return _rolled(pd.DataFrame(worth, columns=list(horizon)).assign(rep=rows["rep"].to_numpy()), found)


def _usual(found: Pipeline, sold: Mapping[str, pd.Series], month: pd.Timestamp) -> pd.DataFrame:
    """By unit, the share of a year's sales to ``month`` that deals open ``ahead`` months before brought."""
    span = months.span(max(found.first, months.shift(month, 1 - _USUAL)), month)
    won = found.won[found.won["month"].isin(span)]
    sums = pd.Series({unit: sales.reindex(span).sum() for unit, sales in sold.items()})
    horizon = range(1, found.cycle + 1)
    open_before = {ahead: won["amount"].where(won["age"] >= ahead, 0.0) for ahead in horizon}
    money = _rolled(pd.DataFrame(open_before).assign(rep=won["rep"]), found).reindex(sums.index)
    return money.fillna(0.0).div(sums.where(sums > 0), axis=0).fillna(0.0)


def _rolled(values: pd.DataFrame, found: Pipeline) -> pd.DataFrame:
    """Sums of a rep's values at every unit above it, one row per unit."""
    summed = units.roll_up(values.assign(month=found.month), found.org, levels=found.levels)
    return summed.drop(columns=["tier", "month"]).set_index("unit")


def _judged(ahead: int, past: pd.DataFrame) -> tuple[object, ...]:
    """One row of :attr:`Surplus.table`."""
    origins = past["origin"].nunique()
    if origins <= _FEWEST or not past["surplus"].any():
        return ahead, np.nan, np.nan, len(past), origins, np.nan, np.nan, 1.0, False
    fit = sm.OLS(past["missed"].to_numpy(), past["surplus"].to_numpy()).fit(
        cov_type="cluster", cov_kwds={"groups": pd.factorize(past["origin"])[0]}, use_t=True
    )
    weight, p = float(np.clip(fit.params[0], 0, 1)), float(fit.pvalues[0])
    with_deals, without = _prequential(past, ahead)
    left = past["missed"] - weight * past["surplus"]
    width = min(1.0, float(np.sqrt((left**2).mean() / (past["missed"] ** 2).mean())))
    kept = p < _SIGNIFICANT and weight > 0 and with_deals < without
    return ahead, weight, p, len(past), origins, with_deals, without, width, kept


def _prequential(past: pd.DataFrame, ahead: int) -> tuple[float, float]:
    """Mean errors with the weight that each origin could know, and without any; the first ones only teach."""
    with_deals, without = [], []
    for origin, rows in past.groupby("origin"):
        taught = past[past["origin"] <= months.shift(pd.Timestamp(str(origin)), -ahead)]
        if taught["origin"].nunique() < _FEWEST:
            continue
        weight = np.clip((taught["missed"] * taught["surplus"]).sum() / (taught["surplus"] ** 2).sum(), 0, 1)
        with_deals += list((rows["missed"] - weight * rows["surplus"]).abs())
        without += list(rows["missed"].abs())
    if not without:
        return np.nan, np.nan
    return float(np.mean(with_deals)), float(np.mean(without))


_MISSED: Final = ["origin", "unit", "ahead", "missed", "surplus"]
_COLUMNS: Final = [
    "ahead", "weight", "p", "n", "origins", "error_with", "error_without", "width", "kept",
]  # fmt: skip
