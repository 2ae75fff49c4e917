"""A target split over the organisation: exact at every unit and month, within limits, with reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ... import shares as rounding
from .rules import RULES, Children, Rule, by_shares

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

_LIMITS: Final = ("floor", "cap", "locked")
_CONFLICTS: Final = ("unit", "kind", "asked", "possible", "by")


@dataclass(frozen=True)
class Allocation:
    """How a target is split.

    Parameters
    ----------
    units
        One row per unit, in the order of the tree: ``unit``, ``tier``, ``parent``, ``depth``, ``share``
        (fraction of its parent's children, before limits; 1 for the company), ``target`` (client's currency;
        missing below a unit whose locked values cannot add up to it), ``floor``, ``cap`` (missing: none),
        ``locked`` (missing: free), ``bound`` (``floor``, ``cap``, ``locked`` or missing: what holds
        the target where it is).
    levels
        One row per tier below the company: ``tier``, ``target`` (sum), ``over`` (its excess over the
        company's
        target, fraction).
    conflicts
        One row per wish that cannot be kept; empty when all are. ``unit``; ``kind``: ``limits`` (the unit's
        own floor, cap and locked value exclude each other), ``caps`` (the units below may not take all of
        ``asked``), ``floors`` (they need more), ``locked`` (what is locked below leaves no way to add
        up), ``paths``
        (under the rule ``equal_probability``, not even the best futures of the units below come to it);
        ``asked``, ``possible``: client's currency; ``by``: ``asked`` less ``possible``.
    step
        Every target is a multiple of it; client's currency.
    """

    units: pd.DataFrame
    levels: pd.DataFrame
    conflicts: pd.DataFrame
    step: float


def allocate(
    claims: pd.DataFrame,
    tree: pd.DataFrame,
    total: float,
    *,
    over: Mapping[str, float] | None = None,
    limits: pd.DataFrame | None = None,
    rule: Rule = "shares",
    paths: Mapping[str, Floats] | None = None,
    step: float = 1.0,
) -> Allocation:
    """Split a target from the company down to the reps.

    Parameters
    ----------
    claims
        One row per rep who gets a target: ``rep``, ``share`` (any positive scale; from
        :func:`~salesmgmt_kit.targets.split.claims`) and, if known, ``variance`` of its total: a rep whose
        total is less certain gives way more when limits bind. Without it, all give way in proportion to
        their share.
    tree
        From :func:`salesmgmt_kit.units.tree`; units with no rep in ``claims`` are left out.
    total
        The company's target, client's currency, a multiple of ``step``.
    over
        Over-assignment by tier: ``{"rep": 0.05}`` lets the reps' targets add up to 5 % more than
        those of their parents. 0 for a tier not named.
    limits
        One row per unit that has any: ``unit`` and any of ``floor``, ``cap``, ``locked`` (client's
        currency, at least 0; missing: none). Floors are rounded up to ``step``, caps down.
    rule
        ``shares``: in proportion to the shares, moved as little as the limits ask for;
        ``equal_probability``: all children of a unit are as likely to reach their target as each other.
    paths
        For ``equal_probability``, by unit: the totals of its joint paths over the target's months.
    step
        Client's currency.

    Raises
    ------
    ValueError
        When the total or a locked value is negative or no multiple of ``step``, or a unit has no paths.

    Notes
    -----
    At every unit the children's targets minimise sum (t_i - s_i T)^2 / v_i subject to sum t_i = T and
    floor_i <= t_i <= cap_i. The answer is t_i = clip(s_i T + m v_i, floor_i, cap_i) with one multiplier
    m; the sum is piecewise linear in m, so m follows exactly. The limits of those further below are added
    up first, so that a unit never gets what its children may not take. Where wishes exclude each other, the
    sum and the locked values stand, floors and caps give way, and ``conflicts`` says where and by how much.

    References
    ----------
    Longfellow, T. A. (1995). JPSSM 15(2) (untapped potential); Balinski & Young (2001) (rounding).
    """
    nodes = _nodes(tree, claims)
    asked = _asked(nodes, limits, step)
    whole = _steps(total, step, "the total")
    excess: Floats = np.array([(over or {}).get(tier, 0.0) for tier in nodes["tier"]], np.float64)
    plan = _Plan(nodes, asked, excess, RULES[rule], _sorted_paths(nodes, paths, step, rule))
    counts = plan.split(whole)
    known = np.where(counts >= 0, counts * step, np.nan)
    units = nodes.drop(columns=["above", "claim", "variance"]).assign(
        target=known, **{name: asked[name].to_numpy() * step for name in _LIMITS}, bound=_bound(asked, counts)
    )
    conflicts = pd.DataFrame(plan.conflicts, columns=list(_CONFLICTS))
    conflicts[["asked", "possible", "by"]] = conflicts[["asked", "possible", "by"]].astype(float) * step
    return Allocation(units, _levels(units), conflicts, step)


class _Plan:
    """One run down the tree, in whole steps."""

    def __init__(
        self,
        nodes: pd.DataFrame,
        asked: pd.DataFrame,
        excess: Floats,
        rule: Callable[[Children], Floats],
        paths: Mapping[int, Floats],
    ) -> None:
        self.units: list[str] = nodes["unit"].tolist()
        self.above = nodes["above"].to_numpy()
        self.claim, self.variance = nodes["claim"].to_numpy(float), nodes["variance"].to_numpy(float)
        self.locked = asked["locked"].notna().to_numpy()
        self.excess, self.rule, self.paths = excess, rule, paths
        self.conflicts: list[tuple[str, str, float, float, float]] = []
        self.low, self.high = self._own(asked)
        self._inherit()

    def split(self, total: int) -> Counts:
        """Steps of every unit; -1 where they cannot be known."""
        counts = np.full(len(self.units), -1, np.int64)
        counts[0] = total
        for parent in np.unique(self.above[self.above >= 0]):
            children = np.flatnonzero(self.above == parent)
            if counts[parent] >= 0:
                counts[children] = self._below(int(parent), children, int(counts[parent]))
            else:
                self._keep_locked(children, counts)
        return counts

    def _own(self, asked: pd.DataFrame) -> tuple[Floats, Floats]:
        """A unit's own limits; where they exclude each other, the lock, then the floor, stands."""
        locked = asked["locked"].to_numpy(float)
        low = asked["floor"].fillna(0.0).to_numpy(float)
        high = asked["cap"].fillna(np.inf).to_numpy(float)
        for i in np.flatnonzero((low > high) | (locked < low) | (locked > high)):
            wish = (
                (low[i], high[i])
                if low[i] > high[i]
                else (locked[i], float(np.clip(locked[i], low[i], high[i])))
            )
            self._conflict(i, "limits", *wish)
        low = np.where(self.locked, locked, low)
        return low, np.where(self.locked, locked, np.maximum(low, high))

    def _inherit(self) -> None:
        """Limits narrowed to what the units below may take together, where that is possible."""
        for parent in np.unique(self.above[self.above >= 0])[::-1]:
            children = np.flatnonzero(self.above == parent)
            factor = 1 + self.excess[children[0]]
            low = max(self.low[parent], np.ceil(self.low[children].sum() / factor - 1e-9))
            high = min(self.high[parent], np.floor(self.high[children].sum() / factor + 1e-9))
            if low <= high:
                self.low[parent], self.high[parent] = low, high

    def _below(self, parent: int, children: Counts, amount: int) -> Counts:
        whole = round(amount * (1 + self.excess[children[0]]))
        low, high = self._room(parent, children, whole)
        if not low.sum() <= whole <= high.sum():
            return np.where(self.locked[children], self.low[children], -1).astype(np.int64)
        group = Children(
            centre=_shared(self.claim[children], whole),
            variance=self.variance[children],
            low=low,
            high=high.clip(max=whole),
            total=whole,
            paths=[self.paths[i] for i in children if i in self.paths],
        )
        wanted = self.rule(group)
        if wanted.sum() < whole - 0.5:  # the rule has nothing more to give: the rest goes by claim
            self._conflict(parent, "paths", whole, float(wanted.sum()))
            wanted = by_shares(group)
        return rounding.rounded(wanted, whole)

    def _room(self, parent: int, children: Counts, whole: int) -> tuple[Floats, Floats]:
        """Limits of the children, those that stand in the way of the sum let go and recorded."""
        low, high, locked = self.low[children].copy(), self.high[children].copy(), self.locked[children]
        fixed = float(low[locked].sum())
        if fixed > whole or (locked.all() and fixed != whole):
            self._conflict(parent, "locked", whole, fixed)
        elif high.sum() < whole:
            self._conflict(parent, "caps", whole, float(high.sum()))
            low, high = np.where(locked, low, high), np.where(locked, high, np.inf)
        elif low.sum() > whole:
            self._conflict(parent, "floors", float(low.sum()), whole)
            low, high = np.where(locked, low, 0.0), np.where(locked, high, low)
        return low, high

    def _keep_locked(self, children: Counts, counts: Counts) -> None:
        held = children[self.locked[children]]
        counts[held] = self.low[held]

    def _conflict(self, unit: int | np.int_, kind: str, asked: float, possible: float) -> None:
        self.conflicts.append((self.units[int(unit)], kind, asked, possible, asked - possible))


