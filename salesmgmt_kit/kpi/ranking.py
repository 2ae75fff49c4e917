"""How firm a ranking is: would it survive other scales, weights, rules, and another year's chance?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

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
    base = world.ranks(world.first())
    drawn = np.array([world.ranks(world.draw(rng)) for _ in range(draws)])
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
    still: Mapping[str, Floats]

    @classmethod
    def of(
        cls, values: pd.DataFrame, weights: pd.Series, up: pd.Series | None, errors: pd.DataFrame | None
    ) -> _World:
        sign = np.ones(values.shape[1]) if up is None else np.where(up[values.columns], 1.0, -1.0)
        spread = np.zeros(values.shape) if errors is None else errors[values.columns].to_numpy(float)
        given = weights[values.columns].to_numpy(float)
        known = values.to_numpy(float) * sign
        # Without errors nothing but the scale changes the scores: each is needed once.
        still = {} if spread.any() else {scale: _stretched(NORMALISED[scale](known)) for scale in SCALES}
        return cls(known, spread, given / given.sum(), still)

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

    def scores(self, scale: str, chance: Floats) -> Floats:
        """Of every person and KPI, above 0."""
        if self.still:
            return self.still[scale]
        return _stretched(NORMALISED[scale](self.values + self.errors * chance))

    def ranks(self, chosen: _Choice) -> Floats:
        """The ranking by one choice."""
        return _ranked(self.scores(chosen.scale, chosen.chance), chosen.weights, chosen.rule)


def _ranked(scores: Floats, weights: Floats, rule: str) -> Floats:
    """Everybody's rank by the composite, the highest first; ties share the better one."""
    composite = -AGGREGATED[rule](scores, weights)
    return np.asarray(np.searchsorted(np.sort(composite), composite) + 1, float)


def _stretched(scores: Floats) -> Floats:
    """Between 1 and 100, so that every rule may be taken."""
    low, width = scores.min(), np.ptp(scores)
    return np.asarray(_LOW + (_HIGH - _LOW) * (scores - low) / (width if width > 0 else 1.0))


def _sobol(world: _World, base: Floats, rng: np.random.Generator, n: int) -> pd.DataFrame:
    """First-order and total shares of the choices, by Jansen's estimators."""
    ours, theirs = ([world.draw(rng) for _ in range(n)] for _ in range(2))
    shifts = np.array([_shifts(world, base, x, y) for x, y in zip(ours, theirs, strict=True)])
    a, b = shifts[:, 0], shifts[:, 1]
    total = np.var(np.r_[a, b])
    rows = []
    for choice, mixed in zip(CHOICES, shifts.T[2:], strict=True):
        alone = total - np.mean((b - mixed) ** 2) / 2
        together = np.mean((a - mixed) ** 2) / 2
        rows.append((choice, *(np.clip([alone, together], 0, None) / total if total > 0 else (0.0, 0.0))))
    return pd.DataFrame(rows, columns=_SHARES)


def _shifts(world: _World, base: Floats, ours: _Choice, theirs: _Choice) -> list[float]:
    """Mean shifts in rank by our choices, by theirs, and by ours with each of :data:`CHOICES` theirs.

    Scores hang on scale and chance alone, so that six rankings need four of them, two where scales agree.
    """
    once, other = world.scores(ours.scale, ours.chance), world.scores(theirs.scale, theirs.chance)
    same = ours.scale == theirs.scale
    rescaled = once if same else world.scores(theirs.scale, ours.chance)
    rechanced = other if same else world.scores(ours.scale, theirs.chance)
    tried = [
        (once, ours.weights, ours.rule),
        (other, theirs.weights, theirs.rule),
        (rescaled, ours.weights, ours.rule),
        (once, theirs.weights, ours.rule),
        (once, ours.weights, theirs.rule),
        (rechanced, ours.weights, ours.rule),
    ]
    return [float(np.abs(_ranked(*choice) - base).mean()) for choice in tried]
