"""What a manager should read first: the findings of the target report."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any, Final

import numpy as np
import pandas as pd

from .. import units
from ..findings import Finding, Tone
from . import sentences
from .festivals import Festivals
from .forecasting import Forecast

#: Most names in one sentence.
_NAMED: Final = 6
#: Probability of reaching a target below which it is worth a talk.
_REMOTE: Final = 0.2
#: Difference between share covered and share meant that matters to nobody, however many months show it.
_TOLERATED: Final = 0.05
#: Chance of a false alarm over all units whose errors are tested for a pattern.
_FALSE_ALARM: Final = 0.05


def findings(attained: pd.DataFrame, chances: pd.DataFrame, *, month: pd.Timestamp) -> list[Finding]:
    """The message of the month, and what else is worth saying at the top of the page.

    Parameters
    ----------
    attained
        From :func:`~salesmgmt_kit.targets.attainment`.
    chances
        From :func:`~salesmgmt_kit.targets.reach`.
    month
        The month reported.

    Returns
    -------
    list of Finding
        The first is the month against its target, or against last year or last month where there is
        none; then the year so far, the year's end, and the units to talk to.
    """
    year = chances[chances["horizon"] == "year"]
    return [
        month_finding(attained, month=month),
        *_year_so_far(attained),
        *_chance(year),
        *_talks(year),
    ]


def month_finding(attained: pd.DataFrame, *, month: pd.Timestamp) -> Finding:
    """The company's month against the best measure at hand, and the unit that explains most of it."""
    rows = attained[attained["period"] == "month"]
    company = _company(rows)
    facts = {"month": month, "actual": company["actual"]}
    if pd.notna(company["gap"]):
        return _against_target(company, _lowest(rows, "gap"), facts)
    for base in ("last_year", "previous"):
        if pd.notna(company[f"{base}_gap"]):
            return _against_past(company, _lowest(rows, f"{base}_gap"), base, facts)
    return _told("{month:month}: sales are {actual:money}, with nothing to compare them with yet.", facts)


def standing_finding(standing: pd.DataFrame) -> Finding:
    """Which unit of the lowest tier shown is furthest behind, or ahead when none is behind.

    Parameters
    ----------
    standing
        From :func:`~salesmgmt_kit.targets.standing`.
    """
    if standing.empty:
        return Finding("There is neither a target nor a year before to compare with.")
    rows = standing[standing["depth"] == standing["depth"].max()]
    behind = bool(rows["gap"].min() < 0)
    row = _first(rows, "gap", largest=not behind)
    facts = {"unit": row["unit"], "gap": row["gap"], "n": int((rows["gap"] < 0).sum()), "total": len(rows)}
    return _told(sentences.STANDINGS[row["base"], behind], facts, "act" if behind else "good")


def drawn(kind: str, shown: pd.DataFrame, rows: pd.DataFrame) -> Finding:
    """What a drawing by unit shows: its measure, and whether some units had no room.

    Parameters
    ----------
    kind
        ``gap`` or ``chance``.
    shown, rows
        The units drawn, and all there are.
    """
    facts = {"n": len(shown), "total": len(rows)}
    return _told(sentences.DRAWN[kind, len(shown) == len(rows)], facts)


def outlook_finding(chances: pd.DataFrame, result: Forecast) -> Finding:
    """What the company is expected to sell in the next month.

    Parameters
    ----------
    chances
        From :func:`~salesmgmt_kit.targets.reach`.
    result
        From :func:`~salesmgmt_kit.targets.forecast`.
    """
    row = _company(chances[chances["horizon"] == "next_month"])
    facts = {"month": result.months[0], **_picked(row, "expected", "low", "high", "level")}
    if pd.isna(row["expected"]):
        return _told("The history is too short to say what {month:month} will bring.", facts)
    if pd.isna(row["probability"]):
        return _told(
            "{month:month} is expected to bring {expected:money}; with a probability of {level:chance} it "
            "lies between {low:money} and {high:money}.",
            facts,
        )
    return _told(
        "{month:month} is expected to bring {expected:money} ({low:money} to {high:money}); its target of "
        "{target:money} is reached with a probability of {probability:chance}.",
        facts | _picked(row, "target", "probability"),
        _tone(row["probability"]),
    )


