"""Performance gaps: how large, from what, whose doing, and what to talk about."""

from . import breakdown, chance, headlines, plots, priorities, sheets, shortfall
from .chain import Bridge, bridge, factor_table, side_by_side
from .doing import attribution
from .effects import lmdi, shapley
from .periods import Periods, compared
from .plans import judged_plans, measures
from .rates import WinRates, win_rates
from .rollup import unit_parts
from .segments import price_volume_mix, volume_mix_rate
from .sizes import size_shares
from .usual import by_month

__all__ = [
    "Bridge",
    "Periods",
    "WinRates",
    "attribution",
    "breakdown",
    "bridge",
    "by_month",
    "chance",
    "compared",
    "factor_table",
    "headlines",
    "judged_plans",
    "lmdi",
    "measures",
    "plots",
    "price_volume_mix",
    "priorities",
    "shapley",
    "sheets",
    "shortfall",
    "side_by_side",
    "size_shares",
    "unit_parts",
    "volume_mix_rate",
    "win_rates",
]
