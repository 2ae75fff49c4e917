"""What became of the plans agreed in interviews: against what happens to anybody after such a start."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from .. import months

Floats = npt.NDArray[np.float64]

#: Months before a plan that it is measured by, and the most after it.
BEFORE: Final = 6
LONGEST: Final = 6
#: Months of records before a plan from which on a rep is no longer new.
SETTLED: Final = 12
#: Months before a plan over which a rep's own ups and downs are measured.
SCATTER: Final = 24
#: Fewest peers without a plan that say what would have happened anyway: of fewer, the best one is no rarity.
FEWEST_PEERS: Final = 19
#: Chance of a success that is none.
_FALSE_SUCCESS: Final = 0.05


def measures(sales: pd.DataFrame, activities: pd.DataFrame) -> pd.DataFrame:
    """What plans may be meant to move, in one frame.

    Parameters
    ----------
    sales
        ``rep``, ``month``, ``amount`` (money).
    activities
        ``rep``, ``month``, where known ``visits``, ``calls``, ``leads`` (counts).

    Returns
    -------
    DataFrame
        One row per rep, month and measure: ``rep``, ``month``, ``measure``, ``value`` (missing where it was
        not recorded).
    """
    keys = ["rep", "month"]
    sold = sales.groupby(keys)["amount"].sum().rename("sales").reset_index()
    counted = [name for name in ("visits", "calls", "leads") if name in activities]
    parts = [
        frame.melt(keys, value_vars=names, var_name="measure", value_name="value").astype({"value": float})
        for frame, names in ((sold, ["sales"]), (activities, counted))
        if names
    ]
    every: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return every


def judged_plans(
    plans: pd.DataFrame, measures: pd.DataFrame, *, month: pd.Timestamp, level: float = 0.95
) -> pd.DataFrame:
    """Every plan's measure before and after, against what was to be expected without it.

    Parameters
    ----------
    plans
        One row per plan: ``plan``, ``rep``, ``month`` (in which it was agreed), ``measure``.
    measures
        One row per rep, month and measure: ``rep``, ``month``, ``measure``, ``value``, more being better; a
        month without a row counts as 0 from the rep's first row on, one without a value is left out.
    month
        The month reported; plans agreed in it or later have no month after them yet.
    level
        Of the interval, fraction.

    Returns
    -------
    DataFrame
        One row per plan: ``plan``, ``rep``, ``measure``, ``agreed``, ``n`` (months since, six at most),
        ``before``, ``after`` (means per month, in the measure's unit), ``expected``, ``low``, ``high``,
        ``level`` (what ``after`` was to be expected without a plan), ``peers``, ``p`` (of so much without a
        plan, one-sided), ``verdict``: ``moved`` (more than chance), ``unmoved``, ``early`` (no month yet),
        ``unknown`` (fewer than nineteen peers with the same months, or less than a year of history
        before the plan: whoever is new sells more from month to month without one).

    Notes
    -----
    Over all reps who have no plan on the measure, ``after`` is regressed on ``before``: the line holds both
    what befell everybody and the return to the mean that follows a bad start by itself. The plan's rep
    is held against the interval of a new observation, which is wider by as much as the rep's own months
    scatter more than the peers': who sells large projects now and then is not helped by every good month. Of
    plans that do nothing, 5 % at most are taken for moved, from the first month on
    (``benchmarks/plans.py``): see :func:`expectation`.

    References
    ----------
    Galton 1886 (regression towards the mean); Barnett, van der Pols & Dobson 2005, Int. J. Epidemiology 34.
    """
    rows = [_judged(plan, plans, measures, month, level) for plan in plans.to_dict("records")]
    return pd.DataFrame(rows, columns=_COLUMNS)


_COLUMNS: Final = [
    "plan", "rep", "measure", "agreed", "n", "before", "after", "expected", "low", "high", "level", "peers",
    "p", "verdict",
]  # fmt: skip


def _judged(
    plan: dict[Hashable, Any], plans: pd.DataFrame, measures: pd.DataFrame, month: pd.Timestamp, level: float
) -> tuple[Any, ...]:
    """One row of the answer."""
    agreed, rep, measure = plan["month"], plan["rep"], plan["measure"]
    since = months.span(months.shift(agreed, 1), min(month, months.shift(agreed, LONGEST)))
    known = (plan["plan"], rep, measure, agreed, len(since))
    nothing = (np.nan,) * 5 + (level, 0, np.nan)
    if since.empty:
        return *known, *nothing, "early"
    # Who has left sells nothing before and after, and would hide that a bad start mends by itself.
    present = {rep, *measures.loc[measures["month"].isin(since), "rep"]}
    own = measures[(measures["measure"] == measure) & measures["rep"].isin(present)]
    means = _means(own, agreed, since)
    if rep not in means.index:
        return *known, *nothing, "unknown"
    before, after = means.loc[rep]
    peers = means.drop(plans.loc[plans["measure"] == measure, "rep"], errors="ignore")
    if len(peers) < FEWEST_PEERS or np.ptp(peers["before"]) == 0:
        return *known, before, after, np.nan, np.nan, np.nan, level, len(peers), np.nan, "unknown"
    scatter = _own_scatter(own, agreed)
    more = max(scatter[rep] - scatter[peers.index].mean(), 0.0) / len(since)
    x, y = peers["before"].to_numpy(float), peers["after"].to_numpy(float)
    foreseen = expectation(x, y, np.array(before), np.array(after), more=more)
    expected, p = float(foreseen.expected), float(foreseen.p)
    reach = float(stats.t.ppf((1 + level) / 2, len(peers) - 2) * foreseen.sd)
    verdict = "moved" if p <= _FALSE_SUCCESS else "unmoved"
    return *known, before, after, expected, expected - reach, expected + reach, level, len(peers), p, verdict


def _means(measure: pd.DataFrame, agreed: pd.Timestamp, since: pd.DatetimeIndex) -> pd.DataFrame:
    """One row per rep who is no longer new: mean per month before and after."""
    before = months.span(months.shift(agreed, 1 - BEFORE), agreed)
    wide = _by_month(measure, before.union(since))
    first = measure.groupby("rep")["month"].min()
    # Where the records themselves are younger, nobody can be told to be new.
    settled = max(months.shift(agreed, 1 - SETTLED), first.min())
    wide = wide.loc[:, first <= min(settled, before[0])]
    return pd.DataFrame({"before": wide.loc[before].mean(), "after": wide.loc[since].mean()}).dropna()


def _by_month(measure: pd.DataFrame, span: pd.DatetimeIndex) -> pd.DataFrame:
    """One row per month, one column per rep; missing before the rep's first row, and where no value is."""
    of_month = measure.groupby(["month", "rep"])["value"]
    wide = of_month.sum(min_count=1).unstack().where(of_month.size().unstack() > 0, 0.0)
    wide = wide.reindex(span, fill_value=0.0)
    first = measure.groupby("rep")["month"].min()
    return wide.where(span.to_numpy()[:, None] >= first[wide.columns].to_numpy()[None, :])


def _own_scatter(measure: pd.DataFrame, agreed: pd.Timestamp) -> pd.Series:
    """By rep: variance from month to month over the two years to the plan, the season of all taken out."""
    span = months.span(months.shift(agreed, 1 - SCATTER), agreed)
    wide = _by_month(measure, span)
    season = wide.mean(axis=1) / wide.mean(axis=1).mean()
    return wide.div(season.where(season > 0), axis=0).var()


class Expectation(NamedTuple):
    """What follows a start without a plan.

    Parameters
    ----------
    expected, sd
        The value and its standard deviation, in the measure's unit.
    p
        Of as much or more without a plan, one-sided.
    """

    expected: Floats
    sd: Floats
    p: Floats


def expectation(
    before: Floats, after: Floats, own_before: Floats, own_after: Floats, *, more: Floats | float = 0.0
) -> Expectation:
    """What follows such a start without a plan, by those who have none.

    Parameters
    ----------
    before, after
        Of the peers, along the last axis; further axes before it are companies side by side.
    own_before, own_after
        Of the one who has a plan, without the last axis.
    more
        Variance that the own months have over those of the peers.

    Notes
    -----
    ``p`` is the larger of two: of Student's t for a new observation of the regression, and the rank of the
    own residual among the peers' own (1 + those above) / (1 + peers). The second needs no normal
    residuals, which months with one large deal do not have; both residuals are scaled by their leverage.

    References
    ----------
    Vovk, Gammerman & Shafer 2005, Algorithmic Learning in a Random World, section 2.2 (the rank).
    """
    n = before.shape[-1]
    centre, usual = before.mean(axis=-1), after.mean(axis=-1)
    apart = before - centre[..., None]
    squares = (apart**2).sum(axis=-1)
    slope = (apart * after).sum(axis=-1) / squares
    residual = after - usual[..., None] - slope[..., None] * apart
    spread = np.sqrt((residual**2).sum(axis=-1) / (n - 2))
    wider = np.sqrt(1 + 1 / n + (own_before - centre) ** 2 / squares)
    with np.errstate(divide="ignore", invalid="ignore"):
        wider = np.sqrt(wider**2 + np.where(spread > 0, more / spread**2, 0.0))
    expected = usual + slope * (own_before - centre)
    surprise = (own_after - expected) / wider
    alike = residual / np.sqrt(1 - 1 / n - apart**2 / squares[..., None])
    rank = (1 + (alike >= surprise[..., None]).sum(axis=-1)) / (1 + n)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_t = stats.t.sf(surprise / spread, n - 2)
    return Expectation(expected, spread * wider, np.fmax(by_t, rank))
