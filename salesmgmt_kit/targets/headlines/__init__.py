"""The sentences of the target report: findings by subject, each module with its own templates."""

from .festive import festival_findings
from .labels import horizon_labels, period_label
from .month import month_finding
from .opening import findings
from .outlook import outlook_finding, reach_finding
from .running import running_finding, running_measure
from .standing import drawn, standing_finding
from .trust import accuracy_findings, model_findings
from .working import workday_findings

__all__ = [
    "accuracy_findings",
    "drawn",
    "festival_findings",
    "findings",
    "horizon_labels",
    "model_findings",
    "month_finding",
    "outlook_finding",
    "period_label",
    "reach_finding",
    "running_finding",
    "running_measure",
    "standing_finding",
    "workday_findings",
]
