"""Text to days and months, and what was probably meant by a text that says none."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable

from .numerals import Trouble, sheet_trouble

_DATE = re.compile(
    r"(?P<year>\d{4})(?:"
    r"(?P<sign>[-/])(?P<month>\d{1,2})(?:(?P=sign)(?P<day>\d{1,2})"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?)?"
    r"|年(?P<month_zh>\d{1,2})月(?:(?P<day_zh>\d{1,2})日)?"
    r"|(?P<month_run>\d{2})(?P<day_run>\d{2})?)",
    re.ASCII,
)
_YEARS = range(1900, 2201)


def parse_date(written: str) -> dt.date | Trouble:
    """The day that a text says, or why it says none.

    Examples
    --------
    >>> parse_date("2026年10月31日")
    datetime.date(2026, 10, 31)
    >>> parse_date("2026-02-30").rule
    'no day of the calendar'
    """
    match = _DATE.fullmatch(written)
    if not match:
        return _unclear(written)
    day = match["day"] or match["day_zh"] or match["day_run"]
    if not day:
        return Trouble("without a day", "Write the whole date, e.g. 2026-10-31.")
    return _day(match, int(day))


def parse_month(written: str) -> dt.date | Trouble:
    """The first day of the month that a text says, be it a month or a day, or why it says none.

    Examples
    --------
    >>> parse_month("202610")
    datetime.date(2026, 10, 1)
    """
    match = _DATE.fullmatch(written)
    if not match:
        return _unclear(written)
    day = _day(match, int(match["day"] or match["day_zh"] or match["day_run"] or 1))
    return day if isinstance(day, Trouble) else day.replace(day=1)


def _day(match: re.Match[str], day: int) -> dt.date | Trouble:
    year = int(match["year"])
    month = int(match["month"] or match["month_zh"] or match["month_run"])
    if year not in _YEARS:
        return Trouble("in no year that can be meant", "Write a year from 1900 to 2200.")
    if not 1 <= month <= 12:
        return Trouble("in no month of the calendar", "Write a month from 01 to 12.")
    try:
        return dt.date(year, month, day)
    except ValueError:
        return Trouble("no day of the calendar", "Correct it to a day that the month has.")


def _unclear(written: str) -> Trouble:
    """Why a text in no known form of a date is refused."""
    if trouble := sheet_trouble(written):
        return trouble
    for form, explain in _FORMS:
        match = form.fullmatch(written)
        if match and (trouble := explain(match)):
            return trouble
    narrow = unicodedata.normalize("NFKC", written)
    if narrow != written and _DATE.fullmatch(narrow):
        return Trouble("written in full-width digits or signs", f"Write {narrow}.")
    return Trouble("no date", "Write it like 2026-10-31, or 2026-10 for a month.")


def _pointed(match: re.Match[str]) -> Trouble | None:
    """``2026.10``; as a number it loses its zero, so that ``2026.1`` may be either month."""
    year, month, day = match["year"], match["month"], match["day"]
    if not 1 <= int(month) <= 12:
        return None
    meant = f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")
    if month == "1" and not day:
        return Trouble("written with a point", f"Write {year}-01, or {year}-10 if a zero was lost.")
    return Trouble("written with points" if day else "written with a point", f"Write {meant}.")


def _month_first(match: re.Match[str]) -> Trouble | None:
    month = int(match["month"])
    if not 1 <= month <= 12:
        return None
    return Trouble("the month before the year", f"Write {match['year']}-{month:02}.")


def _in_words(match: re.Match[str]) -> Trouble:
    month = _MONTHS[match["word"][:3].lower()]
    year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
    return Trouble("a month in words", f"Did you mean {year}-{month:02}?")


def _day_and_month(match: re.Match[str]) -> Trouble:
    """Day and month before the year can be told apart when one of them is above 12."""
    one, two, year = int(match["one"]), int(match["two"]), match["year"]
    month, day = sorted((one, two))
    if len(year) == 4 and month <= 12 < day <= 31:
        return Trouble("day and month before the year", f"Did you mean {year}-{month:02}-{day:02}?")
    return Trouble("ambiguous: day and month cannot be told apart", "Write it like 2026-10-31.")


def _counted(match: re.Match[str]) -> Trouble:
    day = dt.date(1899, 12, 30) + dt.timedelta(days=int(match["days"]))
    return Trouble("a day counted as Excel does", f"Write {day}.")


_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTHS = {name: n for n, name in enumerate(_NAMES.split("|"), 1)}
_WORD = rf"(?P<word>(?:{_NAMES})[a-z]{{0,6}})"

#: Forms that are refused, for they may be read in more than one way, each with what is said of it.
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Trouble | None]], ...] = (
    (re.compile(r"(?P<year>[0-9]{4})\.(?P<month>[0-9]{1,2})(?:\.(?P<day>[0-9]{1,2}))?"), _pointed),
    (re.compile(r"(?P<month>[0-9]{1,2})[-/. ](?P<year>[0-9]{4})"), _month_first),
    (re.compile(rf"{_WORD}[-/., ']*(?P<year>[0-9]{{4}}|[0-9]{{2}})", re.I), _in_words),
    (re.compile(rf"(?P<year>[0-9]{{4}}|[0-9]{{2}})[-/., ]*{_WORD}", re.I), _in_words),
    (re.compile(r"(?P<one>[0-9]{1,2})[-/.](?P<two>[0-9]{1,2})[-/.](?P<year>[0-9]{2,4})"), _day_and_month),
    (re.compile(r"(?P<days>[1-9][0-9]{4})(?:\.[0-9]*)?"), _counted),
)
