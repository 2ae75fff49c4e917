"""Everything that is wrong with a client's files, before any report is made."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from ..errors import Problem
from .catalogue import REQUIRED, TABLES
from .client import Client
from .loading import Loaded
from .sources import READERS, Source


def check(client: Client) -> list[Problem]:
    """Every problem of every table that the client has, and of what it lacks.

    Returns
    -------
    list of Problem
        In the order of the catalogue, within a table by line. Empty when all is well; warnings
        alone do not stop a report.
    """
    problems: list[Problem] = []
    for name in TABLES:
        if name in client:
            loaded = client.load(name)
            problems += [*loaded.problems, *_left_out(loaded)]
        elif name in REQUIRED:
            problems.append(client.missing(name))
    no_sales = client.no_sales()
    return [*problems, *([no_sales] if no_sales else []), *_unread_files(client)]


def _left_out(loaded: Loaded) -> Iterator[Problem]:
    """What the rows set aside of a table amount to, said once."""
    source = loaded.source
    if loaded.frame is None or source is None or not source.set_aside:
        return
    rule = f"{source.set_aside:,} of {source.rows + source.set_aside:,} rows are set aside{_money(source)}"
    fix = "Mend them; until then every page says so."
    yield Problem(source.file, 0, "", "", rule, fix, source.table, "warning")


def _money(source: Source) -> str:
    if source.set_aside_money is None or source.set_aside_unread == source.set_aside:
        return ""
    unread = f" ({source.set_aside_unread:,} cannot be read)" if source.set_aside_unread else ""
    return f", with {source.set_aside_money:,.0f} in sum{unread}"


def _unread_files(client: Client) -> Iterator[Problem]:
    """Files that no table is read from, though their name is nearly a table's."""
    named = {client.data / config.file for config in client.config.tables.values() if config.file}
    for path in sorted(client.data.glob("*")):
        if path.suffix.lower() not in READERS or path.stem.lower() in TABLES or path in named:
            continue
        close = get_close_matches(path.stem.lower(), TABLES, n=1, cutoff=0.8)
        if close:
            rule, fix = "it is read as no table", f"Did you mean {close[0]}{path.suffix}?"
            yield Problem(path.name, 0, "", "", rule, fix, severity="warning")
