"""What was known of deals at every month end: which were open, how old they were, where they stood."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

#: Stage of a deal whose moves are not known.
UNKNOWN: Final = ""
#: The month that numpy counts from, counted through the years.
_EPOCH: Final = 1970 * 12 + 1


def month_ends(deals: pd.DataFrame, moves: pd.DataFrame | None, *, month: pd.Timestamp) -> pd.DataFrame:
    """Every deal at every month end at which it was open, as it was known then.

    Parameters
    ----------
    deals
        ``opportunity``, ``rep``, ``opened``, ``closed``, ``amount`` (client's currency), ``outcome``
        (``won``, ``lost``). A deal without a day of opening, or that ended without an outcome, is left out:
        its age or its end is not known.
    moves
        ``opportunity``, ``stage``, ``entered``; None where they are not recorded. The stage that ``deals``
        has is today's and would tell the end beforehand.
    month
        The last month end; nothing after it is used.

    Returns
    -------
    DataFrame
        One row per deal and month end.

        ``opportunity``, ``rep``, ``amount``
            The deal; the amount is that of today, as an older one is not recorded.
        ``month``
            The month at whose end it was open.
        ``age``
            Whole months since the month in which it was opened: 0 in the same month.
        ``stage``
            The one last entered by then; empty where not known.
        ``lead``
            Months from then to its end, or to the last month end where it is still open.
        ``outcome``
            ``won`` or ``lost``; missing while open.
    """
    last = _number(month)
    known = deals.dropna(subset=["opened"])
    opened = _numbers(known["opened"])
    ended = np.where(known["closed"].isna(), np.inf, _numbers(known["closed"]))
    usable = (opened <= last) & (known["outcome"].notna().to_numpy() | (ended > last))
    known, opened, ended = known[usable], opened[usable].astype(int), ended[usable]
    lasted = np.maximum(np.minimum(ended, last + 1) - opened, 0).astype(int)
    at = np.repeat(np.arange(len(known)), lasted)
    age = np.arange(len(at)) - np.repeat(np.cumsum(lasted) - lasted, lasted)
    then, ends = opened[at] + age, ended[at]
    rows = known[["opportunity", "rep", "amount"]].iloc[at].reset_index(drop=True)
    rows["month"] = (then - _EPOCH).astype("datetime64[M]").astype("datetime64[ns]")
    rows["age"] = age
    rows["stage"] = _stages(rows, moves)
    rows["lead"] = (np.minimum(ends, last) - then).astype(int)
    rows["outcome"] = known["outcome"].iloc[at].reset_index(drop=True).where(ends <= last)
    return rows


def known_by(rows: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    """The rows of :func:`month_ends` as they were at an earlier month end: later ends are not yet known."""
    past = rows[rows["month"] <= month]
    since = (_number(month) - _numbers(past["month"])).astype(int)
    return past.assign(
        lead=np.minimum(past["lead"], since), outcome=past["outcome"].where(past["lead"] <= since)
    )


def won_by_month(deals: pd.DataFrame, *, month: pd.Timestamp) -> pd.DataFrame:
    """Deals won by ``month``, a row each: ``rep``, ``amount``, ``month`` (won in), ``age`` (months then)."""
    won = deals[(deals["outcome"] == "won") & deals["opened"].notna() & deals["closed"].notna()]
    ended = won["closed"].dt.to_period("M").dt.to_timestamp()
    rows = pd.DataFrame({"rep": won["rep"], "amount": won["amount"].astype(float), "month": ended})
    rows["age"] = (_numbers(ended) - _numbers(won["opened"])).astype(int)
    return rows[rows["month"] <= month].reset_index(drop=True)


def _stages(rows: pd.DataFrame, moves: pd.DataFrame | None) -> pd.Series:
    """The stage entered last before the end of each row's month."""
    if moves is None:
        return pd.Series(UNKNOWN, index=rows.index)
    ends = rows[["opportunity"]].assign(end=rows["month"] + pd.offsets.MonthEnd(0), at=rows.index)
    ends["end"] = ends["end"].astype(moves["entered"].dtype)
    found = pd.merge_asof(
        ends.sort_values("end", kind="stable"),
        moves[["opportunity", "stage", "entered"]].sort_values("entered", kind="stable"),
        left_on="end",
        right_on="entered",
        by="opportunity",
    )
    return found.set_index("at")["stage"].fillna(UNKNOWN).reindex(rows.index).astype(str)


def _number(month: pd.Timestamp) -> int:
    return month.year * 12 + month.month


def _numbers(days: pd.Series) -> npt.NDArray[np.float64]:
    """The months of some days, counted through the years; missing where a day is."""
    return np.asarray(days.dt.year * 12 + days.dt.month, dtype=float)
