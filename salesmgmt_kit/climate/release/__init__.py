"""The gate through which figures of a survey are given away: nothing that can be traced to a person."""

from .partition import Partition, finest_partition
from .rules import Rules

__all__ = ["Partition", "Rules", "finest_partition"]
