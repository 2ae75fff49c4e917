"""Who is comparable with whom: the same tenure, and a patch about as rich."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from ... import patches, units

#: Years of tenure at which the next band begins.
BANDS: Final = (1.0, 3.0)
#: Nearest reps a cohort is made of, and the fewest with which anybody is judged.
NEAREST: Final = 10
FEWEST: Final = 5


def cohorts(
    org: pd.DataFrame,
    *,
    month: pd.Timestamp,
    territories: pd.DataFrame | None = None,
    customers: pd.DataFrame | None = None,
    nearest: int = NEAREST,
) -> pd.DataFrame:
    """Every rep's peers: those of the same tenure band whose patch is nearest in potential.

    Parameters
    ----------
    org
        ``rep``, where known ``territory``, ``hire_date``, ``leave_date``; whoever has left is nobody's peer.
    month
        The month at which tenure is taken.
    territories, customers
        As in :func:`~salesmgmt_kit.gaps.attribution`; the potential is that of the territory's share, or of
        the rep's customers where no territory's is known.
    nearest
        Peers looked for; more where several are equally near.

    Returns
    -------
    DataFrame
        One row per rep and peer, never the rep itself: ``rep``, ``peer``, ``band`` (0: less than a year,
        1: less than three, 2: longer; 2 for all without hire dates). A rep whose potential is not
        known, or who is alone in a band, has no row; where nobody's is known, the whole band are peers.
    """
    people = units.present(org, month)
    potential = _potential(people, territories, customers)
    bands = potential.groupby(_bands(people, month).reindex(potential.index))
    parts = [_neighbours(logs, nearest).assign(band=band) for band, logs in bands]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["rep", "peer", "band"])


def _neighbours(logs: pd.Series, nearest: int) -> pd.DataFrame:
    """One row per rep and peer within one band."""
    apart = np.abs(logs.to_numpy()[:, None] - logs.to_numpy()[None, :])
    np.fill_diagonal(apart, np.inf)
    reach = np.sort(apart, axis=1)[:, min(nearest, len(logs) - 1) - 1]
    rep, peer = np.nonzero((apart <= reach[:, None]) & np.isfinite(apart))
    return pd.DataFrame({"rep": logs.index[rep], "peer": logs.index[peer]})


def _potential(
    people: pd.DataFrame, territories: pd.DataFrame | None, customers: pd.DataFrame | None
) -> pd.Series:
    """Logarithm of what each rep's patch holds; 0 for all where nothing is known of anybody."""
    known = patches.potentials(people, territories)
    if known.isna().all():
        known = patches.account_potentials(customers).reindex(known.index)
    if known.isna().all():
        known = known.fillna(1.0)
    logs: pd.Series = np.log(known.where(known > 0).dropna())
    return logs


def _bands(people: pd.DataFrame, month: pd.Timestamp) -> pd.Series:
    """By rep: the band of its tenure."""
    if "hire_date" not in people:
        return pd.Series(len(BANDS), people["rep"].to_numpy())
    years = (month - people["hire_date"]).dt.days / 365.25
    band = np.searchsorted(BANDS, years.fillna(np.inf), side="right")
    return pd.Series(band, people["rep"].to_numpy())
