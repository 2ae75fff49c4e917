"""What every unit would have counted in other draws of the same deals, or of the same reps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from .. import units

Floats = npt.NDArray[np.float64]

#: Samples of the bootstrap, and how many are drawn at a time.
DRAWS: Final = 1000
_AT_A_TIME: Final = 50


def membership(org: pd.DataFrame, tree: pd.DataFrame, levels: Sequence[str]) -> sparse.csr_array:
    """One row per unit, one column per rep: 1 where the rep belongs to the unit."""
    path = org.assign(**{units.COMPANY: units.COMPANY})[[units.COMPANY, *levels, units.REP]]
    rows = pd.Index(tree["unit"]).get_indexer(path.to_numpy().ravel())
    columns = np.repeat(np.arange(len(org)), path.shape[1])
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(tree), len(org)))


def gather(rep: npt.NDArray[np.intp], reps: int) -> sparse.csr_array:
    """One row per rep, one column per row counted: 1 where it is the rep's."""
    return sparse.csr_array((np.ones(len(rep)), (rep, np.arange(len(rep)))), shape=(reps, len(rep)))


def drawn(
    values: Floats, owners: sparse.csr_array, above: sparse.csr_array, rng: np.random.Generator
) -> Floats:
    """Counts of every unit in every sample, (samples, units, counts), of rows with Poisson(1) weights.

    Parameters
    ----------
    values
        One row per row drawn, one column per count.
    owners, above
        Whose the rows are, from :func:`gather`, and what units the reps belong to, from :func:`membership`.

    References
    ----------
    Hanley & MacGibbon 2006, Comput. Methods Programs Biomed. 83.
    """
    found = np.empty((DRAWS, above.shape[0], values.shape[1]))
    for first in range(0, DRAWS, _AT_A_TIME):
        weight = rng.poisson(1.0, size=(len(values), _AT_A_TIME)).astype(float)
        for k in range(values.shape[1]):
            of_reps = owners @ (weight * values[:, [k]])
            found[first : first + _AT_A_TIME, :, k] = (above @ of_reps).T
    return found
