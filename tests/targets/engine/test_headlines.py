import numpy as np
import pandas as pd

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets import forecast
from salesmgmt_kit.targets.engine.headlines import change_findings, young_findings

from ..builders import MONTH, monthly


def test_the_page_says_unit_month_and_size_of_a_shift():
    noise = np.random.default_rng(1).normal(0, 0.02, 48)
    sales = 1e6 * np.exp(noise + 0.2 * np.sin(np.arange(48) * np.pi / 6))
    sales[30:] *= 0.78
    changes = forecast(monthly(sales), month=MONTH).changes
    assert changes[["unit", "kind", "month"]].values.tolist() == [["T1", "shift", pd.Timestamp("2025-05-01")]]
    (finding,) = change_findings(changes)
    assert "the level changed by −2" in Locale("en").sentence(finding)
    assert "2025年5月" in Locale("zh").sentence(finding)


def test_steady_sales_have_nothing_to_say():
    noise = np.random.default_rng(1).normal(0, 0.02, 48)
    assert change_findings(forecast(monthly(np.exp(noise)), month=MONTH).changes) == []


def test_the_page_says_whose_season_a_young_unit_has():
    rows = pd.DataFrame({"unit": ["company", "T1", "T2"], "season_of": [None, "company", "company"]})
    (finding,) = young_findings(rows)
    assert Locale("en").sentence(finding) == (
        "Less than two years of history, so the season is that of company: T1 and T2."
    )
