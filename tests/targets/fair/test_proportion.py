import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.targets.fair.proportion import target_proportion


def _record(logs, *, potential=1.0):
    """Teams without reps, whose target is ``exp(logs)`` times their potential and last year's sales."""
    n = len(logs)
    return pd.DataFrame(
        {
            "unit": [f"T{i:02}" for i in range(n)], "tier": "team", "parent": None, "depth": 1, "n": 12,
            "target": np.exp(logs) * potential, "actual": 1.0, "attainment": 1.0,
            "potential": potential, "history": potential, "tenure": np.nan, "growth": np.nan,
        }
    )  # fmt: skip


def test_outlier_has_the_critical_value_of_grubbs_1950():
    # Grubbs' two-sided critical value for n = 12 at 5 % is 2.412 standard deviations from the mean.
    rest = np.tile([-0.1, 0.1], 6)[:11] + 0.1 / 11

    def grubbs(far):
        logs = np.append(rest - rest.mean(), far)
        return (far - logs.mean()) / logs.std(ddof=1), target_proportion(_record(logs), level=0.95)

    farther = np.linspace(0.2, 1, 400)
    first = next(far for far in farther if grubbs(far)[1]["out"].iloc[-1])
    assert grubbs(first)[0] == pytest.approx(2.412, abs=0.01)


def test_fair_plan_names_a_unit_no_more_often_than_meant():
    rng = np.random.default_rng(7)
    named = [target_proportion(_record(rng.normal(0, 0.2, 12)), level=0.95)["out"].any() for _ in range(400)]
    assert np.mean(named) < 0.072  # 5 % meant; two standard errors are 2.2 points


def test_second_unit_hidden_behind_a_farther_one_is_named_too():
    logs = np.append(np.random.default_rng(2).normal(0, 0.05, 10), [0.6, 1.2])
    rows = target_proportion(_record(logs), level=0.95).set_index("unit")
    assert rows.index[rows["out"]].tolist() == ["T10", "T11"]


@given(st.floats(0.01, 1e6), st.permutations(range(10)))
@settings(max_examples=25, deadline=None)
def test_currency_and_order_change_nothing(scale, order):
    logs = np.append(np.random.default_rng(4).normal(0, 0.05, 9), 0.5)
    known = target_proportion(_record(logs), level=0.95).set_index("unit")
    other = target_proportion(_record(logs, potential=scale).iloc[list(order)], level=0.95).set_index("unit")
    columns = ["ratio", "p", "fair_high"]
    assert other.loc[known.index, columns].to_numpy() == pytest.approx(known[columns].to_numpy(), rel=1e-6)


def test_too_few_units_are_not_compared():
    assert target_proportion(_record(np.zeros(7)), level=0.95).empty
