"""Sheets of reps: an index by unit, and one printable page a rep that its link opens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Final

from markupsafe import Markup

from ..interviews import Planned, Sheet, Standing
from ..locale import Locale, Scale
from ..locale.numbers import is_missing
from ..scoresheets import ScoreSheet
from . import scorelines
from .markup import fill

#: Empty lines for plans to write by hand: so many with the plans there are, but a few always.
_LINES: Final = 5
_FEWEST_LINES: Final = 3
#: What an id does without.
_SIGNS: Final = re.compile(r"[^\w.-]+")


def render(sheets: Sequence[Sheet | ScoreSheet], locale: Locale, *, subject: str) -> Markup:
    """The index and the sheets behind it, without a script: the address says which sheet is shown.

    Parameters
    ----------
    sheets
        Those of a unit one after the other; all for interviews, or all of appraisals.
    locale
        The language of the page.
    subject
        Client and month, for the head of a printed sheet.
    """
    ids = _ids((sheet.rep for sheet in sheets), "sheet")
    of_units = _ids(dict.fromkeys(sheet.unit for sheet in sheets), "sheets")
    scale = locale.scale(_amounts(sheets))
    groups = [
        {
            "id": of_units[unit],
            "name": locale.name(unit),
            "sheets": [
                {"id": ids[sheet.rep], "name": locale.name(sheet.rep), **_body(sheet, locale, scale)}
                for sheet in of_unit
            ],
        }
        for unit, of_unit in groupby(sheets, key=lambda sheet: sheet.unit)
    ]
    talks = isinstance(sheets[0], Sheet)
    return fill(
        "sheets.html.j2", groups=groups, subject=subject, locale=locale,
        body="talk.html.j2" if talks else "score.html.j2",
        unit=f"{locale.symbol}{scale.unit}" if talks else "",
        figure=locale.text("Gap") if talks else locale.text("Score"),
        word=locale.text("Direction") if talks else locale.text("Band"),
    )  # fmt: skip


def _amounts(sheets: Sequence[Sheet | ScoreSheet]) -> list[float]:
    return [part.amount for sheet in sheets if isinstance(sheet, Sheet) for part in sheet.parts]


def _body(sheet: Sheet | ScoreSheet, locale: Locale, scale: Scale) -> dict[str, Any]:
    return _talk(sheet, locale, scale) if isinstance(sheet, Sheet) else scorelines.body(sheet, locale)


def _ids(codes: Iterable[str], stem: str) -> dict[str, str]:
    """By code: an id without spaces; codes that differ in nothing but signs are numbered."""
    found: dict[str, str] = {}
    times: Counter[str] = Counter()
    for code in codes:
        name = f"{stem}-{_SIGNS.sub('-', code)}"
        times[name] += 1
        found[code] = name if times[name] == 1 else f"{name}_{times[name]}"
    return found


def _talk(sheet: Sheet, locale: Locale, scale: Scale) -> dict[str, Any]:
    """What the template fills in, all of it words."""
    return {
        "figure": locale.scaled(sheet.gap, scale, signed=True),
        "word": locale.text(sheet.word),
        "direction": locale.sentence(sheet.direction),
        "tone": sheet.direction.tone,
        "standings": [_standing(standing, locale, scale) for standing in sheet.standings],
        "span": locale.format(sheet.span, "period"),
        "plainly": [locale.sentence(f) for f in sheet.plainly],
        "parts": _parts(sheet, locale, scale),
        "apart": [locale.sentence(f) for f in sheet.apart],
        "questions": [(locale.sentence(q.ask), locale.sentence(q.fact)) for q in sheet.questions],
        "plans": [_plan(plan, locale) for plan in sheet.plans],
        "lines": max(_LINES - len(sheet.plans), _FEWEST_LINES),
    }


def _standing(standing: Standing, locale: Locale, scale: Scale) -> tuple[str, list[str]]:
    """The period, and what was done in it."""
    first, last = standing.period
    period = locale.month(first) if first == last else locale.format((first, last), "period")
    money = [locale.scaled(value, scale) for value in (standing.actual, standing.target)]
    gap = locale.scaled(standing.gap, scale, signed=True)
    return period, [*money, gap, locale.percent(standing.attainment)]


def _parts(sheet: Sheet, locale: Locale, scale: Scale) -> list[dict[str, Any]]:
    """The parts and their sum, each with a bar as long as its share of the longest half."""
    rows = [(part.label, part.amount, "own" if part.own else "given") for part in sheet.parts]
    if rows:
        label = "Against the average rep" if is_missing(sheet.gap) else "Gap"
        rows.append((label, sum(amount for _, amount, _ in rows), "sum"))
    longest = max((abs(amount) for _, amount, _ in rows), default=0) or 1.0
    return [
        {
            "label": locale.text(label),
            "amount": locale.scaled(amount, scale, signed=True),
            "kind": kind,
            "side": "less" if amount < 0 else "more",
            "width": f"{abs(amount) / longest * 50:.0f}",
        }
        for label, amount, kind in rows
    ]


def _plan(plan: Planned, locale: Locale) -> dict[str, str]:
    return {
        "action": plan.action,
        "owner": locale.name(plan.owner),
        "due": locale.format(plan.due, "date"),
        "measure": locale.text(plan.measure),
        "effect": locale.format(plan.effect, "signed_percent"),
        "outcome": locale.sentence(plan.outcome),
    }
