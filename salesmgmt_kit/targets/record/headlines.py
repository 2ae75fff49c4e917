"""What a manager should read about past forecasts, and about what changed since the month before."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from ... import units
from ...findings import Finding, Tone, few
from . import sentences
from .changes import PARTS

#: Move of a probability since the month before that is worth a name.
_MOVED: Final = 0.2


def change_finding(changes: pd.DataFrame, *, month: pd.Timestamp) -> Finding:
    """How the company's expected total of the year moved since the month before, and by what.

    Parameters
    ----------
    changes
        From :func:`.since_last_month`.
    month
        The month reported.
    """
    company = changes[changes["tier"] == units.COMPANY]
    if company.empty:
        return Finding("There is no forecast of the month before to compare with.")
    row = company.iloc[0]
    facts = _picked(row, "then", "now", "change", *PARTS) | {"month": month}
    kind = "over" if row["over"] else "corrected" if row["restated"] else "running"
    return Finding(sentences.CHANGES[kind], facts)


def change_notes(changes: pd.DataFrame, *, month: pd.Timestamp) -> list[Finding]:
    """The month against its interval, the chance of the year's target then and now, and who moved most.

    Parameters
    ----------
    changes, month
        As in :func:`change_finding`.
    """
    company = changes[changes["tier"] == units.COMPANY]
    if company.empty:
        return []
    row = company.iloc[0]
    tone: Tone = "note" if row["covered"] else "act" if row["came"] < 0 else "good"
    facts = {"actual": row["actual"], "low": row["month_low"], "high": row["month_high"]}
    template = sentences.MONTHS[bool(row["covered"])]
    came = Finding(template, facts | {"level": row["level"], "month": month}, tone)
    return [came, *_chance(row), *_moved(changes), *_replayed(row)]


def level_finding(level: pd.DataFrame) -> Finding:
    """Whether the probabilities held, all targets taken together.

    Parameters
    ----------
    level
        From :func:`.level_of_probabilities`.
    """
    if level.empty or pd.isna(level["low"].iloc[0]):
        return Finding("Whether the probabilities held cannot be said yet: too few months had targets.")
    row = level.iloc[0]
    kind = "timid" if row["low"] > 0 else "bold" if row["high"] < 0 else "right"
    template, tone = sentences.LEVELS[kind]
    return Finding(template, _picked(row, "n", "probability", "share", "low", "high"), tone)


def record_findings(
    scores: pd.DataFrame, skill: pd.DataFrame, by_unit: pd.DataFrame, rows: pd.DataFrame
) -> list[Finding]:
    """How far off forecasts of the next month were, and whether intervals and probabilities held.

    Parameters
    ----------
    scores, skill
        From :func:`.accuracy` and :func:`.brier`, of the next month, one row over all units or none.
    by_unit
        From :func:`.unit_scores`.
    rows
        From :func:`.held`: what was held against what came.
    """
    if scores.empty:
        return [Finding("No past forecast can be held against what came yet.")]
    return [
        *_errors(scores.iloc[0]),
        _coverage(scores.iloc[0]),
        *_skill(skill),
        *_biased(by_unit),
        _source(rows),
    ]


def told(changes: pd.DataFrame) -> pd.DataFrame:
    """The changes as a table tells them: nothing where nothing was corrected, or no target changed."""
    quiet = {column: changes[column].where(changes[column] != 0) for column in ("restated", "target_change")}
    return changes.assign(**quiet)


def named(scores: pd.DataFrame) -> pd.DataFrame:
    """Scores by kind as a table tells them: ``label`` is the kind's name, no Brier score without interval."""
    sure = scores["brier"].where(scores["brier_low"].notna())
    return scores.assign(label=scores["kind"].map(sentences.KINDS), brier=sure)


def _chance(row: pd.Series) -> list[Finding]:
    if pd.isna(row["probability_then"]) or pd.isna(row["probability_now"]):
        return []
    facts = {"then": row["probability_then"], "now": row["probability_now"], "target": row["target_now"]}
    if row["target_change"] != 0:
        return [
            Finding(
                "The year's target was changed by {target_change:signed_money} to {target:money}. The "
                "probability of reaching it was {then:chance} last month, and is {now:chance} now.",
                facts | {"target_change": row["target_change"]},
            )
        ]
    return [
        Finding(
            "The probability of reaching the year's target of {target:money} was {then:chance} last month, "
            "and is {now:chance} now.",
            facts,
        )
    ]


