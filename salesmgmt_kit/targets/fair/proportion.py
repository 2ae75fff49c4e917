"""Which units are asked out of proportion to what they could sell."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ... import units
from ..split.basis import lineage

Floats = npt.NDArray[np.float64]

#: Fewest units of a tier that can be told from one another.
FEWEST_UNITS: Final = 8
#: A smaller departure than this ratio is not worth a talk, however sure.
_MUCH: Final = 1.15
#: A plan in exact proportion has no spread but the computer's.
_EXACT: Final = 1e-9
_COLUMNS: Final = [
    "unit", "tier", "per_potential", "ratio", "fair_low", "fair_high", "level", "t", "p", "attainment", "out",
]  # fmt: skip


def target_proportion(record: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Each unit's target against what potential and last year's sales justify, as in the other units.

    Parameters
    ----------
    record
        From :func:`.record.attainment_record`.
    level
        Fraction: in so many fair plans no unit at all is named.

    Returns
    -------
    DataFrame
        One row per unit above the reps, of the tiers with eight units or more:

        ``unit``, ``tier``
            The unit.
        ``per_potential``
            Its own target of a year as a fraction of its potential; missing without one.
        ``ratio``
            Its target against what its basis justifies, 1 = as in the other units.
        ``fair_low``, ``fair_high``, ``level``
            Between these the ratios of all units lie in that share of the fair plans.
        ``t``, ``p``
            Studentised distance from the other units; its p-value, adjusted for the number of units.
        ``attainment``
            Of twelve months, fraction.
        ``out``
            Whether it lies outside and by 15 % at the least.

    Notes
    -----
    A rep's basis is the geometric mean of potential and sales of the year before, whichever are known. Both
    tell what could be sold, the first with errors of the market study, the second with errors of chance;
    together they have fewer. A unit's distance is the mean of its reps' logarithms of target over basis, so
    that a vacancy moves nothing; without targets of reps it is its own. It is held against the units that
    are not out themselves (Student t of a deleted residual, Bonferroni), the farthest first.

    References
    ----------
    Grubbs, F. E. (1950). Annals of Mathematical Statistics 21(1), 27-58.
    Barnett, V. & Lewis, T. (1994). Outliers in Statistical Data, 3rd ed., 6.3 (one after the other).
    """
    logs = _distances(record)
    above = record[(record["tier"] != units.REP) & record["unit"].isin(logs.index)]
    tiers = [rows for _, rows in above.groupby("tier", sort=False) if len(rows) >= FEWEST_UNITS]
    parts = [_tier(rows, logs[rows["unit"]].to_numpy(float), level, len(tiers)) for rows in tiers]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_COLUMNS)


def _distances(record: pd.DataFrame) -> pd.Series:
    """By unit: logarithm of target over basis."""
    judged = record.dropna(subset="attainment")
    reps = judged[judged["tier"] == units.REP]
    if reps.empty:
        return _logs(judged.set_index("unit")).dropna()
    own = _logs(reps.set_index("unit")).dropna().rename("log").rename_axis("rep").reset_index()
    tree = lineage(record)
    return own.merge(tree, on="rep").groupby("unit")["log"].mean()


def _logs(rows: pd.DataFrame) -> pd.Series:
    """Mean of the logarithms of target over potential and over last year's sales, each about its own mean.

    Without the means a unit that lacks one of the two would seem to be asked for far more or far less.
    """
    asked = np.log(rows["target"] / rows["n"] * 12)
    # Part of a year has a season of its own, which last year's sales do not have.
    history = rows["history"].where((rows["history"] > 0) & (rows["n"] == 12))
    against = pd.DataFrame({"potential": rows["potential"].where(rows["potential"] > 0), "history": history})
    distance = pd.DataFrame({name: asked - np.log(basis.astype(float)) for name, basis in against.items()})
    logs: pd.Series = (distance - distance.mean()).mean(axis=1)
    return logs


def _tier(rows: pd.DataFrame, logs: Floats, level: float, tiers: int) -> pd.DataFrame:
    alpha = (1 - level) / tiers
    apart, error, df = _from_the_others(logs, _inside(logs, alpha))
    p = np.minimum(1, len(logs) * 2 * stats.t.sf(np.abs(apart / error), df))
    wide = error * stats.t.isf(alpha / 2 / len(logs), df)
    per_potential = rows["target"] / rows["n"] * 12 / rows["potential"].where(rows["potential"] > 0)
    return pd.DataFrame(
        {
            "unit": rows["unit"].to_numpy(),
            "tier": rows["tier"].to_numpy(),
            "per_potential": per_potential.to_numpy(float),
            "ratio": np.exp(apart),
            "fair_low": np.exp(-wide),
            "fair_high": np.exp(wide),
            "level": level,
            "t": apart / error,
            "p": p,
            "attainment": rows["attainment"].to_numpy(float),
            "out": (p < alpha) & (np.abs(apart) > np.log(_MUCH)),
        }
    )


def _inside(logs: Floats, alpha: float) -> npt.NDArray[np.bool_]:
    """Which units are in proportion: the farthest goes first, as long as it is farther than chance."""
    inside = np.ones(len(logs), bool)
    for _ in range(len(logs) // 4):
        apart, error, df = _from_the_others(logs, inside)
        far = np.where(inside, np.abs(apart / error), 0)
        if inside.sum() * 2 * stats.t.sf(far.max(), df[far.argmax()]) >= alpha:
            break
        inside[far.argmax()] = False
    return inside


def _from_the_others(logs: Floats, inside: npt.NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Each unit's distance from the mean of the others inside, its standard error, and the degrees of "
    "freedom.
    """
    others = inside & ~np.eye(len(logs), dtype=bool)
    n = others.sum(axis=1)
    means = others @ logs / n
    variances = (others * (logs - means[:, None]) ** 2).sum(axis=1) / (n - 1)
    error = np.sqrt(variances * (1 + 1 / n)).clip(min=_EXACT)
    return logs - means, error, n - 1.0
