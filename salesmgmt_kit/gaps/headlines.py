"""What a manager should read about performance gaps: causes beyond chance, and where there are none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from .. import units
from ..findings import Finding, Tone, few, told
from ..multiplicity import claimed
from .chain import Bridge, factor_table
from .chance import SHARES
from .counting import by_deals
from .periods import Periods
from .rates import WinRates

#: Share of the variance of deal sizes above which one thing explains nearly all of it.
_NEARLY_ALL: Final = 0.9
#: Most units spoken of, a sentence each.
_NAMED: Final = 6

_GAPS: Final[dict[tuple[str, bool], str]] = {
    ("last_year", True): (
        "In the three months to {month:month} won deals brought {value:money}, {change:money} less than in "
        "the same months of last year."
    ),
    ("last_year", False): (
        "In the three months to {month:month} won deals brought {value:money}, {change:money} more than in "
        "the same months of last year."
    ),
    ("before", True): (
        "In the three months to {month:month} won deals brought {value:money}, {change:money} less than in "
        "the three months before."
    ),
    ("before", False): (
        "In the three months to {month:month} won deals brought {value:money}, {change:money} more than in "
        "the three months before."
    ),
}
#: The same where what is sold is not counted by deals.
_SOLD: Final[dict[tuple[str, bool], str]] = {
    ("last_year", True): (
        "In the three months to {month:month} {value:money} were sold, {change:money} less than in the same "
        "months of last year."
    ),
    ("last_year", False): (
        "In the three months to {month:month} {value:money} were sold, {change:money} more than in the same "
        "months of last year."
    ),
    ("before", True): (
        "In the three months to {month:month} {value:money} were sold, {change:money} less than in the three "
        "months before."
    ),
    ("before", False): (
        "In the three months to {month:month} {value:money} were sold, {change:money} more than in the three "
        "months before."
    ),
}
_ASKED: Final = {
    True: (
        "In the three months to {month:month} {value:money} were reached, {change:money} less than the "
        "targets of the factors ask for."
    ),
    False: (
        "In the three months to {month:month} {value:money} were reached, {change:money} more than the "
        "targets of the factors ask for."
    ),
}
#: Terms of the page and what each means.
TERMS: Final = (
    (
        "Effect",
        "The difference is shared out to the factors of the chain so that nothing is left over (Shapley "
        "values); the interval comes from drawing the deals, or the reps, again.",
    ),
    (
        "Level of the target",
        "What the average rep sells in these months, less the target: the target's doing, nobody's who "
        "sells.",
    ),
    (
        "Patch",
        "What richer or poorer territories and customers than the average make, by the other reps' "
        "experience.",
    ),
    ("Ramp", "What being new makes, by the other reps' experience."),
    ("Team", "What the others of the team have in common beyond chance: a product, a climate, a market."),
    (
        "Chance",
        "What a rep's own ups and downs from month to month leave open: it says nothing about the person.",
    ),
    (
        "Person, or unknown",
        "What is left: the person's doing, or something that no table holds. Ask before you judge.",
    ),
)
#: By factor: what it brought the company.
_CAUSES: Final = {
    "closed": (
        "The number of deals brought to an end made {effect:signed_money} of it ({low:signed_money} to "
        "{high:signed_money})."
    ),
    "win_rate": (
        "The share of them that was won made {effect:signed_money} of it ({low:signed_money} to "
        "{high:signed_money})."
    ),
    "size": (
        "The size of the deals won made {effect:signed_money} of it ({low:signed_money} to "
        "{high:signed_money})."
    ),
}
#: The same for a factor of the client's own.
_FACTOR: Final = "{factor:name} made {effect:signed_money} of it ({low:signed_money} to {high:signed_money})."
_NO_CAUSE: Final = (
    "No single cause is larger than chance: number, win rate and size of the deals each moved by no more "
    "than they do by luck."
)
_NO_FACTOR: Final = (
    "No single cause is larger than chance: each factor moved by no more than it does by luck."
)
_VERDICTS: Final[dict[str, tuple[str, Tone]]] = {
    "moved": (
        "{rep:name}: the plan of {agreed:month} moved its measure: {after:count} a month since, where "
        "{low:count} to {high:count} would have been expected without it.",
        "good",
    ),
    "unmoved": (
        "{rep:name}: the plan of {agreed:month} has not moved its measure beyond chance: {after:count} a "
        "month since, where {low:count} to {high:count} are expected without a plan.",
        "note",
    ),
    "early": ("{rep:name}: the plan of {agreed:month} is too young to be judged.", "note"),
    "unknown": (
        "{rep:name}: the plan of {agreed:month} cannot be judged: too few peers without a plan, or too short "
        "a history.",
        "note",
    ),
}


def gap_findings(found: Bridge, compared: Periods) -> list[Finding]:
    """How much more or less was won than in the base period, and what did it, as far as that can be told.

    Parameters
    ----------
    found
        From :func:`~salesmgmt_kit.gaps.bridge`.
    compared
        From :func:`~salesmgmt_kit.gaps.compared`.
    """
    row = found.units.iloc[0]
    if not row.filter(regex="_[01]$").astype(bool).any():
        return []
    facts = {"month": found.actual[-1], "value": row["value_1"], "change": abs(row["gap"])}
    tone: Tone = "act" if row["gap"] < 0 else "good"
    gap = Finding(_gap(found, compared, less=bool(row["gap"] < 0)), facts, tone)
    return [gap, *_causes(found)]


def base_findings(compared: Periods) -> list[Finding]:
    """What was asked for as the base and could not be had."""
    if compared.wanted == "target" and compared.against != "target":
        return [
            Finding(
                "The factors have no targets, so only sales can be held against theirs; here the factors are "
                "held against another period. Write {setting} of every factor in {file} to compare them.",
                {"setting": "target", "file": "client.yaml"},
            )
        ]
    return []


def effect_columns(found: Bridge) -> list[tuple[str, Finding, str, None, str, str]]:
    """By factor, what a table's column of its effects takes: key, label, kind, no direction, bounds."""
    return [
        (
            f.id,
            Finding("Effect of {factor:name}", {"factor": f.id}),
            "signed_money",
            None,
            f"{f.id}_low",
            f"{f.id}_high",
        )
        for f in found.chain
    ]


