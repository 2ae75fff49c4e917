"""What a manager should read about reps beside their peers, a sentence for each verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from ...findings import Finding, Tone, few, told
from .standing import Standing

#: Terms of the section and what each means.
TERMS: Final = (
    (
        "Peers",
        "The ten other reps of the same tenure (below one year, below three, longer) whose patches are "
        "nearest in potential; more where several are equally near. Fewer than five give no verdict.",
    ),
    (
        "Own, chance taken out",
        "What a rep sells in a month of average season, drawn towards what is usual in such a patch as far "
        "as the rep's ups and downs leave it open; the interval holds the truth in 95 of 100 cases.",
    ),
    (
        "Peers' middle",
        "What half of the peers would exceed if they sold in the rep's own patch and team, and how sure that "
        "is.",
    ),
)
#: The verdicts as the table says them.
VERDICTS: Final[dict[str, tuple[str, Tone]]] = {
    "few": ("Fewer than five peers: no verdict.", "note"),
    "alike": ("No rep can be told from another.", "note"),
    "among": ("One of the peers: what is more or less may be luck or patch.", "note"),
    "above": ("More than the peers, beyond luck. Ask how.", "good"),
    "below": ("Less than the peers, beyond luck. Ask what stands in the way.", "act"),
}
_NAMED: Final[dict[tuple[str, str], tuple[str, Tone]]] = {
    ("sales", "above"): (
        "{rep:name} sells about {shrunk:money} a month ({low:money} to {high:money}), where peers would sell "
        "{benchmark:money} in the same position: more than luck. Ask how.",
        "good",
    ),
    ("sales", "below"): (
        "{rep:name} sells about {shrunk:money} a month ({low:money} to {high:money}), where peers would sell "
        "{benchmark:money} in the same position: more than bad luck. Ask what stands in the way.",
        "act",
    ),
    ("win_rate", "above"): (
        "{rep:name} wins about {shrunk:percent} of the deals ({low:percent} to {high:percent}), the peers "
        "{benchmark:percent}: more than luck. Ask how.",
        "good",
    ),
    ("win_rate", "below"): (
        "{rep:name} wins about {shrunk:percent} of the deals ({low:percent} to {high:percent}), the peers "
        "{benchmark:percent}: more than bad luck. Ask what stands in the way.",
        "act",
    ),
}


def with_verdicts(found: Standing) -> pd.DataFrame:
    """The rows of a standing, widest from the peers' middle first, ``said``: the verdict as a sentence."""
    rows = found.reps
    said = [Finding(*_plain(VERDICTS[verdict])) for verdict in rows["verdict"]]
    away = (rows["shrunk"] / rows["benchmark"] - 1).abs()
    order = away.sort_values(ascending=False, kind="stable").index
    return rows.assign(said=pd.Series(said, rows.index, dtype=object)).loc[order]


def peer_finding(found: Standing) -> Finding:
    """How many stand out from their peers, for the picture of them."""
    apart = found.reps["verdict"].value_counts()
    above, below = (int(apart.get(verdict, 0)) for verdict in ("above", "below"))
    if found.reps.empty or not above + below:
        return peer_findings(found, found)[0]
    return Finding(
        "Of {n:count} reps, {above:count} sell more than their peers and {below:count} less, beyond luck.",
        {"n": len(found.reps), "above": above, "below": below},
    )


def peer_findings(sales: Standing, rates: Standing) -> list[Finding]:
    """Who stands out from the peers, and of whom nothing can be said."""
    if sales.reps.empty:
        return [Finding("Fewer than eight reps have six months of sales: nobody is held against peers.")]
    named = [*_named(sales), *_named(rates)]
    return [*(named or [_nobody(sales)]), *_unjudged(sales.reps)]


def _plain(verdict: tuple[str, Tone]) -> tuple[str, Mapping[str, Any], Tone]:
    template, tone = verdict
    return template, {}, tone


def _named(found: Standing) -> list[Finding]:
    rows = found.reps[found.reps["verdict"].isin(["above", "below"])]
    said = [(_NAMED[found.measure, row["verdict"]], row) for row in rows.to_dict("records")]
    return [told(template, row, tone) for (template, tone), row in said]


def _nobody(sales: Standing) -> Finding:
    if (sales.reps["verdict"] == "alike").any():
        return Finding(
            "Patch and tenure taken out as far as known, all {n:count} reps may sell the same: nobody is "
            "held against "
            "peers.",
            {"n": len(sales.reps)},
        )
    return Finding("No rep sells more or less than the peers by more than luck and unlike patches explain.")


def _unjudged(reps: pd.DataFrame) -> list[Finding]:
    rows = reps[reps["verdict"] == "few"]
    if rows.empty:
        return []
    return [
        Finding(
            "{n:count} reps have fewer than five peers, which is too few for a verdict: {reps:names}.",
            {"n": len(rows), "reps": few(rows["rep"])},
        )
    ]
