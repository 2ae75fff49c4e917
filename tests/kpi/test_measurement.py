import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit import months
from salesmgmt_kit.kpi import flows, measure, scored
from salesmgmt_kit.measures import MEASURES
from salesmgmt_kit.tables.catalogue import KPIS, TABLES

ORG = pd.DataFrame(
    {"rep": ["R1", "R2", "R3"], "team": ["T1", "T1", "T2"], "department": ["D1", "D1", "D1"],
     "hire_date": pd.to_datetime(["2020-01-01", "2026-10-15", "2020-01-01"])}
)  # fmt: skip
LEVELS = ["department", "team"]
SEPTEMBER, OCTOBER = pd.Timestamp("2026-09-01"), pd.Timestamp("2026-10-01")
SPANS = {"month": months.span(OCTOBER, OCTOBER), "both": months.span(SEPTEMBER, OCTOBER)}


def _kpi(kpi, numerator, denominator=np.nan, *, unit="money", target=100.0):
    return {"kpi": kpi, "numerator": numerator, "denominator": denominator, "unit": unit, "target": target}


def _sales(rows):
    return pd.DataFrame(rows, columns=["rep", "month", "amount", "collected"])


SALES = _sales([("R1", SEPTEMBER, 100.0, 50.0), ("R1", OCTOBER, 300.0, 300.0), ("R2", OCTOBER, 100.0, 0.0)])
CATALOGUE = pd.DataFrame(
    [
        _kpi("sales", "sales.amount"),
        _kpi("cash", "sales.collected", "sales.amount", unit="fraction", target=0.9),
    ]
)


def _measured(kpis=CATALOGUE, sales=SALES, **more):
    found = measure(kpis, flows({"sales": sales}), ORG, levels=LEVELS, spans=SPANS, **more)
    return found.set_index(["span", "unit", "kpi"])


def test_roll_ups_are_sums_over_sums():
    found = _measured()
    assert found.loc[("month", "T1", "cash"), "value"] == pytest.approx(300 / 400)
    assert found.loc[("both", "R1", "cash"), "value"] == pytest.approx(350 / 400)
    assert found.loc[("both", "company", "sales"), "value"] == 500
    assert ("month", "R3", "sales") not in found.index


def test_targets_of_sums_grow_with_people_and_months_and_those_of_ratios_do_not():
    found = _measured()["target"]
    assert found[("both", "R1", "sales")] == 200
    assert found[("both", "T1", "sales")] == 300  # R2 came in October
    assert found[("both", "T1", "cash")] == 0.9


def test_target_of_another_table_stands_where_the_catalogue_has_none():
    kpis = CATALOGUE.assign(target=[np.nan, 0.9])
    asked = pd.DataFrame(
        {"unit": ["T1", "T1", "R1"], "month": [SEPTEMBER, OCTOBER, OCTOBER], "target": [5.0, 7, 3]}
    )
    found = _measured(kpis, targets=asked)["target"]
    assert found[("both", "T1", "sales")] == 12
    assert found[("month", "R1", "sales")] == 3
    assert np.isnan(found[("both", "R1", "sales")])  # September has none


def test_values_of_the_client_add_up_or_are_averaged_by_their_unit():
    kpis = pd.DataFrame([_kpi("orders", "kpi_values", unit="count"), _kpi("days", "kpi_values", unit="days")])
    values = pd.DataFrame(
        {"rep": ["R1", "R2", "R1", "R2"], "month": OCTOBER, "kpi": ["orders", "orders", "days", "days"],
         "value": [3.0, 4, 2, 8]}
    )  # fmt: skip
    found = _measured(kpis, values=values)
    assert found.loc[("month", "T1", "orders"), "value"] == 7
    assert found.loc[("month", "T1", "days"), "value"] == 5


def test_a_rate_without_a_case_is_missing():
    sales = _sales([("R1", OCTOBER, 0.0, 0.0)])
    assert np.isnan(_measured(sales=sales).loc[("month", "R1", "cash"), "value"])


def test_deals_count_in_the_month_of_closing_and_of_opening():
    deals = pd.DataFrame(
        {"rep": "R1", "opened": pd.to_datetime(["2026-09-03", "2026-09-20", "2026-10-01"]),
         "closed": pd.to_datetime(["2026-10-13", "2026-10-20", None]), "outcome": ["won", "lost", None],
         "amount": [70.0, 90, 20]}
    )  # fmt: skip
    found = flows({"opportunities": deals}).set_index("month")
    names = [f"opportunities.{c}" for c in ("opened", "closed", "won", "lost", "amount", "days")]
    assert found.loc[OCTOBER, names].tolist() == [1, 2, 1, 1, 70, 40]
    assert found.loc[SEPTEMBER, names].tolist() == [2, 0, 0, 0, 0, 0]


