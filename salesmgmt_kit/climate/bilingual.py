"""Whether a question means the same in both languages: ordinal logistic regression, item by item."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, stats
from scipy.special import expit

from .answers import Answers

Floats = npt.NDArray[np.float64]

#: In each language so many must have answered.
FEWEST: Final = 100
#: Gain of McFadden's R squared from which an item is said to mean something else.
NOTABLE: Final = 0.02
#: And the p-value that it must have.
SURE: Final = 0.01
_TINY: Final = 1e-12
_COLUMNS: Final = ["item", "dimension", "n", "gain", "p", "shift", "differs"]


def language_differences(answers: Answers) -> pd.DataFrame:
    """Which questions are answered differently in the two languages by people of the same climate.

    Parameters
    ----------
    answers
        Cleaned, with ``language``.

    Returns
    -------
    DataFrame
        One row per scale item: ``item``, ``dimension``, ``n``, ``gain`` (of McFadden's R squared by language
        and its interaction, beyond the score of the other items), ``p`` (likelihood ratio, 2 degrees of
        freedom), ``shift`` (log odds of a more favourable answer in Chinese, at the mean of the others),
        ``differs`` (flag: gain of .02 at least, and p < .01). Empty with fewer than 100 answers in either
        language.

    Notes
    -----
    Cumulative logit of the answer on the mean of the other items of its dimension (standardised), the
    language, and their product, against the first alone. An item that differs is left out of the means
    that the others are matched by, the plainest first (purification).

    References
    ----------
    Zumbo 1999, Handbook on the theory and methods of differential item functioning; Jodoin & Gierl 2001,
    Applied Measurement in Education 14 (sizes).
    """
    if not comparable(answers):
        return pd.DataFrame(columns=_COLUMNS)
    found = [_dimension(answers, dimension) for dimension in answers.codebook.dimensions]
    return pd.concat(found, ignore_index=True)[_COLUMNS]


def comparable(answers: Answers) -> bool:
    """Whether 100 people at least answered in each of the two languages."""
    if "language" not in answers.people:
        return False
    return bool((answers.people["language"].value_counts().reindex(["en", "zh"]) >= FEWEST).all())


def _dimension(answers: Answers, dimension: str) -> pd.DataFrame:
    keyed, language = answers.keyed(dimension), answers.people["language"]
    apart: list[str] = []
    while True:
        rows = [
            {"item": item, "dimension": dimension, **_compared(keyed, item, language, apart)}
            for item in map(str, keyed)
        ]
        found = pd.DataFrame(rows)
        found["differs"] = (found["gain"] >= NOTABLE) & (found["p"] < SURE)
        fresh = found[found["differs"] & ~found["item"].isin(apart)]
        if fresh.empty or len(apart) == keyed.shape[1] - 2:
            return found
        apart.append(str(fresh["item"].iloc[int(fresh["gain"].to_numpy().argmax())]))


def _compared(keyed: pd.DataFrame, item: str, language: pd.Series, apart: list[str]) -> dict[str, float]:
    """One item: how much language explains beyond the other items, those apart left out."""
    others = keyed.drop(columns=[item, *apart], errors="ignore").mean(axis=1)
    known = keyed[item].notna() & others.notna() & language.notna()
    step = pd.factorize(keyed.loc[known, item], sort=True)[0]
    level = others[known].to_numpy(float)
    spread = level.std()
    if not spread or step.max(initial=0) == 0:
        return {"n": float(known.sum()), "gain": np.nan, "p": np.nan, "shift": np.nan}
    level = (level - level.mean()) / spread
    chinese = (language[known] == "zh").to_numpy(float)
    small = _fitted(step, level[:, None])
    large = _fitted(step, np.column_stack([level, chinese, level * chinese]))
    share = np.bincount(step) / len(step)
    nothing = float(len(step) * (share * np.log(share)).sum())
    gained = max(large[0] - small[0], 0.0)
    return {
        "n": float(known.sum()),
        "gain": gained / -nothing,
        "p": float(stats.chi2.sf(2 * gained, 2)),
        "shift": float(large[1][1]),
    }


def _fitted(step: npt.NDArray[np.int_], design: Floats) -> tuple[float, Floats]:
    """Log-likelihood and slopes of the cumulative logit model, by maximum likelihood."""
    cuts, n = int(step.max()), design.shape[1]
    passed = np.cumsum(np.bincount(step))[:-1] / len(step)
    first = np.log(passed / (1 - passed))
    start = np.concatenate([first[:1], np.log(np.diff(first)), np.zeros(n)])

    def loss(parameters: Floats) -> tuple[float, Floats]:
        steps = np.exp(parameters[1:cuts])
        edges = parameters[0] + np.concatenate([[0.0], np.cumsum(steps)])
        at = np.concatenate([[-np.inf], edges, [np.inf]])
        line = design @ parameters[cuts:]
        above, below = expit(at[step + 1] - line), expit(at[step] - line)
        density = np.maximum(above - below, _TINY)
        up, down = above * (1 - above) / density, below * (1 - below) / density
        by_edge = np.bincount(step, up, cuts + 1)[:-1] - np.bincount(step, down, cuts + 1)[1:]
        later = np.cumsum(by_edge[::-1])[::-1]
        slope = np.concatenate([later[:1], steps * later[1:], design.T @ (down - up)])
        return -float(np.log(density).sum()), -slope

    best = optimize.minimize(loss, start, jac=True, method="BFGS")
    return -float(best.fun), np.asarray(best.x[cuts:], float)
