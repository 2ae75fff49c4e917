"""Parquet files to sheets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from .sheets import Request, Sheet, check_header, tidy_header


def read_parquet(raw: bytes, request: Request) -> Sheet:
    """The rows of a Parquet file as text, so that the same rules hold as for every other file.

    Raises
    ------
    DataError
        When it is no Parquet file, or a column that is needed holds no plain values.
    """
    import pyarrow.parquet as parquet

    try:
        file = parquet.ParquetFile(pa.BufferReader(raw))
        header = tidy_header(file.schema_arrow.names)
        check_header(header, request, line=1)
        named = dict(zip(file.schema_arrow.names, header, strict=True))
        table = file.read(columns=[old for old, new in named.items() if new in request.columns])
    except (pa.ArrowInvalid, OSError) as error:
        raise request.refuse("it is no Parquet file", "Write it again, or save it as .csv.") from error
    text = {named[name]: _as_text(table[name], named[name], request) for name in table.column_names}
    lines = np.arange(2, table.num_rows + 2)
    schema = pa.schema([(name, pa.string()) for name in text])
    return Sheet(request.table, request.file, header, pa.table(text, schema=schema), lines, "Parquet")


def _as_text(values: Any, column: str, request: Request) -> Any:
    import pyarrow.compute as pc

    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if pa.types.is_nested(values.type) or pa.types.is_binary(values.type):
        rule = f"holds values of the type {values.type}, which are no single cells"
        raise request.refuse(rule, "Store it as text, numbers or dates.", line=1, column=column)
    if pa.types.is_timestamp(values.type):
        written = pc.strftime(values, format="%Y-%m-%d %H:%M:%S")
        values = pc.replace_substring_regex(written, r"( 00:00:00)?(\.0+)?$", "")
    return pc.fill_null(values.cast(pa.string()), "")
