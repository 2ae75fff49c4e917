"""Text to values: how the cells of each kind of column are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from .contract import Column, Kind
from .dates import parse_date, parse_month
from .numerals import FORMULA, NUMBER, SHEET_ERROR, Trouble, number_trouble, sheet_trouble
from .sheets import Breach

_FLAGS = dict.fromkeys(("yes", "y", "true", "t", "1", "是", "真"), True) | dict.fromkeys(
    ("no", "n", "false", "f", "0", "否", "假"), False
)


def read(column: Column, text: pa.ChunkedArray) -> tuple[pd.Series[Any], list[Breach]]:
    """The values of a column and the cells that are none.

    Blanks around a value, full-width ones too, are no part of it. A cell that is empty, or that
    cannot be read, is missing in the values.

    Parameters
    ----------
    column
        The column's declaration.
    text
        Its cells as they stand in the file.

    Returns
    -------
    values
        Code and text as str, month and date as datetime64, number as float64, count as Int64,
        flag as boolean; one for each cell.
    breaches
        One for each cell that could not be read.
    """
    trimmed = pc.utf8_trim_whitespace(text)
    filled = pc.if_else(pc.equal(trimmed, ""), None, trimmed)
    values, bad = _READERS[column.kind](filled)
    return values, [
        Breach(int(i), (column.name,), *_trouble(column.kind, filled[int(i)].as_py())) for i in bad
    ]


def nothing(column: Column) -> pd.Series[Any]:
    """A column without cells, of the type that its values have."""
    return read(column, pa.chunked_array([[]], pa.string()))[0]


#: Values, and the positions of the cells that have none.
_Read = tuple["pd.Series[Any]", "np.ndarray[Any, np.dtype[np.int64]]"]


def _text(filled: pa.ChunkedArray) -> _Read:
    """What a spreadsheet left in place of a value is the one thing that no code and no text can be."""
    wrong = _where(pc.match_substring_regex(filled, rf"^(?i:{SHEET_ERROR}|(?s:{FORMULA}))$"))
    values = filled.cast(pa.large_string()).to_pandas().astype("str")
    if len(wrong):
        values.iloc[wrong] = None
    return values, wrong


def _number(filled: pa.ChunkedArray) -> _Read:
    plain = pc.match_substring_regex(filled, rf"^{NUMBER}$")
    values = pc.if_else(plain, filled, None).cast(pa.float64())
    finite = pc.is_finite(values)
    values = pc.if_else(finite, values, None)
    wrong = _where(pc.and_(pc.is_valid(filled), pc.invert(pc.fill_null(finite, False))))
    return values.to_pandas().astype("float64"), wrong


def _count(filled: pa.ChunkedArray) -> _Read:
    whole = pc.match_substring_regex(filled, r"^[+-]?[0-9]{1,18}(\.0*)?$")
    digits = pc.replace_substring_regex(pc.if_else(whole, filled, None), r"^\+|\.0*$", "")
    values = digits.cast(pa.int64()).to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    return values, _where(pc.invert(whole))


def _by_value(parse: Callable[[str], Any], dtype: str) -> Callable[[pa.ChunkedArray], _Read]:
    """A reader of columns that say the same few things again and again: each is read once."""

    def read_column(filled: pa.ChunkedArray) -> _Read:
        coded = filled.combine_chunks().dictionary_encode()
        codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        parsed = [parse(word) for word in coded.dictionary.to_pylist()]
        known = pd.Series([None if isinstance(p, Trouble) else p for p in parsed], dtype=dtype)
        wrong = np.array([isinstance(p, Trouble) for p in parsed] + [False])
        return known.reindex(codes).reset_index(drop=True), np.flatnonzero(wrong[codes])

    return read_column


def _where(mask: pa.ChunkedArray) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.flatnonzero(pc.fill_null(mask, False).to_numpy())


def parse_flag(written: str) -> bool | Trouble:
    """Yes or no, in English or Chinese, or why it is neither."""
    word = _FLAGS.get(written.lower())
    return Trouble("neither yes nor no", "Write yes or no.") if word is None else word


def _count_trouble(written: str) -> Trouble:
    if re.fullmatch(NUMBER, written):
        return Trouble("not a whole number", "Write a whole number.")
    return number_trouble(written)


_READERS: dict[Kind, Callable[[pa.ChunkedArray], _Read]] = {
    "code": _text,
    "text": _text,
    "month": _by_value(parse_month, "datetime64[us]"),
    "date": _by_value(parse_date, "datetime64[us]"),
    "number": _number,
    "count": _count,
    "flag": _by_value(parse_flag, "boolean"),
}

_TROUBLES: dict[Kind, Callable[[str], Any]] = {
    "code": sheet_trouble,
    "text": sheet_trouble,
    "month": parse_month,
    "date": parse_date,
    "number": number_trouble,
    "count": _count_trouble,
    "flag": parse_flag,
}


@lru_cache(maxsize=1024)
def _trouble(kind: Kind, written: str) -> Trouble:
    trouble: Trouble = _TROUBLES[kind](written)
    return trouble
