"""What a reader should know of the histories that forecasts rest on."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ...findings import Finding, few

#: By kind of change.
_CHANGES: Final = {
    "shift": (
        "{unit:name}: the level changed by {size:signed_percent} in {month:month}. The forecast has followed "
        "by itself; ask what happened."
    ),
    "outlier": (
        "{unit:name}: {month:month} was out of line by {size:signed_percent}; the forecast takes it for a "
        "month like any other."
    ),
}
#: By the test that some models fail, and how a reader would say so.
_DOUBTS: Final = {
    "ljung_box_p": (
        "The errors of the model behind the forecast keep a pattern (Ljung-Box test): {units:names}. "
        "Something repeats there that the model does not know."
    ),
    "heteroskedasticity_p": (
        "The errors of the model behind the forecast grew or shrank over the years (test of equal variance): "
        "{units:names}. The intervals rest on their average."
    ),
    "normality_p": (
        "The errors of the model behind the forecast are not bell-shaped (Jarque-Bera test): {units:names}. "
        "Single months may lie far outside their intervals."
    ),
}
#: Chance that a test fails some unit although all models are right.
_FALSE_ALARM: Final = 0.05


def opened_findings(opened: pd.DataFrame) -> list[Finding]:
    """What the tests of the models' errors say; each is held to one false alarm in twenty over all units.

    Parameters
    ----------
    opened
        From :func:`~salesmgmt_kit.targets.engine.opened_models`.
    """
    if opened.empty:
        return []
    failed = {test: opened.loc[opened[test] < _FALSE_ALARM / len(opened), "unit"] for test in _DOUBTS}
    said = [Finding(_DOUBTS[test], {"units": few(names)}) for test, names in failed.items() if len(names)]
    return said or [
        Finding(
            "The errors of the models behind the forecasts keep no pattern, stayed as large as they were and "
            "are bell-shaped, as far as {n:count} units can tell (smallest p-value {p:number}).",
            {"n": len(opened), "p": opened[list(_DOUBTS)].to_numpy().min()},
            "good",
        )
    ]


def young_findings(diagnostics: pd.DataFrame) -> list[Finding]:
    """Which young units were given the season of a unit above.

    Parameters
    ----------
    diagnostics
        ``diagnostics`` of a :class:`~salesmgmt_kit.targets.Forecast`.
    """
    lent = diagnostics.dropna(subset="season_of")
    return [
        Finding(
            "Less than two years of history, so the season is that of {lender:name}: {units:names}.",
            {"lender": lender, "units": few(rows["unit"])},
        )
        for lender, rows in lent.groupby("season_of", sort=False)
    ]


def change_findings(changes: pd.DataFrame) -> list[Finding]:
    """Level shifts and outlying months that were taken out of histories, the latest first.

    Parameters
    ----------
    changes
        ``changes`` of a :class:`~salesmgmt_kit.targets.Forecast`.
    """
    ordered = changes.sort_values("month", ascending=False, kind="stable")
    return [
        Finding(_CHANGES[row["kind"]], {name: row[name] for name in ("unit", "month", "size")})
        for row in ordered.to_dict("records")
    ]
