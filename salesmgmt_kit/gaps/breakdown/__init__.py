"""Sales shared out over products (volume, mix, price), and deals over units (volume, mix, rate)."""

from . import headlines, plots
from .products import ProductBridge, product_bridge, side_by_side
from .shifts import unit_shifts

__all__ = ["ProductBridge", "headlines", "plots", "product_bridge", "side_by_side", "unit_shifts"]
