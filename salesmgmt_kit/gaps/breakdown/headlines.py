"""What a manager should read about sales by products and about shifts between units: only beyond chance."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ... import units
from ...findings import Finding, told
from ...multiplicity import claimed
from ..chance import SHARES
from .products import ProductBridge

#: False claims about products: half of them of the company, half of units.
_FALSE: Final = SHARES["product"] / 2
#: Most units spoken of, a sentence each.
_NAMED: Final = 6
#: Share of the amounts left out from which it is said.
_LEFT_OUT: Final = 0.02

#: What the effects are called.
LABELS: Final = {
    "volume": "Volume",
    "mix": "Product mix",
    "price": "Price",
    "new": "New products",
    "lost": "Products dropped",
}
#: Terms of the section and what each means.
TERMS: Final = (
    ("Volume", "More or fewer pieces of the products sold in both years, at last year's mix and prices."),
    ("Product mix", "A shift between dearer and cheaper products among those sold in both years."),
    ("Price", "What the same products brought more or less a piece, discounts included."),
    ("New products", "Sold in the last twelve months and not in the twelve before, at that unit."),
    ("Products dropped", "Sold in the twelve months before and not in the last twelve, at that unit."),
    (
        "Shift between these units",
        "The company's effect less the effects of the units right below it: business that moved to units "
        "with another win rate or deal size.",
    ),
)
_COMPANY: Final = {
    "volume": (
        "Pieces sold of the products of both years made {effect:signed_money} of it ({low:signed_money} to "
        "{high:signed_money})."
    ),
    "mix": (
        "The mix of dearer and cheaper products made {effect:signed_money} of it ({low:signed_money} to "
        "{high:signed_money})."
    ),
    "price": "Prices made {effect:signed_money} of it ({low:signed_money} to {high:signed_money}).",
    "new": (
        "Products that were not sold the year before made {effect:signed_money} of it ({low:signed_money} to "
        "{high:signed_money})."
    ),
    "lost": (
        "Products that are no longer sold made {effect:signed_money} of it ({low:signed_money} to "
        "{high:signed_money})."
    ),
}
_UNITS: Final = {
    "volume": (
        "{unit:name}: {effect:signed_money} in a year by pieces sold ({low:signed_money} to "
        "{high:signed_money})."
    ),
    "mix": (
        "{unit:name}: {effect:signed_money} in a year by the mix of products ({low:signed_money} to "
        "{high:signed_money})."
    ),
    "price": (
        "{unit:name}: {effect:signed_money} in a year by prices ({low:signed_money} to {high:signed_money})."
    ),
    "new": (
        "{unit:name}: {effect:signed_money} in a year by products new to it ({low:signed_money} to "
        "{high:signed_money})."
    ),
    "lost": (
        "{unit:name}: {effect:signed_money} in a year by products it no longer sells ({low:signed_money} to "
        "{high:signed_money})."
    ),
}


def columns() -> list[tuple[str, str, str, None, str, str]]:
    """By effect, what a table's column of it takes: key, label, kind, no direction, bounds."""
    return [(key, label, "signed_money", None, f"{key}_low", f"{key}_high") for key, label in LABELS.items()]


def product_finding(found: ProductBridge) -> Finding:
    """How sales of twelve months moved, for the picture of it."""
    if found.units.empty:
        return Finding(
            "Sales name no product, or go back less than twenty-four months: nothing to take apart."
        )
    row = found.units.iloc[0]
    return Finding(
        "Sales of the twelve months before, {before:money}, became {now:money}.",
        {"before": row["before"], "now": row["now"]},
    )


def product_findings(found: ProductBridge) -> list[Finding]:
    """What made the company's difference and the units', as far as it is more than chance.

    Parameters
    ----------
    found
        From :func:`~salesmgmt_kit.gaps.breakdown.product_bridge`.
    """
    if found.units.empty:
        return []
    above = found.effects[found.effects["tier"] != units.REP]
    company, below = (rows for _, rows in above.groupby(above["tier"] != units.COMPANY))
    sure = company[claimed(company["p"], share=_FALSE)]
    causes = [
        told(_COMPANY[row["factor"]], row, "good" if row["effect"] > 0 else "act")
        for row in sure.to_dict("records")
    ]
    nothing = Finding("Neither pieces nor mix nor prices nor products moved sales by more than chance.")
    return [*(causes or [nothing]), *_of_units(below), *_limits(found)]


def shift_findings(shifts: pd.DataFrame) -> list[Finding]:
    """Units in which business moved between the units below, beyond chance over all of them.

    Parameters
    ----------
    shifts
        From :func:`~salesmgmt_kit.gaps.breakdown.unit_shifts`.
    """
    if shifts.empty or shifts["mix_p"].isna().all():
        return []
    sure = shifts[claimed(shifts["mix_p"], share=SHARES["unit"] / 2)]
    return [
        told(
            "{unit:name}: {mix:signed_money} because deals moved between the units below it "
            "({mix_low:signed_money} to {mix_high:signed_money}).",
            row,
            "good" if row["mix"] > 0 else "act",
        )
        for row in sure.sort_values("mix").to_dict("records")[:_NAMED]
    ]


def _of_units(rows: pd.DataFrame) -> list[Finding]:
    """The largest effects of single units beyond chance."""
    sure = rows[claimed(rows["p"], share=_FALSE)]
    largest = sure.loc[sure["effect"].abs().sort_values(ascending=False).index[:_NAMED]]
    return [
        told(_UNITS[row["factor"]], row, "good" if row["effect"] > 0 else "act")
        for row in largest.to_dict("records")
    ]


def _limits(found: ProductBridge) -> list[Finding]:
    said = []
    if not found.pieces:
        said.append(Finding("Sales tell no pieces: every order line counts as one."))
    if found.left_out > _LEFT_OUT:
        template = "{share:percent} of the sales name no product or no pieces and are left out."
        said.append(Finding(template, {"share": found.left_out}))
    return said
