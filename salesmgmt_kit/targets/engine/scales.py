"""The scales that sales are modelled on: logarithms, square roots, and sales as they are."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.floating[Any]]

#: Powers of Box and Cox; 0 is the logarithm. Sales are in units of their mean month, where all slopes are
#: near 1, so that errors on the three scales compare.
POWERS: Final = (0.0, 0.5, 1.0)
#: Logarithms beyond which nothing is foreseen: 54 mean months, and as good as none.
_LEAST, _MOST = -20.0, 4.0
_LEAST_ROOT: Final = 1e-3


def rescaled(sales: Values, power: float) -> Values:
    """Sales on the scale of ``power``: (y^p - 1) / p, or log y where p is 0.

    References
    ----------
    Box and Cox 1964, Journal of the Royal Statistical Society B 26(2), equation 1.
    """
    if power == 0:
        return np.log(sales)
    return sales - 1 if power == 1 else (sales**power - 1) / power


def original(values: Values, power: float) -> Values:
    """Sales again, from values on the scale of ``power``."""
    if power == 0:
        return np.exp(np.clip(values, _LEAST, _MOST))
    return values + 1 if power == 1 else np.maximum(power * values + 1, _LEAST_ROOT) ** (1 / power)


def log_slope(sales: Values, power: float) -> Values:
    """Logarithm of the slope of the scale at each of ``sales``: what likelihoods on two scales differ by."""
    return np.zeros_like(sales) if power == 1 else (power - 1) * np.log(sales)
