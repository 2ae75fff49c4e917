"""What a manager should read about the scorecard: what it rewards, who is out of balance, what ranks say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from .. import units
from ..findings import Finding, Tone, few, told
from .cards import People, Scorecard
from .definitions import PERSPECTIVES
from .ranking import Ranking

#: Factor between effective and nominal weight from which a KPI is said to weigh more or less than it should.
_APART: Final = 2.0
#: Weight below which a KPI says next to nothing, fraction.
_SLIGHT: Final = 0.02
#: Share of people in the flat zones of a score from which it is named.
_FLAT: Final = 0.5

#: Terms of the page and what each means.
TERMS: Final = (
    ("Score", "Points for attainment: 0 at the KPI's threshold, 100 at its target, no more beyond its cap."),
    (
        "Effective weight",
        "How much of the differences between people's totals each KPI explains alone, scaled to add up to "
        "100%: what the scorecard rewards in effect.",
    ),
    (
        "Last twelve months",
        "Every line has a scale of its own, its dot is the latest month; dashed: the target.",
    ),
    (
        "Balance index",
        "2 times the root of outcome times process, over their sum: 1 when both are alike, 0 when one is 0.",
    ),
    (
        "Flat zone",
        "At the threshold or below, or at the cap or above: a little more or less changes no score there.",
    ),
    (
        "Range of ranks",
        "Where a person ranks in 90% of the rankings that come of other scales, weights, ways to add up, and "
        "of the chance in the figures.",
    ),
)
_QUADRANTS: Final[dict[str, tuple[str, Tone]]] = {
    "outcome": (
        "{n:count} have high outcomes on little process ({units:names}): harvest or luck. Look at what they "
        "have in preparation.",
        "act",
    ),
    "process": (
        "{n:count} do much and reap little ({units:names}): skill, or a poor patch. Look at patch and "
        "conversion before more activity is asked.",
        "act",
    ),
    "neither": ("{n:count} are low in both ({units:names}).", "act"),
    "both": ("{n:count} are high in both ({units:names}).", "good"),
}
#: What the quadrants are called.
QUADRANTS: Final[Mapping[str, str]] = {
    "both": "High in both",
    "outcome": "Outcome without process",
    "process": "Process without outcome",
    "neither": "Low in both",
    "open": "Cannot be told",
}
_CHOICES: Final[Mapping[str, str]] = {
    "scale": "The scale makes {share:percent} of the difference between rankings.",
    "weights": "The weights make {share:percent} of the difference between rankings.",
    "rule": "The way to add up makes {share:percent} of the difference between rankings.",
    "chance": "Chance in the figures makes {share:percent} of the difference between rankings.",
}


def evenness_findings(even: pd.DataFrame) -> list[Finding]:
    """How the weights stand over the perspectives, and which has none."""
    outcome = even.loc[even["perspective"] == "outcome", "weight"].sum()
    process = even.loc[even["perspective"] == "process", "weight"].sum()
    found = [
        Finding(
            "Outcomes weigh {outcome:percent} in the scorecard, process {process:percent}.",
            {"outcome": outcome, "process": process},
            "act" if not outcome or not process else "note",
        )
    ]
    absent = [name for name in PERSPECTIVES if name not in set(even.loc[even["n"] > 0, "perspective"])]
    found += [Finding("No KPI measures the {side:message} side.", {"side": _SIDES[n]}, "act") for n in absent]
    return found


_SIDES: Final = {"outcome": "outcome", "process": "process"}


def weight_findings(effective: pd.DataFrame) -> list[Finding]:
    """KPIs that say much more or much less than their weight, the widest apart first.

    Parameters
    ----------
    effective
        From :func:`~salesmgmt_kit.kpi.effective_weights`.
    """
    rows = effective[effective["nominal"] > 0]
    if rows.empty:
        return []
    ratio = rows["effective"] / rows["nominal"]
    apart = rows.assign(distance=(rows["effective"] - rows["nominal"]).abs())
    apart = apart[(ratio >= _APART) | (ratio <= 1 / _APART)]
    if apart.empty:
        return [Finding("Every KPI weighs in effect about what it was meant to.", {}, "good")]
    return [_weight(row) for row in apart.sort_values("distance", ascending=False).to_dict("records")]


def _weight(row: Mapping[Any, Any]) -> Finding:
    if row["effective"] > row["nominal"]:
        text = (
            "{kpi:name} was meant to weigh {nominal:percent}; in effect it decides {effective:percent} of "
            "who stands where."
        )
    elif row["effective"] < _SLIGHT:
        text = (
            "{kpi:name} was meant to weigh {nominal:percent}; in effect it decides next to nothing "
            "({effective:percent})."
        )
    else:
        text = (
            "{kpi:name} was meant to weigh {nominal:percent}; in effect it decides only "
            "{effective:percent} of who stands where."
        )
    return told(text, row, "act")


def weights_title(effective: pd.DataFrame) -> Finding:
    """What the scorecard rewards most, for the picture of the weights."""
    if effective.empty:
        return Finding("Too few people have all KPIs to see what the scorecard rewards.")
    rows = effective.sort_values("effective", ascending=False)
    return told(
        "The scorecard rewards {kpi:name} above all: {effective:percent} in effect, {nominal:percent} by "
        "plan.",
        rows.iloc[0].to_dict(),
    )


def balance_findings(found: pd.DataFrame) -> list[Finding]:
    """Who is out of balance beyond doubt, and of how many it cannot be told.

    Parameters
    ----------
    found
        From :func:`~salesmgmt_kit.kpi.quadrants`, of reps.
    """
    said = []
    for side, (template, tone) in _QUADRANTS.items():
        names = found.loc[found["quadrant"] == side].sort_values("index")["unit"]
        if len(names):
            said.append(Finding(template, {"n": len(names), "units": few(names)}, tone))
    unsure = int((found["quadrant"] == "open").sum())
    if unsure:
        facts = {"n": unsure, "total": len(found)}
        said.append(
            Finding(
                "Of {n:count} of {total:count} it cannot be told on which side they stand: their months "
                "differ too much.",
                facts,
            )
        )
    return said


def balance_title(found: pd.DataFrame) -> Finding:
    """How many carry their outcomes by process, for the picture."""
    if found.empty:
        return Finding("Too little is known to hold outcome against process.")
    facts = {"n": int((found["quadrant"] == "outcome").sum()), "total": len(found)}
    if facts["n"]:
        return Finding(
            "{n:count} of {total:count} people live on outcomes without the process behind them.",
            facts,
            "act",
        )
    return Finding(
        "Nobody of {total:count} is sure to live on outcomes without the process behind them.", facts, "good"
    )


def rank_findings(ranking: Ranking) -> list[Finding]:
    """Whether ranks may be read, and what they hang on most."""
    people = ranking.people
    if people.empty:
        return [Finding("Too few people have all KPIs to be ranked.")]
    firm = int(people["firm"].sum())
    facts = {"firm": firm, "total": len(people)}
    if firm < len(people) / 2:
        first = Finding(
            "People cannot be ranked by this scorecard: only {firm:count} of {total:count} keep to less than "
            "half the field when scales, weights and chance vary.",
            facts,
            "act",
        )
    else:
        first = Finding(
            "{firm:count} of {total:count} people keep to less than half the field when scales, weights and "
            "chance vary; no rank is given to the others.",
            facts,
        )
    most = ranking.shares.sort_values("total", ascending=False).iloc[0]
    return [first, told(_CHOICES[most["choice"]], {"share": min(most["total"], 1.0)})]


def flat_findings(scored: pd.DataFrame) -> list[Finding]:
    """KPIs whose score leaves most people without an incentive.

    Parameters
    ----------
    scored
        From :func:`~salesmgmt_kit.kpi.scored`, of reps, one span.
    """
    known = scored.dropna(subset=["score"])
    shares = known.groupby("kpi", sort=False)["flat"].mean()
    named = shares[shares >= _FLAT].sort_values(ascending=False)
    return [
        Finding(
            "{kpi:name}: {share:percent} of people are in a flat zone of its score, where more or less "
            "changes nothing.",
            {"kpi": kpi, "share": share},
            "act",
        )
        for kpi, share in named.items()
    ]


def redundancy_findings(pairs: pd.DataFrame) -> list[Finding]:
    """Pairs of KPIs that count the same thing twice.

    Parameters
    ----------
    pairs
        From :func:`~salesmgmt_kit.kpi.redundant`.
    """
    return [
        told("{kpi:name} and {other:name} say the same of people (correlation {r:number}).", row)
        for row in pairs.to_dict("records")
    ]


def ranked(ranking: Ranking) -> pd.DataFrame:
    """The ranking as it may be read: no rank where the interval covers half the field."""
    people = ranking.people
    return people.assign(shown=people["rank"].where(people["firm"]))


def sides(found: pd.DataFrame) -> pd.DataFrame:
    """Quadrants with their names as message ids, ``reading``."""
    return found.assign(reading=found["quadrant"].map(QUADRANTS))


#: Kinds of values by the unit of their KPI.
KINDS: Final[Mapping[str, str]] = {
    "money": "money", "count": "count", "fraction": "percent", "days": "number",
}  # fmt: skip


def company_card(card: Scorecard) -> pd.DataFrame:
    """The company's KPIs as their reader needs them.

    Returns
    -------
    DataFrame
        One row per KPI: ``kpi``, ``perspective`` (message id), ``kind`` (of its values), then of the month
        ``value``, ``target`` (the KPI's unit), ``attainment`` (fraction), ``score`` (points), and the same of
        the year to date with ``year_`` before; ``course`` and ``course_target``, tuples of the last twelve
        months' values and targets, the latest last.
    """
    figures = ["value", "target", "attainment", "score"]
    rows = card.periods[card.periods["tier"] == units.COMPANY].set_index("kpi")
    month = rows.loc[rows["span"] == "month", figures]
    year = rows.loc[rows["span"] == "year_to_date", figures].add_prefix("year_")
    known = card.kpis.set_index("kpi")
    found = known[[]].assign(
        perspective=known["perspective"].map(PERSPECTIVES).fillna(known["perspective"]),
        kind=known["unit"].map(KINDS),
    )
    return found.join(month).join(year).join(_courses(card)).reset_index()


def _courses(card: Scorecard) -> pd.DataFrame:
    """The company's months in one cell a KPI: ``course`` and ``course_target``."""
    rows = card.monthly[card.monthly["tier"] == units.COMPANY].sort_values("span")
    spans = sorted(card.monthly["span"].unique())
    found = {}
    for name, column in (("course", "value"), ("course_target", "target")):
        wide = rows.pivot(index="kpi", columns="span", values=column).reindex(columns=spans).astype(float)
        found[name] = pd.Series([*wide.itertuples(index=False, name=None)], wide.index, dtype=object)
    return pd.DataFrame(found)


def left_out_findings(compared: People) -> list[Finding]:
    """Who is not compared with the others, and why."""
    if not compared.left_out:
        return []
    facts = {"n": len(compared.left_out)}
    return [
        Finding(
            "{n:count} people are not compared: of at least one KPI fewer than six months of them are known.",
            facts,
        )
    ]


def findings(effective: pd.DataFrame, quadrants: pd.DataFrame, ranking: Ranking) -> list[Finding]:
    """The message of the page: what the scorecard rewards, whether ranks may be read, who lacks balance."""
    if effective.empty:
        return [weights_title(effective)]
    return [
        *weight_findings(effective)[:2],
        *rank_findings(ranking)[:1],
        *balance_findings(quadrants)[:2],
    ]
