"""Every model by its code, fitted unit by unit."""

from __future__ import annotations

from typing import Final

from .arima import Arima
from .models import Constant, Model, Moving, Resampled, Unknown
from .reference import Reference

_LEVELS: Final = {
    "level": Arima(seasonal=False),
    "short": Arima(seasonal=False, coefficient=-0.5),
}

#: Every model by its code; :func:`~salesmgmt_kit.targets.engine.models.model_code` chooses.
MODELS: Final[dict[str, Model]] = {
    "seasonal": Reference(),
    "seasonal_additive": Reference(),
    **{kind: Moving(arima, logs=True) for kind, arima in _LEVELS.items()},
    **{f"{kind}_additive": Moving(arima, logs=False) for kind, arima in _LEVELS.items()},
    "resampled": Resampled(),
    "constant": Constant(),
    "none": Unknown(),
}
