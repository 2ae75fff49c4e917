"""Opened models are statsmodels' own, and their tests are its tests."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.diagnostic import acorr_ljungbox

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets.engine.export import as_ets_model
from salesmgmt_kit.targets.engine.headlines import opened_findings
from salesmgmt_kit.targets.engine.opened import heaviest, opened_models

from ..builders import MONTH, monthly

RNG = np.random.default_rng(9)
SALES = 1e6 * np.exp(0.2 * np.sin(np.arange(48) * np.pi / 6) + RNG.normal(0, 0.05, 48))


def _row(sales):
    return opened_models(monthly(sales), month=MONTH, tiers=["team"]).iloc[0]


def test_the_tests_are_those_of_statsmodels_and_scipy():
    row = _row(SALES)
    chosen, weight = heaviest({"T1": SALES})["T1"]
    results = as_ets_model(SALES, chosen)
    assert (row["alpha"], row["weight"], row["n"]) == (chosen.parameters.alpha, weight, 48)
    errors = np.asarray(results.resid)
    assert row["ljung_box_p"] == pytest.approx(acorr_ljungbox(errors, lags=[12])["lb_pvalue"].iloc[0])
    assert row["normality_p"] == pytest.approx(stats.jarque_bera(errors).pvalue)
    assert row["scale"] == pytest.approx(np.sqrt(np.mean(errors**2)))


def test_letters_name_the_parts_that_the_model_has():
    row = _row(SALES)
    assert row["model"][-1] == "A"
    assert np.isfinite(row["gamma"])
    assert pd.isna(row["beta"]) == (row["model"][1] == "N")


def test_units_without_a_season_to_know_have_no_row():
    frame = pd.concat([monthly(SALES[:20]), monthly(SALES, unit="T2"), monthly(np.zeros(48), unit="T3")])
    assert opened_models(frame, month=MONTH, tiers=["team"])["unit"].tolist() == ["T2"]


def test_nothing_after_the_month_is_used():
    later = np.append(SALES, 9e9)
    frame = monthly(later, last=MONTH + pd.DateOffset(months=1))
    pd.testing.assert_series_equal(opened_models(frame, month=MONTH, tiers=["team"]).iloc[0], _row(SALES))


def test_the_page_says_in_words_what_the_tests_say():
    fine = pd.DataFrame(
        {
            "unit": ["A", "B"],
            "ljung_box_p": [0.4, 0.2],
            "heteroskedasticity_p": 0.5,
            "normality_p": [0.3, 0.9],
        }
    )
    assert [f.tone for f in opened_findings(fine)] == ["good"]
    doubtful = fine.assign(ljung_box_p=[0.4, 0.001], normality_p=[1e-4, 0.9])
    sentences = [Locale("en").sentence(f) for f in opened_findings(doubtful)]
    assert len(sentences) == 2
    assert "B" in sentences[0]
    assert "A" in sentences[1]
    assert opened_findings(fine.iloc[:0]) == []
