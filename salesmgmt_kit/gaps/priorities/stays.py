"""How long deals stay in a stage, those still there included: Kaplan-Meier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight

Floats = npt.NDArray[np.float64]

#: Share of the stays that are over within the time after which a stage's entries count as settled.
_OVER: Final = 0.95


@dataclass(frozen=True)
class Stay:
    """How long deals stay in one stage.

    Parameters
    ----------
    days, over
        Of every deal that was there: days until it got beyond or was lost, or until now; and which of the
        two.
    median, low, high
        Days within which half of them got beyond or were lost, with its interval; infinite when more
        than half are there longer than anybody was followed, missing without a stay.
    settled
        Days within which 95 % of them are decided; infinite likewise.
    """

    days: Floats
    over: npt.NDArray[np.bool_]
    median: float
    low: float
    high: float
    settled: float


def stay(passed: pd.DataFrame, *, until: pd.Timestamp, level: float = 0.95) -> Stay:
    """The stay in one stage.

    Parameters
    ----------
    passed
        Rows of one stage from :func:`~salesmgmt_kit.gaps.priorities.first_passages`; who skipped it did not
        stay.
    until
        The last day known: whoever is there still, has stayed until then at least.
    level
        Of the interval, fraction.

    References
    ----------
    Kaplan & Meier 1958, JASA 53; Brookmeyer & Crowley 1982, Biometrics 38 (interval of the median, from a
    band on the scale of log(-log S), Kalbfleisch & Prentice 1980).
    """
    there = passed[~passed["skipped"]]
    days = np.asarray((there["left"].fillna(until) - there["entered"]).dt.days, float)
    over = there["left"].notna().to_numpy(bool)
    if not over.any():
        unknown = np.inf if len(there) else np.nan
        return Stay(days, over, unknown, np.nan, np.nan, unknown)
    curve = SurvfuncRight(days, over)
    at, left = curve.surv_times, curve.surv_prob
    low, high = _band(left, curve.surv_prob_se, level)
    median = _first(at, left, 0.5)
    settled = _first(at, left, 1 - _OVER)
    return Stay(days, over, median, _first(at, low, 0.5), _first(at, high, 0.5), settled)


def longer(first: Stay, second: Stay) -> float:
    """P-value of both having the same median: the shares still there after their common median are compared.

    References
    ----------
    Brookmeyer & Crowley 1982, JASA 77 (a k-sample median test for censored data).
    """
    if not (first.over.any() and second.over.any()):
        return float("nan")
    both = np.concatenate([first.days, second.days]), np.concatenate([first.over, second.over])
    curve = SurvfuncRight(*both)
    at = _first(curve.surv_times, curve.surv_prob, 0.5)
    (one, v), (other, w) = (_left(each, at) for each in (first, second))
    error = np.sqrt(v + w)
    return float(2 * stats.norm.sf(abs(one - other) / error)) if error > 0 else float("nan")


def _first(days: Floats, left: Floats, share: float) -> float:
    """The first day after which at most the share is left; infinite when it never comes."""
    # A share that is a sum of steps may miss a round number by its last digit.
    gone = np.flatnonzero(left <= share + 1e-12)
    return float(days[gone[0]]) if len(gone) else float("inf")


def _band(left: Floats, error: Floats, level: float) -> tuple[Floats, Floats]:
    """Pointwise interval of the share that is left; none where all or nobody is."""
    inside = (left > 0) & (left < 1)
    log = np.log(np.where(inside, left, 0.5))
    reach = stats.norm.ppf((1 + level) / 2) * np.where(inside, error / (left.clip(1e-300) * -log), 0.0)
    low, high = (np.where(inside, np.exp(log * np.exp(sign * reach)), left) for sign in (1, -1))
    return low, high


def _left(of: Stay, day: float) -> tuple[float, float]:
    """Share that is still there after the day, and its variance (Greenwood)."""
    curve = SurvfuncRight(of.days, of.over)
    at = np.searchsorted(curve.surv_times, day, side="right") - 1
    if at < 0:
        return 1.0, 0.0
    share, error = float(curve.surv_prob[at]), float(curve.surv_prob_se[at])
    return share, error**2 if np.isfinite(error) else 0.0
