"""The rules of a single table: types, blanks, bounds and choices by pandera, and keys.

Keys are checked here and not by ``DataFrameSchema(unique=...)``, which does not say of which row a
row is the twin, and takes twenty seconds to report half a million of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..errors import suggestion
from .contract import Column, Kind, Table
from .sheets import Breach, Lines

if TYPE_CHECKING:
    import pandera.pandas as pa

#: What is read of pandera's failure cases.
_CASE = ["column", "check", "failure_case", "index"]

_DTYPES: dict[Kind, str] = {
    "code": "str",
    "text": "str",
    "month": "datetime64[us]",
    "date": "datetime64[us]",
    "number": "float64",
    "count": "Int64",
    "flag": "boolean",
}


def check_rules(table: Table, frame: pd.DataFrame, lines: Lines) -> list[Breach]:
    """Every breach of the table's own rules.

    Parameters
    ----------
    table
        The declaration.
    frame
        Typed columns, the kit's names, index 0 to n - 1; what could not be read is missing.
    lines
        The line of each row in its file; a second row for one key names the first one's.
    """
    columns = [c for c in table.columns if c.name in frame]
    return [
        *_validated(schema(columns), frame, table),
        *_warned(columns, frame),
        *_twins(table, frame, lines),
    ]


def schema(columns: Sequence[Column]) -> pa.DataFrameSchema:
    """The pandera schema of the columns that a file has."""
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {
            c.name: pa.Column(_DTYPES[c.kind], _bounds(c, pa.Check), nullable=c.blank != "error")
            for c in columns
        }
    )


def _bounds(column: Column, check: Any) -> list[Any]:
    checks = []
    if column.minimum is not None:
        checks.append(check.ge(column.minimum))
    if column.maximum is not None:
        checks.append(check.le(column.maximum))
    if column.choices:
        checks.append(check.isin(column.choices))
    return checks


def _warned(columns: Sequence[Column], frame: pd.DataFrame) -> list[Breach]:
    """Empty cells of the columns where they are only to be looked at."""
    return [
        Breach(int(i), (c.name,), "is blank", "Fill it in if it is known.", "warning")
        for c in columns
        if c.blank == "warning"
        for i in frame.index[frame[c.name].isna()]
    ]


def _validated(checks: pa.DataFrameSchema, frame: pd.DataFrame, table: Table) -> list[Breach]:
    from pandera.errors import SchemaErrors

    try:
        checks.validate(frame, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases[_CASE].itertuples(index=False, name=None)
        return [_cell_breach(table.column(name), check, value, int(at)) for name, check, value, at in cases]
    return []


def _cell_breach(column: Column, check: str, value: Any, position: int) -> Breach:
    if check == "not_nullable":
        return Breach(position, (column.name,), "is blank", f"Fill it in: {column.doc}")
    if check.startswith("isin"):
        rule = f"not one of {', '.join(column.choices)}"
        return Breach(position, (column.name,), rule, suggestion(str(value), column.choices))
    low = check.startswith("greater")
    bound = column.minimum if low else column.maximum
    rule = f"{'below' if low else 'above'} {bound:g}"
    return Breach(position, (column.name,), rule, f"Correct it to {_allowed(column)}.")


def _allowed(column: Column) -> str:
    what = "a whole number" if column.kind == "count" else "a number"
    if column.maximum is None:
        return f"{what}, {column.minimum:g} or more"
    return f"{what} from {column.minimum:g} to {column.maximum:g}"


def _twins(table: Table, frame: pd.DataFrame, lines: Lines) -> Iterator[Breach]:
    """Rows whose key an earlier row has; an incomplete key is no key and has its own problem."""
    if not table.key or not set(table.key) <= set(frame):
        return
    keys = frame[list(table.key)].dropna()
    keys = keys[keys.duplicated(keep=False)]
    first = pd.Series(keys.index, keys.index).groupby([keys[c] for c in table.key]).transform("first")
    for position, earlier in first[first != first.index].items():
        rule = f"the same as in line {lines[earlier]}; there should be {table.row}"
        yield Breach(int(str(position)), table.key, rule, table.again)
