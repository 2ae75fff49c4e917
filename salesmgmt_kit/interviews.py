"""What one sheet for an interview holds: figures and findings, which a page puts into words.

The domain that knows the reps fills it in, the page shows it, and neither knows the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from .findings import Finding


@dataclass(frozen=True)
class Standing:
    """How far a rep got in one period.

    Parameters
    ----------
    period
        First and last month.
    actual, target, gap
        Money; target and gap are missing where not every month has a target.
    attainment
        actual / target, fraction.
    """

    period: tuple[pd.Timestamp, pd.Timestamp]
    actual: float
    target: float
    gap: float
    attainment: float


@dataclass(frozen=True)
class Part:
    """One cause of a gap.

    Parameters
    ----------
    label
        What it is called, a message id.
    amount
        Money; the parts of a sheet add up to its gap.
    own
        Whether it may be the person's doing.
    """

    label: str
    amount: float
    own: bool = False


@dataclass(frozen=True)
class Question:
    """A question to ask, and the fact that it rests on."""

    ask: Finding
    fact: Finding


@dataclass(frozen=True)
class Planned:
    """A plan that is open, or young enough to be judged.

    Parameters
    ----------
    action, owner
        As in the client's file; the owner may be a code.
    due
        The day, missing where none is set.
    measure
        What it is meant to move, a message id.
    effect
        What it is hoped to add to the measure, fraction; missing where nothing is hoped for.
    outcome
        What became of it until now.
    """

    action: str
    owner: str
    due: pd.Timestamp
    measure: str
    effect: float
    outcome: Finding


@dataclass(frozen=True)
class Sheet:
    """One page about one rep, for the one who leads.

    Parameters
    ----------
    rep, unit
        Codes of the rep and of the unit right above.
    gap
        Money of the parts' period against the target; missing without one.
    word
        The direction in a word, a message id.
    direction
        The direction in a sentence; its tone is that of the whole sheet.
    standings
        By period, the shortest first.
    span
        First and last month of the parts.
    plainly
        What is not the person's doing, before anything else.
    parts
        What the gap is made of, the person's part last; empty for a rep who cannot be compared.
    apart
        What stands out beyond chance, or that nothing does.
    questions
        Two or three.
    plans
        The plans to speak of.
    """

    rep: str
    unit: str
    gap: float
    word: str
    direction: Finding
    standings: Sequence[Standing]
    span: tuple[pd.Timestamp, pd.Timestamp]
    plainly: Sequence[Finding]
    parts: Sequence[Part]
    apart: Sequence[Finding]
    questions: Sequence[Question]
    plans: Sequence[Planned]
