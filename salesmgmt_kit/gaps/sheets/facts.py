"""What is known of each rep before an interview, in one row: the gap, its causes, and what they amount to."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ... import months, units

#: What nobody does who sells; ``chance`` is apart because it has no cause.
GIVEN: Final = ("level", "patch", "ramp", "shared")
#: Months for which somebody counts as new.
NEW: Final = 12
#: Fractions of the average rep's sales from which a patch is thin, a team held back, luck asked about.
_THIN: Final = 0.10
_HELD: Final = 0.05
_LUCK: Final = 0.10
#: Share of a surplus that must be unexplained for luck to be asked about.
_UNEXPLAINED: Final = 0.5


def rep_facts(
    year: pd.DataFrame,
    two_years: pd.DataFrame,
    org: pd.DataFrame,
    *,
    month: pd.Timestamp,
    team: str = "team",
) -> pd.DataFrame:
    """Everything about each rep that a sheet's direction and questions are chosen by.

    Parameters
    ----------
    year, two_years
        From :func:`~salesmgmt_kit.gaps.attribution` over twelve and twenty-four months.
    org
        One row per rep: ``rep``, ``team``, where known ``hire_date``, ``leave_date``.
    month
        The month reported.
    team
        The column of ``org`` that holds the unit right above the reps.

    Returns
    -------
    DataFrame
        One row per rep present: ``rep``, ``unit`` (right above), ``hired`` (day; missing where not known);
        the columns of ``year``, with ``n`` the reps compared, and ``told``, ``ability``, ``ability_low``,
        ``ability_high`` of ``two_years`` as ``told``, ``steady``, ``steady_low``, ``steady_high``; all of
        them missing for a rep who cannot be compared.

        ``gap``
            Against the target, or where none is known against the average rep (money); ``asked``: whether
            there is one.
        ``given``, ``left``
            level + patch + ramp + shared, and person + chance (money); they add up to the gap.
        ``lack``
            target - expected (money).

        Flags, false where nothing is known: ``compared``; ``short`` (below target); ``out``
        (as in ``year``); ``suspect`` (short, and the year taken
        alone below the others'); ``new`` (hired within a year); ``thin`` (a patch that costs a tenth of the
        average or more); ``held`` (the rest of the team costs a twentieth or more); ``lucky`` (above target
        by what is left, a tenth of the average or more, and not told from chance).
    """
    people = units.present(org, month)
    rows = people.reindex(columns=["rep", team, "hire_date"])
    rows = rows.rename(columns={team: "unit", "hire_date": "hired"}).astype({"hired": "datetime64[ns]"})
    steady = two_years[["rep", "ability", "ability_low", "ability_high", "told"]]
    steady = steady.set_axis(["rep", "steady", "steady_low", "steady_high", "told"], axis=1)
    known = year.drop(columns=["n", "told"]).merge(steady, on="rep", how="left")
    asked = known["gap"].notna()
    known = known.assign(
        n=len(known), compared=True, asked=asked, gap=known["gap"].fillna(known["actual"] - known["average"])
    )
    known["given"] = known[list(GIVEN)].sum(axis=1)
    known["left"] = known["person"] + known["chance"]
    known["lack"] = known["target"] - known["expected"]
    rows = rows.merge(known, on="rep", how="left")
    return _flagged(rows, month).reset_index(drop=True)


def _flagged(rows: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    """The rows with their flags: comparisons with what is missing are false."""
    average, told = rows["average"], rows["told"].eq(True)
    flags = {
        "compared": rows["compared"].eq(True),
        "asked": rows["asked"].eq(True),
        "told": told,
        "short": rows["gap"] < 0,
        "out": rows["out"].eq(True),
        "suspect": (rows["gap"] < 0) & (rows["ability_high"] < 0) & ~told,
        "new": rows["hired"] > months.shift(month, 1 - NEW),
        "thin": rows["patch"] <= -_THIN * average,
        "held": rows["shared"] <= -_HELD * average,
        "lucky": (rows["left"] >= _LUCK * average)
        & rows["gap"].between(0, rows["left"] / _UNEXPLAINED)
        & ~told,
    }
    return rows.assign(**flags)
