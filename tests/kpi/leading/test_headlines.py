import matplotlib.pyplot as plt
import numpy as np
import pytest

from salesmgmt_kit.kpi.leading import headlines, lead_lag, plots
from salesmgmt_kit.locale import Locale

from .worlds import KPIS, delayed, panel

ENGLISH = Locale("en")


@pytest.fixture(scope="module")
def led():
    return lead_lag(panel(sales=lambda visits, _: 0.8 * delayed(visits, 3)), KPIS, draws=399)


@pytest.fixture(scope="module")
def short():
    return lead_lag(panel(teams=7), KPIS, draws=99)


def _said(findings):
    return [ENGLISH.sentence(f) for f in findings]


def test_a_kpi_that_moves_first_is_told_with_its_interval_and_over_teams(led):
    first, rest = _said(headlines.lead_findings(led))
    assert first.startswith("visits moves before sales: 10% more than usual in a team goes with +")
    assert "three months later (+" in first
    assert "over 12 teams" in first
    assert "Before does not mean because" in first
    assert rest.startswith("Of calls it cannot be told")
    assert _said([headlines.lead_title(led)]) == ["visits moves first, sales three months later."]
    assert _said(headlines.sure_findings(led)) == [first]


def test_effects_of_the_table_are_for_a_tenth_more(led):
    rows = headlines.lead_rows(led).set_index("kpi")
    assert rows.loc["visits", "effect"] == pytest.approx(0.1 * led.kpis.loc[0, "effect"])
    assert rows["reading"].to_dict() == {"visits": "Moves first", "calls": "Cannot be told"}


def test_a_withheld_claim_says_why(led):
    other = led.kpis.assign(verdict=["withheld", "open"])
    said = _said(headlines.lead_findings(type(led)(led.outcome, other, led.lags)))
    assert "but with that of earlier months as well, over 12 teams" in said[0]
    assert headlines.sure_findings(type(led)(led.outcome, other, led.lags)) == []


def test_too_little_is_said_to_be_too_little(short):
    said = _said(headlines.lead_findings(short))
    assert said == [
        "Whether visits and calls move before sales is not looked for: that takes 8 teams and 21 months in "
        "which both change."
    ]
    assert _said([headlines.lead_title(short)])[0].startswith("Too few teams or months")


@pytest.mark.parametrize(("width", "language"), [(9, "en"), (4, "zh")])
def test_every_lag_is_drawn_with_its_interval(led, width, language):
    figure, ax = plt.subplots(figsize=(width, 3))
    plots.lag_whiskers(led, Locale(language), ax=ax)
    shown = led.lags[led.lags["kpi"] == "visits"]
    ends = np.array([segment[:, 1] for segment in ax.collections[0].get_segments()])
    np.testing.assert_allclose(ends, shown[["low", "high"]].to_numpy() * 0.1)
    dots = np.concatenate([np.asarray(dots.get_offsets()) for dots in ax.collections[1:]])
    assert sorted(dots[:, 0]) == shown["lag"].tolist()
    plt.close(figure)


def test_nothing_known_is_not_drawn(short):
    figure, ax = plt.subplots()
    plots.lag_whiskers(short, ENGLISH, ax=ax)
    assert ax.texts[0].get_text() == "Not enough is known to draw this."
    plt.close(figure)
