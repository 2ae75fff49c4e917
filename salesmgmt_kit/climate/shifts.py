"""What has changed in the climate of units: falls and rises that lasted, and trends, beyond chance."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ..multiplicity import discoveries
from .wavering import Courses, courses

Floats = npt.NDArray[np.float64]

#: Fewest waves before a change and after it, and fewest of a trend.
BEFORE: Final = 3
AFTER: Final = 2
FEWEST_WAVES: Final = 6
#: Share of false claims over all units and dimensions, and of changes that would be seen, for what can be
#: detected.
FALSE: Final = 0.05
POWER: Final = 0.8
_DAYS_A_YEAR: Final = 365.25
#: Points below which nothing has moved but the last digits of a computation.
_NOTHING: Final = 1e-9
_SHIFT: Final = [
    "unit", "about", "since", "before", "after", "change", "low", "high", "level", "p", "told", "detectable",
]  # fmt: skip
_TREND: Final = [
    "unit", "about", "waves", "slope", "low", "high", "level", "robust", "p", "told", "detectable",
]  # fmt: skip


def level_shifts(scores: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Where a score left its level and has kept to another since.

    Parameters
    ----------
    scores
        As in :func:`.wavering.courses`.
    level
        Of the intervals, fraction.

    Returns
    -------
    DataFrame
        One row per unit and dimension with five waves: ``unit``, ``about``, ``since`` (first wave at the new
        level, where the change is surest), ``before``, ``after`` (mean scores), ``change`` (points) with
        ``low``, ``high``, ``level``; ``p`` (of no change at all, the waves at which it could have been
        allowed for), ``told`` (flag: beyond chance, of all that is said so no more than one in twenty is
        false), ``detectable`` (points that a change at that wave would need to be told four times in five).

    Notes
    -----
    t = change / sqrt(noise (1 / sum n before + 1 / sum n after) inflation) at each wave with three before
    and two from then on; the largest counts, its p-value times the number of waves (Bonferroni).
    Courses as in :class:`.wavering.Courses`.

    References
    ----------
    Hinkley 1970, Biometrika 57 (where a level shifts); Benjamini & Hochberg 1995, JRSS B 57.
    """
    if scores.empty:
        return pd.DataFrame(columns=_SHIFT)
    over = courses(scores)
    splits = range(BEFORE, len(over.waves) - AFTER + 1)
    if not splits:
        return pd.DataFrame(columns=_SHIFT)
    each = [_split(over, at) for at in splits]
    change, error = (np.stack([one[k] for one in each]) for k in ("change", "error"))
    size = np.nan_to_num(np.abs(_over(change, error)), nan=-1.0)
    best, rows = size.argmax(axis=0), np.arange(len(over.index))
    tried = (~np.isnan(change)).sum(axis=0)
    p = np.minimum(1.0, 2 * stats.t.sf(size[best, rows], over.degrees) * tried)
    moved, unsure = change[best, rows], error[best, rows]
    reach = stats.t.ppf((1 + level) / 2, over.degrees) * unsure
    found = over.index.assign(
        since=over.waves[np.array(splits)[best]],
        before=np.stack([one["before"] for one in each])[best, rows],
        after=np.stack([one["after"] for one in each])[best, rows],
        change=moved, low=moved - reach, high=moved + reach, level=level, p=p,
        detectable=_detectable(unsure, over.degrees),
    )[tried > 0].reset_index(drop=True)  # fmt: skip
    return _told(found)[_SHIFT]


def trends(scores: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """How fast scores rise or fall.

    Parameters
    ----------
    scores, level
        As in :func:`level_shifts`.

    Returns
    -------
    DataFrame
        One row per unit and dimension with six waves: ``unit``, ``about``, ``waves`` (number), ``slope``
        (points a year) with ``low``, ``high``, ``level``; ``robust`` (median of the slopes between any two
        waves, points a year), ``p``, ``told`` (as in :func:`level_shifts`), ``detectable`` (slope that would
        be told four times in five).

    Notes
    -----
    Weighted least squares, weights = people; the error from the course's noise and the resemblance of waves.

    References
    ----------
    Theil 1950; Sen 1968, JASA 63 (the robust slope); Benjamini & Hochberg 1995, JRSS B 57.
    """
    if scores.empty:
        return pd.DataFrame(columns=_TREND)
    over = courses(scores)
    year = (over.waves - over.waves[0]).days.to_numpy() / _DAYS_A_YEAR
    known = ~np.isnan(over.values)
    weight = np.where(known, over.n, 0.0)
    total = np.maximum(weight.sum(axis=1, keepdims=True), 1e-12)
    apart = np.where(known, year - (weight * year).sum(axis=1, keepdims=True) / total, 0.0)
    spread = (weight * apart**2).sum(axis=1)
    enough = (known.sum(axis=1) >= FEWEST_WAVES) & (spread > 0)
    slope = (weight * apart * np.nan_to_num(over.values)).sum(axis=1) / np.where(spread > 0, spread, 1.0)
    error = np.sqrt(over.noise * over.inflation / np.where(spread > 0, spread, np.nan))
    reach = stats.t.ppf((1 + level) / 2, over.degrees) * error
    found = over.index.assign(
        waves=known.sum(axis=1), slope=slope, low=slope - reach, high=slope + reach, level=level,
        robust=_between_any_two(over.values, year),
        p=2 * stats.t.sf(np.abs(_over(slope, error)), over.degrees),
        detectable=_detectable(error, over.degrees),
    )[enough].reset_index(drop=True)  # fmt: skip
    return _told(found)[_TREND]


def _split(over: Courses, at: int) -> dict[str, Floats]:
    """The change of every course between the waves before a wave and those from then on."""
    known = ~np.isnan(over.values)
    sides = []
    for part, least in ((slice(None, at), BEFORE), (slice(at, None), AFTER)):
        people = np.where(known, over.n, 0.0)[:, part].sum(axis=1)
        people = np.where(known[:, part].sum(axis=1) >= least, people, np.nan)
        total = np.where(known, over.n * np.nan_to_num(over.values), 0.0)[:, part].sum(axis=1)
        sides.append((total / people, people))
    (before, earlier), (after, later) = sides
    error = np.sqrt(over.noise * over.inflation * (1 / earlier + 1 / later))
    return {"before": before, "after": after, "change": after - before, "error": error}


def _told(found: pd.DataFrame) -> pd.DataFrame:
    return found.assign(told=discoveries(found["p"], false_discovery_rate=FALSE))


def _over(value: Floats, error: Floats) -> Floats:
    """Value in units of its error; 0 where nothing wavers and nothing moves."""
    return np.where(np.abs(value) < _NOTHING, 0.0, value / np.maximum(error, _NOTHING))


def _detectable(error: Floats, degrees: Floats) -> Floats:
    """What would be told four times in five: (t(.975) + t(.8)) standard errors."""
    sizes: Floats = (stats.t.ppf(0.975, degrees) + stats.t.ppf(POWER, degrees)) * error
    return sizes


def _between_any_two(values: Floats, year: Floats) -> Floats:
    first, second = np.triu_indices(len(year), 1)
    slopes = (values[:, second] - values[:, first]) / (year[second] - year[first])
    some = ~np.isnan(slopes).all(axis=1)
    middle = np.full(len(values), np.nan)
    middle[some] = np.nanmedian(slopes[some], axis=1)
    return middle
