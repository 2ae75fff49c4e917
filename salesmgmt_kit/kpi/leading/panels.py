"""What is compared over time: every KPI of every team in every month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from ... import months, units
from ..measurement import measure
from ..sources import flows

#: Most months looked back.
BACK: Final = 48
#: Units of KPIs that add up over people.
_ADDING: Final = ("money", "count")


def team_months(
    kpis: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    month: pd.Timestamp,
    values: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every KPI of every team in each of the last 48 months.

    Parameters
    ----------
    kpis, tables, org, levels, values
        As in :func:`~salesmgmt_kit.kpi.scorecard`. Teams are the lowest of ``levels``; where there are none,
        the reps.
    month
        The last month; nothing after it is used.

    Returns
    -------
    DataFrame
        One row per team and month in which any KPI is known, indexed by ``unit`` and ``month``; one column
        per KPI, in the KPI's unit, and for each rep employed in the month where it adds up, so that hiring
        moves nothing.
    """
    span = months.span(months.shift(month, 1 - BACK), month)
    team = org.set_index(units.REP)[levels[-1]] if levels else pd.Series(org["rep"].to_numpy(), org["rep"])
    found = measure(
        kpis,
        _summed(flows(tables), team),
        pd.DataFrame({"rep": team.unique()}),
        levels=[],
        spans={str(m): pd.DatetimeIndex([m]) for m in span},
        values=None if values is None else _joined(values, kpis, team),
    )
    rows = found[found["tier"] == units.REP]
    rows = rows.assign(month=pd.to_datetime(rows["span"])).dropna(subset="value")
    wide = rows.pivot(index=["unit", "month"], columns="kpi", values="value").rename_axis(columns=None)
    return _each(wide, kpis, org, team, span)


def _summed(done: pd.DataFrame, team: pd.Series) -> pd.DataFrame:
    """What all reps of a team did, as if one had done it."""
    return done.assign(rep=done["rep"].map(team)).groupby(["rep", "month"], sort=False).sum().reset_index()


def _joined(values: pd.DataFrame, kpis: pd.DataFrame, team: pd.Series) -> pd.DataFrame:
    """A team's values: the sum of its reps' where the KPI adds up, else their mean."""
    adds = set(kpis.loc[kpis["unit"].isin(_ADDING), "kpi"])
    rows = values.assign(rep=values["rep"].map(team))
    both = rows.groupby(["rep", "month", "kpi"], observed=True)["value"].agg(["sum", "mean"]).reset_index()
    chosen = both["sum"].where(both["kpi"].isin(adds), both["mean"])
    return both[["rep", "month", "kpi"]].assign(value=chosen)


def _each(
    wide: pd.DataFrame, kpis: pd.DataFrame, org: pd.DataFrame, team: pd.Series, span: pd.DatetimeIndex
) -> pd.DataFrame:
    """KPIs that add up, for each rep employed."""
    here = units.presence(org, span).T.groupby(team).sum().replace(0, np.nan)
    n = here.stack().reindex(wide.index)
    plain = kpis["unit"].isin(_ADDING) & ~kpis["denominator"].map(lambda over: isinstance(over, str))
    adding = [kpi for kpi in kpis.loc[plain, "kpi"] if kpi in wide]
    return wide.assign(**{kpi: wide[kpi] / n for kpi in adding})
