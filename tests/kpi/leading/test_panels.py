import numpy as np
import pandas as pd

from salesmgmt_kit.kpi import flows, measure
from salesmgmt_kit.kpi.leading import team_months

from ..worlds import KPIS, MONTH

ORG = pd.DataFrame(
    {
        "rep": ["R1", "R2", "R3"], "team": ["T1", "T1", "T2"], "department": "D1",
        "hire_date": pd.to_datetime(["2020-01-01", "2026-10-15", "2020-01-01"]),
    }
)  # fmt: skip
MONTHS = pd.to_datetime(["2026-09-01", "2026-10-01"])
GRID = pd.MultiIndex.from_product([ORG["rep"], MONTHS], names=["rep", "month"]).to_frame(index=False)
TABLES = {
    "sales": GRID.assign(amount=[100.0, 200, 0, 60, 10, 20], collected=[50.0, 200, 0, 30, 10, 10]),
    "activities": GRID.assign(visits=[4.0, 6, 0, 2, 5, 5]),
}
VALUES = GRID.assign(kpi="days", value=[3.0, 5, 4, 7, 2, 2])


def test_what_adds_up_is_for_each_rep_employed_and_ratios_are_sums_over_sums():
    found = team_months(KPIS, TABLES, ORG, levels=["department", "team"], month=MONTH, values=VALUES)
    september, october = (found.loc[("T1", m)] for m in MONTHS)
    assert september[["sales", "cash", "visits"]].tolist() == [100, 0.5, 4]
    assert october[["sales", "cash", "visits"]].tolist() == [130, 230 / 260, 4]
    assert (september["days"], october["days"]) == (3.5, 6)


def test_a_company_without_teams_is_compared_by_its_reps():
    found = team_months(KPIS, TABLES, ORG, levels=[], month=MONTH, values=VALUES)
    assert found.index.get_level_values("unit").unique().tolist() == ["R1", "R2", "R3"]
    # The second was not yet employed in September: what was sold then is nobody's.
    assert np.isnan(found.loc[("R2", MONTHS[0]), "sales"])


def test_ratios_are_those_of_the_scorecard():
    spans = {str(m): pd.DatetimeIndex([m]) for m in MONTHS}
    rows = measure(KPIS, flows(TABLES), ORG, levels=["department", "team"], spans=spans, values=VALUES)
    card = rows[(rows["tier"] == "team") & (rows["kpi"] == "cash")]
    found = team_months(KPIS, TABLES, ORG, levels=["department", "team"], month=MONTH, values=VALUES)
    assert found["cash"].dropna().sort_values().tolist() == card["value"].dropna().sort_values().tolist()


def test_nothing_after_the_month_is_used():
    found = team_months(KPIS, TABLES, ORG, levels=["department", "team"], month=MONTHS[0], values=VALUES)
    assert found.index.get_level_values("month").max() == MONTHS[0]
