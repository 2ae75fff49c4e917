"""The sentences of the climate report, by subject."""

from .changes import change_findings, change_rows, course_title, fall_findings
from .level import apart_findings, dots_title, heat_title, level_findings, rank_findings, standing_rows
from .links import link_findings
from .rules import rule_findings
from .soundness import (
    answers_title,
    driver_findings,
    driver_rows,
    drivers_title,
    scale_rows,
    sound_findings,
)
from .voices import cleaning_rows, comment_findings, response_findings
from .words import TERMS

__all__ = [
    "TERMS",
    "answers_title",
    "apart_findings",
    "change_findings",
    "change_rows",
    "cleaning_rows",
    "comment_findings",
    "course_title",
    "dots_title",
    "driver_findings",
    "driver_rows",
    "drivers_title",
    "fall_findings",
    "heat_title",
    "level_findings",
    "link_findings",
    "rank_findings",
    "response_findings",
    "rule_findings",
    "scale_rows",
    "sound_findings",
    "standing_rows",
]
