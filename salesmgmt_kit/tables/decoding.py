"""Bytes to text, with the encoding found and named."""

from __future__ import annotations

import codecs

from .sheets import Request

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(raw: bytes, request: Request) -> tuple[str, str]:
    """The text of a file and its encoding: ``UTF-8``, ``UTF-8 with BOM`` or ``GB18030``.

    Raises
    ------
    DataError
        When the bytes are neither, with the line and byte at which they stop being text; when
        they are UTF-16 or hold NUL.
    """
    if raw.startswith(_UTF16):
        raise request.refuse("it is UTF-16 (Unicode text)", "Save it as CSV UTF-8.")
    _refuse_nul(raw, request)
    if raw.startswith(codecs.BOM_UTF8):
        return _strict(raw[3:], "utf-8", request, before=3), "UTF-8 with BOM"
    try:
        return raw.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        if _mostly_utf8(raw):
            return _strict(raw, "utf-8", request), "UTF-8"
        return _strict(raw, "gb18030", request), "GB18030"


def _refuse_nul(raw: bytes, request: Request) -> None:
    at = raw.find(b"\0")
    if at >= 0:
        line = raw.count(b"\n", 0, at) + 1
        rule = f"byte {at + 1} is NUL, so the file is damaged or no text"
        raise request.refuse(rule, "Export the file again.", line=line)


def _mostly_utf8(raw: bytes) -> bool:
    """Whether the bytes beyond ASCII are UTF-8 with a few faults rather than GB18030.

    Chinese text in GB18030 hardly ever holds a valid sequence of UTF-8.
    """
    text = raw.decode("utf-8", errors="replace")
    faults = text.count("\N{REPLACEMENT CHARACTER}")
    letters = sum(1 for sign in text if sign > "\x7f") - faults
    return letters > faults


def _strict(raw: bytes, encoding: str, request: Request, *, before: int = 0) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        rule = (
            f"byte {error.start + before + 1} of the file (0x{raw[error.start]:02X}) is no text in "
            f"{'UTF-8' if encoding == 'utf-8' else 'UTF-8 or GB18030'}"
        )
        raise request.refuse(rule, "Save the file as CSV UTF-8.", line=line) from error
