"""What one rep's appraisal holds: figures and findings, which a page puts into words.

The domain that scores people fills it in, the page shows it, and neither knows the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .findings import Finding


@dataclass(frozen=True)
class Line:
    """What one KPI contributes to a total score.

    Parameters
    ----------
    kpi
        Its code.
    kind
        Kind of its value (:data:`salesmgmt_kit.locale.KINDS`).
    numerator, denominator, value
        As measured; the denominator is missing for a plain sum.
    marks
        The two figures by which the value becomes a score, named by the sheet.
    score
        Points on the client's scale.
    weight
        As the client's catalogue has it.
    points
        score x weight / sum of the weights.
    how
        How the score follows from what was measured.
    """

    kpi: str
    kind: str
    numerator: float
    denominator: float
    value: float
    marks: tuple[float, float]
    score: float
    weight: float
    points: float
    how: Finding


@dataclass(frozen=True)
class Step:
    """One pay band.

    Parameters
    ----------
    band
        Its code.
    begins
        Lowest score; missing for the lowest band.
    pay
        What it pays, a finding; None where the client's table does not say.
    chance
        How likely the score would fall into it, were the year's chance drawn again; missing where not known.
    own
        Whether the score falls into it.
    """

    band: str
    begins: float
    pay: Finding | None
    chance: float
    own: bool


@dataclass(frozen=True)
class Effect:
    """Points that a circumstance adds to the score, with their interval and whether beyond chance."""

    label: str
    points: float
    low: float
    high: float
    told: bool


@dataclass(frozen=True)
class ScoreSheet:
    """One page about how one rep's appraisal comes about.

    Parameters
    ----------
    rep, unit
        Codes of the rep and of the unit right above.
    score
        Total, points; the points of the lines add up to it.
    word
        The band's code; empty without bands.
    verdict
        Score and band in a sentence; its tone is that of the whole sheet.
    plainly
        What limits the verdict: boundaries within chance, ranks.
    marks
        What the two figures of each line are that make a score of its value, message ids.
    lines
        One per KPI with weight.
    effects
        What is not the person's doing, the whole last; empty where nothing is beyond chance for anybody.
    given
        The same in sentences.
    steps
        The client's pay bands, the highest first; empty without.
    """

    rep: str
    unit: str
    score: float
    word: str
    verdict: Finding
    plainly: Sequence[Finding]
    marks: tuple[str, str]
    lines: Sequence[Line]
    effects: Sequence[Effect]
    given: Sequence[Finding]
    steps: Sequence[Step]
