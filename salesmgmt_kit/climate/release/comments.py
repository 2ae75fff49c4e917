"""Comments of many people, in no order and without what could name anybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

import numpy as np

from ..answers import Answers
from .rules import Rules

#: What stands in the place of what was taken out.
HIDDEN: Final = "…"
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
#: Numbers of telephones and papers: seven digits and more, with or without signs between.
_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])\+?\d(?:[ \-–/.()（）]{0,2}\d){6,}X?(?![0-9A-Za-z])", re.I)
_HANDLE: Final = re.compile(r"(?<![\w.])@[\w-]+|(?:微信|wechat|QQ)\s*[:：号]*\s*[\w-]{5,}", re.IGNORECASE)


def shown_comments(answers: Answers, *, names: Iterable[str], rules: Rules, seed: int = 2026) -> list[str]:
    """The comments of one wave that may be shown.

    Parameters
    ----------
    answers
        Of one wave and the whole company.
    names
        Names and codes of people, which are taken out.
    rules
        How many people it takes; none are shown unless they say so.
    seed
        Of the order, which is no longer that of the people.
    """
    said = answers.comments
    if not rules.comments_shown or len(answers) < rules.items or said["row"].nunique() < rules.commenters:
        return []
    hidden = scrubber(names)
    texts = [hidden(text) for text in said["text"]]
    return [texts[i] for i in np.random.default_rng(seed).permutation(len(texts))]


def scrubber(names: Iterable[str]) -> Callable[[str], str]:
    """A function that takes names, numbers and addresses out of a text."""
    words = sorted({name.strip() for name in names if len(name.strip()) > 1}, key=len, reverse=True)
    known = re.compile("|".join(map(_word, words)), re.IGNORECASE) if words else None

    def hidden(text: str) -> str:
        for pattern in (_MAIL, _HANDLE, _NUMBER, known):
            text = pattern.sub(HIDDEN, text) if pattern else text
        return text

    return hidden


def _word(name: str) -> str:
    """A name as it stands in a text: not within another word of letters."""
    escaped = re.escape(name)
    return rf"(?<![A-Za-z0-9]){escaped}(?![A-Za-z0-9])" if name.isascii() else escaped
