"""How much each model of the grid has to say on a series: by likelihood, past errors and other series."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import combinations

import numpy as np

from .evidence import Evidence
from .grid import LEVELS, POINTS, SEASONS, TRENDS, Floats, Numbers
from .scales import POWERS, original

_FILE = "prior.json"
#: Months of the history that the coefficients are stated for.
TYPICAL_MONTHS = 48.0
#: Past errors relative to those awaited, beyond which they are not believed.
_BELIEVED = (0.3, 3.0)
#: How many levels, trends, seasons and scales there are; and then pairs: of a level and a trend, a level and
#: a season, and so on.
SINGLE = (len(LEVELS), len(TRENDS), len(SEASONS), len(POWERS))
KINDS = (*SINGLE, *(a * b for a, b in combinations(SINGLE, 2)))


@dataclass(frozen=True)
class Prior:
    """What other series taught about the models; see ``benchmarks/train_prior.py``.

    Parameters
    ----------
    kinds
        Log-weight of each level, trend, season and scale of the grid, and of each pair of these, in the order
        of :data:`KINDS`: some go together better than each alone says.
    kinds_length
        Power of the length of the history, in units of 48 months, that the log-weights are multiplied by.
    temper, temper_length
        What the log-likelihood is multiplied by at 48 months, and the power of the length likewise.
    trust, trust_length
        The same of the error of past forecasts.
    spread, spread_length
        What the models' standard deviations are multiplied by at 48 months where past forecasts erred as they
        awaited, and the power of the length: what is known of a short history is known less well than its
        own errors say.
    spread_trust
        Power of past errors relative to those awaited: 0 believes the models alone, 1 past errors alone.
    """

    kinds: Numbers
    kinds_length: float
    temper: float
    temper_length: float
    trust: float
    trust_length: float
    spread: float
    spread_length: float
    spread_trust: float


@lru_cache(maxsize=1)
def prior() -> Prior:
    """The frozen prior of the package."""
    found = json.loads(files(__package__).joinpath(_FILE).read_text(encoding="utf-8"))["coefficients"]
    return Prior(np.array(found.pop("kinds")), **found)


@lru_cache(maxsize=1)
def membership() -> Floats:
    """One row per model, one column per kind or pair of kinds: 1 where the model is of it."""
    chosen = [(*point.kinds, scale) for scale in range(len(POWERS)) for point in POINTS]
    pairs = [(SINGLE[b], a, b) for a, b in combinations(range(len(SINGLE)), 2)]
    numbers = [(*kinds, *(kinds[a] * size + kinds[b] for size, a, b in pairs)) for kinds in chosen]
    rows = np.zeros((len(chosen), sum(KINDS)), np.float32)
    np.put_along_axis(rows, np.array(numbers) + np.cumsum([0, *KINDS[:-1]]), 1, axis=1)
    return rows


def weights(found: Evidence, known: Prior | None = None) -> Numbers:
    """Weight of every model for every series; each row adds up to 1.

    Notes
    -----
    softmax(temper x log-likelihood + prior - trust x excess error of past forecasts).
    """
    known = known or prior()
    length = found.n / TYPICAL_MONTHS
    said = known.temper * length**known.temper_length * found.likelihood
    said += length**known.kinds_length * (membership() @ known.kinds)
    said -= known.trust * length**known.trust_length * found.error.astype(float)
    said -= said.max(axis=1, keepdims=True)
    share = np.exp(said)
    return np.asarray(share / share.sum(axis=1, keepdims=True))


def spread(found: Evidence, share: Numbers, known: Prior | None = None) -> Numbers:
    """What the models' standard deviations are multiplied by, for every series.

    Parameters
    ----------
    found
        From :func:`~salesmgmt_kit.targets.engine.evidence.examine`.
    share
        From :func:`weights`.
    known
        The package's prior when None.

    Notes
    -----
    spread x length ^ spread_length x (past error / awaited error) ^ spread_trust, errors averaged by the
    models' weights and their ratio kept between 0.3 and 3. Models that are mixed are each too wide, for
    their mixture errs less than they do (Gneiting and Ranjan 2013); and a series whose past was foreseen well
    deserves closer ones.

    References
    ----------
    Gneiting and Ranjan 2013, Electronic Journal of Statistics 7, section 3.2 (spread-adjusted linear pool).
    """
    known = known or prior()
    erred, awaited = (np.einsum("sm,sm->s", share, part) for part in (found.error, found.awaited))
    ratio = np.divide(erred, awaited, out=np.ones_like(erred), where=awaited > 0)
    usual = known.spread * (found.n / TYPICAL_MONTHS) ** known.spread_length
    return np.asarray(usual * np.clip(ratio, *_BELIEVED) ** known.spread_trust)


def expected(found: Evidence, share: Numbers) -> Numbers:
    """Forecast of every series: the models' forecasts by their weights; client's currency.

    Returns
    -------
    ndarray
        One row per series, one column per month ahead.
    """
    each = np.split(found.points, len(POWERS), axis=1)
    sales = np.concatenate([original(part, power) for part, power in zip(each, POWERS, strict=True)], axis=1)
    mean = np.einsum("sm,smh->sh", share.astype(np.float32), sales)
    return np.asarray(mean, dtype=float) * found.unit[:, None]
