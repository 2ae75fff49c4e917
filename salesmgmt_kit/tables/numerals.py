"""Why a text is no number, and which one was probably meant."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

#: A number as the gate takes it: sign, digits, point, exponent; nothing else.
NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
#: Error values of spreadsheets.
SHEET_ERROR = r"#(?:N/A|DIV/0!|REF!|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!|GETTING_DATA)"
#: A formula in the place of its result: as it stands where no program has computed it.
FORMULA = r"=[^=\s].*"

_SEPARATED = re.compile(r"([+-]?)(\d{1,3}(?:[,' \u00a0\u202f]\d{3})+)(\.\d*)?")
_CURRENCY = re.compile(r"^([+-]?)(?:[¥$€£₩]|元|RMB|CNY|USD|EUR)\s*|\s*(?:元|RMB|CNY|USD|EUR|[¥$€£])$", re.I)
_UNITS = {"万": 4, "亿": 8, "k": 3, "m": 6}
_LOOK_ALIKE = str.maketrans("OoQDlI|SsBZz", "000011155822")


class Trouble(NamedTuple):
    """What is wrong with a value and what to do, as a problem says it."""

    rule: str
    fix: str


def number_trouble(written: str) -> Trouble:
    """Why ``written``, which is no plain number, is refused, and what to write instead.

    Examples
    --------
    >>> number_trouble("1,2O0")
    Trouble(rule='not a number', fix='Did you mean 1200?')
    >>> number_trouble("１２３").fix
    'Write 123.'
    """
    if trouble := sheet_trouble(written):
        return trouble
    if re.fullmatch(r"[+-]?(inf|infinity|nan|∞|[0-9.]+e[+-]?[0-9]+)", written.lower()):
        return Trouble("not a finite number", "Correct it to the number meant.")
    narrow = unicodedata.normalize("NFKC", written).strip().replace("−", "-").replace("–", "-")
    for form in (
        _percentage,
        _bracketed,
        _currency,
        _scaled,
        _thousands,
        _full_width,
        _decimal_comma,
        _alike,
    ):
        trouble = form(narrow)
        if trouble:
            return trouble
    return Trouble("not a number", "Write digits with a point at most, such as 1234.5.")


def sheet_trouble(written: str) -> Trouble | None:
    """What a spreadsheet left in a cell in place of a value: a formula or an error; None for neither."""
    if re.fullmatch(FORMULA, written, re.DOTALL):
        fix = "Open the file in a spreadsheet program and save it, or write the value."
        return Trouble("a formula that was never computed", fix)
    if not re.fullmatch(SHEET_ERROR, written.upper()):
        return None
    return Trouble("an error value of a spreadsheet", "Repair the formula that made it.")


def _plain(text: str) -> str:
    """The number meant by a text with separators; empty when it means none."""
    match = _SEPARATED.fullmatch(text)
    text = match[1] + re.sub(r"\D", "", match[2]) + (match[3] or "") if match else text
    return text if re.fullmatch(NUMBER, text) else ""


def _percentage(text: str) -> Trouble | None:
    number = _plain(text.removesuffix("%").strip())
    if not text.endswith("%") or not number:
        return None
    return Trouble("a percentage", f"Write the fraction {_shifted(number, -2)}.")


def _bracketed(text: str) -> Trouble | None:
    number = _plain(text[1:-1])
    if not (text.startswith("(") and text.endswith(")") and number):
        return None
    return Trouble("negative by brackets", f"Write -{number}.")


def _currency(text: str) -> Trouble | None:
    number = _plain(_CURRENCY.sub(r"\1", text)) if _CURRENCY.search(text) else ""
    return Trouble("written with a currency sign", f"Write {number}.") if number else None


def _scaled(text: str) -> Trouble | None:
    number, unit = _plain(text[:-1].strip()), text[-1:].lower()
    if unit not in _UNITS or not number:
        return None
    return Trouble(f"written in {text[-1]}", f"Write {_shifted(number, _UNITS[unit])}.")


def _thousands(text: str) -> Trouble | None:
    number = _plain(text) if _SEPARATED.fullmatch(text) else ""
    return Trouble("written with thousands separators", f"Write {number}.") if number else None


def _full_width(text: str) -> Trouble | None:
    return Trouble("written in full-width digits or signs", f"Write {text}.") if _plain(text) else None


def _decimal_comma(text: str) -> Trouble | None:
    if not re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text):
        return None
    return Trouble("not a number", f"Did you mean {text.replace(',', '.')}?")


def _alike(text: str) -> Trouble | None:
    number = _plain(text.translate(_LOOK_ALIKE))
    return Trouble("not a number", f"Did you mean {number}?") if number else None


def _shifted(number: str, by: int) -> str:
    from decimal import Decimal

    shifted = Decimal(number).scaleb(by)
    return f"{shifted:f}".rstrip("0").rstrip(".") if "." in f"{shifted:f}" else f"{shifted:f}"
