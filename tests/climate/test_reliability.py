"""Reliability against R (psych, multilevel, lavaan) on psych::bfi, and by laws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import optimize

from salesmgmt_kit.climate.factor import one_factor
from salesmgmt_kit.climate.ordinal import ordinal_alpha, polychoric
from salesmgmt_kit.climate.reliability import _feldt, clustered_interval, consistency

from . import bfi
from .surveys import answers

CASES = [
    (scale, keyed, missing)
    for scale in bfi.SCALES
    for keyed in (True, False)
    for missing in ("pairwise", "listwise")
]


@bfi.needs_reference
@pytest.mark.parametrize(("scale", "keyed", "missing"), CASES)
def test_alpha_of_psych_bfi(scale, keyed, missing):
    theirs = bfi.reference()["bfi"][scale].get("keyed" if keyed else "unkeyed")
    if theirs is None:
        pytest.skip("this scale has no reversed question")
    theirs = theirs[missing]
    ours = consistency(bfi.scale(scale, keyed=keyed), missing=missing)
    told = {
        "raw_alpha": ours.alpha, "std_alpha": ours.standardised, "G6_smc": ours.g6, "average_r": ours.mean_r,
        "median_r": ours.median_r, "ase_duhachek": ours.error, "n": ours.n, "n_rows": ours.n,
        "sn": 5 * ours.mean_r / (1 - ours.mean_r), "multilevel_cronbach": ours.alpha,
    }  # fmt: skip
    for name in told.keys() & theirs.keys():
        assert_allclose(told[name], theirs[name], atol=1e-6, err_msg=name)
    assert_allclose([ours.low, ours.high], theirs["feldt95"], atol=1e-6)
    columns = {"item_rest": "item_rest", "alpha_if_deleted": "alpha_without"}
    columns |= {"r_cor": "corrected", "raw_r": "item_total"}
    by_item = ours.items.set_index("item")
    for name in columns.keys() & theirs.keys():
        assert_allclose(by_item[columns[name]], list(theirs[name].values()), atol=1e-6, err_msg=name)


@bfi.needs_reference
@pytest.mark.parametrize("scale", bfi.SCALES)
def test_items_of_psych_bfi_pairwise(scale):
    theirs = bfi.reference()["bfi"][scale]["keyed"]["pairwise_items"]
    by_item = consistency(bfi.scale(scale), missing="pairwise").items
    assert_allclose(by_item["item_rest"], list(theirs["item_rest"].values()), atol=1e-6)
    assert_allclose(by_item["alpha_without"], list(theirs["alpha_if_deleted"].values()), atol=1e-6)


@bfi.needs_reference
@pytest.mark.parametrize("scale", bfi.SCALES)
def test_omega_and_fit_of_lavaan(scale):
    theirs, ours = bfi.reference()["bfi"][scale]["omega"], one_factor(bfi.scale(scale))
    assert ours is not None
    assert ours.n == theirs["n"]
    assert_allclose(ours.omega, theirs["omega_total_cfa_cov"], atol=2e-6)
    fit = theirs["lavaan_fit"]
    assert_allclose(ours.chi2, fit["chisq"], atol=1e-4)
    assert ours.degrees == fit["df"]
    assert_allclose(ours.p, fit["pvalue"], atol=1e-6)
    for name in ("cfi", "tli", "rmsea", "srmr"):
        assert_allclose(getattr(ours, name), fit[name], atol=1e-6, err_msg=name)
    assert_allclose(ours.loadings, theirs["cfa_loadings_std"], atol=2e-6)
    standardised = bfi.scale(scale).dropna()
    standardised = (standardised - standardised.mean()) / standardised.std()
    again = one_factor(standardised)
    assert again is not None
    assert_allclose(again.omega, theirs["omega_total_cfa_cor"], atol=2e-6)


@bfi.needs_reference
@pytest.mark.parametrize("scale", bfi.SCALES)
def test_ordinal_alpha_of_psych_bfi(scale):
    assert_allclose(
        ordinal_alpha(bfi.scale(scale)), bfi.reference()["bfi"][scale]["ordinal"]["alpha_listwise"], atol=1e-5
    )


@bfi.needs_reference
@pytest.mark.parametrize("scale", bfi.SCALES)
def test_other_figures_of_psych_bfi(scale):
    """Mean and deviation of scores, ordinal alpha of pairs, omega over the observed variance."""
    told, items = bfi.reference()["bfi"][scale], bfi.scale(scale)
    score = items.mean(axis=1)
    assert_allclose(
        [score.mean(), score.std()], [told["keyed"]["pairwise"][k] for k in ("mean", "sd")], atol=1e-6
    )
    r = polychoric(items).to_numpy()[np.tril_indices(5, -1)].mean()
    assert_allclose(5 * r / (1 + 4 * r), told["ordinal"]["alpha_pairwise"], atol=1e-5)
    factor, whole = one_factor(items), items.dropna()
    assert factor is not None
    spread = whole.std(ddof=0)
    observed = (factor.loadings * spread).sum() ** 2 / np.cov(whole, rowvar=False, ddof=0).sum()
    assert_allclose(observed, told["omega"]["omega_total_cfa_obsvar_numpy"], atol=2e-6)


def _minres_omega(correlation: np.ndarray) -> float:
    """Omega of one factor by least squares of what lies off the diagonal (psych's minres), standardised."""

    def loss(loading: np.ndarray) -> float:
        left = (correlation - np.outer(loading, loading))[np.tril_indices(len(loading), -1)]
        return float(left @ left)

    start = np.sqrt(np.abs(correlation).mean(axis=0))
    loading = optimize.minimize(loss, start, method="BFGS", options={"gtol": 1e-9}).x
    return float(loading.sum() ** 2 / (loading.sum() ** 2 + (1 - loading**2).sum()))


@bfi.needs_reference
@pytest.mark.parametrize("scale", bfi.SCALES)
def test_polychoric_and_plain_correlations_have_the_omega_of_psych(scale):
    told, items = bfi.reference()["bfi"][scale], bfi.scale(scale).dropna()
    assert_allclose(_minres_omega(items.corr().to_numpy()), told["omega"]["minres_1f"], atol=1e-5)
    steps = polychoric(items).to_numpy()
    assert_allclose(_minres_omega(steps), told["ordinal"]["omega_minres_listwise"], atol=1e-5)


@bfi.needs_reference
def test_questions_that_are_not_turned_round_are_named():
    assert consistency(bfi.scale("agree", keyed=False)).against == ["A1"]
    assert consistency(bfi.scale("agree")).against == []


def test_the_interval_rests_on_those_whom_alpha_is_of():
    """pingouin 0.7.0's example of 11 questions: 9 of 12 answered all, yet it prints [.581, .933]."""
    assert_allclose(_feldt(0.801695, 9, 11, 0.95), [0.533, 0.947], atol=5e-4)
    assert_allclose(_feldt(0.801695, 12, 11, 0.95), [0.581, 0.933], atol=5e-4)
    items = answers((9, 3), seed=5).keyed("values")
    holed = items.copy()
    holed.iloc[9:, 0] = np.nan
    ours, whole = consistency(holed), consistency(items.head(9))
    assert (ours.n, ours.low, ours.high) == (9, whole.low, whole.high)


def test_fewer_people_than_questions_still_have_alpha():
    """Nine people and 11 questions, as in pingouin's example: the correlations cannot be inverted."""
    rng = np.random.default_rng(3)
    items = pd.DataFrame(rng.normal(size=(9, 1)) + rng.normal(size=(9, 11)))
    found, whole = consistency(items), items.cov().to_numpy()
    assert_allclose(found.alpha, 11 / 10 * (1 - np.trace(whole) / whole.sum()))
    assert np.isfinite([found.low, found.high, *found.items["item_rest"]]).all()
    assert np.isnan(found.g6)
    assert one_factor(items) is None


def test_questions_answered_alike_have_alpha_but_no_factor():
    items = answers((30, 30), seed=4).keyed("trust").dropna()
    twice = items.assign(again=items.iloc[:, 0])
    found = consistency(twice)
    assert found.alpha > consistency(items).alpha
    assert np.isnan(found.g6)
    assert one_factor(twice) is None


def test_drawn_teams_are_the_alphas_of_their_people_put_together():
    some = answers((5, 9, 7, 6), seed=9)
    items, team = some.keyed("values").dropna(), some.people["team"]
    team = team[items.index]
    names = team.drop_duplicates().tolist()
    rng = np.random.default_rng(5)
    times = rng.multinomial(4, np.full(4, 1 / 4), 200)
    alphas = [
        consistency(
            pd.concat([items[team == name] for name, n in zip(names, row, strict=True) for _ in range(n)])
        ).alpha
        for row in times
    ]
    found = clustered_interval(items, team, draws=200, seed=5)
    assert_allclose(found, np.quantile(alphas, [0.025, 0.975]))
    lost = clustered_interval(items, team.mask(team == names[0]), draws=50, seed=5)
    kept = team != names[0]
    assert lost == clustered_interval(items[kept], team[kept], draws=50, seed=5)


def test_polychoric_correlations_find_what_was_cut_into_steps():
    rng = np.random.default_rng(2)
    x = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 20_000)
    cut = pd.DataFrame(np.stack([np.digitize(x[:, 0], [-1, 0, 1]), np.digitize(x[:, 1], [0.5, 1.5])], axis=1))
    assert_allclose(polychoric(cut).to_numpy()[0, 1], 0.6, atol=0.02)


