"""The sheets themselves: one per rep, from results that are there already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from ... import months, units
from ...interviews import Part, Planned, Sheet, Standing
from ..chain import Bridge
from ..rates import WinRates
from .directions import DIRECTIONS, advice, direction
from .facts import rep_facts
from .headlines import plainly, standing_out
from .planned import spoken_of
from .questions import to_ask
from .signs import Sign, rep_signs

#: Months of the gap and its parts.
_SPAN: Final = 12
#: What the parts are called that nobody does who sells, and the last one.
_GIVEN: Final = {
    "level": "Level of the target",
    "patch": "Patch",
    "ramp": "Ramp",
    "shared": "Team",
    "chance": "Chance",
}
_OWN: Final = "Person, or unknown"


def interview_sheets(
    year: pd.DataFrame,
    two_years: pd.DataFrame,
    org: pd.DataFrame,
    *,
    month: pd.Timestamp,
    attained: pd.DataFrame,
    plans: pd.DataFrame,
    judged: pd.DataFrame,
    team: str = "team",
    deals: Bridge | None = None,
    rates: WinRates | None = None,
) -> list[Sheet]:
    """One sheet for an interview with each rep who is present.

    Parameters
    ----------
    year, two_years
        From :func:`~salesmgmt_kit.gaps.attribution` over twelve and twenty-four months.
    org
        One row per rep: ``rep``, ``team``, where known ``hire_date``, ``leave_date``.
    month
        The month reported.
    attained
        Month and year to date: one row per unit and period, with ``unit``, ``first``, ``last``, ``actual``,
        ``target``, ``gap``, ``attainment``.
    plans, judged
        The client's plans, and what :func:`~salesmgmt_kit.gaps.judged_plans` says of them.
    team
        The column of ``org`` that holds the unit right above the reps.
    deals
        From :func:`~salesmgmt_kit.gaps.bridge`.
    rates
        From :func:`~salesmgmt_kit.gaps.win_rates` of the reps.

    Returns
    -------
    list of Sheet
        By unit in the order of ``org``, and in it by gap, the largest first; reps without one last.
    """
    facts = rep_facts(year, two_years, org, month=month, team=team)
    signs = rep_signs(facts, deals=deals, rates=rates)
    spoken = spoken_of(plans, judged, month=month)
    got = _standings(attained)
    place = pd.Series(range(facts["unit"].nunique()), facts["unit"].unique())
    facts = facts.assign(place=facts["unit"].map(place)).sort_values(["place", "gap"], kind="stable")
    span = (months.shift(month, 1 - _SPAN), month)
    return [
        _sheet(row, signs.get(row["rep"], []), spoken.get(row["rep"], []), got.get(row["rep"], []), span)
        for row in facts.to_dict("records")
    ]


def _sheet(
    facts: Mapping[Any, Any],
    signs: Sequence[Sign],
    plans: Sequence[Planned],
    got: Sequence[Standing],
    span: tuple[pd.Timestamp, pd.Timestamp],
) -> Sheet:
    key = direction(facts, signs)
    return Sheet(
        rep=facts["rep"],
        unit=facts["unit"],
        gap=facts["gap"] if facts["asked"] else float("nan"),
        word=DIRECTIONS[key][0],
        direction=advice(key, facts),
        standings=[*(standing for standing in got if standing.period != span), *_year(facts, span)],
        span=span,
        plainly=plainly(facts),
        parts=_parts(facts),
        apart=standing_out(facts, signs),
        questions=to_ask(facts, signs, plans),
        plans=plans,
    )


def _standings(attained: pd.DataFrame) -> dict[str, list[Standing]]:
    """By rep: month and year to date, unless both are the same."""
    rows = attained[attained["tier"] == units.REP].drop_duplicates(["unit", "first", "last"])
    found: dict[str, list[Standing]] = defaultdict(list)
    for row in rows.to_dict("records"):
        period = (row["first"], row["last"])
        figures = (row["actual"], row["target"], row["gap"], row["attainment"])
        found[row["unit"]].append(Standing(period, *figures))
    return dict(found)


def _year(facts: Mapping[Any, Any], span: tuple[pd.Timestamp, pd.Timestamp]) -> list[Standing]:
    """The twelve months that the parts are about."""
    if not facts["compared"]:
        return []
    actual, target = facts["actual"], facts["target"]
    attainment = actual / target if target > 0 and actual >= 0 else float("nan")
    return [Standing(span, actual, target, actual - target, attainment)]


def _parts(facts: Mapping[Any, Any]) -> list[Part]:
    """What is not the person's doing by size, then the person's; what is not known at all is no part."""
    if not facts["compared"]:
        return []
    given = {name: facts[name] for name in _GIVEN if abs(facts[name]) > 0}
    ordered = sorted(given, key=lambda name: -abs(given[name]))
    return [*(Part(_GIVEN[name], given[name]) for name in ordered), Part(_OWN, facts["person"], own=True)]
