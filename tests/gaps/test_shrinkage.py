import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.gaps.shrinkage import shrunk_means, shrunk_rates

#: Efron & Morris 1975, table 1: batting averages after 45 times at bat, and in the rest of the season.
FIRST = pd.Series(
    [
        .400, .378, .356, .333, .311, .311, .289, .267, .244,
        .244, .222, .222, .222, .222, .222, .200, .178, .156,
    ]
)  # fmt: skip
REST = pd.Series(
    [
        .346, .298, .276, .222, .273, .270, .263, .210, .269,
        .230, .264, .256, .303, .264, .226, .285, .316, .200,
    ]
)  # fmt: skip


def test_baseball_players_of_efron_and_morris_1975():
    mean = FIRST.mean()
    found = shrunk_means(FIRST, pd.Series(mean * (1 - mean) / 45, FIRST.index))
    assert found["weight"].iloc[0] == pytest.approx(0.2124, abs=5e-5)
    assert found["mean"].iloc[0] == pytest.approx(0.294, abs=5e-4)
    gain = ((FIRST - REST) ** 2).sum() / ((found["mean"] - REST) ** 2).sum()
    assert gain == pytest.approx(3.54, abs=0.005)


def test_intervals_of_means_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(2)
    held = []
    for _ in range(300):
        truth = rng.normal(10, 1, 20)
        v = rng.uniform(0.3, 3, 20)
        found = shrunk_means(pd.Series(rng.normal(truth, np.sqrt(v))), pd.Series(v))
        held.append(((found["low"] <= truth) & (truth <= found["high"])).mean())
    assert 0.93 <= np.mean(held) <= 0.97


def test_three_people_keep_their_own_means():
    assert shrunk_means(pd.Series([1.0, 2, 9]), pd.Series([1.0, 1, 1]))["mean"].tolist() == [1, 2, 9]


def _rates(prior, *, seed=3, people=60):
    rng = np.random.default_rng(seed)
    n = pd.Series(rng.integers(15, 90, people))
    truth = rng.beta(0.4 * prior, 0.6 * prior, people) if prior else np.full(people, 0.4)
    return pd.Series(rng.binomial(n, truth)), n, truth


def test_rates_lie_between_the_own_and_the_common_one():
    won, n, _ = _rates(30)
    found = shrunk_rates(won, n)
    common = (found["rate"] - found["weight"] * found["raw"]) / (1 - found["weight"])
    assert common.to_numpy() == pytest.approx(common.iloc[0])
    assert ((found["weight"] > 0) & (found["weight"] < 1)).all()
    assert found["weight"].corr(n) > 0.9  # the more trials, the more of the own rate is kept


def test_rates_of_people_who_are_alike_are_one():
    won, n, _ = _rates(None, seed=4)
    found = shrunk_rates(won, n)
    assert found["rate"].max() - found["rate"].min() < 0.1


def test_intervals_of_rates_hold_the_truth_as_often_as_they_say():
    held = []
    for seed in range(60):
        won, n, truth = _rates(30, seed=seed)
        found = shrunk_rates(won, n)
        held.append(((found["low"] <= truth) & (truth <= found["high"])).mean())
    assert 0.92 <= np.mean(held) <= 0.97


def test_shrunk_rates_are_nearer_to_the_truth():
    won, n, truth = _rates(30)
    found = shrunk_rates(won, n)
    assert ((found["rate"] - truth) ** 2).sum() < ((found["raw"] - truth) ** 2).sum()


@pytest.mark.parametrize("won", [[0, 0, 0], [5, 5, 5]])
def test_nobody_or_everybody_winning_is_legal(won):
    found = shrunk_rates(pd.Series(won), pd.Series([5, 5, 5]))
    assert found["rate"].notna().all()
    assert (found["weight"] == 0).all()


def test_person_without_a_trial_gets_the_common_rate():
    found = shrunk_rates(pd.Series([3, 9, 0]), pd.Series([10, 30, 0]))
    assert np.isnan(found["raw"].iloc[2])
    assert found["rate"].iloc[2] == pytest.approx(0.3, abs=0.01)
