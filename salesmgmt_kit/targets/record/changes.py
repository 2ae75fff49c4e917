"""What changed since the month before: the year's expected total, part by part, and its target's chance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ... import months, units
from .. import windows
from ..actuals import places
from .outlooks import Outlook

#: The parts of a change of the year's expected total, in the order told.
PARTS = ("came", "restated", "revised")


def since_last_month(
    past: Outlook, now: Outlook, actuals: pd.DataFrame, targets: pd.DataFrame, *, month: pd.Timestamp
) -> pd.DataFrame:
    """The fiscal year as the month before saw it, as it is seen now, and what lies between.

    The year is the one that the month before looked at: the one that holds the month reported.

    Parameters
    ----------
    past
        From :func:`.past_outlooks`.
    now
        From :func:`.outlook`, for the month reported.
    actuals, targets, month
        As in :func:`~salesmgmt_kit.targets.attainment`.

    Returns
    -------
    DataFrame
        One row per unit that both months saw, in the order of the tree; none when the month before said
        nothing. Money in the client's currency.

        ``unit``, ``tier``, ``parent``, ``depth``; ``source``
            As in :class:`.Outlook`.
        ``actual``, ``month_expected``, ``month_low``, ``month_high``, ``level``, ``covered``
            The month reported, what the month before expected of it, and whether that interval held it.
        ``over``
            Whether the month reported is the year's last.
        ``then``, ``now``
            The year's expected total; what came, once it is over.
        ``came``
            actual - month_expected: what the month brought beyond expectation.
        ``restated``
            What earlier months of the year changed by afterwards: late corrections, reps who changed units.
        ``revised``
            What the outlook of the months still ahead changed by. Medians do not add up, and what they lack
            is in here. now - then = came + restated + revised, exactly.
        ``change``
            now - then.
        ``target_then``, ``target_now``, ``target_change``
            The year's target; missing where a month of it has none.
        ``gap_then``, ``gap_now``, ``gap_change``
            Expected total less target, so gap_change = change - target_change.
        ``probability_then``, ``probability_now``, ``probability_change``
            Of reaching the year's target; 0 or 1 now, once the year is over.
    """
    before = _said(past, months.shift(month, -1))
    year = before[before["horizon"] == "year"].rename(columns=_THEN)
    following = before[(before["horizon"] == "month") & (before["first"] == month)]
    rows = year.merge(following[["unit", *_MONTH]].rename(columns=_MONTH), on="unit")
    rows = places(actuals).drop(columns="first").merge(rows, on="unit")
    rows = rows.merge(_seen_now(rows, now, actuals, targets, month), on="unit").dropna(subset=["then", "now"])
    rows["came"] = rows["actual"] - rows["month_expected"]
    rows["restated"] = _restated(rows["known_now"] - rows["actual"], rows["known"])
    rows["change"] = rows["now"] - rows["then"]
    rows["revised"] = rows["change"] - rows["came"] - rows["restated"]
    rows["covered"] = rows["actual"].between(rows["month_low"], rows["month_high"])
    for moment in ("then", "now"):
        rows[f"gap_{moment}"] = rows[moment] - rows[f"target_{moment}"]
    for measure in ("target", "gap", "probability"):
        rows[f"{measure}_change"] = rows[f"{measure}_now"] - rows[f"{measure}_then"]
    return rows[_COLUMNS].reset_index(drop=True)


def bridge(changes: pd.DataFrame, *, unit: str = units.COMPANY) -> pd.DataFrame:
    """The parts of one unit's change as steps, each from where the one before it ended.

    Parameters
    ----------
    changes
        From :func:`since_last_month`.
    unit
        A unit of it.

    Returns
    -------
    DataFrame
        One row per step: ``step`` (``came``, ``restated``, ``revised``, ``change``), ``amount``, ``start``,
        ``end`` (client's currency, 0 = as seen the month before). The last one is all of them together.
        No row when the unit has none.
    """
    of = changes.loc[changes["unit"] == unit, [*PARTS, "change"]]
    steps = of.T.set_axis(["amount"] * len(of), axis=1).rename_axis("step").reset_index()
    if of.empty:
        return pd.DataFrame(columns=["step", "amount", "start", "end"])
    end = steps["amount"].cumsum().where(steps["step"] != "change", steps["amount"])
    start = (end - steps["amount"]).where(steps["step"] != "change", 0.0)
    return steps.assign(start=start, end=end)


_THEN = {"expected": "then", "target": "target_then", "probability": "probability_then"}
_MONTH = {"expected": "month_expected", "low": "month_low", "high": "month_high"}
_COLUMNS = [
    "unit", "tier", "parent", "depth", "source",
    "actual", "month_expected", "month_low", "month_high", "level", "covered",
    "over", "then", "came", "restated", "revised", "change", "now",
    "target_then", "target_now", "target_change", "gap_then", "gap_now", "gap_change",
    "probability_then", "probability_now", "probability_change",
]  # fmt: skip


def _said(past: Outlook, month: pd.Timestamp) -> pd.DataFrame:
    return past.spans[past.spans["reported"] == month]


def _seen_now(
    rows: pd.DataFrame, now: Outlook, actuals: pd.DataFrame, targets: pd.DataFrame, month: pd.Timestamp
) -> pd.DataFrame:
    """One row per unit: ``actual`` of the month, and the year as it is seen now.

    Once the year is over, what came is what is seen.
    """
    seen = now.spans[now.spans["horizon"] == "year"].set_index("unit")
    firsts = places(actuals).set_index("unit")["first"]
    sold = windows.wide(actuals[actuals["month"] <= month], "actual", columns=firsts.index)
    year = _year(rows)
    table = pd.DataFrame({"actual": sold.loc[month], "known_now": windows.sold(sold, year)})
    table["target_now"] = windows.asked(windows.wide(targets, "target", columns=firsts.index), year, firsts)
    table["over"] = over = len(year) > 0 and year[-1] <= month
    reached = (table["known_now"] >= table["target_now"]).astype(float).where(table["target_now"].notna())
    table["now"] = table["known_now"] if over else seen["expected"]
    table["probability_now"] = reached if over else seen["probability"]
    return table.rename_axis("unit").reset_index()


def _restated(now: pd.Series, then: pd.Series) -> pd.Series:
    """What the same months changed by; nothing where only the order of adding up differs."""
    return (now - then).where(~np.isclose(now, then, rtol=1e-12, atol=0), 0.0)


def _year(rows: pd.DataFrame) -> pd.DatetimeIndex:
    """The months of the year that the month before looked at; none when it said nothing."""
    if rows.empty:
        return pd.DatetimeIndex([])
    return months.span(rows["first"].iloc[0], rows["last"].iloc[0])
