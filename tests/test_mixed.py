"""The mixed model against lme4's published output, against statsmodels, and where people do not differ."""

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.regression.mixed_linear_model import MixedLM
from statsmodels.tools.sm_exceptions import ConvergenceWarning

from salesmgmt_kit.mixed import mixedlm_intercepts, random_intercepts

#: Davies & Goldsmith 1972, Statistical Methods in Research and Production, table 6.4: grams of dyestuff
#: from five preparations of each of six batches.
DYESTUFF = {
    "A": [1545, 1440, 1440, 1520, 1580],
    "B": [1540, 1555, 1490, 1560, 1495],
    "C": [1595, 1550, 1605, 1510, 1560],
    "D": [1445, 1440, 1595, 1465, 1545],
    "E": [1595, 1630, 1515, 1635, 1625],
    "F": [1520, 1455, 1450, 1480, 1445],
}
#: Belenky et al. 2003, J. Sleep Research 12, as in lme4: mean reaction time (ms) of ten days by subject.
SLEEPSTUDY = """
308 249.56 258.7047 250.8006 321.4398 356.8519 414.6901 382.2038 290.1486 430.5853 466.3535
309 222.7339 205.2658 202.9778 204.707 207.7161 215.9618 213.6303 217.7272 224.2957 237.3142
310 199.0539 194.3322 234.32 232.8416 229.3074 220.4579 235.4208 255.7511 261.0125 247.5153
330 321.5426 300.4002 283.8565 285.133 285.7973 297.5855 280.2396 318.2613 305.3495 354.0487
331 287.6079 285 301.8206 320.1153 316.2773 293.3187 290.075 334.8177 293.7469 371.5811
332 234.8606 242.8118 272.9613 309.7688 317.4629 309.9976 454.1619 346.8311 330.3003 253.8644
333 283.8424 289.555 276.7693 299.8097 297.171 338.1665 332.0265 348.8399 333.36 362.0428
334 265.4731 276.2012 243.3647 254.6723 279.0244 284.1912 305.5248 331.5229 335.7469 377.299
335 241.6083 273.9472 254.4907 270.8021 251.4519 254.6362 245.4523 235.311 235.7541 237.2466
337 312.3666 313.8058 291.6112 346.1222 365.7324 391.8385 404.2601 416.6923 455.8643 458.9167
349 236.1032 230.3167 238.9256 254.922 250.7103 269.7744 281.5648 308.102 336.2806 351.6451
350 256.2968 243.4543 256.2046 255.5271 268.9165 329.7247 379.4445 362.9184 394.4872 389.0527
351 250.5265 300.0576 269.8939 280.5891 271.8274 304.6336 287.7466 266.5955 321.5418 347.5655
352 221.6771 298.1939 326.8785 346.8555 348.7402 352.8287 354.4266 360.4326 375.6406 388.5417
369 271.9235 268.4369 257.2424 277.6566 314.8222 317.2135 298.1353 348.1229 340.28 366.5131
370 225.264 234.5235 238.9008 240.473 267.5373 344.1937 281.1481 347.5855 365.163 372.2288
371 269.8804 272.4428 277.8989 281.7895 279.1705 284.512 259.2658 304.6306 350.7807 369.4692
372 269.4117 273.474 297.5968 310.6316 287.1726 329.6076 334.4818 343.2199 369.1417 364.1236
"""
#: ranef(lmer(Reaction ~ Days + (1 | Subject), sleepstudy)), as printed in lme4's teaching material.
SUBJECTS = [
    40.783710, -77.849554, -63.108567, 4.406442, 10.216189, 8.221238, 16.500494, -2.996981, -45.282127,
    72.182686, -21.196249, 14.111363, -7.862221, 36.378425, 7.036381, -6.362703, -3.294273, 18.115747,
]  # fmt: skip


def _dyestuff():
    return pd.Series(np.ravel(list(DYESTUFF.values())), dtype=float), pd.Series(np.repeat(list(DYESTUFF), 5))


def _sleepstudy():
    rows = np.array([line.split() for line in SLEEPSTUDY.strip().splitlines()], float)
    days = pd.DataFrame({"days": np.tile(np.arange(10.0), len(rows))})
    return pd.Series(rows[:, 1:].ravel()), pd.Series(np.repeat(rows[:, 0].astype(int), 10)), days


def _unequal(seed, *, spread, groups=60):
    rng = np.random.default_rng(seed)
    group = pd.Series(np.repeat(np.arange(groups), rng.integers(3, 20, groups)))
    x = pd.DataFrame({"x": rng.normal(size=len(group))})
    y = 5 + 0.5 * x["x"] + rng.normal(0, spread, groups)[group] + rng.normal(0, 1, len(group))
    return y, group, x


def test_dyestuff_as_in_lme4():
    found = random_intercepts(*_dyestuff())
    effects = [-17.6068514, 0.3912634, 28.5622256, -23.0845385, 56.7331877, -44.9952868]
    assert found.fixed["intercept"] == pytest.approx(1527.5)
    assert (found.between, found.within) == pytest.approx((1764.05, 2451.25), abs=0.005)
    assert found.groups["effect"].to_numpy() == pytest.approx(effects, abs=1e-4)


