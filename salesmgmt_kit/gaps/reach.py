"""Whether a target is above what the average rep would sell in the patch, as far as patches are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from .chance import SHARES

Floats = npt.NDArray[np.float64]

#: Fewest reps with a target of whom it is told.
FEWEST_REPS: Final = 8
#: Draws of the true ratios, for what is claimed of several reps at once, and their seed.
DRAWS: Final = 20_000
_SEED: Final = 2026
#: How surely the errors of what is expected are no larger than they are taken for.
_SURE: Final = 0.75
#: Of the median of absolute deviations against the standard deviation, for normal values.
_EFFICIENCY: Final = 0.37
#: A variance below this is none.
_LEAST: Final = 1e-9


def beyond_reach(
    ratio: pd.Series, rest: pd.Series, luck: pd.Series, team: pd.Series, *, short: pd.Series
) -> pd.DataFrame:
    """Whose target the average rep would have missed in the same patch.

    Parameters
    ----------
    ratio
        By rep: logarithm of what the average rep is expected to sell in the patch, over the target; missing
        without a target.
    rest
        By rep: logarithm of the result over what was expected of such a rep there.
    luck
        By rep: variance of ``rest`` by the rep's ups and downs from month to month.
    team
        Of each.
    short
        By rep: whether the target was missed; only of those anything is claimed.

    Returns
    -------
    DataFrame
        One row per rep: ``error`` (standard deviation of what is expected, as a logarithm), ``reach``
        (probability that the average rep would be at the target or above, as far as can be told; missing
        without a target and with fewer than eight), ``out`` (flag: short, and that probability is next to
        nothing; the chance that any of these claims is false keeps to the share of targets).

    Notes
    -----
    What results differ by beyond luck, within teams and between them, is taken for error of the expected,
    though some of it is ability: the rule is to claim too little. Targets differ from what they should be by
    team and by rep, by as much as ``ratio`` varies more than those errors: true log ratios are normal about
    a common mean, and so are the errors. The answer is the normal posterior of the true ratios: a team all
    of which is asked too much is seen in all its reps together.

    References
    ----------
    Lindley & Smith 1972, JRSS B 34 (exchangeable in groups).
    """
    within, between = _variances(rest, team, luck, sure=_SURE)
    error = float(np.sqrt(within + between))
    found = pd.DataFrame({"error": error, "reach": np.nan, "out": False}, index=ratio.index)
    known = ratio.dropna().index
    if len(known) < FEWEST_REPS:
        return found
    truth = _Ratios.of(ratio[known], team[known], within, between)
    draws = pd.DataFrame(np.nan, index=range(DRAWS), columns=known)
    rng = np.random.default_rng(_SEED)
    for _, logs in ratio[known].groupby(team[known].to_numpy()):
        middle, covariance = truth.posterior(logs.to_numpy())
        spread = np.sqrt(np.diag(covariance))
        found.loc[logs.index, "reach"] = stats.norm.sf(-middle / spread)
        if found.loc[logs.index, "reach"].min() <= SHARES["target"]:
            draws[logs.index] = rng.multivariate_normal(middle, covariance, DRAWS, method="cholesky")
    found["out"] = _surely(found["reach"].where(short), draws)
    return found


def _surely(reach: pd.Series, draws: pd.DataFrame) -> pd.Series:
    """The most reps of whom it can be said together; ``draws`` of the true ratios, one column per rep."""
    likely = reach[reach <= SHARES["target"]].sort_values(kind="stable").index
    out = pd.Series(False, index=reach.index)
    any_false = np.maximum.accumulate(draws[likely].to_numpy(float) >= 0, axis=1).mean(axis=0)
    out[likely[any_false <= SHARES["target"]]] = True
    return out


@dataclass(frozen=True)
class _Ratios:
    """True log ratios of expected sales and target: their mean, variances, and those of what is seen of them.

    Parameters
    ----------
    mean
        Of the middle team.
    own, shared
        Variances of the true ratios within teams and between them.
    within, between
        Variances of the errors, likewise.
    """

    mean: float
    own: float
    shared: float
    within: float
    between: float

    @classmethod
    def of(cls, ratio: pd.Series, team: pd.Series, within: float, between: float) -> _Ratios:
        own, shared = _variances(ratio, team, within)
        # A variance is known only so well: never less than what so many reps cannot tell from none.
        least = within * np.sqrt(2 / len(ratio))
        mean = float(ratio.groupby(team.to_numpy()).mean().median())
        return cls(mean, max(own, least, _LEAST), max(shared - between, 0.0), within, between)

    def posterior(self, seen: Floats) -> tuple[Floats, Floats]:
        """Mean and covariance of the true ratios of one team."""
        each, alike = np.eye(len(seen)), np.ones((len(seen), len(seen)))
        true = self.own * each + self.shared * alike
        gain = np.linalg.solve(true + self.within * each + self.between * alike, true).T
        covariance = true - gain @ true
        return self.mean + gain @ (seen - self.mean), (covariance + covariance.T) / 2 + _LEAST * each


def _variances(
    values: pd.Series, team: pd.Series, known: pd.Series | float, *, sure: float | None = None
) -> tuple[float, float]:
    """Variances within and between teams beyond what is known of each value; 0 at the least.

    Within teams by the median of absolute deviations, so that one rep far out does not widen it. ``sure``:
    the variance within is as large as it is with this probability at most, and not the likeliest.
    """
    grouped = values.groupby(team.to_numpy())
    n = grouped.transform("size")
    apart = (values - grouped.transform("mean")) / np.sqrt(1 - 1 / n.where(n > 1))
    inner = float(stats.median_abs_deviation(apart.dropna(), scale="normal")) ** 2
    if sure is not None:
        degrees = max(_EFFICIENCY * (len(values) - grouped.ngroups), 1.0)
        inner *= degrees / float(stats.chi2.ppf(1 - sure, degrees))
    outer = float(grouped.mean().var()) if grouped.ngroups > 1 else 0.0
    alone = inner * float((1 / grouped.size()).mean())
    return max(inner - float(np.mean(known)), 0.0), max(outer - alone, 0.0)
