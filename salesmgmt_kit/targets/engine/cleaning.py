"""Level shifts and single outlying months in a history: found, and taken out before a model is fitted.

A shift that is not known blurs the season and makes the level look restless; an outlier is repeated in next
year's season. Both are effects beside an additive smoothing model. They are looked for under every model of
the grid at once, so that none has to be chosen from a history that they have spoilt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp, softmax

from .evidence import BLOCK, NEAR_ZERO, panels
from .grid import SEASON, Numbers, matrices

Kind = Literal["shift", "outlier"]

#: A season has to be told from a change.
FEWEST_MONTHS: Final = 2 * SEASON
#: A shift has this many months on both sides; fewer after it might be chance, or pass.
_BESIDE: Final = 6
#: The last months are not outliers yet: what follows may confirm them.
_OPEN: Final = 3
#: What twice the logarithm of the likelihood must gain: by simulation, fewer than one in twenty histories of
#: smoothing and airline models without any change is said to have one.
_GAIN: Final[Mapping[Kind, float]] = {"shift": 11.5, "outlier": 16.0}
#: Most changes in one history; with more it is restless, and a model's own matter.
MOST: Final = 3
#: Of errors in units of the mean month: where sales repeat exactly nothing smaller counts.
_LEAST_VARIANCE: Final = 1e-6


@dataclass(frozen=True)
class Change:
    """One change of a history.

    Parameters
    ----------
    kind
        ``shift``: the level is another from the month on; ``outlier``: the month alone is out of line.
    at
        Number of the month in the history, 0 the first.
    size
        Of the change, as a fraction: of the level before the shift, of what the month would have been. For
        a history with months near or below 0, of the mean month.
    """

    kind: Kind
    at: int
    size: float


@dataclass(frozen=True)
class Cleaned:
    """A history as if what changed had not.

    Parameters
    ----------
    sales
        One value per month; before a shift at the level after it, with the season kept; an outlying month
        as the others would have it.
    changes
        What was taken out, the clearest first.
    logs
        Whether changes are factors; else they are summands, in mean months.
    """

    sales: Numbers
    changes: tuple[Change, ...] = ()
    logs: bool = True

    def again(self, paths: Numbers, rng: np.random.Generator) -> Numbers:
        """Let what was taken out come again on ``paths`` (one row per path, one column per month).

        Each change came once in as many months as the history has, so it comes again in any month with
        that chance, upwards or downwards. Without it intervals would be those of a world without change.
        """
        for change in self.changes:
            comes = (rng.random(paths.shape) < 1 / len(self.sales)) * rng.choice([-1, 1], size=paths.shape)
            comes = comes.cumsum(axis=1) if change.kind == "shift" else comes
            paths = self._changed(paths, comes, change.size)
        return paths

    def _changed(self, paths: Numbers, comes: npt.NDArray[np.int_], size: float) -> Numbers:
        if self.logs:
            return np.asarray(paths * (1 + size) ** comes)
        changed = paths + comes * size * _unit(self.sales)
        return np.maximum(changed, 0.0) if self.sales.min() >= 0 else changed


def clean(series: Mapping[str, Numbers]) -> dict[str, Cleaned]:
    """Take level shifts and outlying months out of the history of every unit.

    Parameters
    ----------
    series
        By unit: one value per month, the latest last; client's currency. A history of less than two years,
        or with a month missing, is left as it is.

    Notes
    -----
    For a step or a pulse x beside y = X x0 + Psi e, with Q the precision of y under one model of the grid,
    the sum of squares y'Qy falls by (x'Qy)^2 / x'Qx. A change is taken out where the likelihood, summed
    over the models, gains enough by the best x; then the next is looked for.

    References
    ----------
    Chen and Liu 1993, Journal of the American Statistical Association 88(421), section 2 (additive outlier,
    level shift).
    """
    names = list(series)
    found: dict[str, Cleaned] = {}
    for members, panel in panels([series[name] for name in names]):
        histories = _cleaned(panel) if _able(panel) else [Cleaned(row) for row in panel]
        found |= {names[i]: history for i, history in zip(members, histories, strict=True)}
    return {name: found[name] for name in names}


def _able(panel: Numbers) -> bool:
    return panel.shape[1] >= FEWEST_MONTHS and not np.isnan(panel).any()


def _cleaned(panel: Numbers) -> list[Cleaned]:
    """The histories of one length."""
    values, logs = _scaled(panel)
    search = _search(panel.shape[1])
    changes: list[list[Change]] = [[] for _ in panel]
    rows = np.arange(len(panel))
    for _ in range(MOST):
        sure, best, effects = _clearest(values[rows], search)
        rows = rows[sure]
        for row, i, effect in zip(rows, best[sure], effects[sure], strict=True):
            values[row] -= effect * search.effects[i]
            kind = search.kinds[i]
            changes[row].append(Change(kind, search.months[i], _size(kind, effect, logs=bool(logs[row]))))
    return [_history(*parts) for parts in zip(panel, values, logs, changes, strict=True)]


def _scaled(panel: Numbers) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Logarithms where every month allows them, else in units of the mean month; and where they do."""
    scaled = panel / _unit(panel)
    logs = np.asarray(scaled.min(axis=1) > NEAR_ZERO)
    scaled[logs] = np.log(scaled[logs])
    return scaled, logs


