"""What can be counted in a client's tables by rep and month, by name: the links of a chain of factors."""

from __future__ import annotations

from typing import Final

#: Every measure by its table: ``opened``, ``closed``, ``won``, ``lines`` count rows, others add up a column.
MEASURES: Final[dict[str, tuple[str, ...]]] = {
    "activities": ("visits", "calls", "leads"),
    "opportunities": ("opened", "closed", "won", "amount"),
    "sales": ("lines", "quantity", "amount"),
}
NAMES: Final = tuple(f"{table}.{what}" for table, of in MEASURES.items() for what in of)
#: Those that are money; a chain ends in one of them.
MONEY: Final = ("opportunities.amount", "sales.amount")
