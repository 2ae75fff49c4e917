import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.targets.value import (
    customer_concentration,
    customer_retention,
    customer_years,
    unnamed_share,
)

from ..builders import LEVELS, MONTH

LAST, THIS = pd.Timestamp("2025-05-01"), pd.Timestamp("2026-05-01")
BRIDGE = ["before", "new", "expansion", "contraction", "lost"]


def _years(before, now, unit="T1"):
    customers = [f"C{i}" for i in range(len(before))]
    rows = {"unit": unit, "tier": "team", "customer": customers, "before": before, "now": now}
    return pd.DataFrame(rows).astype({"before": float, "now": float})


def test_retention_and_bridge_of_four_customers():
    # Kept 100 of 100, 50 of 80, 0 of 20, and one new customer: GRR 150/200, NRR 200/200.
    row = customer_retention(_years([100, 80, 20, 0], [150, 50, 0, 30])).iloc[0]
    assert row[[*BRIDGE, "now"]].tolist() == [200, 30, 50, -30, -20, 230]
    assert (row["grr"], row["nrr"], row["n"]) == pytest.approx((0.75, 1.0, 3))


_AMOUNTS = st.lists(st.tuples(st.integers(-50, 500), st.integers(-50, 500)), min_size=1, max_size=30)


@given(_AMOUNTS, st.floats(0.01, 1000))
@settings(max_examples=40, deadline=None)
def test_bridge_adds_up_and_gross_never_exceeds_net_or_one(amounts, scale):
    before, now = np.array(amounts, float).T
    row = customer_retention(_years(before, now)).iloc[0]
    assert row[BRIDGE].sum() == pytest.approx(row["now"])
    scaled = customer_retention(_years(before[::-1] * scale, now[::-1] * scale)).iloc[0]
    if row["n"]:
        assert row["grr"] <= min(1, row["nrr"]) + 1e-12
        assert scaled["grr"] == pytest.approx(row["grr"])
    else:
        assert np.isnan(row["grr"])


def test_unit_that_burns_its_customers_is_behind_the_others():
    rng = np.random.default_rng(3)
    before = rng.gamma(2, 50, (6, 60))
    kept = rng.uniform(0.6, 1.2, (6, 60))
    kept[5] *= 0.6
    years = pd.concat([_years(b, b * k, f"T{i}") for i, (b, k) in enumerate(zip(before, kept, strict=True))])
    rows = customer_retention(years).set_index("unit")
    assert rows.index[rows["behind"]].tolist() == ["T5"]
    assert rows["grr_low"]["T5"] < rows["grr"]["T5"] < rows["grr_high"]["T5"] < rows["others"]["T5"]


def test_alike_units_are_rarely_said_to_be_behind():
    rng = np.random.default_rng(9)
    claims = []
    for _ in range(60):
        before = rng.gamma(2, 50, (6, 60))
        parts = [_years(b, b * rng.uniform(0.4, 1.3, 60), f"T{i}") for i, b in enumerate(before)]
        claims.append(customer_retention(pd.concat(parts))["behind"].any())
    assert np.mean(claims) < 0.12  # at most 5 % meant; two standard errors are 5.6 points


def test_customer_who_changes_teams_is_lost_to_the_team_alone(org):
    rows = [(LAST, "R1", "C1", 100.0), (THIS, "R3", "C1", 100.0), (THIS, "R3", None, 25.0)]
    sales = pd.DataFrame(rows, columns=["month", "rep", "customer", "amount"])
    years = customer_years(sales, org, levels=LEVELS, month=MONTH)
    kept = customer_retention(years).set_index("unit")
    assert (kept["grr"]["T1"], kept["grr"]["company"]) == (0, 1)
    assert kept["new"]["T2"] == 100
    assert unnamed_share(sales, month=MONTH) == pytest.approx(25 / 225)


def test_without_customers_the_column_is_asked_for(org):
    sales = pd.DataFrame({"month": [THIS], "rep": ["R1"], "amount": [1.0]})
    with pytest.raises(ValueError, match="no column customer"):
        customer_years(sales, org, levels=LEVELS, month=MONTH)


def test_concentration_of_30_30_20_20_is_2600():
    row = customer_concentration(_years([0] * 5, [30, 30, 20, 20, -5])).iloc[0]
    assert row["hhi"] == pytest.approx(2600)
    assert (row["largest"], row["n"], row["top_five_share"]) == ("C0", 4, 1)
    assert row["largest_share"] == pytest.approx(0.3)
