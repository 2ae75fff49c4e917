"""What is planted in the sample, so that an analysis can be held against it.

Codes are those of the tables; months are written as in the tables. Everything else in the sample is
chance around the model of ``world.py``.
"""

from __future__ import annotations

#: The data are as they stood at the end of this day.
AS_OF = "2026-10-31"

#: Days of the Spring Festival; sales fall around them and are partly caught up afterwards.
FESTIVALS = ("2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17")

#: A target that no one could reach: since the year, head office gives the team a target that is
#: this many times what its territories' potential would justify. Its reps are as able as any.
IMPOSSIBLE_TEAM = "T11"
IMPOSSIBLE_SINCE = 2025
IMPOSSIBLE_FACTOR = 1.36

#: Climate first, sales later: from this month the team's climate is lower by these points of the
#: five-point scale, and as many months later its sales are lower by this fraction.
CLIMATE_TEAM = "T04"
CLIMATE_FALLS = "2026-01"
CLIMATE_DROP = {"values": 0.5, "communication_trust": 1.1, "recognition": 1.0, "wellbeing": 0.7}
#: The team with the impossible target is as much lower in recognition and wellbeing, always.
CLIMATE_STRAIN = 0.3
CLIMATE_LEAD = 3
CLIMATE_COST = 0.18

#: A level shift: from this month the team no longer sells the product, which was this share of it.
SHIFT_TEAM = "T07"
SHIFT_PRODUCT = "P07"
SHIFT_FROM = "2025-05"
SHIFT_SHARE = 0.22

#: Bad cash: the team's customers pay after 130 days instead of 50, and 5 % instead of 1 % never do.
SLOW_CASH_TEAM = "T09"

#: The lucky rep is of average ability (1.0) and had one big deal in each of these months, each
#: worth that many months of ordinary sales. The good rep's ability is above everyone's, always.
LUCKY_REP = "R013"
LUCKY_MONTHS = ("2026-03", "2026-06", "2026-09")
LUCKY_DEAL = 1.1
GOOD_REP = "R047"
GOOD_ABILITY = 1.6

#: Sells large projects: nothing at all in more than 40 % of the months.
INTERMITTENT_REP = "R063"
INTERMITTENT_BUSY = 0.42

#: Reps with a season of their own: the months in which they sell, and how much of their year.
SEASONAL_REPS = {"R020": ((6, 7, 8, 9), 0.64), "R071": ((10, 11, 12), 0.52)}

#: The bottleneck of the sales process: the longest stay and the lowest conversion.
BOTTLENECK_STAGE = "proposal"

#: Training and ratings: courses have no effect on sales; managers' ratings follow true ability
#: loosely, and people rate themselves this many points higher than their managers do.
SELF_FLATTERY = 0.5

#: The manager of this team rates everybody this many points (of five) higher than the others would.
LENIENT_TEAM = "T03"
LENIENCY = 0.8

#: The market grows by this fraction a year, as the plan assumes, and is this fraction smaller from the
#: month on. The sales of the sample do not follow it: it is there to be passed on to targets.
MARKET_GROWTH = 0.06
MARKET_FALLS = "2026-07"
MARKET_DROP = 0.06

#: Decisions to change a team's targets: day, team, months, factor, who, why.
TARGET_CHANGES = (
    ("2025-06-10", "T07", ("2025-07", "2025-08", "2025-09"), 0.85, "华南大区总监", "产品P07停售"),
    (
        "2026-07-08",
        "T10",
        ("2026-08", "2026-09", "2026-10", "2026-11", "2026-12"),
        1.03,
        "销售副总裁",
        "中标港口项目",
    ),
    ("2026-09-04", "T02", ("2026-11", "2026-12"), 0.97, "华东大区总监", "大客户推迟采购"),
)
#: The decision of this day was written beside a target that was not in force, off by so much.
BROKEN_DECISION = "2026-09-04"
BROKEN_BY = 20_000
