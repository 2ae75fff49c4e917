"""The organisation as a tree of units: the company, the client's levels below it, the reps.

A *unit* is any node of that tree, known by its code; its *tier* is ``company``, one of the
client's levels (``department``, ``team`` unless it names others) or ``rep``. Codes are unique over
all tiers, which the gate checks.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

COMPANY = "company"
REP = "rep"


def tree(org: pd.DataFrame, *, levels: Sequence[str]) -> pd.DataFrame:
    """Every unit of the organisation, top down.

    Parameters
    ----------
    org
        One row per rep: ``rep`` and one column for each of ``levels``.
    levels
        The levels between company and rep, top down, e.g. ``["department", "team"]``.

    Returns
    -------
    DataFrame
        One row per unit, in the order of the tree (a unit before those below it; siblings in
        the order of ``org``): ``unit``, ``tier``, ``parent`` (missing for the company), ``depth``
        (0 = company).
    """
    path = [COMPANY, *levels, REP]
    nodes = org.assign(**{COMPANY: COMPANY})[path]
    rank = {tier: pd.factorize(nodes[tier])[0] for tier in path}
    nodes = nodes.iloc[pd.DataFrame(rank).sort_values(path, kind="stable").index]
    rows: dict[str, tuple[str, str, str | None, int]] = {}
    for branch in nodes.itertuples(index=False):
        parent: str | None = None
        for depth, unit in enumerate(branch):
            rows.setdefault(unit, (unit, path[depth], parent, depth))
            parent = unit
    return pd.DataFrame(list(rows.values()), columns=["unit", "tier", "parent", "depth"])


def present(org: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    """The rows of ``org`` of those who have not left before ``month``; all without leaving dates."""
    return org[~(org["leave_date"] < month)] if "leave_date" in org else org


def presence(org: pd.DataFrame, span: pd.DatetimeIndex) -> pd.DataFrame:
    """One row per month, one column per rep: whether employed on any day of it, as far as is known."""
    here = pd.DataFrame(True, index=span, columns=list(org["rep"]))
    if "hire_date" in org:
        ends = span + pd.offsets.MonthEnd(0)
        here &= ~(org["hire_date"].to_numpy()[None, :] > ends.to_numpy()[:, None])
    if "leave_date" in org:
        here &= ~(org["leave_date"].to_numpy()[None, :] < span.to_numpy()[:, None])
    return here


def roll_up(
    values: pd.DataFrame, org: pd.DataFrame, *, levels: Sequence[str], by: Sequence[str] = ("month",)
) -> pd.DataFrame:
    """Sums of a rep's values at every unit above it, so that children add up to their parent.

    Parameters
    ----------
    values
        ``rep``, the columns named by ``by``, and columns of numbers to be summed.
    org, levels
        As in :func:`tree`.
    by
        Columns kept apart, usually ``month``.

    Returns
    -------
    DataFrame
        One row per unit and combination of ``by`` that has a row in ``values``: ``unit``,
        ``tier``, the columns of ``by``, and the sums (missing values count as nothing).
    """
    path = [COMPANY, *levels, REP]
    by = list(by)
    numbers = [c for c in values.columns if c not in {REP, *by}]
    placed = values.merge(org.assign(**{COMPANY: COMPANY})[path], on=REP, how="left", validate="m:1")
    reps = placed.groupby([*path, *by], observed=True, sort=False)[numbers].sum().reset_index()
    parts = [
        reps.groupby([tier, *by], observed=True)[numbers]
        .sum()
        .reset_index()
        .rename(columns={tier: "unit"})
        .assign(tier=tier)
        for tier in path
    ]
    return pd.concat(parts, ignore_index=True)[["unit", "tier", *by, *numbers]]
