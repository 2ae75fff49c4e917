"""Past forecasts held against what came: how far off they were, and whether their intervals held."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ... import months, units
from ...multiplicity import claimed
from .. import windows
from ..actuals import places
from .intervals import FEWEST_MONTHS, clustered_mean, clustered_share
from .outlooks import Outlook

#: How far ahead was looked, the nearest first: the month after, later months, whole quarters and years.
KINDS: Final = ("next_month", "months_2_3", "months_4_on", "quarter", "year")
#: Months after which a season comes back.
_SEASON: Final = 12
_KEYS: Final = ["reported", "unit", "horizon", "first"]


def held(past: Outlook, actuals: pd.DataFrame, *, month: pd.Timestamp) -> pd.DataFrame:
    """Every past forecast of a span that is over, beside what came.

    Parameters
    ----------
    past
        From :func:`.past_outlooks`.
    actuals
        From :func:`~salesmgmt_kit.targets.monthly_actuals`: as known today.
    month
        The month reported, the last one known.

    Returns
    -------
    DataFrame
        One row per month that said it, unit and span: the columns of ``past.spans``, ``tier``, ``parent``,
        ``depth``, and

        ``kind``
            One of :data:`KINDS`.
        ``fresh``
            Whether nothing of the span was known then.
        ``actual``
            What came, client's currency.
        ``error``
            actual - expected; missing where nothing was expected.
        ``scale``
            Mean absolute difference to the same month of the year before, over the history then; missing
            without thirteen months.
        ``scaled``
            abs(error) / scale; missing for spans of several months, whose errors have another scale.
        ``covered``
            Whether low <= actual <= high.
        ``crps``
            Continuous ranked probability score over the scale, likewise missing: 0 is perfect.
        ``reached``
            Whether actual is the target of then or above; missing where ``probability`` is.

        Units that are no longer in the organisation are left out: what came of them is not known.

    References
    ----------
    Hyndman, R. J. & Koehler, A. B. (2006). International Journal of Forecasting 22(4), 679-688, equation in
    section 4 (scaled errors). Laio, F. & Tamea, S. (2007). Hydrology and Earth System Sciences 11, 1267-1277,
    equation 12 (the score as twice the mean quantile loss).
    """
    over = past.spans[past.spans["last"] <= month].dropna(subset="expected")
    rows = over.merge(places(actuals).drop(columns="first"), on="unit")
    sold = windows.wide(actuals[actuals["month"] <= month], "actual")
    rows = rows.merge(_outcomes(rows, sold), on=["unit", "first", "last"])
    rows = rows.merge(_scales(sold), on=["unit", "reported"], how="left")
    rows = rows.merge(_quantile_loss(past.quantiles, rows), on=_KEYS, how="left")
    error, single = rows["actual"] - rows["expected"], rows["horizon"] == "month"
    scale = rows["scale"].where(single & (rows["scale"] > 0))
    reached = (rows["actual"] >= rows["target"]).astype(float)
    return rows.assign(
        kind=_kinds(rows),
        fresh=rows["first"] > rows["reported"],
        error=error,
        scaled=error.abs() / scale,
        covered=rows["actual"].between(rows["low"], rows["high"]),
        crps=2 * rows["loss"] / scale,
        reached=reached.where(rows["probability"].notna()),
    ).drop(columns="loss")


def lowest(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the lowest tier above the reps, so that no sale counts at its team and its company both."""
    above = rows[rows["tier"] != units.REP]
    chosen: pd.DataFrame = above[above["depth"] == above["depth"].max()]
    return chosen


def accuracy(rows: pd.DataFrame, *, by: Sequence[str] = (), confidence: float = 0.95) -> pd.DataFrame:
    """How far off forecasts were, and how often their intervals held.

    Parameters
    ----------
    rows
        From :func:`held`.
    by
        Columns kept apart, e.g. ``["kind"]``; none for one row over all.
    confidence
        Of the intervals, fraction.

    Returns
    -------
    DataFrame
        One row per combination of ``by``, in the order of the rows.

        ``n``
            Forecasts.
        ``off``
            Sum of the absolute errors over the sum of the absolute values that came, fraction.
        ``mase``, ``mase_low``, ``mase_high``
            Mean absolute scaled error: below 1 is better than the same month of the year before. Its interval
            (:func:`.clustered_mean`) allows for units that move together in a month.
        ``covered``, ``coverage``, ``coverage_low``, ``coverage_high``, ``level``
            Actual values inside their interval: number, share, its interval (:func:`.clustered_share`), and
            the share meant.
        ``crps``
            Mean score over the scale.
    """
    return summed_up(rows, by, _ACCURACY, lambda group: _accuracy(group, confidence))


def summed_up(
    rows: pd.DataFrame,
    by: Sequence[str],
    columns: Sequence[str],
    sum_up: Callable[[pd.DataFrame], dict[str, float]],
) -> pd.DataFrame:
    """One row per combination of ``by``, in the order of the rows: what ``sum_up`` says of each group."""
    keys = list(by)
    groups = rows.groupby(keys, sort=False) if keys else [((), rows)] if len(rows) else []
    said = [dict(zip(keys, key, strict=True)) | sum_up(group) for key, group in groups]
    return pd.DataFrame(said, columns=[*keys, *columns])


