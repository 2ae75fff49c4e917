"""Sales held against target, the month before and the year before."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from .. import months, units
from . import windows
from .actuals import places


def attainment(
    actuals: pd.DataFrame, targets: pd.DataFrame, *, month: pd.Timestamp, fiscal_year_start: int = 1
) -> pd.DataFrame:
    """How far every unit got, in the month and in the fiscal year so far.

    Parameters
    ----------
    actuals
        From :func:`~salesmgmt_kit.targets.monthly_actuals`.
    targets
        From :func:`~salesmgmt_kit.targets.complete_targets`; may be empty.
    month
        The month reported.
    fiscal_year_start
        First month of the fiscal year, 1-12.

    Returns
    -------
    DataFrame
        One row per unit and period, in the order of the tree. Money in the client's currency.

        ``unit``, ``tier``, ``parent``, ``depth``
            The unit and its place in the tree.
        ``period``
            ``month`` or ``year_to_date``.
        ``first``, ``last``
            The period's first and last month.
        ``actual``
            Sales of the period.
        ``target``
            Missing unless every month since the unit's first has one.
        ``gap``
            actual - target.
        ``attainment``, ``gap_share``
            actual / target and gap / target, fractions; missing also when the target is not above 0, and
            attainment when sales are negative.
        ``previous``
            Sales of the month before; missing for the year to date and in a unit's first month.
        ``last_year``
            Sales of the same months a year before; missing unless the history holds all of them.
        ``previous_gap``, ``last_year_gap``
            actual - previous, actual - last_year.
        ``previous_change``, ``last_year_change``
            The same as a fraction of previous and last_year; missing when that is not above 0.
    """
    spans = {
        "month": pd.DatetimeIndex([month]),
        "year_to_date": months.year_to_date(month, start=fiscal_year_start),
    }
    place = places(actuals)
    sold = windows.wide(actuals, "actual")[place["unit"]]
    asked = windows.wide(targets, "target", columns=sold.columns)
    firsts = place.set_index("unit")["first"]
    periods = [_period(name, span, sold, asked, firsts) for name, span in spans.items()]
    rows = place.drop(columns="first").merge(pd.concat(periods), on="unit", how="left")
    return _compared(rows)


def standing(attained: pd.DataFrame, *, period: str = "year_to_date") -> pd.DataFrame:
    """Where every unit above the reps stands, against the best measure at hand.

    Parameters
    ----------
    attained
        From :func:`attainment`.
    period
        ``month`` or ``year_to_date``.

    Returns
    -------
    DataFrame
        One row per unit with a known gap, in the order of the tree: ``unit``, ``tier``, ``depth``,
        ``base`` (``target``; else ``last_year``; else ``previous``, always of the month: the first that
        half of the units of the lowest tier have, else the first that any unit has, from the lowest tier
        up), ``first``, ``last`` (months of the period), ``gap`` (actual - base, client's currency),
        ``share`` (gap / base, fraction).
    """
    above = attained[attained["tier"] != units.REP]
    measures = {"target": period, "last_year": period, "previous": "month"}
    base = _base({base: above.loc[above["period"] == of] for base, of in measures.items()})
    gap, share = _GAPS[base]
    rows = above[above["period"] == measures[base]].dropna(subset=gap)
    rows = rows.assign(base=base, gap=rows[gap], share=rows[share])
    return rows[["unit", "tier", "depth", "base", "first", "last", "gap", "share"]].reset_index(drop=True)


def _base(rows: Mapping[str, pd.DataFrame]) -> str:
    """What to compare with: a target of the company alone says nothing of its teams."""
    for tier in sorted(set(rows["target"]["depth"]), reverse=True):
        known = {base: of.loc[of["depth"] == tier, _GAPS[base][0]].notna() for base, of in rows.items()}
        some = [base for base, of_tier in known.items() if of_tier.any()]
        if some:
            return next((base for base in some if known[base].mean() >= 0.5), some[0])
    return "target"


_GAPS = {
    "target": ("gap", "gap_share"),
    "last_year": ("last_year_gap", "last_year_change"),
    "previous": ("previous_gap", "previous_change"),
}


def _period(
    name: str, span: pd.DatetimeIndex, sold: pd.DataFrame, asked: pd.DataFrame, firsts: pd.Series
) -> pd.DataFrame:
    """One row per unit: what was sold in the period, then, and what was asked for."""
    before = windows.covered(sold, span.shift(-1, freq="MS"))
    return (
        pd.DataFrame(
            {
                "period": name,
                "first": span[0],
                "last": span[-1],
                "actual": windows.sold(sold, span),
                "target": windows.asked(asked, span, firsts),
                "previous": before if name == "month" else float("nan"),
                "last_year": windows.covered(sold, span - pd.DateOffset(years=1)),
            }
        )
        .rename_axis("unit")
        .reset_index()
    )


def _compared(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with their gaps and changes beside them."""
    actual = rows["actual"]
    changes = {
        f"{base}_{what}": values
        for base in ("previous", "last_year")
        for what, values in (
            ("gap", actual - rows[base]),
            ("change", actual / rows[base].where(rows[base] > 0) - 1),
        )
    }
    fraction = actual / rows["target"].where(rows["target"] > 0)
    compared = rows.assign(
        gap=actual - rows["target"],
        attainment=fraction.where(actual >= 0),
        gap_share=fraction - 1,
        **changes,
    )
    return compared[
        [
            "unit", "tier", "parent", "depth", "period", "first", "last", "actual", "target", "gap",
            "attainment", "gap_share", "previous", "previous_gap", "previous_change", "last_year",
            "last_year_gap", "last_year_change",
        ]
    ]  # fmt: skip