def test_dyestuff_has_the_f_test_of_the_analysis_of_variance():
    means = pd.Series({name: np.mean(values) for name, values in DYESTUFF.items()})
    within = np.mean([np.var(values, ddof=1) for values in DYESTUFF.values()])
    assert random_intercepts(*_dyestuff()).p == pytest.approx(stats.f.sf(5 * means.var() / within, 5, 24))


def test_sleepstudy_as_in_lme4():
    values, subjects, days = _sleepstudy()
    found = random_intercepts(values, subjects, covariates=days)
    assert found.fixed.to_numpy() == pytest.approx([251.40510, 10.46729], abs=1e-5)
    assert np.sqrt([found.between, found.within]) == pytest.approx([37.124, 30.991], abs=5e-4)
    assert found.groups["effect"].to_numpy() == pytest.approx(SUBJECTS, abs=1e-4)


def _restricted(y, group, x, between, within):
    """The restricted likelihood with the whole covariance matrix written out: the slow way."""
    same = group.to_numpy()[:, None] == group.to_numpy()[None, :]
    covariance = between * same + within * np.eye(len(y))
    design = np.column_stack([np.ones(len(y)), x])
    inverse = np.linalg.inv(covariance)
    cross = design.T @ inverse @ design
    left = y - design @ np.linalg.solve(cross, design.T @ inverse @ y)
    return -(np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(cross)[1] + left @ inverse @ left) / 2


def test_statsmodels_finds_the_same():
    y, group, x = _unequal(1, spread=1.0)
    ours, theirs = random_intercepts(y, group, covariates=x), mixedlm_intercepts(y, group, covariates=x)
    assert ours.fixed.to_numpy() == pytest.approx(theirs.fixed.to_numpy(), rel=1e-3)
    assert (ours.between, ours.within) == pytest.approx((theirs.between, theirs.within), rel=2e-3)
    assert ours.groups.to_numpy() == pytest.approx(theirs.groups.to_numpy(), abs=2e-3)


def test_where_statsmodels_stops_short_ours_are_likelier():
    y, group, x = _unequal(1, spread=0.3)
    ours, theirs = random_intercepts(y, group, covariates=x), mixedlm_intercepts(y, group, covariates=x)
    assert ours.between == pytest.approx(theirs.between, rel=0.15)
    likelihoods = [_restricted(y, group, x, found.between, found.within) for found in (ours, theirs)]
    assert likelihoods[0] > likelihoods[1]


def test_no_other_variances_are_likelier():
    y, group, x = _unequal(2, spread=0.5, groups=20)
    found = random_intercepts(y, group, covariates=x)
    best = _restricted(y, group, x, found.between, found.within)
    for between, within in ((1.1, 1), (0.9, 1), (1, 1.05), (1, 0.95), (1.1, 0.97)):
        assert best > _restricted(y, group, x, found.between * between, found.within * within)


def test_weights_stand_for_so_many_values():
    y = pd.Series([1.0, 2, 3, 5, 4, 9, 8])
    group = pd.Series(list("aabbbcc"))
    weights = pd.Series([1.0, 3, 1, 1, 2, 1, 2])
    found = random_intercepts(y, group, weights=weights)
    own = (y * weights).groupby(group).sum() / weights.groupby(group).sum()
    kept = found.between / (found.between + found.within / weights.groupby(group).sum())
    assert found.groups["effect"].to_numpy() == pytest.approx(
        (kept * (own - found.fixed["intercept"])).to_numpy()
    )


@pytest.mark.parametrize("fit", [random_intercepts, mixedlm_intercepts])
def test_groups_that_are_alike_are_found_alike(fit):
    rng = np.random.default_rng(3)
    block = rng.normal(size=12)
    values, group = pd.Series(np.tile(block, 8)), pd.Series(np.repeat(np.arange(8), 12))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = fit(values, group)
    assert found.alike
    assert found.groups["effect"].to_numpy() == pytest.approx(np.zeros(8))
    assert found.p == pytest.approx(1.0)


def test_moments_take_over_from_an_optimiser_that_lost_its_way(monkeypatch):
    values, group = _dyestuff()

    class Lost:
        cov_re, scale, fe_params = np.array([[0.0]]), 1.0, np.array([0.0])

    def fit(self):
        warnings.warn("the Hessian is not positive definite", ConvergenceWarning, stacklevel=2)
        return Lost()

    monkeypatch.setattr(MixedLM, "fit", fit)
    found = mixedlm_intercepts(values, group)
    # In balanced data moments and REML are one: Searle, Casella & McCulloch 1992, chapter 4.
    assert (found.between, found.within) == pytest.approx((1764.05, 2451.25), abs=0.005)
    assert found.warning == "the Hessian is not positive definite"


def test_intervals_hold_the_truth_as_often_as_they_say():
    held = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        truth = rng.normal(1, 0.1, 40)
        group = pd.Series(np.repeat(np.arange(40), rng.integers(6, 25, 40)))
        found = random_intercepts(pd.Series(truth[group] + rng.normal(0, 0.3, len(group))), group).groups
        held.append((np.abs(found["mean"] - truth) < 1.96 * found["sd"]).mean())
    assert 0.92 <= np.mean(held) <= 0.97


@pytest.mark.parametrize(("values", "groups"), [([1.0, 2], ["a", "a"]), ([1.0, 2, 3], ["a", "b", "c"])])
def test_too_little_to_compare_is_an_error(values, groups):
    with pytest.raises(ValueError, match="too few for a mixed model"):
        random_intercepts(pd.Series(values), pd.Series(groups))
