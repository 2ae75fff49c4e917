"""Numbers as readers of one language write them, with as many digits as can be told apart.

Money is shortened by the units of the language: thousands, millions and billions in English, 万 and 亿
in Chinese. A minus is the true minus sign, and what cannot be known is an en dash.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from babel.numbers import format_decimal, get_currency_symbol

#: What stands for a value that is missing or undefined.
MISSING = "–"
_MINUS = "−"

#: Factor and name of the units that money is shortened by, largest first.
_UNITS = {
    "en": ((1e9, "bn"), (1e6, "M"), (1e3, "k"), (1.0, "")),
    "zh": ((1e8, "亿"), (1e4, "万"), (1.0, "")),
}
#: Chinese readers know the yuan by ``¥`` in both languages; Babel says ``CN¥`` in English.
_SYMBOLS = {"CNY": "¥"}


def is_missing(value: Any) -> bool:
    """Whether a value cannot be shown: None, NaN, NaT, NA, or an infinite number."""
    return bool(pd.isna(value)) or (isinstance(value, float) and math.isinf(value))


def symbol(currency: str, language: str) -> str:
    """The sign of a currency, as ``¥`` for CNY."""
    return _SYMBOLS.get(currency) or str(get_currency_symbol(currency, locale=language))


def decimal(value: float, decimals: int, *, language: str, signed: bool = False, prefix: str = "") -> str:
    """A number with that many decimals, grouped by thousands.

    Parameters
    ----------
    value
        The number; a value that rounds to nothing carries no sign.
    decimals
        Digits after the point.
    language
        ``en`` or ``zh``.
    signed
        Whether a positive number carries a plus.
    prefix
        What stands between the sign and the digits, usually a currency's sign.

    Examples
    --------
    >>> decimal(-1234.56, 1, language="en", prefix="¥")
    '−¥1,234.6'
    """
    rounded = round(abs(value), decimals)
    places = f".{'0' * decimals}" if decimals else ""
    digits = format_decimal(rounded, format=f"#,##0{places}", locale=language)
    return f"{_sign(value if rounded else 0.0, signed)}{prefix}{digits}"


def amount(value: float, decimals: int, *, language: str, signed: bool = False, prefix: str = "") -> str:
    """A number as :func:`decimal` writes it, but what is not nothing is never shown as nothing.

    Examples
    --------
    >>> amount(-0.004, 2, language="en", prefix="€")
    '−<€0.01'
    """
    least = 10.0**-decimals
    if value == 0 or round(abs(value), decimals):
        return decimal(value, decimals, language=language, signed=signed, prefix=prefix)
    return _sign(value, signed) + decimal(least, decimals, language=language, prefix=f"<{prefix}")


def _sign(value: float, signed: bool) -> str:
    if value < 0:
        return _MINUS
    return "+" if signed and value > 0 else ""


@dataclass(frozen=True)
class Scale:
    """One unit for many amounts, so that they can be compared.

    Parameters
    ----------
    factor
        What an amount is divided by, e.g. 10,000 for 万.
    unit
        The unit's name, e.g. ``万`` or ``k``; empty for whole amounts.
    decimals
        Digits after the point.
    """

    factor: float
    unit: str
    decimals: int


def common_scale(values: Iterable[float], *, language: str) -> Scale:
    """The largest unit in which the middle one of some amounts is at least 1, with its decimals.

    Missing values and zeros have no say. Two decimals are kept when the middle amount has one
    digit in that unit, one when it has two or three, else none.
    """
    sizes = pd.Series(list(values), dtype="float64").abs()
    sizes = sizes[(sizes > 0) & sizes.lt(math.inf)]
    middle = float(sizes.median()) if len(sizes) else 0.0
    factor, unit = next((u for u in _UNITS[language] if middle >= u[0]), _UNITS[language][-1])
    per = middle / factor
    decimals = 2 if per < 10 else 1 if per < 1000 else 0
    return Scale(factor, unit, decimals if unit or 0 < per < 1 else 0)


def compact(value: float, *, language: str, currency: str, signed: bool = False) -> str:
    """Money with the unit that suits its size: ``¥12.3M``, ``¥1,234.6万``.

    English shows three significant digits. Chinese shows two decimals in 亿, one in 万 (two below
    10万), whole amounts below 1万.
    """
    factor, unit, decimals = _unit(abs(value), language)
    text = amount(
        value / factor, decimals, language=language, signed=signed, prefix=symbol(currency, language)
    )
    return text + unit


def _unit(size: float, language: str) -> tuple[float, str, int]:
    for factor, unit in _UNITS[language]:
        decimals = _decimals(size / factor, unit, language)
        if round(size / factor, decimals) >= 1:
            return factor, unit, decimals
    return 1.0, "", 0 if size == 0 else 2


def _decimals(size: float, unit: str, language: str) -> int:
    """Digits after the point of an amount given in its unit."""
    if not unit:
        return 0
    if language == "zh":
        return 2 if unit == "亿" or size < 9.995 else 1
    return 2 if size < 9.995 else 1 if size < 99.95 else 0


def percent(value: float, *, language: str, signed: bool = False) -> str:
    """A fraction as a percentage with one decimal, and one more where that would mislead.

    99.96 % is not shown as 100.0 %, nor 0.04 % as 0.0 %; from 1,000 % on there are no decimals.
    """
    hundredfold = value * 100
    return decimal(hundredfold, _percent_decimals(abs(hundredfold)), language=language, signed=signed) + "%"


def _percent_decimals(size: float) -> int:
    if size >= 1000:
        return 0
    hides = round(size, 1) in {0.0, 100.0} and size not in {0.0, 100.0}
    return 2 if hides else 1


def chance(value: float, *, language: str) -> str:
    """A probability as a whole percentage; what is not certain is never shown as 0 % or 100 %."""
    if 0 < value < 0.01:
        return "<1%"
    if 0.99 < value < 1:
        return ">99%"
    return decimal(value * 100, 0, language=language) + "%"


def number(value: float, *, language: str, signed: bool = False) -> str:
    """A number without a unit, with three significant digits but never fewer than its whole part."""
    size = abs(value)
    whole = float(value).is_integer()
    decimals = 0 if whole or size >= 99.95 else 1 if size >= 9.995 else 2
    return decimal(value, decimals, language=language, signed=signed)
