import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, f_oneway

from salesmgmt_kit.gaps.chance import homogeneity
from salesmgmt_kit.gaps.priorities import first_passages, sales_process
from salesmgmt_kit.gaps.priorities.draws import drawn
from salesmgmt_kit.gaps.priorities.factors import (
    SIZE,
    Factor,
    difference,
    estimated,
    patch_sizes,
    unit_factors,
)
from salesmgmt_kit.gaps.shrinkage import shrunk_rates
from salesmgmt_kit.multiplicity import discoveries

from .worlds import MONTH, company, organisation


def _factors(seed=1, territories=None, **more):
    opportunities, moves, stages, org = company(np.random.default_rng(seed), **more)
    found = sales_process(first_passages(opportunities, moves, stages, month=MONTH), month=MONTH)
    patch, _ = patch_sizes(org, territories, month=MONTH)
    names, factors = unit_factors(opportunities, found, org, tier="team", month=MONTH, patch=patch)
    return opportunities, found, names, {factor.name: factor for factor in factors}


def _share(above, below, dispersion=1.0):
    above, below = np.array(above, float), np.array(below, float)
    rate = above.sum() / below.sum()
    return Factor("offer", True, above, below, rate * (1 - rate) * dispersion, dispersion, np.inf)


def test_benchmark_is_the_third_quartile_of_shrunk_rates_and_not_the_best_raw_one():
    won, tried = [30, 45, 20, 50, 38, 61], [100, 90, 60, 110, 80, 100]
    shrunk = shrunk_rates(pd.Series(won), pd.Series(tried))["rate"]
    found, _ = estimated(_share(won, tried))
    assert found.benchmark.item() == pytest.approx(shrunk.quantile(0.75))
    assert found.units[0] == pytest.approx(shrunk.to_numpy())
    assert found.benchmark.item() < 61 / 100


def test_there_is_nothing_to_reach_where_rates_are_equal():
    for factor in (_share([20] * 6, [50] * 6), _share([0] * 6, [50] * 6), _share([50] * 6, [50] * 6)):
        for found in estimated(factor):
            assert found.benchmark.item() == pytest.approx(found.pooled.item())


def test_benchmarks_enclose_the_third_quartile_of_the_true_rates():
    rng, inside, missed_below, worlds = np.random.default_rng(3), 0, 0, 150
    for _ in range(worlds):
        true, tried = rng.beta(50, 50, 40), rng.poisson(150, 40)
        factor = _share(rng.binomial(tried, true), tried)
        (low, high), reach = estimated(factor), 1.96 * drawn(factor, rng).benchmark.std()
        quartile = np.quantile(true, 0.75)
        inside += low.benchmark.item() - reach <= quartile <= high.benchmark.item() + reach
        missed_below += quartile < low.benchmark.item() - reach
    # Nominal are 95 % and, at the low end that a claim rests on, 2.5 %: 9 of 150 is its 99 % point.
    assert inside >= 0.9 * worlds
    assert missed_below <= binom.ppf(0.99, worlds, 0.025)


def test_difference_of_rates_is_pearsons_test_when_reps_are_alike():
    won, tried = pd.Series([30, 45, 20, 50, 38]), pd.Series([100, 90, 60, 110, 80])
    assert difference(_share(won, tried)) == pytest.approx(homogeneity(won, tried).p)


def test_difference_of_sizes_is_an_analysis_of_variance_of_their_logarithms():
    opportunities, _, _, factors = _factors(size={"T03": 1.5})
    won = opportunities[(opportunities["outcome"] == "won") & (opportunities["closed"] >= "2025-11-01")]
    team = won["rep"].map(organisation().set_index("rep")["team"])
    groups = [np.log(of) for _, of in won["amount"].groupby(team)]
    assert difference(factors[SIZE]) == pytest.approx(f_oneway(*groups).pvalue)


def test_under_five_units_nobody_is_compared():
    assert np.isnan(difference(_share([10, 20, 30, 40], [50] * 4)))


def test_counts_weigh_less_where_reps_within_a_unit_differ():
    odds = dict.fromkeys(organisation()["team"], (1.0, 1.0, 1.0, 1.0))
    alike = _factors(deals=6000, better=odds)[3]["offer"]
    org = organisation()
    # Every second rep of each team wins far more often; the teams are alike.
    able = org.assign(team=np.where(np.arange(len(org)) % 2, "able", "not"))
    opportunities, moves, stages, _ = company(
        np.random.default_rng(1), deals=6000, org=able, better={"able": (1.0, 6.0, 1.0, 1.0)}
    )
    found = sales_process(first_passages(opportunities, moves, stages, month=MONTH), month=MONTH)
    patch, _ = patch_sizes(org, None, month=MONTH)
    _, factors = unit_factors(opportunities, found, org, tier="team", month=MONTH, patch=patch)
    apart = {factor.name: factor for factor in factors}["offer"]
    assert alike.dispersion < 1.6
    assert apart.dispersion > 3
    assert difference(apart) > 0.05


def test_deals_opened_are_held_against_the_potential_of_patches_where_it_is_known():
    org = organisation()
    codes = org["territory"].unique()
    potential = pd.DataFrame({"territory": codes, "potential": np.arange(1.0, len(codes) + 1)})
    patch, known = patch_sizes(org, potential, month=MONTH)
    assert known
    assert patch.groupby(org.set_index("rep")["territory"]).sum()[codes].tolist() == list(range(1, 17))
    heads, known = patch_sizes(org, potential.iloc[1:], month=MONTH)
    assert not known
    assert (heads == 1).all()


def test_whoever_left_has_no_patch():
    org = organisation().assign(leave_date=pd.NaT)
    org.loc[0, "leave_date"] = pd.Timestamp("2026-05-31")
    patch, _ = patch_sizes(org, None, month=MONTH)
    assert patch.tolist() == [0.0] + [1.0] * (len(org) - 1)


def test_draws_scatter_as_the_formulas_of_a_share_and_of_a_mean_say():
    rng = np.random.default_rng(5)
    found = drawn(_share([40] * 6, [100] * 6), rng)
    assert found.pooled.mean() == pytest.approx(0.4, abs=0.005)
    # The standard deviation of a thousand draws is known to 2.2 %.
    assert found.pooled.std() == pytest.approx(np.sqrt(0.4 * 0.6 / 600), rel=0.1)
    twice = drawn(_share([40] * 6, [100] * 6, dispersion=2.0), rng)
    assert twice.pooled.std() == pytest.approx(np.sqrt(2 * 0.4 * 0.6 / 600), rel=0.1)
    size = Factor(SIZE, False, np.full(6, 90.0), np.full(6, 10.0), 0.25, 1.0, 54.0)
    assert np.log(drawn(size, rng).pooled).std() == pytest.approx(np.sqrt(0.25 / 60), rel=0.1)


def test_units_alike_are_seldom_called_different():
    rng = np.random.default_rng(7)
    worlds, tried = 400, rng.integers(40, 400, 12)
    rates = (0.8, 0.5, 0.9, 0.3, 0.7, 0.6)
    p = [[difference(_share(rng.binomial(tried, rate), tried)) for rate in rates] for _ in range(worlds)]
    named = sum(bool(discoveries(pd.Series(each)).any()) for each in p)
    # The 99 % point of false claims if each world made one with 5 %: 31 of 400.
    assert named <= binom.ppf(0.99, worlds, 0.05)
