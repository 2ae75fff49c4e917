import numpy as np
import pandas as pd
import pytest
from scipy import stats

from salesmgmt_kit.gaps.chance import SHARES
from salesmgmt_kit.gaps.reach import beyond_reach

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


def test_probabilities_hold_what_they_promise():
    """Of targets said to be in reach with such a probability, so many are, to a twentieth over 8,000."""
    every = pd.concat([_plan(seed) for seed in range(100)])
    for _, rows in every.groupby(pd.cut(every["reach"], [0.2, 0.4, 0.6, 0.8, 1.0])):
        assert (rows["true"] >= 0).mean() == pytest.approx(rows["reach"].mean(), abs=0.05)


def test_only_who_is_short_is_named():
    found = _plan(1, asked={4: 0.45})
    assert not found.loc[~found["short"], "out"].any()


def test_nothing_is_said_of_seven_reps():
    found = _plan(1, asked={0: 0.6}, teams=1, reps=7)
    assert found["reach"].isna().all()
    assert not found["out"].any()