def _unit(sales: Numbers) -> Numbers:
    mean = np.abs(sales).mean(axis=-1, keepdims=True)
    return np.where(mean > 0, mean, 1.0)


def _size(kind: Kind, effect: float, *, logs: bool) -> float:
    """See :class:`Change`; a step stands before its month, so that the level changes the other way."""
    change = -effect if kind == "shift" else effect
    return float(np.expm1(change)) if logs else float(change)


def _history(sales: Numbers, values: Numbers, logs: bool, changes: list[Change]) -> Cleaned:
    if not changes:
        return Cleaned(sales)
    freed = (np.exp(values) if logs else values) * _unit(sales)
    return Cleaned(np.maximum(freed, 0.0) if sales.min() >= 0 else freed, tuple(changes), bool(logs))


@dataclass(frozen=True)
class _Search:
    """The changes that a history of one length may have, and what every model knows of them.

    Parameters
    ----------
    kinds, months
        Of each change.
    gains
        What the likelihood must gain by it.
    effects
        One row per change, one column per month.
    precision
        Of the history under each model (models, n, n).
    known
        Precision of each change's size under each model (models, changes).
    log_determinant
        Of each model.
    """

    kinds: tuple[Kind, ...]
    months: tuple[int, ...]
    gains: Numbers
    effects: Numbers
    precision: Numbers
    known: Numbers
    log_determinant: Numbers


@lru_cache(maxsize=16)
def _search(n: int) -> _Search:
    found = matrices(n, 1)
    shifts, pulses = range(_BESIDE, n - _BESIDE + 1), range(n - _OPEN)
    effects = np.concatenate([np.tri(n, n, -1)[shifts], np.eye(n)[pulses]])
    kinds: list[Kind] = ["shift" for _ in shifts]
    kinds += ["outlier" for _ in pulses]
    precision = found.precision
    return _Search(
        tuple(kinds),
        (*shifts, *pulses),
        np.array([_GAIN[kind] for kind in kinds]),
        effects,
        precision,
        np.einsum("gkn,kn->gk", effects @ precision, effects),
        found.log_determinant,
    )


def _clearest(
    values: Numbers, search: _Search
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.intp], Numbers]:
    """Of each history the clearest change: whether it is sure, its number, its effect."""
    parts = [
        _compared(values[first : first + BLOCK], search) for first in range(0, max(len(values), 1), BLOCK)
    ]
    sure, best, effects = (np.concatenate(part) for part in zip(*parts, strict=True))
    return sure, best, effects


def _compared(
    values: Numbers, search: _Search
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.intp], Numbers]:
    degrees = values.shape[1] - 1
    centred = values - values.mean(axis=1, keepdims=True)
    weighted = np.swapaxes(centred @ search.precision, 0, 1)
    left = np.einsum("sgn,sn->sg", weighted, centred)
    along = weighted @ search.effects.T

    def said(unexplained: Numbers) -> Numbers:
        floored = np.maximum(unexplained, _LEAST_VARIANCE * degrees)
        return np.asarray(search.log_determinant[:, None] - 0.5 * degrees * np.log(floored))

    without = logsumexp(said(left[:, :, None]), axis=1)
    with_change = said(left[:, :, None] - along**2 / search.known)
    gain = 2 * (logsumexp(with_change, axis=1) - without) / search.gains
    best = gain.argmax(axis=1)
    rows = np.arange(len(values))
    share = softmax(with_change[rows, :, best], axis=1)
    effects = np.sum(share * along[rows, :, best] / search.known[:, best].T, axis=1)
    return gain[rows, best] > 1, best, effects
