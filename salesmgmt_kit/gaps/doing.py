"""Whose doing a rep's result is: what target, patch, ramp and chance explain, and what is left."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from .. import months
from ..multiplicity import discoveries
from ..patches import explanations
from .effects import shapley
from .reach import beyond_reach
from .shrinkage import shrunk_means, standing_out
from .usual import monthly_sales, season_of, shared_by_team, usual_sales

Floats = npt.NDArray[np.float64]

#: Fewest reps that a model is made of, and fewest more of them than it has coefficients.
FEWEST_REPS: Final = 8
#: A measure that varies less explains nothing.
_LEAST_SPREAD: Final = 1e-9
#: What a result is made of, in this order.
PARTS: Final = ("level", "patch", "ramp", "shared", "person", "chance")


def attribution(
    sales: pd.DataFrame,
    org: pd.DataFrame,
    *,
    month: pd.Timestamp,
    team: str = "team",
    territories: pd.DataFrame | None = None,
    customers: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
    span: int = 12,
    level: float = 0.95,
) -> pd.DataFrame:
    """Each rep's last months, taken apart into what is not and what may be the person's doing.

    Parameters
    ----------
    sales
        ``rep``, ``month``, ``amount`` (client's currency).
    org
        One row per rep: ``rep``, ``team``, where known ``territory``, ``hire_date``, ``leave_date``.
    month
        The last month looked at.
    team
        The column of ``org`` that holds the unit right above the reps.
    territories
        ``territory``, ``potential``.
    customers
        ``rep``, ``potential``. Without territories and customers nothing is a matter of the patch.
    targets
        ``unit``, ``month``, ``target`` of the reps; without it ``target`` and ``level`` are missing and the
        parts add up to the difference from the average rep.
    span
        Months looked at: twelve show a year's gap; in twenty-four, luck has evened out better.
    level
        Of the intervals, fraction.

    Returns
    -------
    DataFrame
        One row per rep with six months of sales among them, still present: ``rep``, ``n`` (months),
        ``actual``, ``average`` (what the average rep sells in these months), ``target``, ``gap`` = actual -
        target (money), then ``level`` = average - target, ``patch``, ``ramp``, ``shared`` (with the team),
        ``person``, ``chance`` (money), which add up to the gap; ``ability`` (fraction of the average in an
        equal patch, less 1; drawn towards 0 as far as chance explains it), ``ability_low``,
        ``ability_high``, ``interval`` (level), ``p`` (of being one of the crowd), ``told`` (flag: stands out
        from the crowd; of such claims at most 5 % are false, and a page goes by
        :func:`~salesmgmt_kit.gaps.peers.judged_by_peers`); ``expected`` (what the average rep would sell in
        such a patch; missing where nothing is known of patches), ``expected_low``, ``expected_high`` (money),
        ``out`` (flag: short of a target that is above what the average rep would sell there, over all reps
        at once). Empty with fewer than eight reps.

        ``person`` is what is left when target, patch, ramp, the team's share and chance are
        taken out: the person's doing or something that no table holds.

    Notes
    -----
    Sales are divided by the season of all reps. Their logarithm is regressed on those of the potential of
    the territory's share and of the rep's own customers, and on the ramp exp(-tenure / half a year), every
    rep by the others (leave-one-out), and the less they can say of such a rep the less is told of it; what
    the rest of the team has in common, as far as teams differ by more than chance, is taken out too (a
    product no longer sold, a climate). What is left is drawn towards 0 by
    :func:`~salesmgmt_kit.gaps.shrinkage.shrunk_means`, with the variance of chance measured by the rep's
    own scatter from month to month and that of all: three big deals in a year make a result less certain,
    not a person better. The money follows by Shapley values of the factors.

    References
    ----------
    Morris 1983, JASA 78 (shrinkage); Shorrocks 2013 (money); Allen 1974, Technometrics 16 (leave-one-out).
    """
    months_sold = monthly_sales(sales, org, months.span(months.shift(month, 1 - span), month))
    if months_sold.shape[1] < FEWEST_REPS:
        return pd.DataFrame(columns=_COLUMNS)
    usual = usual_sales(months_sold, season_of(months_sold))
    usual = usual[usual["rate"] > 0]
    if len(usual) < FEWEST_REPS:
        return pd.DataFrame(columns=_COLUMNS)
    people = org.set_index("rep", drop=False).loc[usual.index]
    middle = months_sold.index[len(months_sold) // 2]
    explained = explanations(
        people, month=month, middle=middle, org=org, territories=territories, customers=customers
    )
    factors = _factors(np.log(usual["rate"]), explained)
    place = factors[["rest"]].assign(expected=factors["level"] * factors["patch"])
    shared = shared_by_team(factors["rest"], people[team])
    factors = factors.assign(shared=np.exp(shared), rest=factors["rest"] - shared)
    rest, variance = factors.pop("rest"), usual["variance"] + factors.pop("unsure")
    judged = shrunk_means(rest, variance, level=level)
    factors["person"] = np.exp(judged["mean"])
    factors["chance"] = np.exp(judged["raw"] - judged["mean"])
    money = _money(factors, usual["months"])
    rows = usual[["n", "actual"]].assign(average=factors["level"] * usual["months"])
    rows["target"] = _asked(targets, months_sold, rows.index)
    rows = rows.assign(gap=rows["actual"] - rows["target"], level=rows["average"] - rows["target"])
    p = standing_out(rest, variance)
    if explained["patch"].empty:
        place = place.assign(expected=np.nan)
    rows = rows.join(_reach(place, usual, rows["target"], people[team], level))
    rows = rows.join(money).assign(
        ability=np.expm1(judged["mean"]),
        ability_low=np.expm1(judged["low"]),
        ability_high=np.expm1(judged["high"]),
        interval=level,
        p=p,
        told=discoveries(p),
    )
    return rows.reset_index(names="rep")[_COLUMNS]


_COLUMNS: Final = [
    "rep", "n", "actual", "average", "target", "gap", *PARTS, "ability", "ability_low", "ability_high",
    "interval", "p", "told", "expected", "expected_low", "expected_high", "out",
]  # fmt: skip


def _reach(
    place: pd.DataFrame, usual: pd.DataFrame, target: pd.Series, team: pd.Series, level: float
) -> pd.DataFrame:
    """What the average rep would sell in each patch, with its interval, and who is asked for more than that.

    ``place`` has the money ``expected`` in a month of average season, and ``rest``, what
    patch and ramp leave.
    """
    expected = place["expected"] * usual["months"]
    ratio = (expected / target.where(target > 0)).transform(np.log)
    short = usual["actual"] < target
    # What new reps sell less is expected of them: it says nothing about the patch.
    found = beyond_reach(ratio, place["rest"], usual["variance"], team, short=short)
    reach = np.exp(stats.norm.ppf((1 + level) / 2) * found["error"])
    return pd.DataFrame(
        {
            "expected": expected,
            "expected_low": expected / reach,
            "expected_high": expected * reach,
            "out": found["out"],
        }
    )


def _factors(logs: pd.Series, explained: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per rep: factors that multiply to its money per month, ``rest`` as a logarithm, ``unsure``.

    ``unsure`` is the variance of the rest by what is foreseen for the rep from the others being
    uncertain itself: of the only beginner nobody can say what is usual for a beginner.
    """
    centred = pd.concat(explained, axis=1)
    centred = centred.loc[:, np.ptp(centred.to_numpy(float), axis=0) > _LEAST_SPREAD]
    centred -= centred.mean()
    design = np.column_stack([np.ones(len(logs)), centred.to_numpy(float)])
    inverse = np.linalg.pinv(design.T @ design)
    whole = inverse @ design.T @ logs.to_numpy()
    errors = logs.to_numpy() - design @ whole
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    alone = (1 - leverage).clip(min=_LEAST_SPREAD)
    others = whole - (design @ inverse) * (errors / alone)[:, None]
    effects = (centred * others[:, 1:]).T.groupby(level=0).sum().T
    found = effects.reindex(columns=["patch", "ramp"], fill_value=0.0)
    rest = logs - whole[0] - found.sum(axis=1)
    factors: pd.DataFrame = np.exp(found)
    spread = errors @ errors / max(len(logs) - design.shape[1], 1)
    return factors.assign(level=np.exp(whole[0]), rest=rest, unsure=spread * leverage / alone)


def _money(factors: pd.DataFrame, of_season: pd.Series) -> pd.DataFrame:
    """What the factors other than the level add to the average rep's money."""
    after = factors[list(PARTS)]
    before = after.assign(patch=1.0, ramp=1.0, shared=1.0, person=1.0, chance=1.0)
    money: pd.DataFrame = shapley(before, after).mul(of_season, axis=0).drop(columns="level")
    return money


def _asked(targets: pd.DataFrame | None, sold: pd.DataFrame, reps: pd.Index) -> pd.Series:
    """Each rep's targets of the months looked at; missing unless every month has one."""
    if targets is None or targets.empty:
        return pd.Series(np.nan, reps)
    wide = targets[targets["unit"].isin(reps)].pivot(index="month", columns="unit", values="target")
    wide = wide.reindex(index=sold.index, columns=reps)
    there = sold[reps].notna()
    return wide.where(there).sum().where((wide.notna() | ~there).all())
