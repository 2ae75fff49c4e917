"""What a manager should read about the customers that a target was reached with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ... import units
from ...findings import Finding
from .overview import CustomerValue

#: Share of a unit's sales with its largest customer from which it is told.
_MUCH: Final = 0.25
#: Share of sales without a customer above which the rest may mislead.
_UNNAMED: Final = 0.01
#: Terms of the section and what each means.
TERMS: Final = (
    (
        "Revenue kept",
        "Gross retention: of what customers bought in the year before, the share that they bought again, "
        "what some bought more not counted.",
    ),
    (
        "Kept and grown",
        "Net retention: what the customers of the year before bought in the last twelve months, as a share "
        "of what they bought then.",
    ),
    ("New customers", "Who bought nothing in the year before, or returned as much as they bought."),
)


def bridge_finding(value: CustomerValue) -> Finding:
    """What the company's sales of twelve months were made with."""
    if value.units.empty:
        return Finding("Sales name no customer, so nobody can tell which ones stay.")
    row = _company(value)
    facts = {name: row[name] for name in ("grr", "grr_low", "grr_high", "nrr", "new")}
    return Finding(
        "Customers of the year before bought {grr:percent} of it again ({grr_low:percent} to "
        "{grr_high:percent}), {nrr:percent} with what some bought more; new ones brought {new:money}.",
        facts,
    )


def value_findings(value: CustomerValue) -> list[Finding]:
    """Units that lose customers beyond chance, and those that hang on one customer."""
    if value.units.empty:
        return [
            Finding("Name the column of sales that holds the customer: {column}.", {"column": "customer"})
        ]
    rows = value.units[value.units["tier"] != units.COMPANY].to_dict("records")
    burnt = [_behind(row) for row in rows if row["behind"]]
    hanging = [_hanging(row) for row in rows if row["largest_share"] >= _MUCH]
    nobody = Finding("No unit keeps less revenue from its customers than the others beyond chance.")
    return [*(burnt or [nobody]), *hanging, *_unnamed(value)]


def _behind(row: Mapping[Any, Any]) -> Finding:
    facts = {name: row[name] for name in ("unit", "grr", "grr_low", "grr_high", "others")}
    if row["attainment"] >= 1:
        return Finding(
            "{unit:name} reaches {attainment:percent} of its target, but kept only {grr:percent} of its "
            "customers' revenue ({grr_low:percent} to {grr_high:percent}), where the others kept "
            "{others:percent}.",
            facts | {"attainment": row["attainment"]},
            "act",
        )
    return Finding(
        "{unit:name} kept {grr:percent} of its customers' revenue ({grr_low:percent} to {grr_high:percent}), "
        "where the others kept {others:percent}: more than chance.",
        facts,
        "act",
    )


def _hanging(row: Mapping[Any, Any]) -> Finding:
    return Finding(
        "{unit:name}: one customer, {customer:name}, makes {share:percent} of the sales.",
        {"unit": row["unit"], "customer": row["largest"], "share": row["largest_share"]},
        "act",
    )


def _unnamed(value: CustomerValue) -> list[Finding]:
    if not value.unnamed > _UNNAMED:
        return []
    return [
        Finding("{share:percent} of the sales name no customer and are left out.", {"share": value.unnamed})
    ]


def _company(value: CustomerValue) -> Mapping[Any, Any]:
    return value.units[value.units["tier"] == units.COMPANY].iloc[0].to_dict()
