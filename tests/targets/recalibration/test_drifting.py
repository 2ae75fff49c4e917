import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets.recalibration import drift, drifting, headlines

from ..builders import MONTH


def errors(z):
    """One-step errors of teams out of scores, one row per month, and of the company, their sum, first."""
    z = np.asarray(z, float)
    n = z.shape[1]
    dates = pd.date_range(end=MONTH, periods=len(z), freq="MS")
    off = {"company": 10 * z.sum(axis=1), **{f"T{i:02}": 10 * z[:, i - 1] for i in range(1, n + 1)}}
    rows = pd.concat(
        [pd.DataFrame({"unit": u, "tier": "team", "month": dates, "actual": 100 + x}) for u, x in off.items()]
    ).assign(expected=100.0, sd=10.0)
    company = rows["unit"] == "company"
    rows.loc[company, "tier"] = "company"
    rows.loc[company, ["actual", "expected"]] += 100.0 * (n - 1)
    rows.loc[company, "sd"] *= np.sqrt(n)
    return rows.reset_index(drop=True)


@pytest.mark.parametrize(
    ("limit", "shift", "months"), [(4, 0, 336), (4, 1, 8.38), (5, 0, 930), (5, 1, 10.4), (5, 2, 4.01)]
)
def test_run_length_of_montgomery_table_9_3(limit, shift, months):
    # The table is of two-sided charts: without a shift each side alone takes twice as long (168, 465).
    assert drifting.run_length(limit, shift=shift) == pytest.approx(months, rel=0.005)


def test_the_chance_of_an_alarm_is_that_of_simulated_errors():
    z = np.random.default_rng(5).normal(size=(40_000, 12))
    sums, passed = np.zeros(len(z)), np.zeros(len(z), bool)
    for month in z.T:
        sums = np.maximum(0, sums + month - drifting.ALLOWANCE)
        passed |= sums > 3
    share = drifting.chance_of_alarm(3, 12)
    assert passed.mean() == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / len(z)))


def test_false_alarms_keep_their_rate_in_each_unit():
    rng = np.random.default_rng(8)
    units = [len(drift(errors(rng.normal(size=(12, 12))))) for _ in range(200)]
    assert np.mean(units) / 13 <= drifting.FALSE_ALARM


def test_one_unit_that_falls_is_named_alone_with_its_month():
    z = np.random.default_rng(2).normal(size=(12, 12)) * 0.3
    z[6:, 3] -= 2.5
    (row,) = drift(errors(z)).to_dict("records")
    assert (row["unit"], row["direction"]) == ("T04", -1)
    assert row["since"] == pd.date_range(end=MONTH, periods=12, freq="MS")[6]
    assert row["share"] == pytest.approx(-0.25, abs=0.06)


def test_what_moves_all_units_is_the_companys_alone():
    z = np.random.default_rng(3).normal(size=(12, 12)) * 0.3
    z[5:] += 2.5
    found = drift(errors(z))
    assert found["unit"].tolist() == ["company"]
    words = [Locale("en").sentence(f) for f in headlines.drift_findings(found)]
    assert "runs above its course" in words[0]
    assert "it is the company's" in words[1]


def test_one_odd_month_is_no_drift():
    z = np.zeros((12, 12))
    z[5, 3] = 40
    assert drift(errors(z)).empty


def test_a_unit_whose_sales_never_vary_is_not_judged():
    flat = errors(np.zeros((12, 2))).assign(sd=0.0)
    assert drift(flat).empty


def test_without_an_alarm_no_more_is_said_than_that():
    (said,) = headlines.drift_findings(drift(errors(np.zeros((12, 12)))))
    assert "No unit has clearly left" in said.template
