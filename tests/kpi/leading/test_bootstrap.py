import numpy as np
import pytest

from salesmgmt_kit.kpi.leading.bootstrap import _restricted, _signs, _wild, critical_t, joint_p
from salesmgmt_kit.kpi.leading.within import Effects, clustered, fit


def _fitted(units=10, months=15, *, effect=0.0, seed=0, holes=0.0):
    rng = np.random.default_rng(seed)
    unit, month = (which.ravel() for which in np.indices((units, months)))
    kept = rng.random(len(unit)) >= holes
    unit, month = unit[kept], month[kept]
    x = rng.standard_normal((len(unit), 3))
    y = effect * x[:, 0] + rng.standard_normal(len(unit))
    return fit(y, x, Effects(unit, month))


@pytest.mark.parametrize("null", [slice(0, 1), slice(0, 2), None])
@pytest.mark.parametrize("holes", [0.0, 0.2])
def test_draws_are_those_of_fitting_every_sample_anew(null, holes):
    found = _fitted(holes=holes)
    residuals = _restricted(found, null)
    quick = _wild(found, residuals, 5, np.random.default_rng(7))
    around = found.coefficients.copy()
    if null is not None:
        rest = np.delete(np.arange(3), null)
        outcome = found.x @ found.coefficients + found.residuals
        around[null], around[rest] = 0, np.linalg.lstsq(found.x[:, rest], outcome, rcond=None)[0]
    for signs, drawn in zip(_signs(np.random.default_rng(7), 5, 10), quick, strict=True):
        sample = found.x @ around + signs[found.effects.units] * residuals
        again = fit(sample, found.x, found.effects)
        slow = (again.coefficients - around) / np.sqrt(np.diag(clustered(again)))
        np.testing.assert_allclose(drawn, slow, rtol=1e-8)


def test_few_clusters_take_six_points_and_others_two():
    rng = np.random.default_rng(0)
    assert len(np.unique(_signs(rng, 500, 11))) == 6
    assert set(np.unique(_signs(rng, 500, 12))) == {-1.0, 1.0}
    assert (_signs(rng, 4000, 11) ** 2).mean() == pytest.approx(1, abs=0.02)


def test_an_effect_is_found_and_none_is_not():
    for units in (10, 45):
        p = [
            joint_p(_fitted(units, effect=e), slice(0, 2), draws=399, rng=np.random.default_rng(0))
            for e in (0.4, 0.0)
        ]
        assert p[0] < 0.05 < p[1]


def test_intervals_of_many_clusters_are_wider_than_one_alone_needs():
    """For three coefficients at once, between the t of one and that of Bonferroni."""
    critical = critical_t(_fitted(45), level=0.95, draws=9999, rng=np.random.default_rng(0))
    assert 2.015 < critical < 2.49
