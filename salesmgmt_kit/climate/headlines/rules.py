"""The rules by which answers are protected, in plain words."""

from __future__ import annotations

import pandas as pd

from ...findings import Finding
from ..placement import POOL
from ..release.rules import Rules
from ..released import Release


def rule_findings(release: Release, rules: Rules) -> list[Finding]:
    """What is shown, what is not, and what this means for the page at hand."""
    said = [
        Finding(
            "No figure is of fewer than {scores:count} people, none on single questions of fewer than "
            "{items:count}; nothing that is shown can be added up or subtracted to a figure of fewer.",
            {"scores": rules.scores, "items": rules.items},
        ),
        Finding(
            "Teams of fewer than {scores:count} answers are shown together with others of their unit, and "
            "all totals are made of what is shown. Of what is not shown neither number nor rank nor change "
            "is told.",
            {"scores": rules.scores},
        ),
        Finding(
            "A wave once shown stays as it is: late answers, corrections and changes of teams do not change "
            "it."
        ),
        Finding(
            "A response rate of 90% stands for 90% and more, scores of 5 and 95 for what lies beyond: "
            "nobody is to be found out where all are of one mind."
        ),
        Finding("Comments are not shown.")
        if not rules.comments_shown
        else Finding(
            "Comments are shown of {comments:count} people and more, without names, in no order.",
            {"comments": rules.items},
        ),
    ]
    if rules.loud:
        said.insert(
            0,
            Finding(
                "Scores of as few as {scores:count} people are shown, as the settings say: this is fewer "
                "than the four that protect single answers.",
                {"scores": rules.scores},
                "act",
            ),
        )
    return [*said, *_states(release)]


def _states(release: Release) -> list[Finding]:
    months = release.months
    said = []
    pools = release.units_of() if release.wave is not None else pd.DataFrame(columns=["tier"])
    pooled = int((pools["tier"] == POOL).sum())
    if pooled:
        said.append(
            Finding("In this wave small teams are shown together in {n:count} groups.", {"n": pooled})
        )
    changed = months.loc[months["state"] == "changed", "wave"]
    if len(changed):
        said.append(
            Finding(
                "Answers or teams of {n:count} waves have changed since they were first shown; they stay as "
                "they were.",
                {"n": len(changed)},
            )
        )
    withheld = months.loc[months["state"] == "withheld", "wave"]
    if len(withheld):
        said.append(
            Finding(
                "In {n:count} waves too few people answered for anything to be shown.", {"n": len(withheld)}
            )
        )
    return said
