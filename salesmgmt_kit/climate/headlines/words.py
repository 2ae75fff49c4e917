"""Terms of the climate report, and what each means."""

from __future__ import annotations

from typing import Final

#: Terms and meanings, message ids.
TERMS: Final = (
    (
        "Score",
        "Every answer from 0 (worst) to 100 (best), unfavourable questions turned round by their scale; the "
        "mean of the answers of each person who answered at least half of a dimension's questions, then of "
        "the people.",
    ),
    (
        "Interval of a score",
        "Between which values the score would lie 95 times in a hundred if people like these answered "
        "again. It is made of the differences between people in all units, since those of a small team "
        "alone would say too much about them. Among all who were asked in this wave the score is surer, and "
        "quite sure where all have answered: the second interval.",
    ),
    (
        "Drawn score",
        "The score moved towards the company's by as much of its distance as chance alone may explain: the "
        "best guess of where the team really stands.",
    ),
    (
        "Favourable",
        "Share of the answers that are one of the two best steps of their scale.",
    ),
    (
        "Alpha",
        "How well the questions of a dimension measure one thing, 0 to 1: from 0.7 on they may be added up. "
        "Omega says the same without taking all questions for equally good.",
    ),
    (
        "Agreement in the team",
        "Whether people of a team see it alike: how far below that of answers ticked at random the spread "
        "of their answers is.",
    ),
    (
        "Recommending",
        "Share of those who would recommend the company as a place to work (9 or 10 of 10) less that of "
        "those who would not (0 to 6): -100 to 100.",
    ),
    (
        "What goes with recommending",
        "How much of the differences in recommending each dimension explains, averaged over all orders in "
        "which they may be considered. Both are told by the same people on the same day, so it is no proof "
        "of a cause.",
    ),
)
