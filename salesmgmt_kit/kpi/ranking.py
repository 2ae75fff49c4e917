"""How firm a ranking is: would it survive other scales, weights, rules, and another year's chance?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from .aggregation import AGGREGATED
from .scoring import NORMALISED

Floats = npt.NDArray[np.float64]

#: Choices that a ranking rests on.
CHOICES: Final = ("scale", "weights", "rule", "chance")
#: Scales and rules that are tried: those of the same data that a reasonable person might have taken.
SCALES: Final = ("min_max", "z", "rank")
RULES: Final = ("arithmetic", "geometric", "harmonic")
#: How firmly the weights are held: a weight of 20 % is drawn with a standard deviation of about 5 %.
_HELD: Final = 60.0
#: Draws of each block of the variance decomposition, at most.
_BLOCK: Final = 256
_PEOPLE: Final = ["unit", "rank", "low", "high", "level", "firm"]
_SHARES: Final = ["choice", "share", "total"]
#: Lowest and highest score that means are taken of: geometric ones allow no 0.
_LOW, _HIGH = 1.0, 100.0


@dataclass(frozen=True)
class Ranking:
    """Ranks under everything that may have been chosen otherwise.

    Parameters
    ----------
    people
        One row per person, the first first, none with fewer than two people: ``unit``, ``rank`` (by the
        choices made: min-max, the given weights, the weighted mean), ``low``, ``high`` (of the rank over all
        draws), ``level``, ``firm`` (whether the interval covers less than half the field).
    shares
        One row per choice: ``choice``, ``share`` of the variance of the mean shift in rank that it alone
        makes, fraction, and ``total`` with what it makes together with others.
    """

    people: pd.DataFrame
    shares: pd.DataFrame


def rank_people(
    values: pd.DataFrame,
    weights: pd.Series,
    *,
    up: pd.Series | None = None,
    errors: pd.DataFrame | None = None,
    draws: int = 1000,
    level: float = 0.9,
    seed: int = 2026,
) -> Ranking:
    """Rank people by a composite, and draw the ranking again under other choices.

    Parameters
    ----------
    values
        One row per person, indexed by unit, one column per KPI, none missing.
    weights
        By KPI.
    up
        By KPI, whether more is better; always when None.
    errors
        Standard errors of ``values``; none when None.
    draws
        Rankings drawn.
    level
        Of the intervals, fraction.
    seed
        Of the draws.

    Notes
    -----
    Each draw takes a scale (:data:`SCALES`), weights (Dirichlet around the given ones), a rule
    (:data:`RULES`) and values within their errors. Shares are Sobol's first-order and total indices of the
    mean absolute shift in rank, by pick-freeze.

    References
    ----------
    Saisana, Saltelli & Tarantola 2005, JRSS A 168(2); Jansen 1999 (estimators of the indices).
    """
    if len(values) < 2:
        return Ranking(pd.DataFrame(columns=_PEOPLE), pd.DataFrame(columns=_SHARES))
    world = _World.of(values, weights, up, errors)
    rng = np.random.default_rng(seed)
    base = _ranks(world.composite(world.first()))
    drawn = np.array([_ranks(world.composite(world.draw(rng))) for _ in range(draws)])
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0, method="nearest")
    people = pd.DataFrame({"unit": values.index, "rank": base, "low": low, "high": high, "level": level})
    people["firm"] = (people["high"] - people["low"] + 1) < len(people) / 2
    shares = _sobol(world, base, rng, min(draws, _BLOCK))
    return Ranking(people.sort_values("rank", kind="stable", ignore_index=True), shares)


@dataclass(frozen=True)
class _Choice:
    """What a ranking rests on; ``chance`` is how many standard errors each value is off."""

    scale: str
    weights: Floats
    rule: str
    chance: Floats


@dataclass(frozen=True)
class _World:
    """The data of a ranking, and what may be chosen."""

    values: Floats
    errors: Floats
    weights: Floats

    @classmethod
    def of(
        cls, values: pd.DataFrame, weights: pd.Series, up: pd.Series | None, errors: pd.DataFrame | None
    ) -> _World:
        sign = np.ones(values.shape[1]) if up is None else np.where(up[values.columns], 1.0, -1.0)
        spread = np.zeros(values.shape) if errors is None else errors[values.columns].to_numpy(float)
        given = weights[values.columns].to_numpy(float)
        return cls(values.to_numpy(float) * sign, spread, given / given.sum())

    def first(self) -> _Choice:
        """What the client chose."""
        return _Choice("min_max", self.weights, "arithmetic", np.zeros(self.values.shape))

    def draw(self, rng: np.random.Generator) -> _Choice:
        """What somebody else may have chosen."""
        given = self.weights > 0
        drawn = np.zeros(len(self.weights))
        drawn[given] = rng.dirichlet(_HELD * self.weights[given])
        scale, rule = str(rng.choice(SCALES)), str(rng.choice(RULES))
        return _Choice(scale, drawn, rule, rng.standard_normal(self.values.shape))

    def composite(self, chosen: _Choice) -> Floats:
        """One figure a person."""
        scaled = NORMALISED[chosen.scale](self.values + self.errors * chosen.chance)
        return AGGREGATED[chosen.rule](_stretched(scaled), chosen.weights)


def _stretched(scores: Floats) -> Floats:
    """Between 1 and 100, so that every rule may be taken."""
    low, width = scores.min(), np.ptp(scores)
    return np.asarray(_LOW + (_HIGH - _LOW) * (scores - low) / (width if width > 0 else 1.0))


def _ranks(composite: Floats) -> Floats:
    return np.asarray(stats.rankdata(-composite, method="min"), float)


def _sobol(world: _World, base: Floats, rng: np.random.Generator, n: int) -> pd.DataFrame:
    """First-order and total shares of the choices, by Jansen's estimators."""

    def shift(chosen: _Choice) -> float:
        return float(np.abs(_ranks(world.composite(chosen)) - base).mean())

    ours, theirs = ([world.draw(rng) for _ in range(n)] for _ in range(2))
    a, b = (np.array([shift(c) for c in block]) for block in (ours, theirs))
    total = np.var(np.r_[a, b])
    rows = []
    for choice in CHOICES:
        mixed = np.array(
            [shift(replace(x, **{choice: getattr(y, choice)})) for x, y in zip(ours, theirs, strict=True)]
        )
        alone = total - np.mean((b - mixed) ** 2) / 2
        together = np.mean((a - mixed) ** 2) / 2
        rows.append((choice, *(np.clip([alone, together], 0, None) / total if total > 0 else (0.0, 0.0))))
    return pd.DataFrame(rows, columns=_SHARES)
