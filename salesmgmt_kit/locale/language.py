"""The :class:`Locale` of a page: its words, names, numbers, money and dates in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any, Literal

import pandas as pd
from babel.dates import format_date, format_interval, format_skeleton
from babel.lists import format_list

from ..findings import Finding
from . import numbers
from .catalogue import translations

Language = Literal["en", "zh"]

_TAGS = {"en": "en", "zh": "zh-Hans"}
_BABEL = {"en": "en", "zh": "zh_Hans_CN"}


@dataclass(frozen=True)
class Locale:
    """How one page speaks.

    Parameters
    ----------
    language
        ``en`` or ``zh``.
    currency
        ISO 4217 code of the money shown.
    names
        Name of a code in this language; a code without one is shown itself.

    Raises
    ------
    ValueError
        When the language is neither of the two.

    Examples
    --------
    >>> Locale("en", names={"T01": "North"}).text("{team:name} is {gap:money} short.", team="T01", gap=4e4)
    'North is ¥40.0k short.'
    """

    language: str
    currency: str = "CNY"
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.language not in _TAGS:
            raise ValueError(f"{self.language!r} is no language of the kit; write en or zh")

    @property
    def tag(self) -> str:
        """The language as pages declare it: ``zh-Hans`` or ``en``."""
        return _TAGS[self.language]

    @property
    def symbol(self) -> str:
        """The sign of the currency."""
        return numbers.symbol(self.currency, self.language)

    def text(self, message: str, /, **facts: Any) -> str:
        """A message in this language with its fields filled in.

        Parameters
        ----------
        message
            English text; a message without translation stays English. The format spec of a field
            is one of :data:`KINDS`; without one the value is taken as text.
        facts
            The value of every field.
        """
        return _Formatter(self).vformat(translations(self.language).get(message, message), (), facts)

    def sentence(self, finding: Finding) -> str:
        """A finding as a sentence of this language."""
        return self.text(finding.template, **finding.facts)

    def say(self, message: Finding | str) -> str:
        """A message or a finding in this language: what labels a figure may name its period."""
        return self.sentence(message) if isinstance(message, Finding) else self.text(message)

    def format(self, value: Any, kind: str) -> str:
        """A value as text; ``kind`` is one of :data:`KINDS`, a missing value is an en dash.

        Raises
        ------
        ValueError
            When there is no such kind.
        """
        if kind not in KINDS:
            raise ValueError(f"{kind!r} is no kind of value; known are {', '.join(KINDS)}")
        if not isinstance(value, (list, tuple)) and numbers.is_missing(value):
            return numbers.MISSING
        return KINDS[kind](self, value)

    def money(self, value: Any) -> str:
        """An amount with the unit that suits its size: ``¥12.3M``, ``¥1,234.6万``."""
        return self.format(value, "money")

    def percent(self, value: Any) -> str:
        """A fraction as a percentage: ``98.6%``."""
        return self.format(value, "percent")

    def month(self, value: Any) -> str:
        """A month: ``Oct 2026``, ``2026年10月``."""
        return self.format(value, "month")

    def year(self, value: pd.Timestamp) -> str:
        """The year of a month: ``2026``, ``2026年``."""
        return str(format_skeleton("y", pd.Timestamp(value), locale=_BABEL[self.language]))

    def name(self, code: Any) -> str:
        """The name of a code, or the code itself."""
        return self.format(code, "name")

    def scale(self, values: Iterable[float]) -> numbers.Scale:
        """One unit in which some amounts can be compared (see :func:`.numbers.common_scale`)."""
        return numbers.common_scale(values, language=self.language)

    def scaled(self, value: Any, scale: numbers.Scale, *, signed: bool = False) -> str:
        """An amount in a common unit, without currency and unit, which are said once beside it."""
        if numbers.is_missing(value):
            return numbers.MISSING
        return numbers.amount(value / scale.factor, scale.decimals, language=self.language, signed=signed)

    def _money(self, value: float, signed: bool = False) -> str:
        return numbers.compact(value, language=self.language, currency=self.currency, signed=signed)

    def _percent(self, value: float, signed: bool = False) -> str:
        return numbers.percent(value, language=self.language, signed=signed)

    def _points(self, value: float, signed: bool = False) -> str:
        points = numbers.decimal(value * 100, 1, language=self.language, signed=signed)
        return self.text("{points} pp", points=points)

    def _count(self, value: float, signed: bool = False) -> str:
        return numbers.decimal(value, 0, language=self.language, signed=signed)

    def _month(self, value: pd.Timestamp) -> str:
        return str(format_skeleton("yMMM", pd.Timestamp(value), locale=_BABEL[self.language]))

    def _period(self, span: tuple[pd.Timestamp, pd.Timestamp]) -> str:
        first, last = map(pd.Timestamp, span)
        return str(format_interval(first, last, "yMMM", locale=_BABEL[self.language])).replace("\u2009", " ")

    def _date(self, value: pd.Timestamp) -> str:
        return str(format_date(pd.Timestamp(value), "medium", locale=_BABEL[self.language]))

    def _names(self, codes: Iterable[str]) -> str:
        return str(format_list([self.name(c) for c in codes], locale=_BABEL[self.language]))


#: How a value of each kind is written; the format specs that messages may use.
KINDS: Mapping[str, Callable[[Locale, Any], str]] = {
    "money": Locale._money,
    "signed_money": lambda locale, x: locale._money(x, signed=True),
    "percent": Locale._percent,
    "signed_percent": lambda locale, x: locale._percent(x, signed=True),
    "chance": lambda locale, x: numbers.chance(x, language=locale.language),
    "points": Locale._points,
    "signed_points": lambda locale, x: locale._points(x, signed=True),
    "count": Locale._count,
    "signed_count": lambda locale, x: locale._count(x, signed=True),
    "number": lambda locale, x: numbers.number(x, language=locale.language),
    "signed_number": lambda locale, x: numbers.number(x, language=locale.language, signed=True),
    "month": Locale._month,
    "period": Locale._period,
    "date": Locale._date,
    "name": lambda locale, code: str(locale.names.get(code, code)),
    "names": Locale._names,
    "message": Locale.text,
    "sentence": lambda locale, finding: locale.sentence(finding),
    "sentences": lambda locale, findings: locale.text("; ").join(map(locale.sentence, findings)),
    "course": lambda _, figures: "; ".join("" if numbers.is_missing(x) else f"{x:.15g}" for x in figures),
    "text": lambda _, value: str(value),
}


class _Formatter(Formatter):
    """``str.format`` whose format specs are kinds of value."""

    def __init__(self, locale: Locale) -> None:
        self.locale = locale

    def format_field(self, value: Any, format_spec: str) -> str:
        return self.locale.format(value, format_spec or "text")
