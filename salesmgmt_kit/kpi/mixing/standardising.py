"""Differences between units, and between years, at the same mix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from ... import units
from ...multiplicity import discoveries
from .segments import NOW

#: What a unit is held against: all others in the same months, or itself the year before.
OTHERS: Final = "others"
YEAR: Final = "year"
#: Share of false claims allowed, and p above which a difference may be chance.
_FALSE: Final = 0.05
#: Fewest reps behind either side, and behind both together.
_SIDE: Final = 2
_TOGETHER: Final = 10
_KEYS: Final = ["kpi", "by", "against", "unit"]
_STRATUM: Final = [*_KEYS, "segment"]


def contrasts(
    cells: pd.DataFrame, org: pd.DataFrame, *, levels: Sequence[str], level: float = 0.95
) -> pd.DataFrame:
    """Every unit's ratio KPIs beside the others', and beside its own of the year before, at a common mix.

    Parameters
    ----------
    cells
        From :func:`~salesmgmt_kit.kpi.mixing.segmented`.
    org, levels
        As in :func:`salesmgmt_kit.units.tree`; every level above the reps is compared, and the company with
        the year before.
    level
        Of the intervals, fraction.

    Returns
    -------
    DataFrame
        One row per KPI, segmentation, comparison and unit: ``kpi``, ``by``, ``against`` (``others`` or
        ``year``), ``unit``, ``value`` and ``other`` (the KPI's unit), then fractions of ``other``:
        ``difference`` as it is, ``standard`` at the same mix, ``mix`` (what is between them), each with
        ``_low``, ``_high`` and ``_p``; ``segments`` (known on both sides) and ``opposed`` (of those,
        with a difference of the other sign); ``verdict``: ``reversed`` (both differences beyond chance, of
        opposite sign), ``explained`` (beyond chance as it is, by the mix, and less than half of it left),
        ``hidden`` (beyond chance at the same mix only), or ``same``.

    Notes
    -----
    With A / B the ratio of a segment on either side and weights w = B1 B0 / (B1 + B0), those of Mantel and
    Haenszel: standard = sum w (A1/B1 - A0/B0) / sum w. Its variance is sum w f / (sum w)^2 with
    f = sum (a - R b)^2 / B n/(n-1) over the reps of the segment, R their common ratio: of counts it makes
    the test that of Mantel and Haenszel. Reps, not deals, are what varies independently. Verdicts allow for
    the number of contrasts (Benjamini & Hochberg).

    References
    ----------
    Mantel & Haenszel 1959, JNCI 22(4); Bickel, Hammel & O'Connell 1975, Science 187 (admissions to Berkeley).
    """
    if cells.empty:
        return pd.DataFrame(columns=[*_KEYS, "value", "other", "verdict"])
    placed = cells.merge(org.assign(**{units.COMPANY: units.COMPANY}), on="rep")
    plain, apart = (
        pd.concat([_against_others(rows, levels), _against_year(rows, levels)])
        for rows in (_joined(placed, levels), placed)
    )
    found = _at_same_mix(plain).drop(columns=["mix", "mix_error", "segments", "opposed"])
    found = found.rename(columns={"standard": "difference", "standard_error": "difference_error"})
    return _judged(found.join(_at_same_mix(apart).drop(columns=["value", "other", "reps"])), level)


def _joined(placed: pd.DataFrame, levels: Sequence[str]) -> pd.DataFrame:
    """Each rep's cells of all segments as one."""
    keys = ["kpi", "by", "period", "rep", units.COMPANY, *levels]
    return placed.groupby(keys, observed=True)[["a", "b"]].sum().reset_index().assign(segment="")


def _against_others(rows: pd.DataFrame, levels: Sequence[str]) -> pd.DataFrame:
    """Strata of every unit and all others; what varies is that of the whole company."""
    now = rows[rows["period"] == NOW]
    whole = _sums(now, ["kpi", "by", "segment"])
    found = []
    for tier in levels:
        own = _sums(now.assign(unit=now[tier], against=OTHERS), _STRATUM)[["a", "b", "n"]]
        # A segment that a unit lacks is still part of the others' mix.
        every = [
            (kpi, by, OTHERS, unit, segment)
            for unit in now[tier].unique()
            for kpi, by, segment in whole.index
        ]
        index = pd.MultiIndex.from_tuples(every, names=_STRATUM)
        same = whole.reindex(index.droplevel(["against", "unit"])).set_axis(index)
        found.append(_strata(own.reindex(index, fill_value=0.0), same))
    return pd.concat(found) if found else pd.DataFrame()


def _against_year(rows: pd.DataFrame, levels: Sequence[str]) -> pd.DataFrame:
    """Strata of every unit in both years; what varies is its own."""
    found = []
    for tier in (units.COMPANY, *levels):
        both = rows.assign(unit=rows[tier], against=YEAR)
        whole, now = (_sums(part, _STRATUM) for part in (both, both[both["period"] == NOW]))
        found.append(_strata(now.reindex(whole.index, fill_value=0.0), whole))
    return pd.concat(found)


def _sums(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """By stratum: sums, number of cells, and how much cells vary for each unit of the denominator (f)."""
    sums = rows.groupby(keys)[["a", "b"]].sum()
    n = rows.groupby(keys).size()
    r = rows.join(_over(sums["a"], sums["b"]).rename("r"), on=keys)["r"]
    squares = ((rows["a"] - r * rows["b"]) ** 2).groupby([rows[key] for key in keys]).sum()
    return sums.assign(n=n, f=_over(squares, sums["b"]) * n / (n - 1).where(n > 1))


def _strata(own: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """One row per stratum: the unit's side (1), the other (0), and what varies."""
    own, all_of = own[["a", "b", "n"]], whole[["a", "b", "n"]]
    return own.add_suffix("1").join((all_of - own).add_suffix("0")).assign(f=whole["f"])


def _at_same_mix(strata: pd.DataFrame) -> pd.DataFrame:
    """One row per contrast: the difference at the same mix, what the mix makes, and their standard errors."""
    keys = [strata.index.get_level_values(key) for key in _KEYS]
    s = strata.assign(f=strata["f"].fillna(0.0))
    totals = s.groupby(keys)[["a1", "b1", "n1", "a0", "b0", "n0"]].sum()
    own, other = (_over(totals[f"a{side}"], totals[f"b{side}"]) for side in "10")
    apart = _over(s["a1"], s["b1"]) - _over(s["a0"], s["b0"])
    w = _over(s["b1"] * s["b0"], s["b1"] + s["b0"]).where(apart.notna(), 0.0)
    weight = w.groupby(keys).sum()
    standard = _over((w * apart).groupby(keys).sum(), weight)
    other_sign = apart * (own - other).reindex(apart.droplevel("segment").index).to_numpy() < 0
    return pd.DataFrame(
        {
            "value": own,
            "other": other,
            "reps": totals[["n1", "n0"]].min(axis=1).where(totals["n1"] + totals["n0"] >= _TOGETHER, 0),
            "standard": standard,
            "standard_error": _over((w * s["f"]).groupby(keys).sum() ** 0.5, weight),
            "mix": own - other - standard,
            "mix_error": _varies(s, w, keys).groupby(keys).sum() ** 0.5,
            "segments": apart.notna().groupby(keys).sum(),
            "opposed": other_sign.groupby(keys).sum(),
        }
    )


def _varies(s: pd.DataFrame, w: pd.Series, keys: list[pd.Index]) -> pd.Series:
    """By stratum: variance of what the two mixes make of it, the mixes taken as they are."""
    common = _over(w, w.groupby(keys).transform("sum"))
    found = pd.Series(0.0, s.index)
    for side in ("b1", "b0"):
        share = _over(s[side], s[side].groupby(keys).transform("sum")) - common
        found += _over(share**2, s[side]).fillna(0.0) * s["f"]
    return found


def _over(above: pd.Series, below: pd.Series) -> pd.Series:
    return above / below.where(below > 0)


def _judged(found: pd.DataFrame, level: float) -> pd.DataFrame:
    """Fractions of the other side's value with intervals and p, and verdicts."""
    rows = found[(found["reps"] >= _SIDE) & (found["other"] > 0) & found["standard"].notna()].copy()
    reach = stats.norm.ppf((1 + level) / 2)
    for name in ("difference", "standard", "mix"):
        error = rows[f"{name}_error"]
        rows[f"{name}_p"] = 2 * stats.norm.sf(rows[name].abs() / error.where(error > 0))
        relative, half = rows[name] / rows["other"], reach * error / rows["other"]
        rows[name], rows[f"{name}_low"], rows[f"{name}_high"] = relative, relative - half, relative + half
    plain, standard, mix = (
        discoveries(rows[f"{name}_p"], false_discovery_rate=_FALSE)
        for name in ("difference", "standard", "mix")
    )
    turned = rows["difference"] * rows["standard"] < 0
    gone = (rows["standard"].abs() < rows["difference"].abs() / 2) | turned
    verdicts = [
        plain & standard & turned,
        plain & mix & gone & (rows["standard_p"] > _FALSE),
        standard & mix & (rows["difference_p"] > _FALSE),
    ]
    rows["verdict"] = np.select(verdicts, ["reversed", "explained", "hidden"], "same")
    drop = [f"{name}_error" for name in ("difference", "standard", "mix")]
    return rows.drop(columns=[*drop, "reps"]).reset_index()
