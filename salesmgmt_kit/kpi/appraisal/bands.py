"""The pay band of a score by the client's own table, and how easily chance would have made it another."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

Floats = npt.NDArray[np.float64]

#: So near to a boundary, in points, one point more or less changes the band.
POINT: Final = 1.0
_PAID: Final = ["factor", "amount"]


def ladder(bands: pd.DataFrame) -> pd.DataFrame:
    """The client's bands from the lowest up.

    Returns
    -------
    DataFrame
        One row per band: ``band``, ``begins`` (score, minus infinity for the lowest), ``ends`` (score where
        the next one begins, infinity for the highest), ``factor``, ``amount`` (missing where not given).
    """
    rows = bands.sort_values("score_from", na_position="first", kind="stable", ignore_index=True)
    begins = rows["score_from"].astype(float).to_numpy(copy=True)
    begins[:1] = -np.inf
    found = rows[["band"]].assign(begins=begins, ends=np.append(begins[1:], np.inf))
    return found.join(rows.reindex(columns=_PAID).astype(float))


def banded(reps: pd.DataFrame, bands: pd.DataFrame | None) -> pd.DataFrame:
    """Each rep's band, and the chance of the others.

    Parameters
    ----------
    reps
        ``score``, ``error``, ``n`` as in :class:`~salesmgmt_kit.kpi.appraisal.Appraised`.
    bands
        The client's ``pay_bands``; None without.

    Returns
    -------
    DataFrame
        ``reps`` with ``band``, ``factor``, ``amount``, ``higher`` and ``lower`` (the bands above and below),
        ``up``, ``down`` (chances of a score above or below the band, were the year's chance drawn again;
        missing without an error), ``distance`` (points to the nearest boundary). All of them are missing
        without bands.

    Examples
    --------
    >>> bands = pd.DataFrame({"band": ["low", "high"], "score_from": [None, 80.0]})
    >>> reps = pd.DataFrame({"score": [70.0, 80.0], "error": [10.0, 10.0], "n": [12, 12]})
    >>> banded(reps, bands)[["band", "up", "down"]].round(2).values.tolist()
    [['low', 0.17, 0.0], ['high', 0.0, 0.5]]
    """
    if bands is None or bands.empty:
        missing = dict.fromkeys([*_PAID, "up", "down", "distance"], np.nan)
        return reps.assign(band=None, higher=None, lower=None, **missing)
    steps = ladder(bands)
    at = band_of(reps["score"].to_numpy(float), steps)
    own = steps.iloc[at].set_index(reps.index)
    names = [None, *steps["band"], None]
    return reps.assign(
        band=own["band"],
        higher=[names[i + 2] for i in at],
        lower=[names[i] for i in at],
        factor=own["factor"],
        amount=own["amount"],
        up=_beyond(own["ends"] - reps["score"], reps),
        down=_beyond(reps["score"] - own["begins"], reps),
        distance=np.minimum(own["ends"] - reps["score"], reps["score"] - own["begins"]),
    )


def band_of(scores: Floats, steps: pd.DataFrame) -> npt.NDArray[np.intp]:
    """The row of :func:`ladder` that each score falls into."""
    return np.searchsorted(steps["begins"].to_numpy()[1:], scores, side="right")


def chances(score: float, error: float, n: float, steps: pd.DataFrame) -> Floats:
    """How likely each band of the ladder is for a score with its error; missing without an error."""
    if not error > 0:
        return np.full(len(steps), np.nan)
    ends = stats.t.cdf((steps[["begins", "ends"]].to_numpy() - score) / error, n - 1)
    return np.asarray(ends[:, 1] - ends[:, 0])


def _beyond(distance: pd.Series, reps: pd.DataFrame) -> pd.Series:
    """Chance that chance alone moves a score by so much in one direction."""
    error = reps["error"].where(reps["error"] > 0)
    return pd.Series(stats.t.sf(distance / error, (reps["n"] - 1).clip(lower=1)), reps.index)
