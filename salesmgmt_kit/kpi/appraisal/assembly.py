"""The sheets themselves: one per rep, every figure of which can be made again by hand."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...findings import Finding
from ...scoresheets import Effect, Line, ScoreSheet, Step
from ..cards import POINTS
from ..definitions import described
from ..headlines import KINDS
from ..scoring import KNOTS
from .bands import chances
from .headlines import LABELS, given_sentences, limits, verdict
from .results import Appraisals

Floats = npt.NDArray[np.float64]

#: By scale: what makes a score of a value.
_MARKS: Final[Mapping[str, tuple[str, str]]] = {
    "points": ("Target", "Attainment"),
    "min_max": ("Scores 0", "Scores 100"),
    "z": ("Mean", "Standard deviation"),
    "rank": ("Last", "First"),
}
_HOW: Final[Mapping[str, str]] = {
    "min_max": "{kpi:name}: {meaning:sentence} 0 for the last of {n:count} reps, 100 for the first.",
    "z": "{kpi:name}: {meaning:sentence} 100 at the mean of {n:count} reps, 10 points a standard deviation.",
    "rank": "{kpi:name}: {meaning:sentence} The place among {n:count} reps, {n:count} being the first.",
}
_POINTS: Final = (
    "{kpi:name}: {meaning:sentence} Scores 0 at {threshold:number}% of the target, 100 at {full:number}%, "
    "then in proportion up to {cap:number}%."
)
_POINTS_DOWN: Final = (
    "{kpi:name}: {meaning:sentence} Less is better: attainment is 2 − value / target, and scores 0 at "
    "{threshold:number}%, 100 at {full:number}%, then in proportion up to {cap:number}%."
)


def score_sheets(found: Appraisals, kpis: pd.DataFrame, *, most: int | None = None) -> list[ScoreSheet]:
    """One sheet for each rep about how the appraisal comes about.

    Parameters
    ----------
    found
        From :func:`~salesmgmt_kit.kpi.appraisal.appraisals`.
    kpis
        The client's catalogue.
    most
        Most sheets: first of the reps whose score holds most that is not their doing, then of those whose
        band is nearest to chance; all when None.

    Returns
    -------
    list of ScoreSheet
        By team in the order of the reps, and in it by score, the highest first.
    """
    reps = _chosen(found.reps, most)
    place = pd.Series(range(reps["team"].nunique()), reps["team"].unique())
    reps = reps.assign(place=reps["team"].map(place))
    reps = reps.sort_values(["place", "score"], ascending=[True, False], kind="stable")
    scored = found.appraised.lines
    how = _rules(scored, kpis, found.appraised.scale)
    lines, parts = (_by_rep(rows, reps["unit"]) for rows in (scored, found.parts))
    kinds = {kpi: KINDS[unit] for kpi, unit in zip(kpis["kpi"], kpis["unit"], strict=True)}
    return [
        _sheet(rep, lines[rep["unit"]], parts.get(rep["unit"], []), found, how, kinds)
        for rep in reps.to_dict("records")
    ]


def _by_rep(rows: pd.DataFrame, reps: pd.Series) -> dict[Hashable, list[dict[Hashable, Any]]]:
    """The rows of these reps, by rep."""
    wanted = rows[rows["unit"].isin(reps)].groupby("unit", sort=False)
    return {rep: of_rep.to_dict("records") for rep, of_rep in wanted}


def _chosen(reps: pd.DataFrame, most: int | None) -> pd.DataFrame:
    if most is None or len(reps) <= most:
        return reps
    order = pd.DataFrame(
        {
            "given": -reps["given"].abs().where(reps["given_told"], 0.0),
            "open": -(reps["up"].fillna(0.0) + reps["down"].fillna(0.0)),
        }
    )
    first = order.sort_values(["given", "open"], kind="stable").index[:most]
    return reps.loc[first.sort_values()]


def _sheet(
    rep: Mapping[Any, Any],
    lines: Sequence[Mapping[Any, Any]],
    parts: Sequence[Mapping[Any, Any]],
    found: Appraisals,
    how: Mapping[str, _Rule],
    kinds: Mapping[str, str],
) -> ScoreSheet:
    return ScoreSheet(
        rep=rep["unit"],
        unit=rep["team"],
        score=rep["score"],
        word=rep["band"] or "",
        verdict=verdict(rep),
        plainly=limits(rep, len(found.appraised.reps)),
        marks=_MARKS[found.appraised.scale],
        lines=[_line(line, how[line["kpi"]], kinds[line["kpi"]]) for line in lines],
        effects=[
            Effect(LABELS[row["part"]], row["points"], row["low"], row["high"], bool(row["told"]))
            for row in parts
        ],
        given=given_sentences(parts) if parts else [],
        steps=_steps(rep, found.steps),
    )


def _line(line: Mapping[Any, Any], rule: _Rule, kind: str) -> Line:
    marks = rule.marks or (line["target"], line["attainment"])
    told = ("kpi", "numerator", "denominator", "value", "score", "weight", "points")
    return Line(kind=kind, marks=marks, how=rule.how, **{name: line[name] for name in told})


@dataclass(frozen=True)
class _Rule:
    """How one KPI's score follows from its value; ``marks`` where they are the same for everybody."""

    how: Finding
    marks: tuple[float, float] | None = None


