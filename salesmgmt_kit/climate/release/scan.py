"""Whether a file that is about to be given away holds anything that it must not."""

from __future__ import annotations

import json
import zipfile
from base64 import b64decode
from collections.abc import Iterable, Iterator
from html import unescape
from io import BytesIO
from typing import Any, Final

import pandas as pd

#: Texts shorter than this are found everywhere and say nothing.
_SHORTEST: Final = 4
_ZIP, _PARQUET = b"PK\x03\x04", b"PAR1"


def found_in(content: bytes, secrets: Iterable[str]) -> list[str]:
    """Which of some texts a file holds, in whatever form of the kit's own.

    Parameters
    ----------
    content
        The file: a page, drawing, table (CSV, XLSX, Parquet), notebook, record or log.
    secrets
        Pseudonyms, comments and the like; those of fewer than four letters are not looked for.
    """
    texts = list(_texts(content))
    wanted = sorted({secret for secret in secrets if len(secret) >= _SHORTEST})
    return [secret for secret in wanted if any(secret in text for text in texts)]


def _texts(content: bytes) -> Iterator[str]:
    """All that can be read in a file, packed parts included."""
    if content.startswith(_ZIP):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            for name in packed.namelist():
                yield from _texts(packed.read(name))
        return
    if content.startswith(_PARQUET):
        yield pd.read_parquet(BytesIO(content)).to_csv()
        return
    text = content.decode("utf-8", errors="replace")
    yield text
    yield unescape(text)
    if text.lstrip().startswith("{"):
        yield from _within(text)


def _within(text: str) -> Iterator[str]:
    """The strings of a JSON document, and the tables packed into it."""
    try:
        values: list[Any] = [json.loads(text)]
    except ValueError:
        return
    while values:
        value = values.pop()
        if isinstance(value, dict):
            values += value.values()
            if isinstance(value.get("parquet"), str):
                yield from _texts(b64decode(value["parquet"]))
        elif isinstance(value, list):
            values += value
        elif isinstance(value, str):
            yield value
