"""Whether another mix of products or customers explains a difference in a ratio."""

from . import headlines
from .segments import segmented
from .standardising import contrasts

__all__ = ["contrasts", "headlines", "segmented"]
