"""How much of their means units need for what they yield, against the best of all (data envelopment)."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd
from scipy import optimize

#: Units for each input and output below which nearly everybody is the best at something.
_UNITS_EACH: Final = 3


def efficiency(
    inputs: pd.DataFrame, outputs: pd.DataFrame, *, returns: Literal["constant", "variable"] = "constant"
) -> pd.Series:
    """The share of its inputs with which the best, mixed in any proportion, would yield a unit's outputs.

    Parameters
    ----------
    inputs, outputs
        One row per unit, one column per input or output; positive numbers of any unit.
    returns
        ``constant``: a unit may be held against a larger or smaller one in proportion (Charnes, Cooper &
        Rhodes); ``variable``: against mixtures of about its own size only (Banker, Charnes & Cooper).

    Returns
    -------
    Series
        By unit: fraction, 1 for the best. All missing with fewer than three units for each input and
        output: with so few nearly everybody is the best at something.

    Notes
    -----
    The method takes chance for skill: no interval, and one lucky unit moves everybody's score. It is here
    for an analyst's eyes and stands on no page.

    References
    ----------
    Cooper, Seiford & Tone 2007, Data Envelopment Analysis, chapters 1 to 4; the rule of three: ibid.,
    section 9.
    """
    x, y = inputs.to_numpy(float), outputs.to_numpy(float)
    if len(x) < _UNITS_EACH * (x.shape[1] + y.shape[1]):
        return pd.Series(np.nan, inputs.index)
    return pd.Series([_score(x, y, unit, returns == "variable") for unit in range(len(x))], inputs.index)


def _score(x: np.ndarray, y: np.ndarray, unit: int, variable: bool) -> float:
    """Smallest share t with inputs @ weights <= t * own inputs and outputs @ weights >= own outputs."""
    n = len(x)
    above = np.vstack([np.column_stack([-x[unit], x.T]), np.column_stack([np.zeros(y.shape[1]), -y.T])])
    limit = np.concatenate([np.zeros(x.shape[1]), -y[unit]])
    whole = {"A_eq": [[0.0, *np.ones(n)]], "b_eq": [1.0]} if variable else {}
    cost = np.concatenate([[1.0], np.zeros(n)])
    found = optimize.linprog(cost, above, limit, bounds=(0, None), method="highs", **whole)
    return float(found.fun)
