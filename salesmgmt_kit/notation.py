"""How scenarios and variances are drawn: the IBCS notation, as constants without a plotting library.

Actual months are solid and dark, last year's solid and lighter, plans an outline, forecasts hatched.
Every colour here is a distinct hex value that stands for one meaning, so that the page may put a CSS
variable in its place (the client's own good and bad, dark mode) by search and replace.

References
----------
IBCS Standards 1.2, Hichert and Faisst (eds.), UNIFY 4: scenarios and their variances. CC BY-SA 4.0.
"""

from __future__ import annotations

from typing import Final

#: Fill of what has happened, in the period reported.
ACTUAL: Final = "#3d3d3d"
#: Fill of what happened a year before; lighter, and still 3:1 against white.
LAST_YEAR: Final = "#919191"
#: Edge of a plan or target; it has no fill.
PLAN: Final = "#3d3d3e"
#: Edge and hatch of a forecast; it has no fill.
FORECAST: Final = "#3d3d3f"
#: Hatch of a forecast.
HATCH: Final = "////"
#: Whiskers and bands of an interval.
INTERVAL: Final = "#5c5c5c"

#: A variance to the company's advantage, and one to its disadvantage. Never the only sign of it: the
#: side of the axis and the number's sign say the same.
GOOD: Final = "#1a7f37"
BAD: Final = "#c0282d"

#: Text and axes; text of less weight; helper lines; the paper.
INK: Final = "#1f2328"
MUTED: Final = "#59636e"
GRID: Final = "#d8dee4"
PAPER: Final = "#ffffff"

#: Every colour by the name of its meaning, for whoever maps them.
COLOURS: Final = {
    "actual": ACTUAL,
    "last-year": LAST_YEAR,
    "plan": PLAN,
    "forecast": FORECAST,
    "interval": INTERVAL,
    "good": GOOD,
    "bad": BAD,
    "ink": INK,
    "muted": MUTED,
    "grid": GRID,
    "paper": PAPER,
}
