"""Units that rise and fall together: the order of paths that were drawn unit by unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

#: Units whose draws are held in memory at a time.
_AT_ONCE: Final = 64
#: What is added to a correlation of months with itself, so that equal months can be told apart.
_RIDGE: Final = 1e-6


def joined(paths: Mapping[str, Floats], errors: pd.DataFrame, *, seed: int = 2026) -> dict[str, Floats]:
    """Paths that were drawn unit by unit, put in an order in which units rise and fall together.

    Parameters
    ----------
    paths
        By unit: one row per path, one column per month ahead; none missing.
    errors
        One row per past month, one column per unit (more do no harm): what the month brought that the month
        before did not foresee, in any unit of measure; missing where not known. A unit without errors, or
        with the same in every month, keeps its paths as they are.
    seed
        Of the draws.

    Returns
    -------
    dict
        The same values of every unit and month in another order: what a month can bring is untouched. In
        one row, months of two units go together as their errors did, months of one unit as they did before.

    Notes
    -----
    For every path and month ahead the past months get random weights, the same for all units; a unit's
    surprise is the weighted sum of its errors, so that surprises have the errors' own correlations, of
    whatever number of units, and no two are alike. They are carried from month to month by the root of
    the correlation of ranks that the unit's months have in its own paths. In each month the paths are ordered
    as these sums are: a Schaake shuffle whose template is drawn from the errors. A unit's months then depend
    on each other as normal ones do: against paths of a mixture of models, the middle of a year's total is
    a few percent wider and its outermost tails a few percent narrower.

    References
    ----------
    Clark, M. et al. (2004). The Schaake shuffle. Journal of Hydrometeorology 5(1), 243-262.
    Schefzik, R., Thorarinsdottir, T. L. & Gneiting, T. (2013). Uncertainty quantification in complex
    simulation models using ensemble copula coupling. Statistical Science 28(4), 616-640.
    """
    ordered = dict(paths)
    for unit, surprises in _surprises(paths, errors, seed):
        ordered[unit] = _in_order_of(paths[unit], surprises @ _carried(paths[unit]).T)
    return ordered


def _surprises(
    paths: Mapping[str, Floats], errors: pd.DataFrame, seed: int
) -> Iterator[tuple[str, npt.NDArray[np.float32]]]:
    """Each unit that has errors, with one surprise per path and month ahead."""
    known = _standardised(errors[[unit for unit in errors if unit in paths]])
    if known.empty:
        return
    size, ahead = next(iter(paths.values())).shape
    half = np.random.default_rng(seed).standard_normal((size - size // 2, ahead, len(known)), np.float32)
    drawn = np.concatenate([half, -half[: size // 2]]).reshape(size * ahead, len(known))
    values = known.to_numpy(np.float32)
    for begin in range(0, values.shape[1], _AT_ONCE):
        sums = drawn @ values[:, begin : begin + _AT_ONCE]
        for unit, own in zip(known.columns[begin : begin + _AT_ONCE], sums.T, strict=True):
            yield str(unit), own.reshape(size, ahead)


def _standardised(errors: pd.DataFrame) -> pd.DataFrame:
    """Errors less their mean, their squares adding up to 1; nothing, 0, in months not known."""
    centred = errors - errors.mean()
    length = np.sqrt((centred**2).sum())
    varied = length > 0
    scaled: pd.DataFrame = centred.loc[:, varied] / length[varied]
    return scaled.fillna(0.0)


def _carried(paths: Floats) -> npt.NDArray[np.float32]:
    """Lower root of the correlation of ranks between the months of a unit's own paths."""
    ranks = np.argsort(np.argsort(paths, axis=0), axis=0).astype(np.float32)
    moving = np.ptp(paths, axis=0) > 0
    together = np.where(np.outer(moving, moving), np.atleast_2d(np.corrcoef(ranks.T)), 0.0)
    np.fill_diagonal(together, 1 + _RIDGE)
    return np.asarray(np.linalg.cholesky(together), np.float32)


def _in_order_of(paths: Floats, template: npt.NDArray[np.float32]) -> Floats:
    """Each month's values, ordered as the month's column of ``template`` is."""
    ordered = np.empty_like(paths)
    np.put_along_axis(ordered, np.argsort(template, axis=0), np.sort(paths, axis=0), axis=0)
    return ordered
