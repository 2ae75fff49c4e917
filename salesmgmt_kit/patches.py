"""What a rep has been given to work with: the share of a territory's potential that is theirs."""

from __future__ import annotations

import numpy as np
import pandas as pd


def potentials(org: pd.DataFrame, territories: pd.DataFrame | None) -> pd.Series:
    """Market potential of every rep's patch.

    Parameters
    ----------
    org
        One row per rep: ``rep``, where known ``territory``.
    territories
        ``territory``, ``potential`` (client's currency, a year, all suppliers); None where not known.

    Returns
    -------
    Series
        By rep: the potential of its territory divided among the reps of ``org`` who share it; missing where
        not known.
    """
    if territories is None or "territory" not in org or "potential" not in territories:
        return pd.Series(np.nan, org["rep"].to_numpy()).rename_axis("rep")
    sharing = org.groupby("territory")["rep"].transform("count")
    known = org["territory"].map(territories.set_index("territory")["potential"]).astype(float)
    return pd.Series((known / sharing).to_numpy(float), org["rep"].to_numpy()).rename_axis("rep")


def account_potentials(customers: pd.DataFrame | None) -> pd.Series:
    """By rep: what the customers it looks after could buy in a year, money; empty where not known.

    Parameters
    ----------
    customers
        Where known ``rep`` and ``potential`` (client's currency, a year, all suppliers).
    """
    if customers is None or not {"rep", "potential"} <= set(customers.columns):
        return pd.Series(dtype=float)
    return customers.groupby("rep")["potential"].sum(min_count=1)