def test_catalogue_allows_what_can_be_summed():
    allowed = set(next(c for c in KPIS.columns if c.name == "numerator").choices)
    assert allowed == {"kpi_values", *(f"{t}.{c}" for t, columns in MEASURES.items() for c in columns)}
    assert set(MEASURES) <= set(TABLES)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["R1", "R2", "R3"]), st.floats(1, 1e6), st.floats(0, 1)), min_size=1)
)
def test_parents_are_the_sums_of_their_children(rows):
    sales = _sales([(rep, OCTOBER, amount, amount * share) for rep, amount, share in rows])
    found = _measured(sales=sales).reset_index().query("span == 'month' and kpi == 'cash'")
    for part in ("numerator", "denominator"):
        sums = found.groupby("tier")[part].sum()
        np.testing.assert_allclose(sums, sums["company"])


def _slow_twin(kpi, flow, values, unit_reps, span):
    """Numerator and denominator of one KPI, unit and span, row by row; None where there is no row."""
    inside = flow[flow["rep"].isin(unit_reps) & flow["month"].isin(span)]
    given = values[values["rep"].isin(unit_reps) & values["month"].isin(span)]
    if inside.empty and given.empty:
        return None
    if kpi["numerator"] == "kpi_values":
        own = given.loc[given["kpi"] == kpi["kpi"], "value"].dropna()
        return sum(own), float(len(own))
    over = kpi["denominator"]
    return sum(inside[kpi["numerator"]]), sum(inside[over]) if isinstance(over, str) else np.nan


def test_slow_twin_measures_the_same_unit_by_unit():
    """40 reps of 7 teams, half of their months without a row, somebody who is not in the org; seed 3."""
    rng = np.random.default_rng(3)
    org = pd.DataFrame({"rep": [f"R{i}" for i in range(40)], "team": [f"T{i % 7}" for i in range(40)]})
    org["department"] = org["team"].map(lambda team: f"D{int(team[1]) % 2}")
    year = months.span(pd.Timestamp("2025-11-01"), OCTOBER)
    grid = pd.MultiIndex.from_product([[*org["rep"], "nobody"], year], names=["rep", "month"])
    grid = grid.to_frame(index=False)
    sales = grid.assign(amount=rng.normal(100, 80, len(grid)), collected=rng.uniform(0, 90, len(grid)))
    values = grid.assign(kpi="days", value=np.where(rng.random(len(grid)) < 0.2, np.nan, 4.0))
    sales, values = sales.sample(frac=0.5, random_state=1), values.sample(frac=0.5, random_state=2)
    kpis = pd.concat([CATALOGUE, pd.DataFrame([_kpi("days", "kpi_values", unit="days")])])
    spans = {"year": year, "quarter": year[-3:], "month": year[-1:]}
    flow = flows({"sales": sales})
    found = measure(kpis, flow, org, levels=LEVELS, spans=spans, values=values)
    found = found.set_index(["span", "unit", "kpi"])
    below = {"company": list(org["rep"])} | {r: [r] for r in org["rep"]}
    below |= {u: list(rows) for level in LEVELS for u, rows in org.groupby(level)["rep"]}
    told = 0
    for span, unit, kpi in itertools.product(spans, below, kpis.to_dict("records")):
        expected = _slow_twin(kpi, flow, values, below[unit], spans[span])
        key = (span, unit, kpi["kpi"])
        assert (key in found.index) == (expected is not None), key
        if expected is not None:
            told += 1
            np.testing.assert_allclose(found.loc[key, ["numerator", "denominator"]].astype(float), expected)
    assert told == len(found)


def test_money_in_another_currency_changes_no_score():
    fens = SALES.assign(amount=SALES["amount"] * 100, collected=SALES["collected"] * 100)
    catalogue = CATALOGUE.assign(direction="up", threshold=np.nan, full=np.nan, cap=np.nan)
    dear = catalogue.assign(target=[100.0 * 100, 0.9])
    once = scored(_measured(catalogue).reset_index(), catalogue)
    again = scored(_measured(dear, fens).reset_index(), dear)
    np.testing.assert_allclose(once["score"], again["score"])
    assert once["score"].nunique() > 2
