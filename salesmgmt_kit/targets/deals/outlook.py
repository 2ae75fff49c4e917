"""What the open deals of every unit promise, and how good such promises were in the past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ... import months, units
from ..engine.models import PATHS
from .chances import Learned, learn
from .histories import known_by, month_ends, won_by_month
from .money import simulated
from .snapshots import snapshot, taken

#: Months ahead for which deals are followed.
AHEAD: Final = 12
#: Deals that must have ended before anything is said of those open.
FEWEST_ENDED: Final = 50
#: Of the deals won, share after whose age the records of deals are taken to be whole.
_MOST: Final = 0.95
#: Earlier month ends that tell what deals won bring against what was expected.
_FEWEST_ENDS: Final = 3


@dataclass(frozen=True)
class Pipeline:
    """The deals of a client as they stand and as they stood.

    Parameters
    ----------
    month
        The month reported.
    org, levels
        Who belongs where.
    rows
        From :func:`~salesmgmt_kit.targets.deals.histories.month_ends`; an amount not known is the mean of
        those won.
    won
        From :func:`~salesmgmt_kit.targets.deals.histories.won_by_month`.
    cycle
        Median age in months at which deals are won, rounded up: the sales cycle.
    first
        The month from which on deals won were opened within the records, nearly all of them.
    chances
        Probability that each deal open now is won in each of the twelve months ahead: one row per row of
        ``open``.
    worth
        Money that deals won brought at earlier month ends against that expected of them, and the standard
        error of its logarithm: amounts are put right when a deal is signed, and large deals may go otherwise
        than small ones. 1 and 0 where there are fewer than three month ends to tell by.
    money
        By unit: money won from them, one row per path, one column per month ahead; ``worth`` and its error
        are in it.
    """

    month: pd.Timestamp
    org: pd.DataFrame
    levels: Sequence[str]
    rows: pd.DataFrame
    won: pd.DataFrame
    cycle: int
    first: pd.Timestamp
    chances: npt.NDArray[np.float64]
    worth: tuple[float, float]
    money: dict[str, npt.NDArray[np.float64]]

    @property
    def open(self) -> pd.DataFrame:
        """The deals open at the end of the month reported."""
        return self.at(self.month)

    def at(self, month: pd.Timestamp) -> pd.DataFrame:
        """The deals open at the end of an earlier month."""
        return self.rows[self.rows["month"] == month]

    def learned_by(self, month: pd.Timestamp) -> Learned:
        """What could have been learned of how deals go on by the end of an earlier month."""
        return learn(known_by(self.rows, month))


def pipeline(
    deals: pd.DataFrame | None,
    moves: pd.DataFrame | None,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    month: pd.Timestamp,
    seed: int = 2026,
) -> Pipeline | None:
    """The deals open at the end of the month reported, and what they may bring.

    Parameters
    ----------
    deals, moves
        The client's ``opportunities`` and ``stage_moves``; None where there are none.
    org, levels
        As in :func:`salesmgmt_kit.units.tree`.
    month
        The month reported; nothing after it is used, but for amounts: those of earlier months are not kept.
    seed
        Of the paths.

    Returns
    -------
    Pipeline or None
        None without deals, or where fewer than fifty have ended or none was won: nothing can be learned.
    """
    if deals is None:
        return None
    known = deals[deals["rep"].isin(org["rep"])]
    known = known.assign(amount=_amounts(known))
    rows, won = month_ends(known, moves, month=month), won_by_month(known, month=month)
    ended = rows.loc[rows["outcome"].notna(), "opportunity"].nunique()
    if ended < FEWEST_ENDED or won.empty or won["amount"].sum() == 0:
        return None
    first = months.shift(rows["month"].min(), int(np.ceil(won["age"].quantile(_MOST))))
    open_now, worth = rows[rows["month"] == month], _worth(rows, first, month)
    chances = learn(rows).chances(open_now, AHEAD)
    rng = np.random.default_rng(seed)
    money = simulated(open_now, chances, org, levels=levels, rng=rng)
    factor = worth[0] * np.exp(worth[1] * rng.standard_normal((PATHS, 1)))
    return Pipeline(
        month,
        org,
        levels,
        rows,
        won,
        cycle=int(np.clip(np.ceil(won["age"].median()), 1, AHEAD)),
        first=first,
        chances=chances,
        worth=worth,
        money={unit: paths * factor for unit, paths in money.items()},
    )


def _amounts(deals: pd.DataFrame) -> pd.Series:
    """What each deal would bring if it is won; the mean of those won where no amount above 0 is known.

    Many write 0 on a deal once it is lost: taken at its word that would tell the end beforehand.
    """
    amounts = deals["amount"].astype(float)
    return amounts.where(amounts > 0, amounts[(deals["outcome"] == "won") & (amounts > 0)].mean())


def _worth(rows: pd.DataFrame, first: pd.Timestamp, month: pd.Timestamp) -> tuple[float, float]:
    """Money won against money expected at earlier month ends, and the standard error of its logarithm."""
    past = [snapshot(rows, end) for end in taken(first, month)]
    sums = np.array([[(p["amount"] * p[c]).sum() for c in ("reached", "probability")] for p in past])
    if len(sums) < _FEWEST_ENDS or not sums.all():
        return 1.0, 0.0
    won, expected = sums.T
    return float(won.sum() / expected.sum()), float(np.log(won / expected).std(ddof=1) / np.sqrt(len(sums)))


def promises(found: Pipeline | None, chances: pd.DataFrame, *, level: float = 0.8) -> pd.DataFrame:
    """What each unit's open deals are expected to bring, beside what its targets still need.

    Parameters
    ----------
    found
        From :func:`pipeline`.
    chances
        From :func:`~salesmgmt_kit.targets.reach`, which says how long month, quarter and year are.
    level
        Of the intervals, fraction.

    Returns
    -------
    DataFrame
        One row per unit of ``chances``, in its order; none without deals. Money in the client's currency.

        ``unit``, ``tier``, ``depth``
            The unit.
        ``n``, ``open``
            Deals open now, and their amounts.
        ``next_month``, ``quarter``, ``year``, each also with ``_low`` and ``_high``
            Expected to be won by the end of it: the mean over the paths (so that units add up) and the
            interval; within twelve months. The quarter's are missing where it ends with the year.
        ``next_month_last``, ``quarter_last``, ``last``
            The last month of each.
        ``needed``
            What the year's target still asks for, 0 where it is reached; missing without a target.
        ``level``
            Of the intervals.
    """
    if found is None:
        return pd.DataFrame(columns=_PROMISED)
    placed = units.roll_up(
        found.open[["rep", "amount"]].assign(n=1, month=found.month), found.org, levels=found.levels
    )
    table = chances[chances["horizon"] == "year"][["unit", "tier", "depth", "target", "known"]]
    table = table.merge(placed[["unit", "n", "amount"]], how="left", on="unit")
    table = table.fillna({"n": 0, "amount": 0.0}).rename(columns={"amount": "open"})
    for name, rows in chances.groupby("horizon"):
        ahead = months.span(months.shift(found.month, 1), rows["last"].iloc[0])[:AHEAD]
        sums = np.array([found.money[unit][:, : len(ahead)].sum(axis=1) for unit in table["unit"]])
        table[name] = sums.mean(axis=1)
        table[f"{name}_low"], table[f"{name}_high"] = np.quantile(
            sums, [(1 - level) / 2, (1 + level) / 2], axis=1
        )
        table["last" if name == "year" else f"{name}_last"] = rows["last"].iloc[0]
    table.loc[table["quarter_last"] == table["last"], ["quarter", "quarter_low", "quarter_high"]] = np.nan
    table["needed"] = (table["target"] - table["known"]).clip(lower=0)
    return table.assign(level=level)[_PROMISED]


_PROMISED: Final = [
    "unit", "tier", "depth", "n", "open", "next_month", "next_month_low", "next_month_high", "quarter",
    "quarter_low", "quarter_high", "year", "year_low", "year_high", "needed", "level", "next_month_last",
    "quarter_last", "last",
]  # fmt: skip
