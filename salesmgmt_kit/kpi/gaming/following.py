"""More activity from which less follows."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ... import months

Floats = npt.NDArray[np.float64]

#: What a rep does, and what should follow from it.
STEPS: Final = (
    ("activities.visits", "opportunities.opened"),
    ("activities.calls", "opportunities.opened"),
    ("activities.leads", "opportunities.opened"),
    ("opportunities.opened", "opportunities.won"),
)
#: Months of each year in which a rep must have done something.
_MONTHS: Final = 11
#: Fewest of what follows, in both years together.
_FEWEST: Final = 10
#: Median of chi squared with one degree of freedom: a spread by it does not grow with what stands out.
_MIDDLE: Final = float(stats.chi2.median(1))
_COLUMNS: Final = ["step", "unit", "more", "seen", "low", "high", "usual", "n", "p"]


def less_follows(done: pd.DataFrame, *, month: pd.Timestamp, level: float = 0.95) -> pd.DataFrame:
    """Whether a rep's activity rose while what follows from it did not, beside the year before.

    Parameters
    ----------
    done
        From :func:`~salesmgmt_kit.kpi.flows`.
    month
        The last month.
    level
        Of the intervals, fraction.

    Returns
    -------
    DataFrame
        One row per step and rep at work in both years: ``step`` (the activity's measure), ``unit``, ``more``
        (change of the activity, fraction), ``seen`` (what follows from one, as a fraction of the year
        before) with ``low`` and ``high``, ``usual`` (the same of all reps together), ``n`` (of what followed
        in both years), ``p``: 1 where more followed than the year before, else the larger of
        the p of an activity that rose, and of less that followed from each, both beside all reps.

    Notes
    -----
    Given both years together, the counts of one year are binomial; their variance is that of the reps around
    the common change where it is larger (quasi-binomial).
    """
    found = [_step(done, *step, month, level) for step in STEPS if set(step) <= set(done)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=_COLUMNS)


def _step(
    done: pd.DataFrame, activity: str, next_one: str, month: pd.Timestamp, level: float
) -> pd.DataFrame:
    years = _years(done, activity, next_one, month)
    a0, a1, q0, q1 = (years[name].to_numpy(float) for name in ("a0", "a1", "q0", "q1"))
    change = q1.sum() / a1.sum() / (q0.sum() / a0.sum()) if len(years) and q0.sum() * a1.sum() else np.nan
    rose, _ = _apart(a1, a0 + a1, np.full(len(years), a1.sum() / (a0 + a1).sum() if len(years) else 0.5))
    fell, spread = _apart(q1, q0 + q1, a1 * change / (a0 + a1 * change))
    seen = (q1 + 0.5) / a1 / ((q0 + 0.5) / a0)
    reach = np.exp(stats.norm.ppf((1 + level) / 2) * np.sqrt(spread * (1 / (q1 + 0.5) + 1 / (q0 + 0.5))))
    return pd.DataFrame(
        {
            "step": activity, "unit": years.index, "more": a1 / a0 - 1, "seen": seen, "low": seen / reach,
            "high": seen * reach, "usual": change, "n": q0 + q1,
            "p": np.where(q1 <= q0, np.maximum(stats.norm.sf(rose), stats.norm.cdf(fell)), 1.0),
        }
    )[_COLUMNS]  # fmt: skip


def _years(done: pd.DataFrame, activity: str, next_one: str, month: pd.Timestamp) -> pd.DataFrame:
    """Sums of both years of reps who were at work in both."""
    found = {}
    for year, last in enumerate((months.shift(month, -12), month)):
        rows = done[done["month"].isin(months.span(months.shift(last, -11), last)) & (done[activity] > 0)]
        sums = rows.groupby("rep")[[activity, next_one]].sum()
        at_work = rows.groupby("rep").size() >= _MONTHS
        found[f"a{year}"], found[f"q{year}"] = (sums.loc[at_work, name] for name in (activity, next_one))
    both = pd.DataFrame(found).dropna()
    return both[both["q0"] + both["q1"] >= _FEWEST]


def _apart(count: Floats, n: Floats, share: Floats) -> tuple[Floats, float]:
    """Standard errors between counts and the common share, and how much they vary beyond a binomial."""
    z = (count - n * share) / np.sqrt(n * share * (1 - share))
    spread = max(1.0, float(np.median(z**2)) / _MIDDLE) if len(z) else 1.0
    return z / np.sqrt(spread), spread
