"""A target split to units and months: by what each has a claim to, within limits, to the cent."""

from . import headlines
from .allocation import Allocation, allocate, by_month
from .basis import Claims, claims, lineage, reasons

__all__ = ["Allocation", "Claims", "allocate", "by_month", "claims", "headlines", "lineage", "reasons"]
