"""Whether outcome and process are in balance, by person and in the weights."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from .aggregation import arithmetic

Floats = npt.NDArray[np.float64]

#: The two perspectives that are held against each other.
OUTCOME: Final = "outcome"
PROCESS: Final = "process"
#: Score from which a composite counts as high: most of the target.
CUT: Final = 80.0
#: Correlation from which two KPIs say the same.
REDUNDANT: Final = 0.9


def balance_index(outcome: Floats, process: Floats) -> Floats:
    """How far two composites are from one carrying the other: 1 when equal, 0 when one is 0.

    Parameters
    ----------
    outcome, process
        Composites, 0 and above.

    Notes
    -----
    2 sqrt(O P) / (O + P): geometric over arithmetic mean. Missing where both are 0.

    Examples
    --------
    >>> balance_index(np.array([80.0, 100.0, 100.0]), np.array([80.0, 25.0, 0.0])).tolist()
    [1.0, 0.8, 0.0]
    """
    total = np.asarray(outcome, float) + np.asarray(process, float)
    return np.asarray(2 * np.sqrt(np.asarray(outcome) * process) / np.where(total > 0, total, np.nan))


def composites(scored: pd.DataFrame, kpis: pd.DataFrame) -> pd.DataFrame:
    """What each perspective's scores come to.

    Parameters
    ----------
    scored
        From :func:`~salesmgmt_kit.kpi.scored`.
    kpis
        The client's catalogue.

    Returns
    -------
    DataFrame
        One row per span and unit, one column per perspective, in the order of the catalogue: the
        weighted mean of its KPIs' scores; missing where none is known.
    """
    wide = scored.pivot(index=["span", "unit"], columns="kpi", values="score")
    found = {}
    for perspective, rows in kpis[kpis["weight"] > 0].groupby("perspective", sort=False):
        names = [kpi for kpi in rows["kpi"] if kpi in wide]
        if names:
            weights = rows.set_index("kpi").loc[names, "weight"].to_numpy(float)
            found[perspective] = arithmetic(wide[names].to_numpy(float), weights)
    return pd.DataFrame(found, index=wide.index).reset_index()


def quadrants(monthly: pd.DataFrame, *, level: float = 0.9, cut: float = CUT) -> pd.DataFrame:
    """Where each unit stands between outcome and process over some months, as far as can be told.

    Parameters
    ----------
    monthly
        From :func:`composites`, a month a span, with both perspectives.
    level
        Of the intervals, fraction.
    cut
        Score from which a composite counts as high.

    Returns
    -------
    DataFrame
        One row per unit: ``unit``, ``n`` (months known), ``outcome``, ``outcome_low``, ``outcome_high``,
        ``process``, ``process_low``, ``process_high`` (mean of the months and its Student t interval, missing
        under three months), ``index`` (of the means), ``quadrant``: ``both``, ``outcome`` (high outcome, low
        process), ``process``, ``neither``, or ``open`` where an interval holds the cut.
    """
    grouped = (
        monthly.reindex(columns=["span", "unit", OUTCOME, PROCESS])
        .dropna(subset=[OUTCOME, PROCESS])
        .groupby("unit", sort=False)
    )
    found = pd.DataFrame({"n": grouped.size()})
    reach = stats.t.ppf((1 + level) / 2, (found["n"] - 1).clip(lower=1)) / np.sqrt(found["n"])
    for side in (OUTCOME, PROCESS):
        found[side] = grouped[side].mean()
        half = (grouped[side].std() * reach).where(found["n"] >= 3)
        found[f"{side}_low"], found[f"{side}_high"] = found[side] - half, found[side] + half
    found["index"] = balance_index(found[OUTCOME].to_numpy(), found[PROCESS].to_numpy())
    found["quadrant"] = _sides(found, cut)
    return found.reset_index()


def _sides(found: pd.DataFrame, cut: float) -> npt.NDArray[np.str_]:
    high = {side: found[f"{side}_low"] >= cut for side in (OUTCOME, PROCESS)}
    low = {side: found[f"{side}_high"] < cut for side in (OUTCOME, PROCESS)}
    return np.select(
        [
            high[OUTCOME] & high[PROCESS],
            high[OUTCOME] & low[PROCESS],
            low[OUTCOME] & high[PROCESS],
            low[OUTCOME] & low[PROCESS],
        ],
        ["both", OUTCOME, PROCESS, "neither"],
        "open",
    )


def evenness(kpis: pd.DataFrame) -> pd.DataFrame:
    """How the weights are spread over the perspectives.

    Returns
    -------
    DataFrame
        One row per perspective, in the order of the catalogue: ``perspective``, ``n`` (KPIs with
        weight), ``weight`` (share of all, fraction), ``evenness`` (of the whole, the same in every row:
        Pielou's, 1 when all weigh alike, 0 when one has everything).
    """
    shares = kpis["weight"] / kpis["weight"].sum()
    rows = pd.DataFrame({"perspective": kpis["perspective"], "n": kpis["weight"] > 0, "weight": shares})
    found = rows.groupby("perspective", sort=False).sum().reset_index()
    known = found["weight"][found["weight"] > 0]
    entropy = -(known * np.log(known)).sum()
    return found.assign(evenness=entropy / np.log(len(found)) if len(found) > 1 else 0.0)


def redundant(wide: pd.DataFrame, *, least: float = REDUNDANT) -> pd.DataFrame:
    """Pairs of KPIs that say the same of nearly everybody.

    Parameters
    ----------
    wide
        One row per person, one column per KPI: scores or values.
    least
        Absolute correlation from which a pair is named.

    Returns
    -------
    DataFrame
        One row per pair, the closest first: ``kpi``, ``other``, ``r`` (Pearson).
    """
    r = wide.corr().to_numpy()
    first, second = np.triu_indices(len(r), 1)
    close = np.abs(r[first, second]) >= least
    rows = pd.DataFrame(
        {
            "kpi": wide.columns[first[close]],
            "other": wide.columns[second[close]],
            "r": r[first, second][close],
        }
    )
    return rows.sort_values("r", key=np.abs, ascending=False, ignore_index=True)