def _moved(changes: pd.DataFrame) -> list[Finding]:
    """Units of the lowest tier whose probability moved by twenty points or more."""
    rows = changes[changes["depth"] == changes["depth"].max()].sort_values(
        "probability_change", kind="stable"
    )
    fell = rows.loc[rows["probability_change"] <= -_MOVED, "unit"]
    rose = rows.loc[rows["probability_change"] >= _MOVED, "unit"][::-1]
    found = []
    if len(fell):
        facts = {"units": few(fell), "points": _MOVED}
        found.append(
            Finding("Less likely to reach the year, by {points:points} or more: {units:names}.", facts, "act")
        )
    if len(rose):
        facts = {"units": few(rose), "points": _MOVED}
        found.append(
            Finding(
                "More likely to reach the year, by {points:points} or more: {units:names}.", facts, "good"
            )
        )
    return found


def _replayed(row: pd.Series) -> list[Finding]:
    if row["source"] == "stored":
        return []
    return [
        Finding(
            "Last month's forecast was not stored; it was made again from the sales known then, with the "
            "organisation and the targets of today."
        )
    ]


def _errors(row: pd.Series) -> list[Finding]:
    if pd.isna(row["mase_low"]):
        return []
    kind = "better" if row["mase_high"] < 1 else "worse" if row["mase_low"] > 1 else "open"
    template, tone = sentences.ERRORS[kind]
    facts = {"off": row["off"], "mase": row["mase"], "low": row["mase_low"], "high": row["mase_high"]}
    return [Finding(template, facts, tone)]


def _coverage(row: pd.Series) -> Finding:
    low, high = row["coverage_low"], row["coverage_high"]
    kind = "narrow" if high < row["level"] else "wide" if low > row["level"] else "right"
    template, tone = sentences.COVERAGES[kind]
    facts = _picked(row, "covered", "n", "level") | {"share": row["coverage"], "low": low, "high": high}
    return Finding(template, facts, tone)


def _skill(skill: pd.DataFrame) -> list[Finding]:
    if skill.empty or pd.isna(skill["low"].iloc[0]):
        return []
    row = skill.iloc[0]
    template, tone = sentences.SKILLS[bool(row["high"] < row["uncertainty"])]
    return [Finding(template, _picked(row, "brier", "low", "high", "uncertainty"), tone)]


def _biased(by_unit: pd.DataFrame) -> list[Finding]:
    """The units whose forecasts were off to one side; that none was, where it could be tested."""
    if by_unit["p"].isna().all():
        return []
    biased = by_unit[by_unit["biased"]]
    if biased.empty:
        return [
            Finding(
                "No unit was forecast too high or too low all along: in {n:count} units the differences are "
                "within chance.",
                {"n": int(by_unit["p"].notna().sum())},
                "good",
            )
        ]
    return [_one_sided(row) for _, row in biased.iterrows()]


def _one_sided(row: pd.Series) -> Finding:
    facts = _picked(row, "unit", "n", "bias", "low", "high")
    if row["bias"] > 0:
        return Finding(
            "{unit:name} was forecast too low all along: in {n:count} months it brought "
            "{bias:signed_percent} against what was expected ({low:signed_percent} to "
            "{high:signed_percent}).",
            facts,
            "act",
        )
    return Finding(
        "{unit:name} was forecast too high all along: in {n:count} months it brought "
        "{bias:signed_percent} against what was expected ({low:signed_percent} to {high:signed_percent}).",
        facts,
        "act",
    )


def _source(rows: pd.DataFrame) -> Finding:
    sources = rows.groupby("reported")["source"].first()
    facts = {"n": len(sources), "stored": int((sources == "stored").sum())}
    kind = {0: "replayed", facts["n"]: "stored"}.get(facts["stored"], "mixed")
    return Finding(sentences.SOURCES[kind], facts)


def _picked(row: pd.Series, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}
