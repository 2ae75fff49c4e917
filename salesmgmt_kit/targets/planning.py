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
    present = _presence(org, span)
    tree = units.tree(org, levels=levels)
    for parent, children in _bottom_up(tree):
        here = present[children]
        summed = known.reindex(columns=children).where(here).sum(axis=1, min_count=1)
        summed = summed.where(known.reindex(columns=children).notna().where(here, other=True).all(axis=1))
        known[parent] = known[parent].fillna(summed) if parent in known else summed
        present[parent] = here.any(axis=1)
    rows = known.reset_index(names="month").melt("month", var_name="unit", value_name="target")
    return rows.dropna(subset="target")[["unit", "month", "target"]].reset_index(drop=True)


def _bottom_up(tree: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Each unit that has children, with them, the lowest tier first."""
    parents = tree.groupby("parent", sort=False)["unit"].agg(list)
    depth = tree.set_index("unit")["depth"]
    order = depth[parents.index].sort_values(ascending=False, kind="stable").index
    return [(str(parent), parents[parent]) for parent in order]


def _presence(org: pd.DataFrame, span: pd.DatetimeIndex) -> pd.DataFrame:
    """One row per month, one column per rep: whether employed on any day of it, as far as is known."""
    here = pd.DataFrame(True, index=span, columns=list(org["rep"]))
    if "hire_date" in org:
        ends = span + pd.offsets.MonthEnd(0)
        here &= ~(org["hire_date"].to_numpy()[None, :] > ends.to_numpy()[:, None])
    if "leave_date" in org:
        here &= ~(org["leave_date"].to_numpy()[None, :] < span.to_numpy()[:, None])
    return here
