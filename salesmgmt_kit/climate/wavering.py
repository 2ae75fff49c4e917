"""Scores of units from wave to wave as the tests over time take them: courses, and how much they waver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

#: A course's own wavering counts beside that of all courses as if the latter were seen in so many waves.
_POOLED_WAVES: Final = 10
#: The median of absolute values against the standard deviation, for normal values, and how much of what such
#: values say of their variance it uses.
_NORMAL: Final = 0.6745
_EFFICIENCY: Final = 0.37
#: Autocorrelation is taken for no larger: with some dozen waves more cannot be told from a trend.
_MOST: Final = 0.8


@dataclass(frozen=True)
class Courses:
    """Many scores over the same waves.

    Parameters
    ----------
    index
        One row per course: ``unit``, ``about``.
    waves
        The waves, in order.
    values, n
        One row per course, one column per wave: score (0 to 100), people; missing where nothing was released.
    noise
        By course: variance of its score from wave to wave, times people.
    correlation
        Between the deviations of two waves that follow one another.
    """

    index: pd.DataFrame
    waves: pd.DatetimeIndex
    values: Floats
    n: Floats
    noise: Floats
    correlation: float

    @property
    def inflation(self) -> float:
        """Factor of the variance of a mean over waves that resemble one another."""
        return (1 + self.correlation) / (1 - self.correlation)

    @property
    def degrees(self) -> Floats:
        """Degrees of freedom of ``noise``, by course."""
        known: Floats = (~np.isnan(self.values)).sum(axis=1) - 1.0
        return _EFFICIENCY * np.maximum(known, 0.0) + _POOLED_WAVES


def courses(scores: pd.DataFrame) -> Courses:
    """The courses of released scores.

    Parameters
    ----------
    scores
        One row per wave, unit and dimension: ``wave``, ``unit``, ``about``, ``score`` (0 to 100), ``n``.

    Notes
    -----
    Deviations follow an autoregression of order one. With D1 and D2 the variances of differences over one
    wave and over two (each by the median of absolute values, times the people, over all courses, so that a
    fall here or there has no say): correlation = D2 / D1 - 1, held within 0 and .8; variance = D1 / (2 (1 -
    correlation)). A course's own variance is blended with that of all, which counts like ten waves.
    """
    wide = scores.pivot(index=["unit", "about"], columns="wave", values=["score", "n"])
    values, n = (wide[name].to_numpy(float) for name in ("score", "n"))
    waves = pd.DatetimeIndex(wide["score"].columns)
    index = wide.index.to_frame(index=False)
    one, two = _differences(values, n, 1), _differences(values, n, 2)
    near, far = _robust(one), _robust(two)
    correlation = float(np.clip(far / near - 1, 0.0, _MOST)) if near > 0 else 0.0
    pooled = near / (2 * (1 - correlation))
    known = _EFFICIENCY * (~np.isnan(one)).sum(axis=1)
    own = np.array([_robust(row) for row in one]) / (2 * (1 - correlation))
    noise = (np.where(known > 0, own * known, 0.0) + pooled * _POOLED_WAVES) / (known + _POOLED_WAVES)
    return Courses(index, waves, values, n, noise, correlation)


def _differences(values: Floats, n: Floats, apart: int) -> Floats:
    """Differences over so many waves, brought to one person."""
    if values.shape[1] <= apart:
        return np.full((len(values), 0), np.nan)
    people = 2 / (1 / n[:, apart:] + 1 / n[:, :-apart])
    scaled: Floats = (values[:, apart:] - values[:, :-apart]) * np.sqrt(people)
    return scaled


def _robust(values: Floats) -> float:
    """Variance by the median of absolute values; 0 where there is none."""
    known = np.abs(values[~np.isnan(values)])
    return float((np.median(known) / _NORMAL) ** 2) if len(known) else 0.0
