"""Joint paths of the months ahead, drawn from the mixture of all the models of the grid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from .evidence import NEAR_ZERO, Evidence, examine, followed, panels
from .export import best, residuals
from .grid import POINTS, Numbers
from .mixture import spread, weights
from .models import PATHS, Outlook, portmanteau
from .scales import POWERS, original

#: Paths are drawn in mirrored pairs.
_PAIRS: Final = PATHS // 2


def outlooks(
    series: Mapping[str, Numbers], horizon: int, generators: Mapping[str, np.random.Generator]
) -> dict[str, Outlook]:
    """What is expected of the months ahead of every unit.

    Parameters
    ----------
    series
        By unit: one value per month, the latest last; client's currency, missing where not known.
    horizon
        Months ahead.
    generators
        By unit: what its paths are drawn with.
    """
    names, found = list(series), {}
    for members, panel in panels(list(series.values())):
        said = examine(panel, horizon)
        share = weights(said)
        width = spread(said, share)
        for row, i in enumerate(members):
            errors = residuals(panel[row], best(share[row], said.n))
            found[names[i]] = Outlook(
                drawn(
                    said,
                    share,
                    row,
                    generators[names[i]],
                    width=width[row],
                    never_below_zero=bool(np.nanmin(panel[row]) >= 0),
                ),
                sigma=float(width[row] * (share[row] @ said.sigma[row])),
                ljung_box_p=portmanteau(errors),
                errors=errors,
            )
    return {name: found[name] for name in names}


def one_step(
    series: Mapping[str, Numbers],
    held: int,
    level: float,
    generators: Mapping[str, np.random.Generator],
) -> dict[str, tuple[Numbers, Numbers]]:
    """Low and high of each of the last ``held`` months of every unit, each seen from the month before it.

    Weights, variances and spread come from the months before those; then the models' states alone follow.
    """
    names, found = list(series), {}
    for members, panel in panels([_followable(sales, held) for sales in series.values()]):
        n = panel.shape[1] - held
        said = examine(panel[:, :n], 1)
        share = weights(said)
        width = spread(said, share)
        steps = [followed(said, panel[:, : n + k], 1) for k in range(held)]
        for row, i in enumerate(members):
            rng, positive = generators[names[i]], bool(np.nanmin(panel[row, :n]) >= 0)
            draws = [
                drawn(step, share, row, rng, width=width[row], never_below_zero=positive)[:, 0]
                for step in steps
            ]
            low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=1)
            found[names[i]] = low, high
    return found


def _followable(sales: Numbers, held: int) -> Numbers:
    """The series, with months of the last ``held`` missing that models in logarithms cannot follow."""
    before = sales[: len(sales) - held]
    least = NEAR_ZERO * np.nanmean(np.abs(before))
    if np.nanmin(before) <= least:
        return sales
    return np.where((np.arange(len(sales)) >= len(before)) & (sales <= least), np.nan, sales)


def drawn(
    said: Evidence,
    share: Numbers,
    row: int,
    rng: np.random.Generator,
    *,
    width: float,
    never_below_zero: bool,
) -> Numbers:
    """Paths of one series: one row per path, one column per month ahead; client's currency.

    ``width`` is what the models' standard deviations are multiplied by. Each model gets pairs by its weight,
    each pair its own error variance, so that the months of a path are jointly Student t. Paths come in random
    order: those of two units in one row have nothing in common.
    """
    steps = (rng.random() + np.arange(_PAIRS)) / _PAIRS
    models = np.minimum(np.searchsorted(np.cumsum(share[row]), steps), share.shape[1] - 1)
    normal = rng.standard_normal((_PAIRS, said.points.shape[2]), dtype=np.float32)
    sigma = width * said.sigma[row, models] * np.sqrt(said.degrees / rng.chisquare(said.degrees, _PAIRS))
    first = np.flatnonzero(np.diff(models, prepend=-1))
    for begin, end in zip(first, [*first[1:], _PAIRS], strict=True):
        root = said.roots[models[begin] % len(POINTS)]
        normal[begin:end] = normal[begin:end] @ root.T
    normal *= sigma[:, None].astype(np.float32)
    values = said.points[row, models]
    paths = np.concatenate([values + normal, values - normal])
    scale = np.tile(models // len(POINTS), 2)
    for i, power in enumerate(POWERS):
        chosen = scale == i
        paths[chosen] = original(paths[chosen], power)
    if never_below_zero:
        paths = np.maximum(paths, 0)
    return np.asarray(rng.permutation(paths) * said.unit[row], dtype=float)
