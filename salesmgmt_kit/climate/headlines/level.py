"""What a manager should read about how the climate stands, and who differs."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from ...findings import Finding, few
from ...units import COMPANY
from ..labels import labelled
from ..levels import OVERALL
from ..released import Release
from ..standing import RELIABLE

#: Most units that are named as apart.
_NAMED: Final = 4
_STANDS: Final = (
    "The climate stands at {score:count} of 100 points ({low:count} to {high:count}); highest is "
    "{best:name} with {best_score:count}, lowest {worst:name} with {worst_score:count}."
)
_NOTHING: Final = "Too few people answered for any figure to be shown: at least {least:count} are needed."
_NO_SURVEY: Final = "The teams have not been asked how they feel: there is no survey."
_UNRELIABLE: Final = (
    "Team ranks are not reliable: {sure:percent} of the differences between teams are more than chance, "
    "half at least would be needed. Scores are therefore drawn towards the company's, and nobody is ranked."
)
_RELIABLE: Final = (
    "Teams can be told apart: {sure:percent} of the differences between them are more than chance."
)
_APART: Final = "{unit:sentence}: {parts:sentences}, beyond chance."
_PART: Final = "{about:name} is {size:count} points below the company"
_ABOVE: Final = "{about:name} is {size:count} points above the company"


def level_findings(standings: pd.DataFrame, least: int, *, surveyed: bool) -> list[Finding]:
    """How the company stands, and in what it stands highest and lowest.

    Parameters
    ----------
    least
        People that a figure must be of.
    surveyed
        Whether there is a survey at all.
    """
    if not surveyed:
        return [Finding(_NO_SURVEY)]
    company = standings[standings["unit"] == COMPANY].set_index("about")
    if company.empty:
        return [Finding(_NOTHING, {"least": least})]
    whole = company.loc[[OVERALL]].iloc[0]
    order = company.drop(index=OVERALL)["score"].sort_values()
    facts = {name: whole[name] for name in ("score", "low", "high")} | {
        "best": order.index[-1], "best_score": order.iloc[-1],
        "worst": order.index[0], "worst_score": order.iloc[0],
    }  # fmt: skip
    return [Finding(_STANDS, facts)]


def apart_findings(standings: pd.DataFrame) -> list[Finding]:
    """Units that lie below the company beyond chance, then those above it, a sentence each."""
    if standings.empty:
        return []
    told = standings[standings["told"].astype(bool) & (standings["about"] != OVERALL)]
    lowest = told.groupby("unit", sort=False)["against"].min().sort_values()
    return [_apart(told[told["unit"] == unit]) for unit in lowest.index[:_NAMED]]


def rank_findings(release: Release) -> list[Finding]:
    """Whether teams can be ranked."""
    sure = reliability(release)
    if np.isnan(sure):
        return []
    return [Finding(_RELIABLE if sure >= RELIABLE else _UNRELIABLE, {"sure": max(sure, 0.0)})]


def reliability(release: Release) -> float:
    """ICC(2) over all dimensions, fraction; missing with fewer than two units."""
    known = release.wide(["icc2"])["icc2"].dropna() if release.wave is not None else pd.Series(dtype=float)
    return float(known.mean()) if len(known) else float("nan")


def heat_title(standings: pd.DataFrame) -> Finding:
    """The message of the heat map."""
    told = standings[standings["told"].astype(bool)] if len(standings) else standings
    if told.empty:
        return Finding("No unit differs from the company by more than chance.")
    labels = labelled(told.sort_values("against").drop_duplicates("unit"))["label"]
    return Finding(
        "Beyond chance apart from the company: {units:sentences}.", {"units": list(labels[:_NAMED])}, "note"
    )


def dots_title(release: Release) -> Finding:
    """The message of the picture of intervals."""
    sure = reliability(release)
    if np.isnan(sure):
        return Finding("There are too few units to compare.")
    if sure < RELIABLE:
        return Finding("Most of the differences between units may be chance.")
    return Finding("Units differ by more than chance.")


def standing_rows(standings: pd.DataFrame, release: Release) -> pd.DataFrame:
    """The scores for a table, one row per unit.

    Returns
    -------
    DataFrame
        One row per unit, top down: ``label`` (a finding), ``depth``, ``n``, ``drawn``; by dimension and
        ``overall``: its score, and ``<name>_low``, ``<name>_high``; ``census`` (the overall score among
        those asked) and ``favourable`` with their bounds.
    """
    if standings.empty:
        return pd.DataFrame(columns=["label", "depth", "n", "overall"])
    first = standings[standings["about"] == OVERALL].set_index("unit")
    columns = ["tier", "parent", "depth", "n", "drawn", "favourable", "favourable_low", "favourable_high"]
    rows = first[[*columns, "census_low", "census_high"]].assign(census=first["score"])
    for about in [OVERALL, *release.dimensions]:
        own = standings[standings["about"] == about].set_index("unit")
        rows[about], rows[f"{about}_low"], rows[f"{about}_high"] = own["score"], own["low"], own["high"]
    return labelled(rows.reset_index())


def _apart(rows: pd.DataFrame) -> Finding:
    below = bool(rows["against"].min() < 0)
    own = rows[(rows["against"] < 0) == below].sort_values("against", ascending=below)
    parts = [
        Finding(_PART if below else _ABOVE, {"about": about, "size": abs(float(against))})
        for about, against in zip(few(own["about"]), own["against"], strict=False)
    ]
    facts = {"unit": labelled(own.head(1))["label"].iloc[0], "parts": parts}
    return Finding(_APART, facts, "act" if below else "good")