def _rules(lines: pd.DataFrame, kpis: pd.DataFrame, scale: str) -> dict[str, _Rule]:
    """By KPI: what it means, and how its score follows from what was measured."""
    meaning = described(kpis).set_index("kpi")["meaning"]
    rows = {str(row["kpi"]): row for row in kpis.to_dict("records")}
    found = {}
    for kpi, measured in lines.groupby("kpi", sort=False)["value"]:
        facts = {"kpi": kpi, "meaning": meaning[kpi]}
        if scale == POINTS:
            found[str(kpi)] = _of_points(rows[str(kpi)], facts)
        else:
            found[str(kpi)] = _of_people(rows[str(kpi)], measured.to_numpy(float), facts, scale)
    return found


def _of_points(kpi: Mapping[Hashable, Any], facts: Mapping[str, Any]) -> _Rule:
    """The knots, in percent."""
    knots = {name: 100 * float(kpi[name] if pd.notna(kpi[name]) else knot) for name, knot in KNOTS.items()}
    text = _POINTS_DOWN if kpi["direction"] == "down" else _POINTS
    return _Rule(Finding(text, {**facts, **knots}))


def _of_people(kpi: Mapping[Hashable, Any], values: Floats, facts: Mapping[str, Any], scale: str) -> _Rule:
    """What the others make of a value; where less is better, the largest is the last."""
    how = Finding(_HOW[scale], {**facts, "n": len(values)})
    sign = -1.0 if kpi["direction"] == "down" else 1.0
    if scale == "z":
        spread = sign * values.std(ddof=1) if len(values) > 1 else np.nan
        return _Rule(how, (float(values.mean()), float(spread)))
    last, first = sorted([values.min(), values.max()], key=lambda end: sign * end)
    return _Rule(how, (float(last), float(first)))


def _steps(rep: Mapping[Any, Any], steps: pd.DataFrame) -> list[Step]:
    """The bands, the highest first, each with the chance that the score would fall into it."""
    if steps.empty:
        return []
    likely = chances(rep["score"], rep["error"], rep["n"], steps)
    rows = [
        Step(
            step["band"],
            step["begins"] if np.isfinite(step["begins"]) else float("nan"),
            _pay(step),
            float(chance),
            step["band"] == rep["band"],
        )
        for step, chance in zip(steps.to_dict("records"), likely, strict=True)
    ]
    return rows[::-1]


def _pay(step: Mapping[Any, Any]) -> Finding | None:
    if pd.notna(step["factor"]) and pd.notna(step["amount"]):
        return Finding("× {factor:number} + {amount:money}", {n: step[n] for n in ("factor", "amount")})
    if pd.notna(step["factor"]):
        return Finding("× {factor:number}", {"factor": step["factor"]})
    return Finding("{amount:money}", {"amount": step["amount"]}) if pd.notna(step["amount"]) else None