def _nodes(tree: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Units above a rep with a claim, each with the sums of those below it and the row of its parent."""
    own = claims.set_index("rep")
    if not (own["share"] >= 0).all() or not own["share"].sum() > 0:
        raise ValueError("every share must be 0 or more, and one of them above 0")
    claim = own["share"] / own["share"].sum()
    variance = own.get("variance", claim)
    rows = tree.assign(claim=tree["unit"].map(claim), variance=tree["unit"].map(variance))
    rows = rows.set_index("unit", drop=False).rename_axis(None)
    for depth in range(int(rows["depth"].max()), 0, -1):
        children = rows[(rows["depth"] == depth) & rows["claim"].notna()]
        sums = children.groupby("parent")[["claim", "variance"]].sum()
        rows.loc[sums.index, ["claim", "variance"]] = sums
    rows = rows[rows["claim"].notna()].reset_index(drop=True)
    above = rows["parent"].map(pd.Series(rows.index, rows["unit"])).fillna(-1).astype(int)
    siblings = rows.groupby(above)["claim"].transform("sum")
    return rows.assign(above=above, share=(rows["claim"] / siblings).where(siblings > 0))


def _asked(nodes: pd.DataFrame, limits: pd.DataFrame | None, step: float) -> pd.DataFrame:
    """Floor, cap and lock of every unit in steps."""
    given = pd.DataFrame(columns=["unit"]) if limits is None else limits
    rows = given.set_index("unit").reindex(index=nodes["unit"], columns=list(_LIMITS)).astype(float)
    for unit, value in rows["locked"].dropna().items():
        _steps(float(value), step, f"the locked value of {unit}")
    return pd.DataFrame(
        {
            "floor": np.ceil(rows["floor"] / step - 1e-9),
            "cap": np.floor(rows["cap"] / step + 1e-9),
            "locked": (rows["locked"] / step).round(),
        }
    )


def _steps(amount: float, step: float, what: str) -> int:
    count = round(amount / step)
    if count < 0 or abs(count * step - amount) > 1e-6 * step:
        raise ValueError(f"{what}, {amount}, is no multiple of {step} of 0 or more")
    return count


def _sorted_paths(
    nodes: pd.DataFrame, paths: Mapping[str, Floats] | None, step: float, rule: Rule
) -> dict[int, Floats]:
    if rule != "equal_probability":
        return {}
    lacking = [unit for unit in nodes["unit"][1:] if unit not in (paths or {})]
    if lacking or paths is None:
        raise ValueError(f"equal_probability needs paths of {', '.join(lacking)}")
    return {i: np.sort(np.asarray(paths[unit], float)) / step for i, unit in enumerate(nodes["unit"]) if i}


def _shared(claims: Floats, whole: int) -> Floats:
    total = claims.sum()
    return np.asarray(claims / total * whole if total > 0 else np.full(len(claims), whole / len(claims)))


def _bound(asked: pd.DataFrame, counts: Counts) -> npt.NDArray[np.object_]:
    held = {
        "locked": asked["locked"].to_numpy() == counts,
        "floor": asked["floor"].to_numpy() >= counts,
        "cap": asked["cap"].to_numpy() <= counts,
    }
    known = counts >= 0
    names = [
        next((name for name, at in held.items() if at[i] and known[i]), None) for i in range(len(counts))
    ]
    return np.array(names, dtype=object)


def _levels(units: pd.DataFrame) -> pd.DataFrame:
    sums = units.groupby("tier", sort=False)["target"].sum(min_count=1)
    company = sums.iloc[0]
    below = sums.iloc[1:]
    over = below / company - 1 if company else below * np.nan
    return pd.DataFrame({"tier": below.index, "target": below.to_numpy(), "over": over.to_numpy()})
