"""What the factors of a chain count, row by row, whichever of the client's tables holds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import pandas as pd

#: Rows of a table, with a month and the measures that they hold.
Rows = Callable[[pd.DataFrame], pd.DataFrame]


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
    parts = [_NOTHING]
    for table, measures, rows in _SOURCES:
        given = tables.get(table)
        kept = {what: columns[f"{table}.{what}"] for what in measures if f"{table}.{what}" in columns}
        if kept and given is not None:
            parts.append(rows(given).reindex(columns=["rep", "month", *kept]).rename(columns=kept))
    found = pd.concat(parts, ignore_index=True).reindex(columns=["rep", "month", *names(chain)])
    return found.fillna(dict.fromkeys(names(chain), 0.0))


def _closed(opportunities: pd.DataFrame) -> pd.DataFrame:
    over = opportunities[opportunities["outcome"].isin(["won", "lost"])].dropna(subset="closed")
    won = (over["outcome"] == "won").astype(float)
    amount = (over["amount"].fillna(0.0) * won).astype(float)
    month = over["closed"].dt.to_period("M").dt.to_timestamp()
    return pd.DataFrame({"rep": over["rep"], "month": month, "closed": 1.0, "won": won, "amount": amount})


def _opened(opportunities: pd.DataFrame) -> pd.DataFrame:
    known = opportunities.dropna(subset="opened")
    month = known["opened"].dt.to_period("M").dt.to_timestamp()
    return pd.DataFrame({"rep": known["rep"], "month": month, "opened": 1.0})


def _lines(sales: pd.DataFrame) -> pd.DataFrame:
    return sales.assign(lines=1.0)


def _activities(activities: pd.DataFrame) -> pd.DataFrame:
    return activities


#: Where measures come from; deals come in by the month in which they closed and by that in which they opened.
_SOURCES: Final[tuple[tuple[str, tuple[str, ...], Rows], ...]] = (
    ("opportunities", ("closed", "won", "amount"), _closed),
    ("opportunities", ("opened",), _opened),
    ("activities", ("visits", "calls", "leads"), _activities),
    ("sales", ("lines", "quantity", "amount"), _lines),
)
_NOTHING: Final = pd.DataFrame({"rep": pd.Series(dtype="str"), "month": pd.Series(dtype="datetime64[ns]")})
