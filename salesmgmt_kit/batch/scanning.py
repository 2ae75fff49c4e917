"""Whether a file that is about to be published holds anything that it must not: pseudonyms of respondents."""

from __future__ import annotations

import json
import re
import zipfile
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Collection, Iterable, Iterator
from html import unescape
from io import BytesIO
from typing import Any, Final

import pandas as pd

#: Texts shorter than this are found everywhere and say nothing; so do mere numbers.
_SHORTEST: Final = 4
_ZIP, _PARQUET = b"PK\x03\x04", b"PAR1"
_WORD: Final = re.compile(r"[^\s<>\"'=,;:()\[\]{}\\/|]+")
_EMBEDDED: Final = re.compile(r"data:[^;,\"']*;base64,([A-Za-z0-9+/=]+)")


def telling(secrets: Iterable[str], known: Collection[str] = ()) -> frozenset[str]:
    """Those of some texts that, found in a file, can come from nowhere else.

    Parameters
    ----------
    secrets
        Pseudonyms and the like, each without a blank.
    known
        Codes that pages may well show, as of reps.
    """
    return frozenset(
        s
        for s in secrets
        if len(s) >= _SHORTEST and not s.isdigit() and s not in known and _WORD.fullmatch(s)
    )


def found_in(content: bytes, secrets: Collection[str]) -> list[str]:
    """Which of some words a file holds, in whatever form of the kit's own.

    Parameters
    ----------
    content
        The file: a page, drawing, table (CSV, XLSX, Parquet), notebook, record or log, with what is packed
        into it.
    secrets
        From :func:`telling`.
    """
    wanted = frozenset(secrets)
    found: set[str] = set()
    for text in _texts(content):
        found |= wanted.intersection(_WORD.findall(text))
    return sorted(found)


def _texts(content: bytes) -> Iterator[str]:
    """All that can be read in a file, packed parts included."""
    if content.startswith(_ZIP):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            for name in packed.namelist():
                yield from _texts(packed.read(name))
    elif content.startswith(_PARQUET):
        yield pd.read_parquet(BytesIO(content)).to_csv()
    else:
        text = content.decode("utf-8", errors="replace")
        yield from _in_text(text)
        if text.lstrip().startswith("{"):
            yield from _in_json(text)


def _in_text(text: str) -> Iterator[str]:
    """A text as it stands and as it is shown, and the files embedded in it."""
    plain = _EMBEDDED.sub(" ", text)
    yield plain
    if "&" in plain:
        yield unescape(plain)
    for packed in _EMBEDDED.findall(text):
        yield from _texts(_decoded(packed))


def _in_json(text: str) -> Iterator[str]:
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
                yield from _texts(_decoded(value["parquet"]))
        elif isinstance(value, list):
            values += value
        elif isinstance(value, str):
            yield from _in_text(value)


def _decoded(packed: str) -> bytes:
    try:
        return b64decode(packed)
    except NotBase64:
        return b""
