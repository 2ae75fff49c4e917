"""What the page says of open deals: what they promise, how good that was before, what forecasts gain."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ...findings import Finding, told
from ..headlines import facts
from ..record.probabilities import brier, level_of_probabilities
from .folding import Surplus
from .outlook import FEWEST_ENDED, Pipeline
from .snapshots import WINDOW

#: By whether the year's target asks for more than the deals are expected to bring.
_PROMISES: Final = {
    True: (
        "{n:count} deals worth {open:money} are open. By the end of {last:month}, {year:money} of it are "
        "expected to be won ({year_low:money} to {year_high:money}); the year's target still needs "
        "{needed:money}. The rest must come from deals not yet opened and from sales without a deal."
    ),
    False: (
        "{n:count} deals worth {open:money} are open. By the end of {last:month}, {year:money} of it are "
        "expected to be won ({year_low:money} to {year_high:money})."
    ),
}
#: By what the tests on earlier month ends prove of the probabilities of deals.
_TESTED: Final = {
    "better": (
        "Deals as they stood at {snapshots:count} earlier month ends: of {n:count}, {said:percent} were "
        "expected to be won within {window:count} months, {share:percent} were. Brier score {brier:number} "
        "({low:number} to {high:number}; 0 is perfect); one probability for all deals would have "
        "{uncertainty:number}: the probabilities tell good deals from poor ones."
    ),
    "open": (
        "Deals as they stood at {snapshots:count} earlier month ends: of {n:count}, {said:percent} were "
        "expected to be won within {window:count} months, {share:percent} were. Brier score {brier:number} "
        "({low:number} to {high:number}; 0 is perfect); one probability for all deals would have "
        "{uncertainty:number}: that the probabilities tell good deals from poor ones is not proven."
    ),
    "few": (
        "Deals as they stood at {snapshots:count} earlier month ends: of {n:count}, {said:percent} were "
        "expected to be won within {window:count} months, {share:percent} were. Brier score {brier:number} "
        "(0 is perfect), too few month ends to say how far chance goes; one probability for all deals would "
        "have {uncertainty:number}."
    ),
}
#: By the sign of what more deals were won than expected, where that is more than chance.
_LEVELS: Final = {
    1: "More deals were won than expected, beyond chance: their probabilities are cautious.",
    -1: "Fewer deals were won than expected, beyond chance: take the amounts expected for too high.",
}
_LEFT_OUT: Final = (
    "That open deals tell more of the next {cycle:count} months than sales so far do is not proven: past "
    "forecasts were off by {error_with:percent} with them and by {error_without:percent} without. The "
    "forecast leaves them out."
)
_UNTESTED: Final = (
    "Whether open deals tell more of the next {cycle:count} months than sales so far do cannot be tested "
    "yet: deals are recorded for too short a time. The forecast leaves them out."
)
_KEPT: Final = (
    "{ahead:count} months ahead, open deals tell more than sales so far do: past forecasts were off by "
    "{error_with:percent} with them, by {error_without:percent} without. The forecast counts "
    "{weight:percent} of what they promise beyond what is usual; the usual is in it already."
)
#: Terms of the section and what each means.
TERMS: Final = (
    (
        "Expected to be won",
        "Open deals only, by how deals of the same stage, age and rep went on. Amounts are today's, times "
        "what deals won brought against what had been expected of them; deals without a day of opening are "
        "left out.",
    ),
    (
        "Won within the window",
        "Won within three months of the month end; the interval is that of the share, as months move "
        "together.",
    ),
    (
        "Brier score",
        "Mean squared difference between the probability said and what came (1 or 0).",
    ),
)


def labels(promised: pd.DataFrame) -> dict[str, Finding]:
    """What heads the columns of :func:`~salesmgmt_kit.targets.deals.promises`, each with its last month.

    Parameters
    ----------
    promised
        From :func:`~salesmgmt_kit.targets.deals.promises`.
    """
    ends = {"next_month": "next_month_last", "quarter": "quarter_last", "year": "last"}
    return {
        column: Finding("Expected to be won by the end of {last:month}", {"last": promised[end].iloc[0]})
        if len(promised)
        else Finding("Expected to be won")
        for column, end in ends.items()
    }


def deal_findings(
    found: Pipeline | None,
    promised: pd.DataFrame,
    past: pd.DataFrame,
    beyond: Surplus | None,
    *,
    recorded: bool,
) -> list[Finding]:
    """What open deals promise, how good such promises were, and whether the forecast allows for them.

    Parameters
    ----------
    found, promised, past, beyond
        From :func:`~salesmgmt_kit.targets.deals.pipeline`, :func:`~salesmgmt_kit.targets.deals.promises`,
        :func:`~salesmgmt_kit.targets.deals.frozen` and :func:`~salesmgmt_kit.targets.deals.surplus`.
    recorded
        Whether the client records deals at all; nothing is said where not.
    """
    if not recorded:
        return []
    if found is None or beyond is None:
        few = "Nothing can be said of open deals: fewer than {least:count} have ended, or none was won."
        return [Finding(few, {"least": FEWEST_ENDED})]
    return [*_promise(promised), *_record(past), *_folding(beyond, found.cycle)]


def _promise(promised: pd.DataFrame) -> list[Finding]:
    row = facts.company(promised)
    if row["n"] == 0:
        return [Finding("No deal is open.")]
    return [
        told(_PROMISES[bool(row["needed"] > row["year"])], {str(name): value for name, value in row.items()})
    ]


def _record(past: pd.DataFrame) -> list[Finding]:
    if past.empty:
        return [Finding("How good the probabilities of deals are cannot be tested yet.")]
    score, level = brier(past).iloc[0], level_of_probabilities(past).iloc[0]
    known = {
        **facts.picked(score, "n", "brier", "low", "high", "uncertainty"),
        "said": level["probability"],
        "share": level["share"],
        "snapshots": past["month"].nunique(),
        "window": WINDOW,
    }
    proven = "few" if pd.isna(score["high"]) else "better" if score["high"] < score["uncertainty"] else "open"
    beyond = 1 if level["low"] > 0 else -1 if level["high"] < 0 else 0
    said = [Finding(_LEVELS[beyond], {}, "note")] if beyond else []
    return [told(_TESTED[proven], known, "good" if proven == "better" else "note"), *said]


def _folding(beyond: Surplus, cycle: int) -> list[Finding]:
    kept = beyond.table[beyond.table["kept"].astype(bool)]
    if len(kept):
        return [told(_KEPT, row) for row in kept.to_dict("records")]
    errors = beyond.table[["error_with", "error_without"]].mean()
    if errors.isna().any():
        return [Finding(_UNTESTED, {"cycle": cycle})]
    return [told(_LEFT_OUT, {"cycle": cycle, **errors.to_dict()})]
