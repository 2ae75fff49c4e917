"""Circumstances hold nothing of the rep's own results."""

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.kpi.appraisal import given_circumstances, shift_share

MONTH = pd.Timestamp("2026-10-01")
REPS = pd.Index(["A", "B", "C"], name="rep")


def _sold(*rows):
    return pd.DataFrame(rows, columns=["rep", "month", "product", "amount"]).astype(
        {"month": "datetime64[ns]"}
    )


def test_shift_share_by_hand():
    """A sold x alone, which doubled with the others, whose sales in all rose by half."""
    sales = _sold(
        ("A", "2025-05", "x", 10), ("B", "2025-05", "x", 50), ("B", "2025-05", "y", 50),
        ("A", "2026-05", "x", 7), ("B", "2026-05", "x", 100), ("B", "2026-05", "y", 50),
    )  # fmt: skip
    found = shift_share(sales, REPS, month=MONTH)
    assert found["A"] == pytest.approx(np.log(100 / 50) - np.log(150 / 100))
    assert found["C"] == 0


@pytest.mark.parametrize("factor", [0.0, 0.5, 20.0])
def test_own_sales_of_the_year_have_no_part_in_the_own_mix(factor):
    rng = np.random.default_rng(1)
    months = pd.date_range("2024-11-01", MONTH, freq="MS")
    keys = pd.MultiIndex.from_product([REPS, months, ["x", "y", "z"]], names=["rep", "month", "product"])
    sales = keys.to_frame(index=False).assign(amount=rng.lognormal(0, 1, len(keys)))
    own = (sales["rep"] == "A") & (sales["month"] > "2025-10")
    other = sales.assign(amount=sales["amount"].where(~own, sales["amount"] * factor))
    before, after = (shift_share(rows, REPS, month=MONTH) for rows in (sales, other))
    assert after["A"] == pytest.approx(before["A"])
    assert after["B"] != pytest.approx(before["B"])


def test_only_what_is_known_of_everybody_is_a_circumstance():
    org = pd.DataFrame({"rep": REPS, "territory": ["t", "t", "u"], "hire_date": pd.Timestamp("2026-01-01")})
    org["leave_date"] = pd.NaT
    territories = pd.DataFrame({"territory": ["t", "u"], "potential": [100.0, 80.0]})
    found = given_circumstances(REPS, org, month=MONTH, territories=territories)
    assert list(found) == ["patch", "ramp"]
    np.testing.assert_allclose(found["patch"]["territory"], np.log([50.0, 50.0, 80.0]))
    assert set(given_circumstances(REPS, org.assign(hire_date=pd.NaT), month=MONTH)) == set()
