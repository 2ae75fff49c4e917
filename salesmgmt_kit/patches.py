"""What a rep has been given to work with: potentials of territory and customers, and time in the job."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from . import units

#: Years after which a beginner has two thirds of the way behind.
_RAMP_YEARS: Final = 0.5


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


def explanations(
    people: pd.DataFrame,
    *,
    month: pd.Timestamp,
    middle: pd.Timestamp,
    org: pd.DataFrame,
    territories: pd.DataFrame | None,
    customers: pd.DataFrame | None,
) -> dict[str, pd.DataFrame]:
    """What a rep's sales may depend on that is not the person.

    Parameters
    ----------
    people
        The rows of ``org`` of the reps asked about, indexed by rep.
    month
        The month reported: whoever has left before shares no territory.
    middle
        The month at which tenure is taken.
    org
        One row per rep: ``rep``, where known ``territory``, ``hire_date``, ``leave_date``.
    territories, customers
        As in :func:`potentials` and :func:`account_potentials`.

    Returns
    -------
    dict
        ``patch``: one row per rep, one column per measure of its potential known of everybody (logarithm);
        ``ramp``, where hire dates are known: exp(-tenure / half a year).
    """
    measures = {
        "territory": potentials(units.present(org, month), territories),
        "accounts": account_potentials(customers),
    }
    richness = pd.DataFrame({name: of_rep.reindex(people.index) for name, of_rep in measures.items()})
    whole = richness.columns[(richness > 0).all()]
    found = {"patch": richness[whole].astype(float).transform(np.log)}
    if "hire_date" in people and people["hire_date"].notna().all():
        years = ((middle - people["hire_date"]).dt.days / 365.25).clip(lower=0)
        found["ramp"] = np.exp(-years / _RAMP_YEARS).to_frame()
    return found
