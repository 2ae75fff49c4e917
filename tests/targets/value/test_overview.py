import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets import complete_targets, monthly_actuals
from salesmgmt_kit.targets.value import customer_value, headlines, plots

from ..builders import LEVELS, MONTH

ORG = pd.DataFrame({"rep": ["R1", "R2"], "team": ["T1", "T2"], "department": ["D1", "D1"]})
SPAN = pd.date_range(end=MONTH, periods=24, freq="MS")


def _sales(*, lost=0):
    """Forty customers a rep who buy every month; the last ``lost`` of R1 stop after a year."""
    rows = [
        (rep, month, f"{rep}-{i}", 100.0 + i)
        for rep in ("R1", "R2")
        for i in range(40)
        for month in SPAN
        if not (rep == "R1" and i >= 40 - lost and month >= SPAN[12])
    ]
    return pd.DataFrame(rows, columns=["rep", "month", "customer", "amount"])


def _value(sales, target=1.0):
    actuals = monthly_actuals(sales, ORG, levels=LEVELS, month=MONTH)
    targets = pd.concat([pd.DataFrame({"unit": u, "month": SPAN, "target": target}) for u in ("T1", "T2")])
    plan = complete_targets(targets, ORG, levels=LEVELS)
    return customer_value(sales, ORG, actuals, plan, levels=LEVELS, month=MONTH)


def _said(findings, language="en"):
    return [Locale(language).sentence(f) for f in findings]


def test_target_reached_by_burning_customers_shows():
    value = _value(_sales(lost=15))
    row = value.units.set_index("unit").loc["T1"]
    assert row["attainment"] > 1
    assert row["grr"] == pytest.approx(1 - sum(range(125, 140)) / sum(range(100, 140)))
    (burnt, *_) = headlines.value_findings(value)
    assert burnt.tone == "act"
    assert burnt.facts["unit"] == "T1"
    assert "but kept only" in _said([burnt])[0]


def test_nothing_is_claimed_where_all_customers_stay():
    said = _said(headlines.value_findings(_value(_sales())))
    assert said == ["No unit keeps less revenue from its customers than the others beyond chance."]


def test_unit_that_hangs_on_one_customer_is_named():
    sales = _sales()
    sales.loc[sales["customer"] == "R2-0", "amount"] = 9999.0
    assert "one customer, R2-0" in " ".join(_said(headlines.value_findings(_value(sales))))


def test_sales_without_customers_say_what_to_supply():
    value = _value(_sales().drop(columns="customer"))
    assert value.units.empty
    assert np.isnan(value.unnamed)
    assert _said(headlines.value_findings(value)) == [
        "Name the column of sales that holds the customer: customer."
    ]
    assert "name no customer" in _said([headlines.bridge_finding(value)])[0]


def test_share_without_customer_is_told():
    sales = _sales()
    sales.loc[::4, "customer"] = None
    assert "name no customer and are left out" in " ".join(_said(headlines.value_findings(_value(sales))))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_bridge_is_drawn_without_a_remainder(language):
    ax = Figure(figsize=(8.2, 2.9), layout="constrained").add_subplot()
    value = _value(_sales(lost=5))
    plots.value_steps(value, Locale(language), ax=ax)
    before, steps, now = ax.containers
    together = before[0].get_height() + sum(bar.get_height() for bar in steps)
    assert together == pytest.approx(now[0].get_height())
