"""What a client's files lost at the gate: rows set aside, said under the headline and on the front page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from ..findings import Finding
from ..tables import Source


def left_out(sources: Iterable[Source]) -> list[Finding]:
    """One finding for each table that lacks rows: how many, and how much money they stand for.

    Parameters
    ----------
    sources
        What the tables were read from.
    """
    return [
        Finding(
            _template(source),
            {
                "file": source.file,
                "n": source.set_aside,
                "all": source.rows + source.set_aside,
                "money": source.set_aside_money,
                "unread": source.set_aside_unread,
            },
            "act",
        )
        for source in sources
        if source.set_aside
    ]


def _template(source: Source) -> str:
    if source.set_aside_money is None or source.set_aside_unread == source.set_aside:
        return "Left out of {file} because they break a rule: {n:count} of {all:count} rows."
    if not source.set_aside_unread:
        return (
            "Left out of {file} because they break a rule: {n:count} of {all:count} rows, "
            "{money:money} in sum."
        )
    return (
        "Left out of {file} because they break a rule: {n:count} of {all:count} rows, {money:money} in sum "
        "without those whose amount cannot be read ({unread:count})."
    )


def recorded(inputs: Iterable[Mapping[str, Any]]) -> Iterator[Source]:
    """The sources that a record of a run tells of; a record of an older kit knows no money."""
    known = {field.name for field in fields(Source)}
    for values in inputs:
        yield Source(**{name: value for name, value in values.items() if name in known})
