"""Whether another mix of products or customers explains a difference in a ratio."""

from . import headlines
from .contrasts import contrasts
from .segments import segmented

__all__ = ["contrasts", "headlines", "segmented"]