def reach_finding(chances: pd.DataFrame) -> Finding:
    """How many units of the lowest tier will rather miss the year's target than reach it."""
    year = chances[(chances["horizon"] == "year") & chances["probability"].notna()]
    if year.empty:
        return Finding(
            "How likely the year's targets are reached cannot be said: some months of the fiscal year have "
            "no target, or the history is too short."
        )
    rows = year[year["depth"] == year["depth"].max()]
    facts = {"n": int((rows["probability"] < 0.5).sum()), "total": len(rows)}
    if not facts["n"]:
        return Finding("Every unit will rather reach the year's target than miss it.", facts, "good")
    return _told(
        "{n:count} of {total:count} units will rather miss the year's target than reach it.", facts, "act"
    )


def accuracy_findings(covered: pd.DataFrame) -> list[Finding]:
    """How far the intervals can be trusted, judged by the months past.

    Parameters
    ----------
    covered
        From :func:`~salesmgmt_kit.targets.coverage`, one row over all units, or none.
    """
    if covered.empty:
        return [Finding("No month could be tested yet: take the intervals with care.")]
    row = covered.iloc[0]
    facts = _picked(row, "n", "covered", "share", "level")
    kind = "right"
    if abs(row["share"] - row["level"]) > _TOLERATED:
        kind = "narrow" if row["level"] > row["high"] else "wide" if row["level"] < row["low"] else "right"
    template, tone = sentences.ACCURACIES[kind]
    return [_told(template, facts, tone)]


def festival_findings(festivals: Festivals) -> list[Finding]:
    """What moving festivals do to sales, and whether the forecast allows for them.

    Parameters
    ----------
    festivals
        From :func:`~salesmgmt_kit.targets.moving_festivals`. Nothing is said of one whose months could not
        be tested yet.
    """
    return [
        _told(
            sentences.FESTIVALS[row["festival"], bool(row["kept"])],
            {
                "around": np.expm1(row["around"]),
                "after": np.expm1(row["after"]),
                **_picked(row, "error_with", "error_without"),
            },
        )
        for _, row in festivals.table.iterrows()
        if row["n"] > 0
    ]


def model_findings(result: Forecast) -> list[Finding]:
    """Which units were forecast in another way than most, and whose forecast is in doubt."""
    rows = result.diagnostics
    said = [
        _named(template, rows.loc[rows["model"].isin(models) & rows["season_of"].isna(), "unit"])
        for models, template in sentences.MODELS.items()
    ]
    patterned = rows["ljung_box_p"] < _FALSE_ALARM / max(1, rows["ljung_box_p"].notna().sum())
    doubts = [
        _named(
            "The estimation gave a warning, so the intervals are in doubt: {units:names}.",
            rows.loc[~rows["converged"], "unit"],
        ),
        _named(
            "The errors follow a pattern that the model does not know: {units:names}.",
            rows.loc[patterned, "unit"],
        ),
    ]
    return [finding for finding in (*said, *doubts) if finding is not None]


def _against_target(company: pd.Series, lowest: pd.DataFrame, facts: dict[str, Any]) -> Finding:
    behind = bool(company["gap"] < 0)
    short = lowest[lowest["gap"] < 0]
    facts = facts | {"distance": abs(company["gap"]), "attainment": company["attainment"]}
    facts |= {"n": len(short), "total": len(lowest)}
    kind = "mixed" if len(short) else "met"
    if pd.isna(company["attainment"]):
        kind = "zero"
    elif (short if behind else lowest).empty:
        kind = "alone_short" if behind else "alone_met"
    elif behind:
        kind = "short"
    if not lowest.empty:
        most = _first(lowest, "gap", largest=not behind)
        part = most["gap"] / short["gap"].sum() if len(short) else np.nan
        facts |= {"unit": most["unit"], "unit_gap": most["gap"], "part": part}
    return _told(sentences.AGAINST[kind], facts, "act" if behind else "good")


