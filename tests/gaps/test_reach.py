import numpy as np
import pandas as pd
import pytest
from scipy import stats

from salesmgmt_kit.gaps.chance import SHARES
from salesmgmt_kit.gaps.reach import _Ratios, beyond_reach

LUCK = 0.05**2


def _plan(seed, *, asked=None, targets=0.05, teams=10, reps=8):
    """Reps whose patches are known to a tenth, teams to a twentieth; ``asked``: too much, by team."""
    rng = np.random.default_rng(seed)
    team = pd.Series(np.repeat(np.arange(teams), reps))
    true = rng.normal(0.05, targets, len(team)) - team.map(asked or {}).fillna(0.0)
    error = rng.normal(0, 0.1, len(team)) + rng.normal(0, 0.05, teams)[team]
    luck = rng.normal(0, LUCK**0.5, len(team))
    ratio, rest = pd.Series(true + error), pd.Series(luck - error)
    short = pd.Series(true + luck < 0)
    found = beyond_reach(ratio, rest, pd.Series(LUCK, team.index), team, short=short)
    return found.assign(true=true, team=team, short=short)


def test_team_that_is_asked_a_third_more_is_named_as_a_whole_and_no_other():
    found = _plan(1, asked={4: 0.45})
    assert set(found.loc[found["out"], "team"]) == {4}
    assert found["out"].sum() >= 7


def test_claims_of_fair_plans_are_false_no_more_often_than_their_share():
    wrong = [(found["out"] & (found["true"] >= 0)).any() for found in map(_plan, range(100))]
    assert stats.binom.sf(sum(wrong) - 1, len(wrong), SHARES["target"]) >= 0.001


def test_posterior_of_one_rep_is_the_normal_one():
    """Prior N(.1, .01), seen .5 with variance .03: .1 + .4 / 4, variance .01 x .03 / .04."""
    truth = _Ratios(mean=0.1, own=0.01, shared=0.0, within=0.03, between=0.0)
    middle, covariance = truth.posterior(np.array([0.5]))
    assert middle.tolist() == pytest.approx([0.2])
    assert covariance.ravel().tolist() == pytest.approx([0.0075], abs=1e-8)


def test_only_who_is_short_is_named():
    found = _plan(1, asked={4: 0.45})
    assert not found.loc[~found["short"], "out"].any()


def test_nothing_is_said_of_seven_reps():
    found = _plan(1, asked={0: 0.6}, teams=1, reps=7)
    assert found["reach"].isna().all()
    assert not found["out"].any()
