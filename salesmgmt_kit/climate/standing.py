"""How sure the scores of units are, and how much of their differences is more than chance."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ..multiplicity import discoveries
from ..units import COMPANY
from .levels import OVERALL
from .released import Release
from .scoring import mean_interval, wilson

Floats = npt.NDArray[np.float64]

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
    within, between = (rows["about"].map(of_company[name]).to_numpy(float) for name in ("within", "between"))
    asked = rows["unit"].map(release.wide(["asked"]).set_index("unit")["asked"]).to_numpy(float)
    found = rows.assign(
        level=level, **_intervals(rows, within, asked, level), **_apart(rows, within, between)
    )
    placed = found.merge(release.units_of()[["unit", "tier", "parent", "depth", "teams"]], on="unit")
    return _ordered(placed, release)[_COLUMNS]


def _intervals(rows: pd.DataFrame, within: Floats, asked: Floats, level: float) -> dict[str, Floats]:
    """Bounds of the score, of the process and of this wave, and of the favourable share."""
    n, score = rows["n"].to_numpy(float), rows["score"].to_numpy(float)
    process = np.clip(mean_interval(score, within, n, level=level), 0, 100)
    everybody = np.fmax(asked, n)
    census = np.clip(mean_interval(score, within, n, everybody=everybody, level=level), 0, 100)
    liked = wilson(rows["favourable"].to_numpy(float), n, level=level)
    bounds = {"": process, "census_": census, "favourable_": liked}
    return {
        f"{name}{side}": both[i] for name, both in bounds.items() for i, side in enumerate(("low", "high"))
    }


def _apart(rows: pd.DataFrame, within: Floats, between: Floats) -> dict[str, pd.Series]:
    """The score beside the company's: how far off, whether beyond chance, and what of it to believe."""
    company = rows[rows["unit"] == COMPANY].set_index("about")
    n, score = rows["n"].to_numpy(float), rows["score"].to_numpy(float)
    middle, whole = (rows["about"].map(company[name]).to_numpy(float) for name in ("score", "n"))
    # Of the company's mean the unit is a part, so that less of the difference is chance.
    error = within * np.sqrt(np.maximum(1 / n - 1 / whole, 0))
    p = 2 * stats.norm.sf(np.abs(score - middle) / np.where(error > 0, error, np.nan))
    kept = np.where(rows["unit"] == COMPANY, 1.0, between**2 / (between**2 + within**2 / n))
    columns = {"drawn": middle + kept * (score - middle), "against": score - middle}
    found = {name: pd.Series(values, rows.index) for name, values in columns.items()}
    return found | {"told": discoveries(pd.Series(p, rows.index))}


def _ordered(rows: pd.DataFrame, release: Release) -> pd.DataFrame:
    """Units top down, and in each what is overall before the dimensions in the order asked."""
    units = {unit: i for i, unit in enumerate(release.units_of()["unit"])}
    about = {name: i for i, name in enumerate([OVERALL, *release.dimensions])}
    order = pd.DataFrame({"unit": rows["unit"].map(units), "about": rows["about"].map(about)})
    return rows.loc[order.sort_values(["unit", "about"], kind="stable").index].reset_index(drop=True)
