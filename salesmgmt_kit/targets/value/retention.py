"""Revenue kept, won and lost with customers: twelve months against the twelve before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from ... import months as calendar
from ... import units

_DRAWS: Final = 2000
#: Fewest customers of the year before from which retention is given an interval, and from which on the
#: interval is that of a ratio of sums.
_FEWEST, _MANY = 10, 200


def customer_years(
    sales: pd.DataFrame, org: pd.DataFrame, *, levels: Sequence[str], month: pd.Timestamp
) -> pd.DataFrame:
    """What every unit sold to each of its customers in the last twelve months and in the twelve before.

    Parameters
    ----------
    sales
        ``rep``, ``month``, ``amount`` (client's currency), ``customer``; rows without a customer are left
        out, see :func:`unnamed_share`.
    org, levels
        As in :func:`salesmgmt_kit.units.tree`.
    month
        The last of the twelve months.

    Returns
    -------
    DataFrame
        One row per unit and customer who had a sale or return in the two years: ``unit``, ``tier``,
        ``customer``, ``before``, ``now``. A sale belongs to the units of the rep who made it, so that a
        customer who changes teams is lost to a team and not to the company.

    Raises
    ------
    ValueError
        When ``sales`` has no column ``customer``.
    """
    if "customer" not in sales:
        raise ValueError("sales has no column customer: without it nobody knows which customers stay")
    span = sales["month"].between(calendar.shift(month, -23), month)
    named = sales[span & sales["customer"].notna()]
    recent = named["month"] > calendar.shift(month, -12)
    amounts = named[["rep", "customer"]].assign(
        before=named["amount"].where(~recent, 0.0), now=named["amount"].where(recent, 0.0)
    )
    return units.roll_up(amounts, org, levels=levels, by=["customer"])


def unnamed_share(sales: pd.DataFrame, *, month: pd.Timestamp) -> float:
    """Share of the absolute amounts of two years that no customer is named for; missing without sales."""
    inside = sales[sales["month"].between(calendar.shift(month, -23), month)]
    size = inside["amount"].abs()
    whole = float(size.sum())
    return float(size[inside["customer"].isna()].sum()) / whole if whole else float("nan")


def customer_retention(years: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Each unit's retention of revenue, and the exact bridge from last year's sales to this year's.

    Parameters
    ----------
    years
        From :func:`customer_years`.
    level
        Of the intervals, fraction; 1 - level is the share of false claims among the units claimed.

    Returns
    -------
    DataFrame
        One row per unit: ``unit``, ``tier``; ``before`` + ``new`` + ``expansion`` + ``contraction`` +
        ``lost`` = ``now`` (client's currency; ``contraction`` and ``lost`` are at most 0); ``n``
        (customers of the
        year before), ``grr``, ``nrr`` (gross and net retention, fractions; missing without sales before),
        ``grr_low``, ``grr_high``, ``level`` (missing under ten customers), ``others`` (retention of the
        other units of its tier), ``p`` (of being like the others, adjusted over the tier,
        Benjamini-Hochberg), ``behind`` (keeps less than the others, beyond chance).

    Notes
    -----
    GRR = sum min(r1, r0) / sum r0 and NRR = sum r1 / sum r0, over customers with r0 > 0. One whose returns
    exceed its purchases was no customer of that year. Intervals: bootstrap over customers, the standard
    error of a ratio of sums from 200 customers on and in the test against the others.

    References
    ----------
    Cochran 1977, Sampling Techniques, equation 2.46 (ratio of sums); Efron 1979 (bootstrap).
    """
    parts = [_tier(rows, level) for _, rows in years.groupby("tier", sort=False)]
    return pd.concat(parts, ignore_index=True)


def _tier(rows: pd.DataFrame, level: float) -> pd.DataFrame:
    found = pd.DataFrame([_unit(unit, of, rows, level) for unit, of in rows.groupby("unit", sort=False)])
    tested = found["p"].notna()
    if tested.any():
        found.loc[tested, "p"] = multipletests(found.loc[tested, "p"], method="fdr_bh")[1]
    return found.assign(behind=(found["p"] < 1 - level) & (found["grr"] < found["others"]))


def _unit(unit: object, own: pd.DataFrame, tier: pd.DataFrame, level: float) -> dict[str, object]:
    present = own[own["before"] > 0]
    others = tier[(tier["before"] > 0) & (tier["unit"] != unit)]
    kept = _gross(present)
    low, high = _interval(present, level)
    return {"unit": unit, "tier": own["tier"].iloc[0], **_bridge(own), "n": len(present)} | {
        "grr": kept,
        "nrr": present["now"].sum() / present["before"].sum() if len(present) else np.nan,
        "grr_low": low,
        "grr_high": high,
        "level": level,
        "others": _gross(others),
        "p": _apart(kept - _gross(others), _error(present), _error(others)),
    }


def _bridge(own: pd.DataFrame) -> dict[str, float]:
    change = own["now"] - own["before"]
    new, lost = own["before"] <= 0, (own["before"] > 0) & (own["now"] <= 0)
    stayed = change[~new & ~lost]
    return {
        "before": float(own["before"].sum()),
        "new": float(change[new].sum()),
        "expansion": float(stayed.clip(lower=0).sum()),
        "contraction": float(stayed.clip(upper=0).sum()),
        "lost": float(change[lost].sum()),
        "now": float(own["now"].sum()),
    }


def _gross(present: pd.DataFrame) -> float:
    if present.empty:
        return float("nan")
    return float(present[["before", "now"]].min(axis=1).sum() / present["before"].sum())


def _interval(present: pd.DataFrame, level: float) -> tuple[float, float]:
    """Interval of gross retention; missing where customers are too few."""
    n = len(present)
    if n < _FEWEST:
        return float("nan"), float("nan")
    if n >= _MANY:
        reach = float(stats.norm.ppf((1 + level) / 2)) * _error(present)
        return max(_gross(present) - reach, 0.0), min(_gross(present) + reach, 1.0)
    times = np.random.default_rng(1).multinomial(n, np.full(n, 1 / n), size=_DRAWS)
    kept = present[["before", "now"]].min(axis=1).to_numpy(float)
    drawn = (times @ kept) / (times @ present["before"].to_numpy(float))
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _error(present: pd.DataFrame) -> float:
    """Standard error of gross retention as a ratio of sums over customers; missing where they are too few."""
    n = len(present)
    if n < _FEWEST:
        return float("nan")
    kept = present[["before", "now"]].min(axis=1)
    apart = (kept - _gross(present) * present["before"]).to_numpy(float)
    return float(np.sqrt(n / (n - 1) * (apart @ apart)) / present["before"].sum())


def _apart(difference: float, own: float, others: float) -> float:
    """Two-sided p-value of a difference whose error is that of both."""
    error = float(np.hypot(own, others))
    if not error > 0:
        return float("nan") if np.isnan(error) else float(difference == 0)
    return float(2 * stats.norm.sf(abs(difference) / error))
