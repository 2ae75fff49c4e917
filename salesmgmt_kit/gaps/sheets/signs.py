"""What lies beyond chance about each rep: the only ground for a claim about a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from ... import units
from ...findings import Finding, Tone, told
from ...multiplicity import claimed
from ..chain import Bridge
from ..chance import SHARES
from ..rates import WinRates


@dataclass(frozen=True)
class Sign:
    """One thing beyond chance.

    Parameters
    ----------
    code
        ``ability`` (two years of sales), ``rate`` (win rate of the year), or a factor of the chain of deals
        that moved (``closed``, ``win_rate``, ``size``).
    good
        Whether it is to be welcomed.
    said
        The sentence, with its interval.
    """

    code: str
    good: bool
    said: Finding


_SAYS: Final = {
    ("ability", True): (
        "Two years on end about {ability:percent} more than others in a like position as far as is known "
        "({low:percent} to "
        "{high:percent}): more than luck."
    ),
    ("ability", False): (
        "Two years on end about {ability:percent} less than others in a like position as far as is known "
        "({low:percent} to "
        "{high:percent}): more than bad luck."
    ),
    ("rate", True): (
        "Wins about {rate:percent} of the deals closed ({low:percent} to {high:percent}), all reps together "
        "{common:percent}: more than luck."
    ),
    ("rate", False): (
        "Wins about {rate:percent} of the deals closed ({low:percent} to {high:percent}), all reps together "
        "{common:percent}: more than bad luck."
    ),
}
_MOVES: Final = {
    "closed": (
        "The number of deals closed in {span:period} made {effect:signed_money} against {base:period} "
        "({low:signed_money} to {high:signed_money}): more than chance."
    ),
    "win_rate": (
        "The win rate of {span:period} made {effect:signed_money} against {base:period} "
        "({low:signed_money} to {high:signed_money}): more than chance."
    ),
    "size": (
        "The size of the deals won in {span:period} made {effect:signed_money} against {base:period} "
        "({low:signed_money} to {high:signed_money}): more than chance."
    ),
}


def rep_signs(
    facts: pd.DataFrame, *, deals: Bridge | None = None, rates: WinRates | None = None
) -> dict[str, list[Sign]]:
    """By rep: everything that lies beyond chance; a rep without such a thing is not among them.

    Parameters
    ----------
    facts
        From :func:`~salesmgmt_kit.gaps.sheets.rep_facts`.
    deals
        From :func:`~salesmgmt_kit.gaps.bridge`; of the reps' effects only those are told that hold over all
        reps and factors at once.
    rates
        From :func:`~salesmgmt_kit.gaps.win_rates` of the reps.
    """
    found: dict[str, list[Sign]] = defaultdict(list)
    for row in facts[facts["told"]].to_dict("records"):
        found[row["rep"]].append(_ability(row))
    if rates is not None:
        for row in rates.units[rates.units["outside"]].to_dict("records"):
            found[row["unit"]].append(_rate(row, rates.rate))
    if deals is not None:
        for row in _moved(deals).to_dict("records"):
            found[row["unit"]].append(_move(row, deals))
    return dict(found)


def _ability(row: Mapping[Any, Any]) -> Sign:
    bounds = sorted(abs(row[name]) for name in ("steady_low", "steady_high"))
    good = bool(row["steady"] > 0)
    facts = {"ability": abs(row["steady"]), "low": bounds[0], "high": bounds[1]}
    return Sign("ability", good, Finding(_SAYS["ability", good], facts, _tone(good)))


def _rate(row: Mapping[Any, Any], common: float) -> Sign:
    good = bool(row["rate"] > common)
    return Sign("rate", good, told(_SAYS["rate", good], {**row, "common": common}, _tone(good)))


def _moved(deals: Bridge) -> pd.DataFrame:
    """The reps' effects that are more than noise, of the factors that an interview can ask about."""
    rows = deals.effects[(deals.effects["tier"] == units.REP) & deals.effects["factor"].isin(_MOVES)]
    return rows[claimed(rows["p"], share=SHARES["move"])]


def _move(row: Mapping[Any, Any], deals: Bridge) -> Sign:
    good = bool(row["effect"] > 0)
    spans = {"span": _ends(deals.actual), "base": _ends(deals.base)}
    return Sign(row["factor"], good, told(_MOVES[row["factor"]], {**row, **spans}, _tone(good)))


def _ends(span: pd.DatetimeIndex) -> list[pd.Timestamp]:
    return [span[0], span[-1]]


def _tone(good: bool) -> Tone:
    return "good" if good else "act"
