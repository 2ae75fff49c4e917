"""What the factors of a chain count, row by row, whichever of the client's tables holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import pandas as pd

from ..measures import counted_rows


class Link(Protocol):
    """A factor of a chain: what it counts, over what the factor before it counts."""

    @property
    def id(self) -> str:
        """Its code."""

    @property
    def of(self) -> str:
        """What it counts, of :data:`salesmgmt_kit.measures.NAMES`."""

    @property
    def target(self) -> float | None:
        """What is asked: of the first factor, of a rep in a month; of the others, the ratio."""


@dataclass(frozen=True)
class Factor:
    """A :class:`Link` of the kit's own."""

    id: str
    of: str
    target: float | None = None


#: The chain of a client who names none: deals closed x win rate x size.
DEALS: Final[tuple[Link, ...]] = (
    Factor("closed", "opportunities.closed"),
    Factor("win_rate", "opportunities.won"),
    Factor("size", "opportunities.amount"),
)


def names(chain: Sequence[Link]) -> list[str]:
    """What each factor counts, in one word; the last one is the ``value`` of the chain."""
    return [*(factor.of.split(".")[1] for factor in chain[:-1]), "value"]


def by_deals(chain: Sequence[Link]) -> bool:
    """Whether every factor counts deals that are over, so that one row is one deal."""
    return {factor.of for factor in chain} <= {factor.of for factor in DEALS}


def counted(chain: Sequence[Link], tables: Mapping[str, pd.DataFrame | None]) -> pd.DataFrame:
    """What a chain counts.

    Parameters
    ----------
    chain
        Its factors.
    tables
        ``opportunities``, ``activities``, ``sales`` of the client, as far as the chain needs them; one that
        is missing counts nothing, nor does a column that it lacks.

    Returns
    -------
    DataFrame
        One row per deal, order line, or rep and month with activities: ``rep``, ``month`` and one column
        per factor, named by :func:`names`. A deal counts as opened in the month in which it was, for the
        rest in the month in which it closed; one that was won without an amount was won for nothing.
    """
    columns = {factor.of: name for factor, name in zip(chain, names(chain), strict=True)}
    nothing = pd.DataFrame({"rep": pd.Series(dtype="str"), "month": pd.Series(dtype="datetime64[ns]")})
    parts = [nothing]
    for table, rows in counted_rows(tables):
        kept = {what: columns[f"{table}.{what}"] for what in rows if f"{table}.{what}" in columns}
        if kept:
            parts.append(rows[["rep", "month", *kept]].rename(columns=kept))
    found = pd.concat(parts, ignore_index=True).reindex(columns=["rep", "month", *names(chain)])
    return found.fillna(dict.fromkeys(names(chain), 0.0))
