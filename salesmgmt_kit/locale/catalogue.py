"""Translations of the kit's messages, read from the ``.po`` files beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

#: Folder of the catalogue of every language but English, which is the source.
FOLDERS = {"zh": "zh_CN"}


def path(language: str) -> Path:
    """The ``.po`` file of a language other than English."""
    return Path(__file__).parent / FOLDERS[language] / "LC_MESSAGES" / "salesmgmt_kit.po"


@cache
def translations(language: str) -> Mapping[str, str]:
    """Every message of a language by its English text; none for English itself.

    Messages without a translation, or with one marked fuzzy, are left out, so that the English
    text is shown for them.
    """
    if language not in FOLDERS:
        return {}
    with path(language).open("rb") as file:
        messages = read_po(file, locale=FOLDERS[language])
    return {str(m.id): str(m.string) for m in messages if m.id and m.string and not m.fuzzy}
