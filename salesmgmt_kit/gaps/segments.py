"""A difference between two periods, shared out over segments: volume, mix, price; new and lost apart."""

from __future__ import annotations

import pandas as pd

from .effects import shapley


def price_volume_mix(base: pd.DataFrame, actual: pd.DataFrame) -> pd.DataFrame:
    """What volume, mix, price, new and lost products make of a difference in sales; exact.

    Parameters
    ----------
    base, actual
        One row per product sold, indexed by it: ``quantity`` (pieces) and ``amount`` (money). A product
        without pieces has no price and is told apart as new or lost.

    Returns
    -------
    DataFrame
        One row per product of either, indexed by it: ``volume``, ``mix``, ``price``, ``new``, ``lost``
        (money). Everything adds up to the difference of the amounts.

    Notes
    -----
    Over the products sold in both: volume = (Q1 - Q0) s0_i P0, mix = (q1_i - Q1 s0_i)(p0_i - P0) with its
    share of volume, price = q1_i (p1_i - p0_i), where s0 is the share of pieces and P0 the mean price of the
    base. New products bring their amount, lost ones take theirs.

    Examples
    --------
    >>> base = pd.DataFrame({"quantity": [10, 10], "amount": [100.0, 200.0]}, index=["A", "B"])
    >>> actual = pd.DataFrame({"quantity": [20, 10], "amount": [200.0, 220.0]}, index=["A", "B"])
    >>> price_volume_mix(base, actual).sum().tolist()
    [150.0, -50.0, 20.0, 0.0, 0.0]
    """
    both = base.add_suffix("_0").join(actual.add_suffix("_1"), how="outer").fillna(0.0).astype(float)
    q0, q1 = both["quantity_0"], both["quantity_1"]
    kept = (q0 > 0) & (q1 > 0)
    p0 = (both["amount_0"] / q0).where(kept, 0.0)
    p1 = (both["amount_1"] / q1).where(kept, 0.0)
    share = q0.where(kept, 0.0) / max(q0[kept].sum(), 1e-300)
    total0, total1 = q0[kept].sum(), q1[kept].sum()
    mean = float((share * p0).sum())
    moved = q1.where(kept, 0.0) - total1 * share
    return pd.DataFrame(
        {
            "volume": (total1 - total0) * share * p0,
            "mix": moved * (p0 - mean).where(kept, 0.0),
            "price": q1.where(kept, 0.0) * (p1 - p0),
            "new": both["amount_1"].where(~kept, 0.0),
            "lost": -both["amount_0"].where(~kept, 0.0),
        }
    )


def volume_mix_rate(base: pd.DataFrame, actual: pd.DataFrame) -> pd.DataFrame:
    """What volume, mix and rate of the segments make of a difference; exact.

    Parameters
    ----------
    base, actual
        One row per segment, indexed by it: ``volume`` (e.g. deals closed) and ``value`` (e.g. deals won, or
        money). A segment that one of them lacks counts as 0 there.

    Returns
    -------
    DataFrame
        One row per segment: ``volume`` (effect of the total's change at the base's mix and rate), ``mix``
        (of its share's change), ``rate`` (of its value per volume). They add up to the difference of value.

    Notes
    -----
    V = sum_i Q S_i I_i: total volume, share, rate; each segment's product is taken apart by
    :func:`~salesmgmt_kit.gaps.effects.shapley`.
    """
    index = base.index.union(actual.index)
    factors = [_factors(frame.reindex(index, fill_value=0).astype(float)) for frame in (base, actual)]
    # A segment with nothing in one period has no rate there: it takes that of the other, so that
    # its coming and going is mix.
    for one, other in (factors, factors[::-1]):
        one["rate"] = one["rate"].fillna(other["rate"]).fillna(0.0)
    return shapley(*factors)


def _factors(frame: pd.DataFrame) -> pd.DataFrame:
    total = frame["volume"].sum()
    return pd.DataFrame(
        {
            "volume": total,
            "mix": frame["volume"] / total if total else 0.0,
            "rate": (frame["value"] / frame["volume"]).where(frame["volume"] != 0),
        },
        index=frame.index,
    )
