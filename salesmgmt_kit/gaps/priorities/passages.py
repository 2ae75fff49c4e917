"""The way of every deal through the stages: when it first reached each, and how it got on from there."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ... import months

Days = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: How a deal got on from a stage, in the order of the accounting identity.
FATES: Final = ("advanced", "lost", "back", "still")
#: A day that never came.
_NEVER: Final = np.iinfo(np.int64).max


def first_passages(
    opportunities: pd.DataFrame, stage_moves: pd.DataFrame, stages: pd.DataFrame, *, month: pd.Timestamp
) -> pd.DataFrame:
    """First passage of every deal through every stage that it reached by the end of a month.

    Parameters
    ----------
    opportunities
        ``opportunity``, ``rep``, ``opened``, ``closed`` (dates), ``outcome`` (``won``, ``lost``, missing
        while open). Left out: deals without a move; closed ones without a day or an outcome; those opened
        before the log of moves begins, whose first stages nobody saw.
    stage_moves
        ``opportunity``, ``stage``, ``entered`` (date). Moves on the same day are taken in the order of
        stages.
    stages
        ``stage``, ``position``.
    month
        What happened after its end is not known yet.

    Returns
    -------
    DataFrame
        One row per deal and stage reached, in the order of the stages: ``opportunity``, ``rep``, ``stage``
        (an ordered category), ``entered`` (first day in it or beyond), ``skipped`` (flag: it went beyond
        without having been there), ``left`` (first day beyond it, or of the loss; missing while neither has
        come), ``fate``: ``advanced`` (reached a later stage, or was won), ``lost`` (before it did), ``back``
        (open, and now in an earlier stage), ``still`` (open, and there). So at every stage entered = advanced
        + lost + back + still.

    Notes
    -----
    A deal that is sent back keeps the furthest stage that it reached: its stay there runs on until it gets
    beyond, and if it is lost meanwhile, it is lost there. Moves after the closing do not count, nor do stages
    that deals only enter on or after the day they close (``closed won``, ``after-sales``): they sell nothing.
    """
    deals = _followed(opportunities, stage_moves, months.shift(month, 1))
    ordered = stages.sort_values("position", kind="stable")["stage"]
    deal = pd.Index(deals["opportunity"]).get_indexer(stage_moves["opportunity"])
    stage = pd.Index(ordered).get_indexer(stage_moves["stage"])
    known = (deal >= 0) & (stage >= 0) & (stage_moves["entered"] < months.shift(month, 1)).to_numpy(bool)
    deal, stage, day = deal[known], stage[known], _days(stage_moves["entered"])[known]
    closed = _days(deals["closed"])[deal]
    selling = np.unique(stage[day < closed])
    counts = np.isin(stage, selling) & (day <= closed)
    first, now = _matrix(
        deal[counts], np.searchsorted(selling, stage[counts]), day[counts], (len(deals), len(selling))
    )
    return _rows(deals, ordered.iloc[selling].tolist(), first, now)


def _followed(opportunities: pd.DataFrame, stage_moves: pd.DataFrame, after: pd.Timestamp) -> pd.DataFrame:
    """Deals that were seen from their beginning, as they stood before the day ``after``."""
    deals = opportunities[["opportunity", "rep", "opened", "closed", "outcome"]]
    clear = deals["closed"].notna() == deals["outcome"].notna()
    seen = ~(deals["opened"] < stage_moves["entered"].min()) & ~(deals["opened"] >= after)
    kept: pd.DataFrame = deals.loc[clear & seen].drop(columns="opened")
    later = kept["closed"] >= after
    return kept.assign(closed=kept["closed"].mask(later), outcome=kept["outcome"].mask(later))


def _matrix(
    deal: npt.NDArray[np.intp], stage: npt.NDArray[np.intp], day: Days, shape: tuple[int, int]
) -> tuple[Days, npt.NDArray[np.intp]]:
    """Day of the first entry of each deal into each stage; the stage that each deal is in now."""
    first = np.full(shape, _NEVER)
    np.minimum.at(first, (deal, stage), day)
    order = np.lexsort((stage, day, deal))
    now = np.zeros(shape[0], dtype=np.intp)
    now[deal[order]] = stage[order]
    return first, now


def _rows(deals: pd.DataFrame, order: list[str], first: Days, now: npt.NDArray[np.intp]) -> pd.DataFrame:
    seen = np.flatnonzero((first < _NEVER).any(axis=1))
    deals, first, now = deals.iloc[seen], first[seen], now[seen]
    closed = _days(deals["closed"])
    won, lost = (deals["outcome"].eq(end).to_numpy(bool) for end in ("won", "lost"))
    reached = np.column_stack([first, np.where(won, closed, _NEVER)])
    reached = np.minimum.accumulate(reached[:, ::-1], axis=1)[:, ::-1]
    here, beyond = reached[:, :-1], reached[:, 1:]
    left = np.where(beyond < _NEVER, beyond, np.where(lost, closed, _NEVER)[:, None])
    fate = np.select(
        [beyond < _NEVER, lost[:, None], now[:, None] < np.arange(len(order))], [0, 1, 2], default=3
    )
    deal, stage = np.nonzero((here < _NEVER).T)[::-1]
    return pd.DataFrame(
        {
            "opportunity": deals["opportunity"].array.take(deal),
            "rep": deals["rep"].array.take(deal),
            "stage": pd.Categorical.from_codes(stage, categories=pd.Index(order, dtype=object), ordered=True),
            "entered": _dates(here[deal, stage]),
            "skipped": (first > here)[deal, stage],
            "left": _dates(left[deal, stage]),
            "fate": pd.Categorical.from_codes(fate[deal, stage], categories=pd.Index(FATES)),
        }
    )


def _days(dates: pd.Series) -> Days:
    """Dates as numbers of days; a missing one never came."""
    days = dates.to_numpy("datetime64[D]")
    return np.where(np.isnat(days), _NEVER, days.astype(np.int64))


def _dates(days: Days) -> npt.NDArray[np.datetime64]:
    return np.where(days == _NEVER, np.datetime64("NaT"), days.astype("datetime64[D]")).astype(
        "datetime64[s]"
    )
