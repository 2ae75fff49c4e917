"""The words and figures of an appraisal's sheet, exact enough to be made again by hand."""

from __future__ import annotations

from typing import Any, Final

from ..locale import Locale
from ..locale.numbers import MISSING, decimal, is_missing
from ..scoresheets import Effect, Line, ScoreSheet, Step

#: Significant digits of what was measured, at least, and decimals of scores and points.
_DIGITS: Final = 5
_DECIMALS: Final = 2


def body(sheet: ScoreSheet, locale: Locale) -> dict[str, Any]:
    """What the template fills in, all of it words but ``weights``."""
    weights = sum(line.weight for line in sheet.lines)
    return {
        "figure": _fixed(sheet.score, locale, 1),
        "word": locale.name(sheet.word) if sheet.word else MISSING,
        "direction": locale.sentence(sheet.verdict),
        "tone": sheet.verdict.tone,
        "plainly": [locale.sentence(f) for f in sheet.plainly],
        "marks": [locale.text(mark) for mark in sheet.marks],
        "lines": [_line(line, "Attainment" in sheet.marks, locale) for line in sheet.lines],
        "weights": weights,
        "all_weights": locale.format(weights, "number"),
        "total": _fixed(sheet.score, locale),
        "rules": " ".join(locale.sentence(line.how) for line in sheet.lines),
        "effects": [_effect(effect, locale) for effect in sheet.effects],
        "given": [locale.sentence(f) for f in sheet.given],
        "steps": [_step(step, locale) for step in sheet.steps],
    }


def _line(line: Line, of_target: bool, locale: Locale) -> tuple[str, list[str]]:
    measured = [_exact(value, locale) for value in (line.numerator, line.denominator)]
    first, second = line.marks
    valued = [_valued(value, line.kind, locale) for value in (line.value, first)]
    return locale.name(line.kpi), [
        *measured,
        *valued,
        _valued(second, "percent" if of_target else line.kind, locale),
        _fixed(line.score, locale),
        locale.format(line.weight, "number"),
        _fixed(line.points, locale),
    ]


def _effect(effect: Effect, locale: Locale) -> tuple[str, list[str], bool]:
    points = [
        MISSING if is_missing(x) else decimal(x, 1, language=locale.language, signed=True)
        for x in (effect.points, effect.low, effect.high)
    ]
    return locale.text(effect.label), points, effect.told


def _step(step: Step, locale: Locale) -> tuple[str, list[str], bool]:
    pay = locale.sentence(step.pay) if step.pay else MISSING
    figures = [locale.format(step.begins, "number"), pay, locale.format(step.chance, "chance")]
    return locale.name(step.band), figures, step.own


def _fixed(value: float, locale: Locale, decimals: int = _DECIMALS) -> str:
    return MISSING if is_missing(value) else decimal(value, decimals, language=locale.language)


def _valued(value: float, kind: str, locale: Locale) -> str:
    if kind != "percent" or is_missing(value):
        return _exact(value, locale)
    return _fixed(100 * value, locale) + "%"


def _exact(value: float, locale: Locale) -> str:
    """A number with five significant digits but for zeros at the end, never fewer than its whole part."""
    if is_missing(value):
        return MISSING
    most = max(_DIGITS - len(str(int(abs(value)))), 0)
    enough = (n for n in range(most) if round(value, n) == round(value, most))
    return decimal(value, next(enough, most), language=locale.language)