def check_findings(found: Bridge) -> list[Finding]:
    """Where the effects by logarithms lie farthest from those told, among the units above the reps."""
    rows = found.effects[found.effects["tier"] != units.REP]
    apart = (rows["lmdi"] - rows["effect"]).abs()
    if apart.isna().all():
        return []
    row = rows.iloc[int(np.nanargmax(apart.to_numpy(float)))]
    return [
        Finding(
            "Cross-check: shared out by logarithmic means (LMDI), the effects differ most for {factor:name} "
            "of {unit:name}: {other:signed_money} instead of {effect:signed_money}.",
            {"factor": row["factor"], "unit": row["unit"], "effect": row["effect"], "other": row["lmdi"]},
        )
    ]


def unit_findings(found: Bridge) -> list[Finding]:
    """Units whose win rate, number or size of deals moved by more than chance, over all of them at once."""
    rows = found.effects[~found.effects["tier"].isin([units.COMPANY, units.REP])]
    if rows["p"].isna().all():
        return []
    sure = rows[claimed(rows["p"], share=SHARES["unit"] / 2)]
    if sure.empty:
        return [Finding("By unit, no cause is larger than chance: what differs between them may be luck.")]
    templates = _UNITS if by_deals(found.chain) else {}
    rows_told = sure.sort_values("effect").to_dict("records")[:_NAMED]
    return [
        told(templates.get(row["factor"], _UNIT), row, "good" if row["effect"] > 0 else "act")
        for row in rows_told
    ]


def bridge_finding(found: Bridge) -> Finding:
    """How the money won moved, for the picture of it."""
    row = found.units.iloc[0]
    facts = {"before": row["value_0"], "now": row["value_1"]}
    if found.base.equals(found.actual):
        return Finding("Targets of the factors ask for {before:money}; {now:money} were reached.", facts)
    if found.chain[-1].of != "opportunities.amount":
        return Finding("Sales of three months: {before:money} became {now:money}.", facts)
    return Finding("Money won: {before:money} became {now:money}.", facts)


def parts_finding(parts: pd.DataFrame) -> Finding:
    """Of which unit least is the persons' doing."""
    rows = parts[parts["depth"] == parts["depth"].max()]
    short = rows[rows["gap"] < 0]
    if short.empty:
        return Finding("No unit is short of its targets of the last twelve months.")
    worst = short.loc[short["gap"].idxmin()]
    facts = {name: worst[name] for name in ("unit", "gap", "given", "own")}
    return Finding(
        "{unit:name} is furthest behind ({gap:signed_money}): target, patch and team make "
        "{given:signed_money}, what is left of its people {own:signed_money}.",
        facts,
        "act",
    )


def rate_findings(found: WinRates) -> list[Finding]:
    """Whether win rates may be ranked, and who lies beyond chance."""
    test = found.test
    if np.isnan(test.p):
        return [Finding("There are too few closed deals to compare win rates.")]
    facts = {"n": len(found.units), "rate": found.rate}
    if test.p >= SHARES["rate"]:
        return [
            Finding(
                "Win rates cannot be ranked: all {n:count} may well win the same {rate:percent} of their "
                "deals; so much difference comes by chance in {p:percent} of cases.",
                facts | {"p": test.p},
            )
        ]
    differ = Finding(
        "Win rates differ by more than chance between the {n:count}: together they win {rate:percent}.", facts
    )
    outside = found.units[found.units["outside"]]
    return [differ, *(_beyond(row, found.rate) for row in outside.to_dict("records"))]


def size_findings(sizes: pd.DataFrame) -> list[Finding]:
    """What deal sizes depend on, where one thing explains nearly all.

    Parameters
    ----------
    sizes
        From :func:`~salesmgmt_kit.gaps.size_shares`.
    """
    steps = {str(row["factor"]): row for row in sizes.to_dict("records")}
    if "product" not in steps or not steps["product"]["share"] >= _NEARLY_ALL:
        return []
    share = {"share": steps["product"]["share"]}
    if steps["rep"]["p"] >= SHARES["size"]:
        return [
            Finding(
                "The product explains {share:percent} of the differences in deal size; who sells it adds "
                "nothing that can be told from chance.",
                share,
            )
        ]
    return [Finding("The product explains {share:percent} of the differences in deal size.", share)]