def _against_past(company: pd.Series, lowest: pd.DataFrame, base: str, facts: dict[str, Any]) -> Finding:
    gap, change = company[f"{base}_gap"], company[f"{base}_change"]
    facts = facts | {"gap": gap, "change": change}
    if not lowest.empty:
        most = _first(lowest, f"{base}_gap", largest=gap > 0)
        facts |= {"unit": most["unit"], "unit_gap": most[f"{base}_gap"]}
    kind = "gap" if pd.isna(change) else "change" if lowest.empty else "cause"
    return _told(sentences.PAST[base, kind], facts, "act" if gap < 0 else "good")


def _year_so_far(attained: pd.DataFrame) -> list[Finding]:
    """The fiscal year so far against target and last year; nothing when it can be held against neither."""
    row = _company(attained[attained["period"] == "year_to_date"])
    known = pd.notna(row["attainment"]), pd.notna(row["last_year_change"])
    if known not in sentences.YEARS:
        return []
    measure = row["gap"] if known[0] else row["last_year_gap"]
    facts = _picked(row, "actual", "gap", "attainment", "last_year_change")
    return [_told(sentences.YEARS[known], facts, "act" if measure < 0 else "good")]


def _chance(year: pd.DataFrame) -> list[Finding]:
    """How likely the company reaches the year's target, in words; nothing when that is not known."""
    row = _company(year)
    if pd.isna(row["probability"]):
        return []
    template = next(words for most, words in sentences.CHANCES if row["probability"] <= most)
    facts = _picked(row, "target", "probability", "expected", "low", "high")
    return [_told(template, facts, _tone(row["probability"]))]


def _talks(year: pd.DataFrame) -> list[Finding]:
    """The units whose year's target is remote, and what the most remote one would have to sell."""
    rows = year[(year["depth"] > 0) & (year["depth"] == year["depth"].max())]
    remote = rows[rows["probability"] < _REMOTE].sort_values("expected_share")
    if remote.empty:
        return []
    worst = remote.iloc[0]
    needed = _told(
        "{unit:name} would have to sell {needed:money} in the rest of the year; {expected:money} are "
        "expected.",
        {
            "unit": worst["unit"],
            "needed": worst["target"] - worst["known"],
            "expected": worst["expected"] - worst["known"],
        },
        "act",
    )
    named = _named(
        "Talk about the year's target with {units:names}: each reaches it with a probability below "
        "{limit:chance}.",
        remote["unit"],
        limit=_REMOTE,
        tone="act",
    )
    return [named, needed] if named else [needed]


def _told(template: str, facts: Mapping[str, Any], tone: Tone = "note") -> Finding:
    """A finding with those of the facts that its sentence says: others may be missing."""
    said = {name for _, name, _, _ in Formatter().parse(template) if name}
    return Finding(template, {name: facts[name] for name in facts if name in said}, tone)


def _named(template: str, names: pd.Series, *, tone: Tone = "note", **facts: Any) -> Finding | None:
    """A finding about units, the first few by name; None without any."""
    if names.empty:
        return None
    few = [*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])]
    return _told(template, {"n": len(names), "units": few, **facts}, tone)


def _company(rows: pd.DataFrame) -> pd.Series:
    return rows[rows["tier"] == units.COMPANY].iloc[0]


def _lowest(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """The units of the lowest tier above the reps for which ``column`` is known."""
    below = rows[~rows["tier"].isin([units.COMPANY, units.REP])]
    lowest: pd.DataFrame = below[below["depth"] == below["depth"].max()]
    return lowest.dropna(subset=column)


def _first(rows: pd.DataFrame, column: str, *, largest: bool = False) -> pd.Series:
    """The row with the smallest value, or the largest; the first of equal ones."""
    return rows.sort_values(column, ascending=not largest, kind="stable").iloc[0]


def _picked(row: pd.Series, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _tone(probability: float) -> Tone:
    return "act" if probability < 1 / 3 else "good" if probability > 2 / 3 else "note"
