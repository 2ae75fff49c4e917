"""A finding: the facts of one message, turned into a sentence at the edge, in any language."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any, Final, Literal

import pandas as pd

Tone = Literal["good", "note", "act"]

#: The form in which findings stay in an executed notebook; the front page is built from it.
MIMETYPE = "application/vnd.salesmgmt-kit.findings+json"
#: Most names in one sentence.
_NAMED: Final = 6


@dataclass(frozen=True)
class Finding:
    """One message to a reader.

    Parameters
    ----------
    template
        English sentence with named fields; the id of its translation. The format spec of a
        field names its kind: ``{gap:money}``, ``{attainment:percent}``, ``{n:count}``,
        ``{month:month}``, ``{year:period}``, ``{unit:name}`` (see :mod:`salesmgmt_kit.locale`).
    facts
        Value of every field, at full precision: numbers, codes, months as Timestamp, periods as their
        first and last month.
    tone
        ``good``: keep it up; ``note``: to know; ``act``: something to do.

    Examples
    --------
    >>> Finding("{unit:name} is {gap:money} short.", {"unit": "T01", "gap": 4000.0}, "act").tone
    'act'
    """

    template: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    tone: Tone = "note"


def told(template: str, known: Mapping[Any, Any], tone: Tone = "note") -> Finding:
    """A finding with those of the facts that its sentence says: others may be missing."""
    said = {name for _, name, _, _ in Formatter().parse(template) if name}
    return Finding(template, {name: known[name] for name in known if name in said}, tone)


def few(names: pd.Series) -> list[str]:
    """The first few names of many, and a sign that there are more."""
    return [*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])]


def to_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as plain JSON values; months become ``{"month": "2026-10"}``, findings ``{"finding": ...}``.

    A number that is not finite becomes null, missing: JSON has no such numbers.
    """
    return [_flat(finding) for finding in findings]


def from_json(values: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """Findings read back from :func:`to_json`."""
    return [_full(value) for value in values]


def _flat(finding: Finding) -> dict[str, Any]:
    facts = {name: _plain(value) for name, value in finding.facts.items()}
    return {"template": finding.template, "facts": facts, "tone": finding.tone}


def _full(value: Mapping[str, Any]) -> Finding:
    return Finding(value["template"], {k: _rich(x) for k, x in value["facts"].items()}, value["tone"])


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, pd.Timestamp):
        return {"month": f"{value:%Y-%m}"}
    if isinstance(value, Finding):
        return {"finding": _flat(value)}
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _rich(value: Any) -> Any:
    if isinstance(value, list):
        return [_rich(part) for part in value]
    if isinstance(value, dict):
        return _full(value["finding"]) if "finding" in value else pd.Timestamp(value["month"])
    return value
