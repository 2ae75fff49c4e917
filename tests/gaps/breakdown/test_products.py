import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.gaps import price_volume_mix
from salesmgmt_kit.gaps.breakdown import product_bridge, side_by_side
from salesmgmt_kit.gaps.breakdown.products import EFFECTS

LEVELS = ["department", "team"]
MONTH = pd.Timestamp("2026-10-01")
ORG = pd.DataFrame({"rep": ["R1", "R2", "R3"], "team": ["T1", "T1", "T2"], "department": ["D1", "D1", "D2"]})
MONTHS = pd.date_range(end=MONTH, periods=24, freq="MS")

line = st.tuples(
    st.sampled_from(["R1", "R2", "R3"]),
    st.sampled_from([MONTHS[0], MONTHS[11], MONTHS[12], MONTHS[23]]),
    st.sampled_from(["P1", "P2", "P3"]),
    st.integers(-2, 9),
    st.integers(-500, 9000),
)


def _sales(rows):
    names = ["rep", "month", "product", "quantity", "amount"]
    # One sale in the first month, so that the file goes back far enough.
    frame = pd.DataFrame([("R1", MONTHS[0], "P1", 1, 10), *rows], columns=names)
    return frame.assign(customer=[f"C{i}" for i in range(len(frame))])


def _bridge(sales):
    return product_bridge(sales, ORG, levels=LEVELS, month=MONTH)


@settings(max_examples=20, deadline=None)
@given(st.lists(line, max_size=40))
def test_every_units_effects_are_those_of_price_volume_mix_and_sum_to_its_gap(rows):
    sales = _sales(rows)
    found = _bridge(sales)
    for unit, reps in {"company": ["R1", "R2", "R3"], "T1": ["R1", "R2"], "D2": ["R3"], "R2": ["R2"]}.items():
        own = sales[sales["rep"].isin(reps)]
        recent = own["month"] > MONTHS[11]
        sums = [own[mask].groupby("product")[["quantity", "amount"]].sum() for mask in (~recent, recent)]
        twin = price_volume_mix(*sums).sum()
        effects = found.effects[found.effects["unit"] == unit].set_index("factor")["effect"]
        assert effects[list(EFFECTS)].to_numpy() == pytest.approx(twin[list(EFFECTS)].to_numpy(), abs=1e-6)
        gap = found.units.set_index("unit").loc[unit, "gap"]
        assert effects.sum() == pytest.approx(gap, abs=1e-6)


@settings(max_examples=10, deadline=None)
@given(st.lists(line, min_size=5, max_size=40))
def test_effects_scale_with_the_currency(rows):
    there = _bridge(_sales(rows)).effects
    scaled = _bridge(_sales(rows).assign(amount=lambda f: f["amount"] * 7)).effects
    columns = ["effect", "low", "high"]
    assert scaled[columns].to_numpy() == pytest.approx(
        7 * there[columns].to_numpy(), rel=1e-9, abs=1e-6, nan_ok=True
    )


def _year_pair(rng, customers, *, price=1.0):
    rows = []
    for c in range(customers):
        for month in (MONTHS[3], MONTHS[18]):
            for product, list_price in (("P1", 100), ("P2", 300)):
                pieces = int(rng.poisson(5))
                raised = price if month > MONTHS[11] else 1.0
                amount = pieces * list_price * raised * rng.lognormal(0, 0.05)
                rows.append(("R1", month, product, pieces, amount, f"C{c}"))
    names = ["rep", "month", "product", "quantity", "amount", "customer"]
    first = [("R1", MONTHS[0], "P1", 1, 100.0, "C0")]
    return pd.DataFrame(first + rows, columns=names)


def test_intervals_are_those_of_customers_drawn_again():
    sales = _year_pair(np.random.default_rng(3), 60)
    found = _bridge(sales).effects.query("unit == 'company'").set_index("factor")
    sd = ((found["high"] - found["low"]) / 2 / 1.959964)[["volume", "mix", "price"]]
    rng, drawn = np.random.default_rng(4), []
    recent = sales["month"] > MONTHS[11]
    for _ in range(400):
        weight = sales["customer"].map(
            dict(zip([f"C{c}" for c in range(60)], rng.poisson(1, 60), strict=True))
        )
        weighted = sales.assign(quantity=sales["quantity"] * weight, amount=sales["amount"] * weight)
        sums = [weighted[m].groupby("product")[["quantity", "amount"]].sum() for m in (~recent, recent)]
        drawn.append(price_volume_mix(*sums).sum()[["volume", "mix", "price"]])
    assert sd.to_numpy() == pytest.approx(np.std(drawn, axis=0, ddof=1), rel=0.15)


def test_price_rise_is_told_from_noise_and_nothing_else_is():
    found = _bridge(_year_pair(np.random.default_rng(5), 80, price=1.1)).effects.query("unit == 'company'")
    p = found.set_index("factor")["p"]
    assert p["price"] < 1e-6
    assert p[["volume", "mix"]].min() > 0.01


def test_false_claims_are_as_rare_as_said():
    claimed = []
    for seed in range(60):
        found = _bridge(_year_pair(np.random.default_rng(seed), 60)).effects.query("unit == 'company'")
        claimed.append(found.set_index("factor").loc[["volume", "mix", "price"], "p"] < 0.05)
    assert np.mean(claimed) <= 0.09


def test_no_interval_under_ten_customers():
    found = _bridge(_year_pair(np.random.default_rng(5), 9)).effects
    assert found[["low", "high", "p"]].isna().all().all()


def test_without_pieces_every_line_is_one_and_short_histories_are_not_compared():
    sales = _year_pair(np.random.default_rng(5), 30)
    found = _bridge(sales.drop(columns="quantity"))
    assert not found.pieces
    assert found.effects.query("unit == 'company' and factor == 'volume'")["effect"].item() == pytest.approx(
        (60 / 61 - 1) * found.units["before"].iloc[0]
    )
    assert _bridge(sales[sales["month"] > MONTHS[0]]).units.empty
    assert side_by_side(_bridge(sales[sales["month"] > MONTHS[0]])).empty


def test_lines_without_a_product_are_left_out_and_their_share_is_known():
    sales = _year_pair(np.random.default_rng(5), 30)
    sales.loc[sales.index[-1], "product"] = None
    found = _bridge(sales)
    assert found.left_out == pytest.approx(sales["amount"].iloc[-1] / sales["amount"].sum())


def test_one_row_per_unit_above_the_reps_holds_its_effects():
    rows = side_by_side(_bridge(_year_pair(np.random.default_rng(5), 30)))
    assert rows["unit"].tolist() == ["company", "D1", "T1", "D2", "T2"]
    assert rows[list(EFFECTS)].sum(axis=1).to_numpy() == pytest.approx(rows["gap"].to_numpy())
