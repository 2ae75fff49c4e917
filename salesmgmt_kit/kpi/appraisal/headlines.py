"""The sentences about appraisals: bands within chance, what is not the person's doing, who rates how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from ...findings import Finding, few, told
from .bands import POINT
from .explaining import WHOLE
from .leniency import Leniency
from .results import Appraisals

#: What the circumstances are called.
LABELS: Final[Mapping[str, str]] = {
    "patch": "Patch",
    "ramp": "Ramp",
    "mix": "Product mix",
    "target": "Own target",
    "whole": "All circumstances",
}
#: Chance of another band from which a band is said to be open.
_OPEN: Final = 0.25

#: Terms of the page and what each means.
TERMS: Final = (
    (
        "Chance of another band",
        "How likely the score would lie in a higher or lower band, were the ups and downs of the twelve "
        "months drawn again (jackknife over months, Student's t).",
    ),
    (
        "Not the person's doing",
        "Points of the score that territory and customers, time in the job, product mix and the rep's own "
        "target make of the outcome KPIs, by what the same circumstances made of other people's (regression "
        "over reps in five folds, none in a model of its own; jackknife over teams). Named where a point or "
        "more and beyond chance (Hotelling's test, then Benjamini and Hochberg over reps, 5%).",
    ),
    (
        "Leniency",
        "By how much a manager rates higher than the average manager would reps with the same score (random "
        "effect, drawn towards 0 as far as chance explains it). Named where beyond chance (Benjamini and "
        "Hochberg over managers, 5%).",
    ),
)

_HARMED: Final = {
    "patch": (
        "A thin patch costs {n:count} reps ({reps:names}) points of the score, which is not their doing; "
        "most of all {first:name}: {most:number} points ({low:number} to {high:number})."
    ),
    "ramp": (
        "Being new costs {n:count} reps ({reps:names}) points of the score, which is not their doing; most "
        "of all {first:name}: {most:number} points ({low:number} to {high:number})."
    ),
    "mix": (
        "The products they have sold cost {n:count} reps ({reps:names}) points of the score, which is not "
        "their doing; most of all {first:name}: {most:number} points ({low:number} to {high:number})."
    ),
    "target": (
        "Targets higher than others have in such circumstances cost {n:count} reps ({reps:names}) points of "
        "the score, which is not their doing; most of all {first:name}: {most:number} points ({low:number} "
        "to {high:number})."
    ),
}
#: By whether there is a higher and a lower band.
_VERDICTS: Final = {
    (True, True): (
        "Score {score:number} ({low:number} to {high:number}): band {band:name}. By chance alone it might be "
        "a higher band ({up:chance}) or a lower one ({down:chance})."
    ),
    (True, False): (
        "Score {score:number} ({low:number} to {high:number}): band {band:name}. By chance alone it might be "
        "a higher band ({up:chance})."
    ),
    (False, True): (
        "Score {score:number} ({low:number} to {high:number}): band {band:name}. By chance alone it might be "
        "a lower band ({down:chance})."
    ),
    (False, False): "Score {score:number} ({low:number} to {high:number}): band {band:name}.",
}
_EFFECT: Final = (
    "{label:message}: {points:signed_number} points of the score ({low:signed_number} to "
    "{high:signed_number}) are not this person's doing."
)


def opening(found: Appraisals) -> list[Finding]:
    """What belongs at the top of the page: a thin patch in the scores, and only where it is sure."""
    return _harmed(found, "patch")


def appraisal_findings(found: Appraisals) -> list[Finding]:
    """What to know before appraisals are used."""
    return [
        *_band_findings(found),
        *(finding for part in _HARMED for finding in _harmed(found, part)),
        *_moved(found),
        *_unknown(found),
        *leniency_findings(found.managers),
        *_without_sheet(found),
    ]


def _harmed(found: Appraisals, part: str) -> list[Finding]:
    """Whom a circumstance costs most, the hardest hit first."""
    rows = found.parts
    rows = rows[(rows["part"] == part) & rows["told"].astype(bool) & (rows["points"] < 0)]
    if rows.empty:
        return []
    rows = rows.sort_values("points", kind="stable")
    first = rows.iloc[0]
    facts = {
        "n": len(rows), "reps": few(rows["unit"]), "first": first["unit"], "most": -first["points"],
        "low": -first["high"], "high": -first["low"],
    }  # fmt: skip
    return [Finding(_HARMED[part], facts, "act")]


def _band_findings(found: Appraisals) -> list[Finding]:
    """How many bands are within chance, and whose hang on a point."""
    reps = found.reps.dropna(subset=["band", "up"])
    if reps.empty:
        return []
    unsure = reps[(reps["up"] + reps["down"]) >= _OPEN]
    near = reps[reps["distance"] <= POINT]
    said = [
        Finding(
            "The pay band of {n:count} of {total:count} reps is within chance: another year like this one "
            "would have put them into another band with a probability of {limit:percent} or more.",
            {"n": len(unsure), "total": len(reps), "limit": _OPEN},
            "act" if len(unsure) else "good",
        )
    ]
    if len(near):
        said.append(
            Finding(
                "One point more or less would change the band of {n:count} reps ({reps:names}).",
                {"n": len(near), "reps": few(near["unit"])},
            )
        )
    return said


def band_rows(found: Appraisals) -> pd.DataFrame:
    """The client's bands with their people.

    Returns
    -------
    DataFrame
        One row per band, the highest first: ``band``, ``begins`` (score; missing for the lowest), ``factor``,
        ``amount`` (as the client's table has them), ``n`` (reps in it), ``unsure`` (those of them for whom
        another band is as likely as a quarter, or likelier).
    """
    if found.steps.empty:
        return pd.DataFrame(columns=["band", "begins", "factor", "amount", "n", "unsure"])
    reps = found.reps.assign(unsure=(found.reps["up"] + found.reps["down"]) >= _OPEN)
    counted = reps.groupby("band")["unsure"].agg(n="size", unsure="sum")
    rows = found.steps.join(counted, on="band").fillna({"n": 0, "unsure": 0})
    return rows.assign(begins=rows["begins"].where(rows["begins"] > -np.inf))[::-1]


def _moved(found: Appraisals) -> list[Finding]:
    """Who would be in another band in average circumstances: to know, never in place of the client's rule."""
    reps = found.reps[found.reps["given_told"]].dropna(subset=["band", "usual_band"])
    reps = reps[reps["band"] != reps["usual_band"]]
    up, down = reps[reps["usual"] > reps["score"]], reps[reps["usual"] < reps["score"]]
    return [
        Finding(text, {"n": len(rows), "reps": few(rows["unit"])})
        for rows, text in (
            (up, "In average circumstances {n:count} reps would be in a higher band ({reps:names})."),
            (down, "In average circumstances {n:count} reps would be in a lower band ({reps:names})."),
        )
        if len(rows)
    ]