def _accuracy(group: pd.DataFrame, confidence: float) -> dict[str, float]:
    mase = clustered_mean(group["scaled"], group["last"], confidence=confidence)
    coverage = clustered_share(group["covered"], group["last"], confidence=confidence)
    return {
        "n": len(group),
        "off": group["error"].abs().sum() / group["actual"].abs().sum() if group["actual"].any() else np.nan,
        **dict(zip(("mase", "mase_low", "mase_high"), mase, strict=True)),
        "covered": int(group["covered"].sum()),
        **dict(zip(("coverage", "coverage_low", "coverage_high"), coverage, strict=True)),
        "level": group["level"].iloc[0],
        "crps": group["crps"].mean(),
    }


_ACCURACY: Final = [
    "n", "off", "mase", "mase_low", "mase_high",
    "covered", "coverage", "coverage_low", "coverage_high", "level", "crps",
]  # fmt: skip


def bias(rows: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """Whether a unit was forecast too high or too low all along.

    Parameters
    ----------
    rows
        From :func:`held`; only the forecasts of the next month count, whose errors do not overlap.
    confidence
        Of the intervals, and of all units together that none is called biased by chance, fraction.

    Returns
    -------
    DataFrame
        One row per unit, in the order of the rows: ``unit``, ``tier``, ``depth``, ``n`` (months), ``bias``
        (sum of the errors over the sum expected, fraction; above 0: more came than was expected), ``low``,
        ``high`` (Student t interval of the mean error over the mean expected), ``p``, ``biased`` (beyond
        chance after Holm's correction for all units). Bias and interval are missing below
        :data:`FEWEST_MONTHS` months or where nothing above 0 was expected.

    References
    ----------
    Holm, S. (1979). Scandinavian Journal of Statistics 6(2), 65-70.
    """
    groups = rows[rows["kind"] == "next_month"].groupby("unit", sort=False)
    table = groups.agg(
        tier=("tier", "first"),
        depth=("depth", "first"),
        n=("error", "size"),
        mean=("error", "mean"),
        spread=("error", "sem"),
        expected=("expected", "mean"),
    ).reset_index()
    sure = (table["n"] >= FEWEST_MONTHS) & (table["expected"] > 0)
    mean, whole, spread = table["mean"], table["expected"].where(sure), table["spread"].where(sure)
    width = stats.t.ppf((1 + confidence) / 2, table["n"] - 1) * spread
    table["p"] = 2 * stats.t.sf(mean.abs() / spread, table["n"] - 1)
    table["biased"] = claimed(table["p"], share=1 - confidence)
    table = table.assign(bias=mean / whole, low=(mean - width) / whole, high=(mean + width) / whole)
    return table[["unit", "tier", "depth", "n", "bias", "low", "high", "p", "biased"]]


def unit_scores(rows: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """The forecasts of the next month, unit by unit.

    Parameters
    ----------
    rows, confidence
        As in :func:`bias`.

    Returns
    -------
    DataFrame
        One row per unit, in the order of the rows: the columns of :func:`bias`, then those of
        :func:`accuracy` but ``n``.
    """
    following = rows[rows["kind"] == "next_month"]
    how_far = accuracy(following, by=["unit"], confidence=confidence).drop(columns="n")
    return bias(rows, confidence=confidence).merge(how_far, on="unit")


def _kinds(rows: pd.DataFrame) -> npt.NDArray[np.str_]:
    ahead = _months_between(rows["reported"], rows["last"])
    single = rows["horizon"] == "month"
    near = np.select([ahead == 1, ahead <= 3], ["next_month", "months_2_3"], "months_4_on")
    kinds: npt.NDArray[np.str_] = np.where(single, near, rows["horizon"])
    return kinds


def _months_between(earlier: pd.Series, later: pd.Series) -> pd.Series:
    between: pd.Series = (later.dt.year - earlier.dt.year) * 12 + later.dt.month - earlier.dt.month
    return between


def _outcomes(rows: pd.DataFrame, sold: pd.DataFrame) -> pd.DataFrame:
    """One row per unit and span: what came in it."""
    spans = rows[["first", "last"]].drop_duplicates()
    parts = [
        windows.sold(sold, months.span(first, last))
        .rename_axis("unit")
        .rename("actual")
        .reset_index()
        .assign(first=first, last=last)
        for first, last in spans.itertuples(index=False)
    ]
    columns = ["unit", "first", "last", "actual"]
    return pd.concat(parts)[columns] if parts else rows[["unit", "first", "last"]].assign(actual=0.0)


def _scales(sold: pd.DataFrame) -> pd.DataFrame:
    """One row per unit and month: the mean absolute change on the year before, over the history up to it."""
    changes = sold.diff(_SEASON).abs().expanding().mean()
    return changes.rename_axis("reported").reset_index().melt("reported", var_name="unit", value_name="scale")


def _quantile_loss(quantiles: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """One row per forecast: its mean quantile loss, client's currency."""
    beside = quantiles.merge(rows[[*_KEYS, "actual"]], on=_KEYS)
    over = beside["actual"] - beside["value"].astype(float)
    beside["loss"] = np.maximum(beside["share"] * over, (beside["share"] - 1) * over)
    return beside.groupby(_KEYS, sort=False)["loss"].mean().reset_index()
