"""What was asked for: the targets of every unit, those of a parent completed from its children's."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from .. import months, units


def complete_targets(
    targets: pd.DataFrame | None, org: pd.DataFrame, *, levels: Sequence[str]
) -> pd.DataFrame:
    """Targets at every tier where they are known or follow from the tier below.

    A unit's own target always stands, whatever those below it add up to. A unit without one for a
    month gets the sum of its children's only when **all** its children of that month have one (own or
    summed); a partial sum would be a target that nobody set. A rep is a child in the months of
    employment (``hire_date`` to ``leave_date`` where org has them, every month where not); a unit is
    a child in the months in which any rep below it is.

    Parameters
    ----------
    targets
        One row per unit and month: ``month``, ``unit``, ``target`` (client's currency). None where
        the client sets no targets.
    org, levels
        As in :func:`salesmgmt_kit.units.tree`.

    Returns
    -------
    DataFrame
        One row per unit and month with a target: ``unit``, ``month``, ``target``. Empty when there
        are none; a missing row means that the target is not known.
    """
    if targets is None or targets.empty:
        return pd.DataFrame(
            {
                "unit": pd.Series(dtype="str"),
                "month": pd.Series(dtype="datetime64[ns]"),
                "target": pd.Series(dtype=float),
            }
        )
    span = months.span(targets["month"].min(), targets["month"].max())
    known = targets.pivot(index="month", columns="unit", values="target").reindex(span)
    present = units.presence(org, span)
    tree = units.tree(org, levels=levels)
    for depth in range(tree["depth"].max(), 0, -1):
        children = tree[tree["depth"] == depth].set_index("unit")["parent"]
        summed = _summed(known.reindex(columns=children.index), present[children.index], children)
        own = known.reindex(columns=summed.columns)
        known = pd.concat([known.drop(columns=summed.columns, errors="ignore"), own.fillna(summed)], axis=1)
        present = present[children.index].T.groupby(children).any().T
    rows = known.copy().reset_index(names="month").melt("month", var_name="unit", value_name="target")
    return rows.dropna(subset="target")[["unit", "month", "target"]].reset_index(drop=True)


def _summed(targets: pd.DataFrame, present: pd.DataFrame, parents: pd.Series) -> pd.DataFrame:
    """One column per parent: its present children's targets added up, missing unless all have one."""
    whole = (targets.notna() | ~present).T.groupby(parents).all().T
    return targets.where(present).T.groupby(parents).sum(min_count=1).T.where(whole)