def _unknown(found: Appraisals) -> list[Finding]:
    """Why nothing is said of circumstances, where nothing is."""
    if found.reps.empty:
        return []
    if not found.known:
        return [
            Finding(
                "What is not the person's doing cannot be told: the tables know neither potentials, nor hire "
                "dates, nor products of everybody."
            )
        ]
    if found.parts.empty:
        return [
            Finding(
                "No circumstance that the tables know explains the scores beyond chance, or too few people "
                "can be compared."
            )
        ]
    return []


def leniency_findings(managers: Leniency) -> list[Finding]:
    """Whose ratings are higher or lower than other managers' for people with the same score."""
    rows = managers.managers
    if rows.empty:
        return []
    named = rows[rows["told"].astype(bool)]
    if named.empty:
        return [Finding("No manager rates higher or lower than others beyond chance.", {}, "good")]
    return [
        told(
            "{manager:name} rates people about {size:number} higher than the average manager would at the "
            "same score ({low:number} to {high:number})."
            if row["leniency"] > 0
            else "{manager:name} rates people about {size:number} lower than the average manager would at "
            "the same score ({low:number} to {high:number}).",
            _upright(row),
            "act",
        )
        for row in named.to_dict("records")
    ]


def leniency_title(managers: Leniency) -> Finding:
    """What the picture of managers says."""
    said = leniency_findings(managers)
    return said[0] if said else Finding("There are too few ratings to compare how managers rate.")


def _upright(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A leniency without its sign."""
    low, high = row["low"], row["high"]
    low, high = (low, high) if row["leniency"] > 0 else (-high, -low)
    return {"manager": row["manager"], "size": abs(row["leniency"]), "low": low, "high": high}


def _without_sheet(found: Appraisals) -> list[Finding]:
    if not found.left_out:
        return []
    text = "{n:count} reps have no appraisal here, because a KPI of theirs is not known: {reps:names}."
    return [Finding(text, {"n": len(found.left_out), "reps": few(pd.Series([*found.left_out]))})]


def sheet_findings(shown: int, found: Appraisals) -> list[Finding]:
    """Who has no sheet on the page because it would grow too large, and how to get it."""
    total = len(found.reps)
    if shown >= total:
        return []
    text = (
        "Sheets of {n:count} of {total:count} reps are shown, first of those whose score holds most that is "
        "not their doing or whose band is nearest to chance; `scorecard: {{sheets: {total:count}}}` in "
        "client.yaml shows all, and the table holds everybody."
    )
    return [Finding(text, {"n": shown, "total": total})]


def verdict(rep: Mapping[Any, Any]) -> Finding:
    """Score and band of one rep."""
    if pd.isna(rep["error"]):
        text = "Score {score:number}, known over too few months to say how sure it is."
        if rep["band"] is not None:
            text = "Score {score:number}, band {band:name}; known over too few months to say how sure it is."
        return told(text, rep)
    if rep["band"] is None:
        return told("Score {score:number} ({low:number} to {high:number}).", rep)
    return told(_VERDICTS[rep["higher"] is not None, rep["lower"] is not None], rep)


def limits(rep: Mapping[Any, Any], total: int) -> list[Finding]:
    """What limits the verdict: a boundary nearby, the band in other circumstances, the rank."""
    said = []
    if rep["distance"] <= POINT:
        said.append(told("One point more or less would change the band.", rep, "act"))
    if rep["given_told"] and rep["usual_band"] is not None:
        said.append(
            told(
                "In average circumstances the score would be {usual:number}, band {usual_band:name}: to "
                "know, not in place of the rule.",
                rep,
            )
        )
    elif rep["given_told"]:
        said.append(told("In average circumstances the score would be {usual:number}.", rep))
    if rep["firm"] is True:
        text = "Rank {rank:count} of {total:count} ({rank_low:count} to {rank_high:count})."
        said.append(told(text, {**rep, "total": total}))
    else:
        said.append(Finding("No rank: its range covers half the field or more."))
    return said


def given_sentences(parts: Sequence[Mapping[Any, Any]]) -> list[Finding]:
    """What is and is not told of one rep's circumstances."""
    known = [row for row in parts if row["part"] != WHOLE]
    named = [row for row in known if row["told"]]
    if not named:
        return [Finding("No circumstance moved this score by a point or more beyond chance.")]
    return [told(_EFFECT, {**row, "label": LABELS[row["part"]]}, "act") for row in named]
