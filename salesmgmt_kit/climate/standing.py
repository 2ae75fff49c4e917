"""How sure the scores of units are, and how much of their differences is more than chance."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from ..multiplicity import discoveries
from ..units import COMPANY
from .levels import OVERALL
from .released import Release
from .scoring import mean_interval, wilson

#: Below this share of differences between teams that is more than chance, teams are not ranked.
RELIABLE: Final = 0.5
_COLUMNS: Final = [
    "unit", "tier", "parent", "depth", "teams", "about", "n", "score", "low", "high", "census_low",
    "census_high", "level", "drawn", "favourable", "favourable_low", "favourable_high", "against", "told",
]  # fmt: skip


def unit_standings(release: Release, *, level: float = 0.95) -> pd.DataFrame:
    """The scores of the latest wave with what is known of their error.

    Parameters
    ----------
    level
        Of the intervals, fraction.

    Returns
    -------
    DataFrame
        One row per unit, top down, and dimension (``overall`` first): ``unit``, ``tier``, ``depth``,
        ``teams``, ``about``, ``n``, ``score`` (0 to 100), ``low``, ``high`` (of the process that brings
        forth such answers), ``census_low``, ``census_high`` (of this wave among all who were asked: no width
        where all answered), ``level``; ``drawn`` (score drawn towards the company's, by what teams differ by
        beyond chance), ``favourable`` (fraction) with its interval; ``against`` (score less the company's),
        ``told`` (flag: beyond chance, of all that is said so no more than one in twenty is false).

    Notes
    -----
    The spread of people is taken to be the same in all units, that within cells over the whole company: of a
    small team its own would say too much about single answers. drawn = lambda x + (1 - lambda) company,
    lambda = tau^2 / (tau^2 + sigma^2 / n).

    References
    ----------
    Cochran 1977, Sampling Techniques; Raudenbush & Bryk 2002, Hierarchical Linear Models (lambda).
    """
    if release.wave is None:
        return pd.DataFrame(columns=_COLUMNS)
    rows = release.wide(["score", "favourable", "n"]).dropna()
    of_company = release.wide(["within", "between"]).set_index("about")
    asked = release.wide(["asked"]).set_index("unit")["asked"]
    within = rows["about"].map(of_company["within"]).to_numpy(float)
    between = rows["about"].map(of_company["between"]).to_numpy(float)
    n, score = rows["n"].to_numpy(float), rows["score"].to_numpy(float)
    everybody = np.maximum(rows["unit"].map(asked).to_numpy(float), n)
    low, high = mean_interval(score, within, n, level=level)
    census_low, census_high = mean_interval(score, within, n, everybody=everybody, level=level)
    share = rows["favourable"].to_numpy(float)
    liked = wilson(share, n, level=level)
    company = rows["about"].map(rows[rows["unit"] == COMPANY].set_index("about")["score"]).to_numpy(float)
    apart = score - company
    # Of the company's mean the unit is a part, so that less of the difference is chance.
    whole = rows["about"].map(rows[rows["unit"] == COMPANY].set_index("about")["n"]).to_numpy(float)
    error = within * np.sqrt(np.maximum(1 / n - 1 / whole, 0))
    p = 2 * stats.norm.sf(np.abs(apart) / np.where(error > 0, error, np.nan))
    kept = between**2 / (between**2 + within**2 / n)
    found = rows.assign(
        low=np.maximum(low, 0), high=np.minimum(high, 100),
        census_low=np.maximum(census_low, 0), census_high=np.minimum(census_high, 100), level=level,
        drawn=np.where(rows["unit"] == COMPANY, score, company + kept * (score - company)),
        favourable_low=liked[0], favourable_high=liked[1], against=apart,
        told=discoveries(pd.Series(p, rows.index)),
    ).merge(release.units_of()[["unit", "tier", "parent", "depth", "teams"]], on="unit")  # fmt: skip
    return _ordered(found, release)[_COLUMNS]


def _ordered(rows: pd.DataFrame, release: Release) -> pd.DataFrame:
    """Units top down, and in each what is overall before the dimensions in the order asked."""
    units = {unit: i for i, unit in enumerate(release.units_of()["unit"])}
    about = {name: i for i, name in enumerate([OVERALL, *release.dimensions])}
    order = pd.DataFrame({"unit": rows["unit"].map(units), "about": rows["about"].map(about)})
    return rows.loc[order.sort_values(["unit", "about"], kind="stable").index].reset_index(drop=True)
