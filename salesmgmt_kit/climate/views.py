"""What the page shows of a release, one tidy frame each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from ..units import COMPANY
from .drivers import Side
from .labels import placed
from .levels import RECOMMENDING
from .released import Release
from .scoring import net_promoters

#: Bands of agreement in words, message ids.
_BANDS: Final = ("None", "Weak", "Moderate", "Strong", "Very strong")
_TENURE: Final = "tenure:"
_DRIVER: Final = ["share", "low", "high", "johnson", "beta", "r", "explained", "people"]


def item_shares(release: Release) -> pd.DataFrame:
    """Shares of all answers to all questions over the company, in the latest wave.

    Returns
    -------
    DataFrame
        One row per question and answer of its scale, given or not, from the least favourable: ``about``,
        ``rank`` (0 = least favourable), ``share`` (fraction). Empty where too few answered.
    """
    columns = ["about", "rank", "share"]
    if release.wave is None:
        return pd.DataFrame(columns=columns)
    rows = release.figures[
        (release.figures["wave"] == release.wave) & release.figures["measure"].str.startswith("share:")
    ]
    if rows.empty:
        return pd.DataFrame(columns=columns)
    step = rows["measure"].str.removeprefix("share:").astype(float)
    of = release.codebook.items.loc[rows["about"]]
    low, high, turned = (of[name].to_numpy() for name in ("minimum", "maximum", "reversed"))
    rank = np.where(turned.astype(bool), high.astype(float) - step, step - low.astype(float)).astype(int)
    found = pd.DataFrame({"about": rows["about"], "rank": rank, "share": rows["value"]})
    return _sorted(found, release.codebook.items.index, "rank")


def told_courses(release: Release, shifts: pd.DataFrame) -> pd.DataFrame:
    """Scores over the waves with those of units that fell or rose beyond chance marked.

    Returns
    -------
    DataFrame
        One row per wave, unit below the company and dimension: ``wave``, ``unit``, ``about``, ``score``,
        ``moved`` (-1, 0, 1).
    """
    history = release.history()
    told = (
        shifts[shifts["told"].astype(bool)].set_index(["unit", "about"])["change"]
        if len(shifts)
        else pd.Series()
    )
    keys = pd.MultiIndex.from_frame(history[["unit", "about"]])
    moved = np.sign(told.reindex(keys).fillna(0.0).to_numpy(float)).astype(int) if len(told) else 0
    found = history.assign(moved=moved)[["wave", "unit", "about", "score", "moved"]]
    shown = found[found["about"].isin(release.dimensions) & (found["unit"] != COMPANY)]
    return _sorted(shown, release.dimensions, "unit", "wave")


def driver_shares(release: Release, side: Side = "all") -> pd.DataFrame:
    """What goes with recommending the company, in the latest wave in which enough answered.

    Returns
    -------
    DataFrame
        One row per dimension: ``about``, and the columns of :func:`.drivers.importance`; empty where never
        enough answered.
    """
    names = [f"{side}:{name}" for name in _DRIVER]
    rows = release.figures[release.figures["measure"].isin(names)]
    if rows.empty:
        return pd.DataFrame(columns=["about", *_DRIVER])
    found = release.wide(names, wave=rows["wave"].max()).drop(columns="unit")
    return found.rename(columns=dict(zip(names, _DRIVER, strict=True)))


def by_tenure(release: Release) -> pd.DataFrame:
    """Overall scores by time in the job, in the latest wave, as far as nothing more follows from them.

    Returns
    -------
    DataFrame
        One row per unit and band: ``label`` (a finding), ``tenure`` (the band), ``n``, ``score`` (0 to 100).
    """
    columns = ["label", "tenure", "n", "score"]
    if release.wave is None:
        return pd.DataFrame(columns=columns)
    rows = release.wide(["n", "score"]).dropna()
    rows = rows[rows["about"].str.startswith(_TENURE)]
    rows = rows.assign(tenure=rows["about"].str.removeprefix(_TENURE))
    return placed(rows, release) if len(rows) else pd.DataFrame(columns=columns)


def recommendations(release: Release, *, level: float = 0.95) -> pd.DataFrame:
    """How many more recommend the company than advise against it, by unit, in the latest wave.

    Returns
    -------
    DataFrame
        One row per unit of ten answers and more: ``label`` (a finding), ``depth``, ``n``, ``score``,
        ``low``, ``high`` (-100 to 100), ``promotes``, ``detracts`` (fractions).
    """
    if release.wave is None:
        return pd.DataFrame(columns=["label", "depth", "n", "score", "low", "high", "promotes", "detracts"])
    rows = release.wide(["n", "promotes", "detracts"])
    rows = rows[(rows["about"] == RECOMMENDING)].dropna().reset_index(drop=True)
    n = rows["n"].to_numpy(float)
    score = net_promoters(rows["promotes"].to_numpy(float), rows["detracts"].to_numpy(float), n, level=level)
    return placed(rows.join(score), release)


def agreements(release: Release) -> pd.DataFrame:
    """Whether people of a unit see it alike, in the latest wave, of ten answers and more.

    Returns
    -------
    DataFrame
        One row per unit: ``label`` (a finding), by dimension the band (message id; missing where too few),
        and ``agreed`` (share of all questions on which they agree by more than chance; missing where not
        counted).
    """
    if release.wave is None:
        return pd.DataFrame(columns=["label", *release.dimensions, "agreed"])
    rows = release.wide(["agreement", "agreed"]).dropna(subset="agreement")
    wide = rows.pivot(index="unit", columns="about", values="agreement").reindex(columns=release.dimensions)
    words = wide.apply(lambda band: band.map(lambda b: _BANDS[int(b)] if pd.notna(b) else None))
    words["agreed"] = rows.groupby("unit")["agreed"].mean()
    return placed(words.reset_index(), release)


def responses(release: Release) -> pd.DataFrame:
    """How many answered, by unit, in the latest wave.

    Returns
    -------
    DataFrame
        One row per unit: ``label`` (a finding), ``depth``, ``asked``, ``answered`` (fraction; not nearer to
        all than is shown).
    """
    if release.wave is None:
        return pd.DataFrame(columns=["label", "depth", "asked", "answered"])
    rows = release.wide(["asked", "answered"]).dropna(subset="asked")
    return placed(rows, release)


def _sorted(rows: pd.DataFrame, abouts: Iterable[str], *others: str) -> pd.DataFrame:
    """Rows by what they are about, in the order given, then by other columns."""
    order = {about: i for i, about in enumerate(abouts)}
    return rows.sort_values(
        ["about", *others], key=lambda column: column.map(order) if column.name == "about" else column
    )
