"""Whether groups of reps, by region and by tenure, reach their targets alike."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from ... import units
from ..split.basis import lineage
from . import clustered
from .level import share

#: Years of service at which a tenure band ends; the last has no end.
_BANDS: Final = (1.0, 3.0, 5.0)
BANDS: Final = ("under_1", "1_to_3", "3_to_5", "over_5")
TENURE: Final = "tenure"
#: Fewest reps of a group, and teams that they come from, to hold it against the others.
_FEWEST: Final = 5
_COLUMNS: Final = [
    "kind", "group", "n", "reached", "reached_low", "reached_high", "attainment", "difference", "low", "high",
    "level", "p", "adjusted", "claimed", "ratio", "ratio_low", "ratio_high", "ratio_p",
]  # fmt: skip


def attainment_groups(record: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Each group's attainment against that of all other reps.

    Parameters
    ----------
    record
        From :func:`.record.attainment_record`.
    level
        Of the intervals, fraction; 1 - level is the share of false claims among those made.

    Returns
    -------
    DataFrame
        One row per group of five reps and two teams or more: the units between company and team, and bands
        of tenure.

        ``kind``, ``group``
            Tier or ``tenure``; unit or one of :data:`BANDS`.
        ``n``, ``reached``, ``reached_low``, ``reached_high``
            Reps, share of them at their target, its Wilson interval.
        ``attainment``, ``difference``, ``low``, ``high``, ``level``
            Mean attainment, its difference to the other reps, and an interval that allows for colleagues
            being alike; of the differences claimed, ``level`` of the intervals hold.
        ``p``, ``adjusted``, ``claimed``
            p-value of the difference, adjusted over all groups (Benjamini-Hochberg), whether it is beyond
            chance.
        ``ratio``, ``ratio_low``, ``ratio_high``, ``ratio_p``
            Four-fifths rule, see :func:`impact_ratio`, against the group of its kind that reaches most often;
            missing for that group and where none reaches.

    References
    ----------
    Benjamini, Y. & Hochberg, Y. (1995). J. Royal Statistical Society B 57(1), 289-300.
    Benjamini, Y. & Yekutieli, D. (2005). JASA 100(469), 71-81 (intervals of what was selected).
    """
    reps = record[(record["tier"] == units.REP) & record["attainment"].notna()]
    members = {key: of for key, of in _members(record, reps).items() if _enough(of, reps)}
    if not members:
        return pd.DataFrame(columns=_COLUMNS)
    p = np.array([_difference(of, reps, level).p for of in members.values()])
    claimed, adjusted = multipletests(p, alpha=1 - level, method="fdr_bh")[:2]
    own = 1 - (1 - level) * max(int(claimed.sum()), 1) / len(p)
    rows = [_row(key, of, reps, own, level) for key, of in members.items()]
    found = pd.DataFrame(rows).assign(p=p, adjusted=adjusted, claimed=claimed)
    ratios = pd.concat([_ratios(of_kind, level) for _, of_kind in found.groupby("kind", sort=False)])
    return found.join(ratios)[_COLUMNS]


def impact_ratio(hit: int, n: int, best_hit: int, best_n: int, *, level: float) -> tuple[float, ...]:
    """Four-fifths rule: a group's rate of success over that of the most successful group.

    Under four fifths it is worth a look, if it is not chance.

    Returns
    -------
    tuple of float
        Ratio, low, high (Katz, half a success added), p-value of equal rates (Fisher's exact test).

    References
    ----------
    Uniform Guidelines on Employee Selection Procedures (1978), 29 CFR 1607.4 D.
    Katz, D. et al. (1978). Biometrics 34(3), 469-474.

    Examples
    --------
    >>> round(impact_ratio(12, 40, 48, 80, level=0.95)[0], 3)
    0.5
    """
    low, high = confint_proportions_2indep(
        hit, n, best_hit, best_n, method="log-adjusted", compare="ratio", alpha=1 - level
    )
    exact = stats.fisher_exact([[hit, n - hit], [best_hit, best_n - best_hit]])
    return (hit / n) / (best_hit / best_n), float(low), float(high), float(exact.pvalue)


def _members(record: pd.DataFrame, reps: pd.DataFrame) -> dict[tuple[str, str], pd.Series]:
    """By kind and group: which of the reps belong to it."""
    above = lineage(record).merge(record[["unit", "tier"]], on="unit")
    lowest = set(reps["parent"])
    above = above[~above["tier"].isin([units.COMPANY, units.REP]) & ~above["unit"].isin(lowest)]
    found = {
        (str(rows["tier"].iloc[0]), str(unit)): reps["unit"].isin(rows["rep"])
        for unit, rows in above.groupby("unit", sort=False)
    }
    known = reps["tenure"].notna()
    bands = np.searchsorted(_BANDS, reps["tenure"].fillna(-1), side="right")
    return found | {(TENURE, name): known & (bands == i) for i, name in enumerate(BANDS)}


def _enough(of: pd.Series, reps: pd.DataFrame) -> bool:
    others = reps[~of]
    apart = min(reps.loc[of, "parent"].nunique(), others["parent"].nunique())
    varied = reps["attainment"].std() > 0
    return min(int(of.sum()), len(others)) >= _FEWEST and apart >= 2 and bool(varied)


def _difference(of: pd.Series, reps: pd.DataFrame, level: float) -> clustered.Slope:
    attained = reps["attainment"].to_numpy(float)
    return clustered.slope(of.to_numpy(float), attained, reps["parent"], level=level)


def _row(
    key: tuple[str, str], of: pd.Series, reps: pd.DataFrame, own: float, level: float
) -> dict[str, object]:
    attained = reps.loc[of, "attainment"]
    apart = _difference(of, reps, own)
    hit = int((attained >= 1).sum())
    return {"kind": key[0], "group": key[1], "n": len(attained), "hit": hit, "level": level} | {
        **share("reached", "reached_", hit, len(attained), level),
        "attainment": attained.mean(),
        "difference": apart.value,
        "low": apart.low,
        "high": apart.high,
    }


def _ratios(groups: pd.DataFrame, level: float) -> pd.DataFrame:
    """Impact ratios of the groups of one kind, against the one whose reps reach most often."""
    best = int(groups["reached"].to_numpy(float).argmax())
    hits, sizes = groups["hit"].tolist(), groups["n"].tolist()
    rows = [i for i in range(len(groups)) if i != best and hits[best]]
    found = [impact_ratio(hits[i], sizes[i], hits[best], sizes[best], level=level) for i in rows]
    names = ["ratio", "ratio_low", "ratio_high", "ratio_p"]
    return pd.DataFrame(found, index=groups.index[rows], columns=names).reindex(groups.index)
