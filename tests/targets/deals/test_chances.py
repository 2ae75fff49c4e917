import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom
from statsmodels.duration.survfunc import CumIncidenceRight

from salesmgmt_kit.targets.deals.chances import learn, shrunk_rates
from salesmgmt_kit.targets.deals.histories import month_ends

from .builders import MONTH, made_up

ROWS = month_ends(made_up(3), None, month=MONTH)


def test_incidence_is_that_of_statsmodels_cum_incidence_right():
    rows = ROWS[(ROWS["age"] == 0) & (ROWS["lead"] > 0)]
    learned = learn(rows)
    still = np.cumprod(np.r_[1.0, 1 - learned.won[0] - learned.lost[0]])[:-1]
    found = np.cumsum(still * learned.won[0])
    status = rows["outcome"].map({"won": 1, "lost": 2}).fillna(0).astype(int)
    theirs = CumIncidenceRight(rows["lead"].to_numpy(), status.to_numpy())
    np.testing.assert_allclose(found[theirs.times.astype(int) - 1], theirs.cinc[0], atol=1e-12)


def test_a_deal_that_goes_on_as_made_up_is_won_as_often():
    # A month ends two deals in five, half of them won: .2 in the next month, .12 in the one after.
    rows = ROWS[ROWS["month"] == MONTH]
    found = learn(ROWS).chances(rows, 3).mean(axis=0)
    np.testing.assert_allclose(found, [0.2, 0.12, 0.072], atol=0.02)


def test_late_and_early_stages_have_their_own_chances():
    late = np.arange(len(ROWS)) % 2 == 0
    outcome = ROWS["outcome"].mask(ROWS["outcome"].notna() & late, "won")
    rows = ROWS.assign(stage=np.where(late, "signing", "lead"), outcome=outcome)
    now = rows[rows["month"] == MONTH]
    found = pd.Series(learn(rows).chances(now, 1)[:, 0]).groupby(now["stage"].to_numpy()).mean()
    assert found["signing"] > 1.5 * found["lead"]


def test_a_stage_or_an_age_never_seen_has_the_chances_of_those_that_stand_for_it():
    learned = learn(ROWS)
    strange = ROWS.head(1).assign(stage="new", rep="R9")
    np.testing.assert_allclose(
        learned.chances(strange, 1)[0], learned.won[learned.cells["*", -1]][:1], rtol=1e-9
    )


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**16))
def test_chances_of_all_months_are_never_more_than_certainty(seed):
    rows = month_ends(made_up(seed, a_month=1), None, month=MONTH)
    found = learn(rows).chances(rows, 30)
    assert (found >= 0).all()
    assert (found.sum(axis=1) <= 1 + 1e-12).all()


def test_shrunk_rates_lie_between_the_group_and_the_mean_and_few_deals_tell_little():
    won, n = np.array([9, 60, 1, 300, 0]), np.array([10, 100, 10, 1000, 0])
    rates, mean = shrunk_rates(won, n)
    assert rates[4] == pytest.approx(mean)
    assert mean < rates[0] < 0.9
    assert abs(rates[3] - 0.3) < 0.01
    assert 0.1 < rates[2] < mean


def test_shrinkage_is_the_most_likely_beta_binomial():
    rng = np.random.default_rng(2)
    n = rng.integers(20, 200, 400)
    won = rng.binomial(n, rng.beta(3, 7, 400))
    rates, mean = shrunk_rates(won, n)
    size = (won[0] - n[0] * rates[0]) / (rates[0] - mean)  # from (won + mean * size) / (n + size)
    assert (mean, size) == (pytest.approx(0.3, abs=0.02), pytest.approx(10, rel=0.25))
    best = betabinom.logpmf(won, n, mean * size, (1 - mean) * size).sum()
    for other in (0.8, 1.25):
        worse = betabinom.logpmf(won, n, mean * size * other, (1 - mean) * size * other).sum()
        assert best > worse
