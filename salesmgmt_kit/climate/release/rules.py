"""How many people a figure must be of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Fewer people protect nobody, whatever the settings say.
FLOOR: Final = 3
#: Below this the page says loudly that it shows figures of so few.
_LOUD: Final = 4


@dataclass(frozen=True)
class Rules:
    """How many people a figure must be of, and how far single answers may be narrowed down.

    Parameters
    ----------
    scores
        People of a score, at least; three at the very least.
    items
        Of figures on single questions, of shares who recommend, and of comments.
    commenters
        Of those who wrote a comment.
    pooled
        Of what is said of the questions themselves (alpha and the like).
    pinned
        Share of the scale to which the mean of fewer than ``scores`` people must not be narrowed down.
    comments_shown
        Whether comments are shown at all.

    Raises
    ------
    ValueError
        When ``scores`` is below the floor.
    """

    scores: int = 5
    items: int = 10
    commenters: int = 5
    pooled: int = 50
    pinned: float = 0.25
    comments_shown: bool = False

    def __post_init__(self) -> None:
        if self.scores < FLOOR:
            raise ValueError(f"figures of {self.scores} people protect nobody; {FLOOR} is the least")

    @property
    def loud(self) -> bool:
        """Whether figures of so few are shown that readers must be told."""
        return self.scores < _LOUD
