"""What the results of reps are made of, added up to the units above them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from .. import units
from .doing import PARTS


def unit_parts(attributed: pd.DataFrame, org: pd.DataFrame, *, levels: Sequence[str]) -> pd.DataFrame:
    """Gaps and their parts of every unit above the reps.

    Parameters
    ----------
    attributed
        From :func:`~salesmgmt_kit.gaps.attribution`; reps without a known gap are left out.
    org, levels
        As in :func:`salesmgmt_kit.units.tree`.

    Returns
    -------
    DataFrame
        One row per unit above the reps, in the order of the tree: ``unit``, ``tier``, ``depth``, ``n``
        (reps), ``gap`` and its parts (money, see there), ``given`` (level + patch + ramp + shared: not the
        persons' doing), ``own`` (person), ``chance``. given + own + chance = gap.
    """
    known = attributed.dropna(subset="gap").assign(n=1)
    summed = units.roll_up(known[["rep", "n", "gap", *PARTS]], org, levels=levels, by=())
    tree = units.tree(org, levels=levels)
    rows = tree[tree["tier"] != units.REP].merge(summed.drop(columns="tier"), on="unit")
    given = rows[["level", "patch", "ramp", "shared"]].sum(axis=1)
    return rows.drop(columns="parent").assign(given=given, own=rows["person"]).reset_index(drop=True)
