"""The public CRM files as KPIs of their agents, read in place."""

from pathlib import Path

import pandas as pd
import pytest

FILE = Path(__file__).parents[3] / "shared" / "data" / "maven_crm" / "sales_pipeline.csv"


def agents() -> pd.DataFrame:
    """One row per agent: revenue, deals closed, win rate, and size and days of the deals won."""
    if not FILE.is_file():
        pytest.skip(f"the public CRM files are not at {FILE.parent}")
    deals = pd.read_csv(FILE, parse_dates=["engage_date", "close_date"])
    closed = deals[deals["deal_stage"].isin(["Won", "Lost"])]
    won = closed[closed["deal_stage"] == "Won"]
    by = won.groupby("sales_agent")
    days = (won["close_date"] - won["engage_date"]).dt.days
    return pd.DataFrame(
        {
            "revenue": by["close_value"].sum(),
            "count": closed.groupby("sales_agent").size().astype(float),
            "win_rate": by.size() / closed.groupby("sales_agent").size(),
            "size": by["close_value"].mean(),
            "cycle": days.groupby(won["sales_agent"]).mean(),
        }
    )
