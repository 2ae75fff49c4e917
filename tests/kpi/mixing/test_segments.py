import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.kpi.mixing import segmented

MONTH = pd.Timestamp("2026-10-01")
KPIS = pd.DataFrame(
    [
        ("rate", "opportunities.won", "opportunities.closed"),
        ("yield", "opportunities.won", "opportunities.opened"),
        ("cash", "sales.collected", "sales.amount"),
        ("per_visit", "sales.amount", "activities.visits"),
        ("sales", "sales.amount", np.nan),
        ("days", "kpi_values", np.nan),
    ],
    columns=["kpi", "numerator", "denominator"],
)
DEALS = pd.DataFrame(
    {
        "rep": ["R1", "R1", "R2", "R2"],
        "product": ["P1", "P2", "P1", None],
        "customer": ["C1", "C2", "C1", "C9"],
        "opened": pd.to_datetime(["2025-11-03", "2026-01-02", "2024-11-01", "2024-10-30"]),
        "closed": pd.to_datetime(["2026-01-05", None, "2025-10-31", "2026-10-20"]),
        "outcome": ["won", None, "lost", "won"],
        "amount": [100.0, 50, 70, 20],
    }
)
SALES = pd.DataFrame(
    {
        "rep": ["R1", "R1", "R2"], "month": [MONTH, MONTH, MONTH], "product": ["P1", "P2", "P1"],
        "customer": ["C1", "C1", "C1"], "amount": [100.0, 50, 40], "collected": [90.0, np.nan, 40],
    }
)  # fmt: skip
PRODUCTS = pd.DataFrame({"product": ["P1", "P2"], "family": ["F1", "F1"]})
CUSTOMERS = pd.DataFrame({"customer": ["C1", "C2"], "segment": ["large", "small"]})
TABLES = {"opportunities": DEALS, "sales": SALES, "products": PRODUCTS, "customers": CUSTOMERS}


def _parts(found, kpi, by):
    rows = found[(found["kpi"] == kpi) & (found["by"] == by)]
    return {(r.segment, r.period, r.rep): (r.a, r.b) for r in rows.itertuples()}


def test_deals_count_where_they_closed_and_were_opened():
    found = segmented(KPIS, TABLES, month=MONTH)
    assert _parts(found, "rate", "product") == {
        ("P1", "now", "R1"): (1, 1), ("P1", "before", "R2"): (0, 1), ("", "now", "R2"): (1, 1),
    }  # fmt: skip
    assert _parts(found, "yield", "product") == {
        ("P1", "now", "R1"): (1, 1), ("P2", "now", "R1"): (0, 1), ("P1", "before", "R2"): (0, 1),
        ("", "now", "R2"): (1, 0),
    }  # fmt: skip
    assert set(_parts(found, "rate", "segment")) == {
        ("large", "now", "R1"), ("large", "before", "R2"), ("", "now", "R2"),
    }  # fmt: skip


def test_only_ratios_of_one_table_and_mixes_of_several_segments_count():
    found = segmented(KPIS, TABLES, month=MONTH)
    assert set(found["kpi"]) == {"rate", "yield", "cash"}
    assert set(found.loc[found["kpi"] == "cash", "by"]) == {"product"}
    assert _parts(found, "cash", "product") == {
        ("P1", "now", "R1"): (90, 100), ("P2", "now", "R1"): (0, 50), ("P1", "now", "R2"): (40, 40),
    }  # fmt: skip


@pytest.mark.parametrize(
    "tables", [{}, {"sales": None}, {"sales": SALES.drop(columns=["product", "customer"])}]
)
def test_without_segments_there_is_nothing(tables):
    assert segmented(KPIS, tables, month=MONTH).empty