def people_findings(year: pd.DataFrame, two_years: pd.DataFrame) -> list[Finding]:
    """Who stands out beyond chance and patch, and whose gap is not their doing.

    Parameters
    ----------
    year, two_years
        From :func:`~salesmgmt_kit.gaps.attribution` over twelve and twenty-four months.
    """
    if year.empty:
        return [Finding("Fewer than eight reps have six months of sales: nobody is compared with anybody.")]
    apart = two_years[two_years["told"].astype(bool)]
    named = [_standing(row) for row in apart.sort_values("ability").to_dict("records")]
    nobody = Finding(
        "Over two years no rep stands out from the others by more than patch, team and chance explain: look "
        "at targets, patches and process before people."
    )
    return [*(named or [nobody]), *_not_their_doing(year)]


def plan_findings(judged: pd.DataFrame) -> list[Finding]:
    """What became of each plan.

    Parameters
    ----------
    judged
        From :func:`~salesmgmt_kit.gaps.judged_plans`.
    """
    rows = [(_VERDICTS[row["verdict"]], row) for row in judged.to_dict("records")]
    return [told(template, row, tone) for (template, tone), row in rows]


def _gap(found: Bridge, compared: Periods, *, less: bool) -> str:
    """The template of the difference."""
    if compared.against == "target":
        return _ASKED[less]
    won = found.chain[-1].of == "opportunities.amount"
    return (_GAPS if won else _SOLD)[compared.against, less]


def _causes(found: Bridge) -> list[Finding]:
    effects = factor_table(found)
    if effects["effect"].isna().any():
        return [
            Finding(
                "The difference cannot be taken apart: in one of the periods something counts nothing that a "
                "later factor of the chain is counted over."
            )
        ]
    sure = effects[claimed(effects["p"], share=SHARES["cause"])]
    if sure.empty:
        return [Finding(_NO_CAUSE if by_deals(found.chain) else _NO_FACTOR)]
    templates = _CAUSES if by_deals(found.chain) else {}
    return [
        told(templates.get(row["factor"], _FACTOR), row, "good" if row["effect"] > 0 else "act")
        for row in sure.to_dict("records")
    ]


_UNITS: Final = {
    "closed": (
        "{unit:name}: {effect:signed_money} by the number of deals closed ({low:signed_money} to "
        "{high:signed_money})."
    ),
    "win_rate": (
        "{unit:name}: {effect:signed_money} by the win rate ({low:signed_money} to {high:signed_money})."
    ),
    "size": (
        "{unit:name}: {effect:signed_money} by the size of the deals ({low:signed_money} to "
        "{high:signed_money})."
    ),
}
_UNIT: Final = (
    "{unit:name}: {effect:signed_money} by {factor:name} ({low:signed_money} to {high:signed_money})."
)


def _beyond(row: Mapping[Any, Any], rate: float) -> Finding:
    return Finding(
        "{unit:name} lies beyond chance: about {own:percent} of its deals are won ({low:percent} to "
        "{high:percent}).",
        {"unit": row["unit"], "own": row["rate"], "low": row["low"], "high": row["high"]},
        "good" if row["rate"] > rate else "act",
    )


def _standing(row: Mapping[Any, Any]) -> Finding:
    facts = {
        "rep": row["rep"],
        "ability": abs(row["ability"]),
        "low": min(abs(row["ability_low"]), abs(row["ability_high"])),
        "high": max(abs(row["ability_low"]), abs(row["ability_high"])),
    }
    if row["ability"] > 0:
        return Finding(
            "{rep:name} sells about {ability:percent} more than others in a like position as far as is "
            "known ({low:percent} to "
            "{high:percent}), two years on end: more than luck. Ask how.",
            facts,
            "good",
        )
    return Finding(
        "{rep:name} sells about {ability:percent} less than others in a like position as far as is known "
        "({low:percent} to "
        "{high:percent}), two years on end: more than bad luck. Ask what stands in the way.",
        facts,
        "act",
    )


def excused(year: pd.DataFrame) -> pd.DataFrame:
    """The rows of reps who are short of targets that the average rep would all but surely miss there too.

    Parameters
    ----------
    year
        From :func:`~salesmgmt_kit.gaps.attribution` over twelve months, with targets.
    """
    found: pd.DataFrame = year[year["out"].astype(bool)]
    return found


def _not_their_doing(year: pd.DataFrame) -> list[Finding]:
    """How many of those who are short would be so whoever sold there."""
    found = excused(year)
    if found.empty:
        return []
    return [
        Finding(
            "{n:count} of {total:count} reps who are short of their targets would all but surely be so "
            "whoever sold there: {reps:names}. Look at target and patch first.",
            {"n": len(found), "total": int((year["gap"] < 0).sum()), "reps": few(found["rep"])},
            "act",
        )
    ]
