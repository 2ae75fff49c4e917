"""A target held against the paths of a forecast: how likely it is to be reached."""

from __future__ import annotations

import pandas as pd

from .. import months
from . import windows
from .actuals import places
from .forecasting import Forecast, totals

_OUTCOMES = ("expected", "low", "high")


def reach(
    result: Forecast,
    actuals: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    month: pd.Timestamp,
    fiscal_year_start: int = 1,
) -> pd.DataFrame:
    """How likely every unit reaches the targets of the next month, its quarter and its fiscal year.

    Parameters
    ----------
    result
        From :func:`~salesmgmt_kit.targets.forecast`, for the same month.
    actuals, targets, month, fiscal_year_start
        As in :func:`~salesmgmt_kit.targets.attainment`.

    Returns
    -------
    DataFrame
        One row per unit that was forecast and horizon, in the order of the tree. Money in the client's
        currency.

        ``unit``, ``tier``, ``parent``, ``depth``
            The unit and its place in the tree.
        ``horizon``
            ``next_month``, ``quarter`` or ``year``: the fiscal one that holds the next month.
        ``first``, ``last``
            The horizon's first and last month. In the last month of a fiscal year or quarter they are those
            of the coming one.
        ``known``
            Already sold in the horizon's months up to ``month``.
        ``expected``, ``low``, ``high``, ``level``
            Total of the horizon, known sales included: median and interval over the paths; missing
            where the history is too short for a forecast.
        ``target``
            Missing unless every month of the horizon since the unit's first has one.
        ``expected_gap``
            Expected total less the target; missing when either is.
        ``expected_share``, ``low_share``, ``high_share``
            The same as fractions of the target; missing when it is missing or 0.
        ``probability``
            Share of the paths that end at the target or above; missing when target or forecast is. A
            thousand paths cannot show that something is certain: it stays half a path away from 0 and 1,
            unless what is sold already decides.
    """
    following = months.shift(month, 1)
    spans = {
        "next_month": pd.DatetimeIndex([following]),
        "quarter": months.fiscal_quarter(following, start=fiscal_year_start),
        "year": months.fiscal_year(following, start=fiscal_year_start),
    }
    place = places(actuals).set_index("unit").loc[list(result.paths)]
    sold = windows.wide(actuals[actuals["month"] <= month], "actual")[place.index]
    asked = windows.wide(targets, "target", columns=sold.columns)
    rows = [_horizon(name, span, result, sold, asked, place["first"]) for name, span in spans.items()]
    outcomes = place.drop(columns="first").reset_index().merge(pd.concat(rows), on="unit")
    return outcomes[
        [
            "unit", "tier", "parent", "depth", "horizon", "first", "last", "known", "expected", "low", "high",
            "level", "target", "expected_gap", "expected_share", "low_share", "high_share", "probability",
        ]
    ]  # fmt: skip


def chance_table(chances: pd.DataFrame) -> pd.DataFrame:
    """The probabilities of all horizons side by side, and what the year is made of.

    Parameters
    ----------
    chances
        From :func:`reach`.

    Returns
    -------
    DataFrame
        One row per unit, in the order of the tree: the columns of its ``year`` row but ``horizon`` and
        ``probability``, then ``next_month``, ``quarter`` and ``year``, the probabilities.
    """
    probabilities = chances.pivot(index="unit", columns="horizon", values="probability")
    year = chances[chances["horizon"] == "year"].drop(columns=["horizon", "probability"])
    return year.merge(probabilities.reset_index(), on="unit").rename_axis(columns=None)


def _horizon(
    name: str,
    span: pd.DatetimeIndex,
    result: Forecast,
    sold: pd.DataFrame,
    asked: pd.DataFrame,
    firsts: pd.Series,
) -> pd.DataFrame:
    """One row per unit for one horizon."""
    rows = totals(result, span).set_index("unit")
    known = windows.sold(sold, span)
    target = windows.asked(asked, span, firsts)
    for column in _OUTCOMES:
        rows[column] += known
    inside = result.months.isin(span)
    sums = pd.DataFrame({unit: p[:, inside].sum(axis=1) for unit, p in result.paths.items()}) + known
    probability = reached_share(sums, target, known).where(target.notna() & rows["expected"].notna())
    whole = target.where(target != 0)
    shares = {f"{column}_share": rows[column] / whole for column in _OUTCOMES}
    return rows.assign(
        horizon=name,
        first=span[0],
        last=span[-1],
        known=known,
        target=target,
        expected_gap=rows["expected"] - target,
        **shares,
        probability=probability,
    ).reset_index()


def reached_share(sums: pd.DataFrame, target: pd.Series, known: pd.Series) -> pd.Series:
    """Share of the paths (rows) of each unit (column) at its target or above, short of certainty."""
    half = 0.5 / len(sums)
    share = sums.ge(target).mean()
    settled = (sums.max() == sums.min()) | ((sums.min() >= known) & (known >= target))
    return share.where(settled, share.clip(half, 1 - half))