def test_resampling_teams_widens_the_interval_where_teams_differ():
    some = answers((12,) * 20, between=0.8, seed=8)
    items = some.keyed("trust")
    low, high = clustered_interval(items, some.people["team"])
    plain = consistency(items)
    assert low < plain.alpha < high
    assert high - low > plain.high - plain.low
    assert clustered_interval(items, some.people["team"]) == (low, high)


def test_a_draw_of_teams_is_alpha_of_their_people():
    some = answers((5, 6, 7), seed=9)
    items = some.keyed("values")
    only = clustered_interval(items, pd.Series("a", items.index), draws=3)
    assert_allclose(only, consistency(items).alpha)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 500), shift=st.floats(-5, 5), factor=st.floats(0.2, 5))
def test_neither_level_nor_order_nor_unit_matters(seed, shift, factor):
    items = answers((15, 12), seed=seed).keyed("recognition")
    one = consistency(items)
    other = consistency((items * factor + shift).sample(frac=1, random_state=1)[items.columns[::-1]])
    for name in ("alpha", "low", "standardised", "g6"):
        assert_allclose(getattr(other, name), getattr(one, name), atol=1e-8)
    rest = [found.items.set_index("item")["item_rest"].sort_index() for found in (one, other)]
    assert_allclose(*rest, atol=1e-8)


def test_one_factor_needs_three_questions_and_fits_only_with_four():
    items = answers((60,), seed=3).keyed("values")
    assert one_factor(items.iloc[:, :2]) is None
    three = one_factor(items.iloc[:, :3])
    assert three is not None
    assert np.isnan(three.cfi)
    four = one_factor(items)
    assert four is not None
    assert 0 < four.omega < 1
    assert four.degrees == 2
