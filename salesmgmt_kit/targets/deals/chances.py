"""How likely an open deal is won, and in which month: learned from how deals like it went on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...betabinomial import most_likely

Floats = npt.NDArray[np.float64]

#: Deals of this age in months and older are taken together.
OLDEST: Final = 6
#: Months ahead up to which ends are counted one by one.
LONGEST: Final = 24
#: A cell of stage and age counts as if so many more deals had gone as those of its stage did; a stage as if
#: so many had gone as all did.
_BORROWED: Final = 10.0


@dataclass(frozen=True)
class Learned:
    """How deals went on, by where they stood.

    Parameters
    ----------
    won, lost
        Probability that a deal still open after ``lead`` - 1 months is won, or lost, in month ``lead``: one
        row per cell of stage and age, one column per month ahead.
    cells
        The row of each (stage, age); the stage alone, ``(stage, -1)``, stands in for an age not seen, and
        all deals, ``("*", -1)``, for a stage not seen.
    odds
        By rep: odds that a deal that ends is won, against those of all.
    """

    won: Floats
    lost: Floats
    cells: dict[tuple[str, int], int]
    odds: pd.Series

    def chances(self, rows: pd.DataFrame, horizon: int) -> Floats:
        """Probability that each deal is won in each of the months after the one it is open at.

        Parameters
        ----------
        rows
            One row per open deal, as :func:`~salesmgmt_kit.targets.deals.histories.month_ends` has them.
        horizon
            Months ahead; beyond :data:`LONGEST` nothing more is expected.

        Returns
        -------
        ndarray
            One row per deal, one column per month ahead; what is left of 1 is lost or still open.
        """
        at = [self._cell(stage, age) for stage, age in zip(rows["stage"], rows["age"], strict=True)]
        odds = self.odds.reindex(rows["rep"]).fillna(1.0).to_numpy()[:, None]
        ends = self.won[at] + self.lost[at]
        wins = np.divide(self.won[at], ends, out=np.zeros_like(ends), where=ends > 0)
        wins = odds * wins / (1 - wins + odds * wins)
        still = np.cumprod(np.c_[np.ones(len(rows)), 1 - ends[:, :-1]], axis=1)
        found = np.zeros((len(rows), horizon))
        most = min(horizon, LONGEST)
        found[:, :most] = (still * ends * wins)[:, :most]
        return found

    def _cell(self, stage: str, age: int) -> int:
        for place in ((stage, min(age, OLDEST)), (stage, -1)):
            if place in self.cells:
                return self.cells[place]
        return self.cells["*", -1]


def learn(rows: pd.DataFrame) -> Learned:
    """Learn from every deal at every month end how deals like it went on.

    Parameters
    ----------
    rows
        From :func:`~salesmgmt_kit.targets.deals.histories.month_ends`, or
        :func:`~salesmgmt_kit.targets.deals.histories.known_by` for an earlier month.

    Notes
    -----
    Every month end at which a deal was open is a landmark; from it on its end is followed, won and lost being
    two risks that compete and deals still open being censored. Within a cell of stage and age the products
    of the hazards are the Aalen-Johansen estimate. Cells borrow from their stage and stages from all deals.
    Whether a deal that ends is won also depends on the rep: win rates are beta-binomial, so that few deals
    tell little.

    References
    ----------
    Aalen, O. O. & Johansen, S. (1978). Scandinavian Journal of Statistics 5(3), 141-150. Van Houwelingen, H.
    C. (2007). Scandinavian Journal of Statistics 34(1), 70-85 (landmarks). Skellam, J. G. (1948). Journal of
    the Royal Statistical Society B 10(2), 257-261 (beta-binomial).
    """
    stage, age = rows["stage"].to_numpy(), np.minimum(rows["age"], OLDEST)
    everyone = _hazards(rows, np.zeros(len(rows), int), 1, prior=np.zeros((2, 1, LONGEST)), borrowed=0.0)
    stages, of_stage = np.unique(stage, return_inverse=True)
    prior = np.repeat(everyone, len(stages), axis=1)
    by_stage = _hazards(rows, of_stage, len(stages), prior=prior, borrowed=_BORROWED)
    places, of_cell = np.unique(np.c_[of_stage, age], axis=0, return_inverse=True)
    prior = by_stage[:, places[:, 0].astype(int)]
    by_cell = _hazards(rows, of_cell.ravel(), len(places), prior=prior, borrowed=_BORROWED)
    won, lost = np.concatenate([everyone, by_stage, by_cell], axis=1)
    names = [("*", -1), *((s, -1) for s in stages), *((stages[int(s)], int(a)) for s, a in places)]
    return Learned(won, lost, {place: i for i, place in enumerate(names)}, _odds(rows))


def shrunk_rates(won: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Floats, float]:
    """Win rates of groups, each drawn towards their mean as far as its number makes it uncertain.

    Parameters
    ----------
    won, n
        Deals won and deals ended, by group.

    Returns
    -------
    tuple
        Rate of each group, and of a group of which nothing is known.

    Notes
    -----
    Rates have a beta distribution, see :func:`salesmgmt_kit.betabinomial.most_likely`.
    """
    wins, ended = np.asarray(won, float), np.asarray(n, float)
    mean, prior = most_likely(wins, ended)
    return (wins + mean * prior) / (ended + prior), mean


def _hazards(
    rows: pd.DataFrame, cell: npt.NDArray[np.int_], n: int, *, prior: Floats, borrowed: float
) -> Floats:
    """Probabilities of being won and lost by cell and month ahead, drawn towards ``prior``."""
    lead = rows["lead"].to_numpy()
    followed = np.zeros((n, LONGEST + 1))
    np.add.at(followed, (cell, np.minimum(lead, LONGEST)), 1.0)
    at_risk = followed[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    found = np.empty((2, n, LONGEST))
    for i, outcome in enumerate(("won", "lost")):
        ended = ((rows["outcome"] == outcome) & (rows["lead"] <= LONGEST)).to_numpy()
        events = np.zeros((n, LONGEST + 1))
        np.add.at(events, (cell[ended], lead[ended]), 1.0)
        total = at_risk + borrowed
        asked = events[:, 1:] + borrowed * prior[i]
        found[i] = np.divide(asked, total, out=np.zeros_like(total), where=total > 0)
    return found


def _odds(rows: pd.DataFrame) -> pd.Series:
    """By rep: odds that a deal of theirs that ends is won, against those of all."""
    ended = rows.dropna(subset="outcome").drop_duplicates("opportunity")
    if ended.empty:
        return pd.Series(dtype=float)
    won = (ended["outcome"] == "won").groupby(ended["rep"]).agg(["sum", "size"])
    rates, mean = shrunk_rates(won["sum"], won["size"])
    return pd.Series(rates / (1 - rates) / (mean / (1 - mean)), index=won.index)
