"""All patterns side by side, and which of them are more than chance among so many looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from ... import units
from ...multiplicity import discoveries
from ..sources import flows
from .bunching import bunched, near_target
from .endings import month_ends
from .following import less_follows

#: Share of false claims allowed.
FALSE: Final = 0.05
_COLUMNS: Final = ["pattern", "kpi", "unit", "seen", "low", "high", "usual", "more", "count", "n", "p"]


def screen(
    kpis: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    *,
    month: pd.Timestamp,
    values: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Look for three patterns in everybody's figures.

    Parameters
    ----------
    kpis, tables, values, targets
        As in :func:`~salesmgmt_kit.kpi.scorecard`.
    month
        The last month.

    Returns
    -------
    DataFrame
        One row per pattern, KPI and unit (reps, and ``company`` for all of them), the least likely first:
        ``pattern`` (``bunching``, ``ending`` or ``following``), ``kpi`` (bunching) or the measure that rose
        (following), ``unit``, ``seen`` and ``usual`` (fractions; see :func:`bunched`, :func:`month_ends`,
        :func:`less_follows`) with ``low`` and ``high`` (95 %), ``more`` (change of the activity, fraction),
        ``count``, ``n``, ``p``, ``told`` (beyond chance: Benjamini & Hochberg over all rows of reps, and over
        all rows of the company).
    """
    done = flows(tables)
    near = near_target(kpis, done, month=month, values=values, targets=targets)
    parts = [
        _shares(bunched(near)).assign(pattern="bunching"),
        _shares(month_ends(tables.get("opportunities"), month=month)).assign(pattern="ending"),
        less_follows(done, month=month).rename(columns={"step": "kpi"}).assign(pattern="following"),
    ]
    known = [part.reindex(columns=_COLUMNS) for part in parts if len(part)]
    if not known:
        return pd.DataFrame(columns=[*_COLUMNS, "told"])
    rows = pd.concat([part.astype(dict.fromkeys(_COLUMNS[3:], float)) for part in known], ignore_index=True)
    told = rows.groupby(rows["unit"] == units.COMPANY)["p"].transform(_beyond)
    return rows.assign(told=told.astype(bool)).sort_values("p", kind="stable", ignore_index=True)


def _shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Counts as shares with their intervals (Wilson)."""
    rows = rows[rows["n"] > 0]
    low, high = proportion_confint(rows["count"].astype(float), rows["n"].astype(float), method="wilson")
    return rows.assign(seen=rows["count"] / rows["n"], low=low, high=high)


def _beyond(p: pd.Series) -> pd.Series:
    """Which hold; whoever could not be tested was looked at all the same."""
    return discoveries(p.fillna(1.0), false_discovery_rate=FALSE)
