import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from salesmgmt_kit.targets import joined

MONTHS = 60
SIZE = 4000


def _walks(seed, sizes=(1.0, 2.0, 5.0)):
    """Paths whose months go together: each keeps most of the month before."""
    rng = np.random.default_rng(seed)
    steps = {u: rng.normal(size=(SIZE, 4)) for u in "ABC"}
    return {
        u: 100 + size * np.cumsum(step, axis=1) for (u, step), size in zip(steps.items(), sizes, strict=True)
    }


def _errors(correlation, seed=1):
    """Errors with exactly these correlations."""
    raw = np.random.default_rng(seed).normal(size=(MONTHS, 3))
    white = np.linalg.qr(raw - raw.mean(axis=0))[0]
    return pd.DataFrame(white @ np.linalg.cholesky(correlation).T, columns=list("ABC"))


@pytest.mark.parametrize("r", [0.8, -0.5])
def test_months_of_two_units_go_together_as_their_errors_do(r):
    correlation = np.array([[1, r, 0.3], [r, 1, 0], [0.3, 0, 1]])
    result = joined(_walks(2), _errors(correlation) * [1, 7, 1e6])
    # Sampling error of a correlation from 4,000 paths: 0.016; the months' weights are drawn too.
    for month in range(4):
        found = np.corrcoef([result[u][:, month] for u in "ABC"])
        assert found == pytest.approx(correlation, abs=0.07)
    assert np.corrcoef([p.sum(axis=1) for p in result.values()]) == pytest.approx(correlation, abs=0.07)


def test_months_of_one_unit_go_together_as_before():
    before = _walks(3)
    after = joined(before, _errors(np.full((3, 3), 0.6) + 0.4 * np.eye(3)))
    for unit, paths in before.items():
        assert np.sort(after[unit], axis=0) == pytest.approx(np.sort(paths, axis=0))
        assert np.corrcoef(after[unit].T) == pytest.approx(np.corrcoef(paths.T), abs=0.05)
        totals = [np.quantile(p.sum(axis=1), [0.1, 0.5, 0.9]) for p in (paths, after[unit])]
        assert np.ptp(totals[1]) == pytest.approx(np.ptp(totals[0]), rel=0.05)
        assert totals[1] == pytest.approx(totals[0], rel=0.05)


def test_unit_without_varied_errors_keeps_its_paths():
    paths = _walks(4)
    errors = _errors(np.eye(3)).assign(B=0.0)[["A", "B"]]
    result = joined(paths, errors)
    assert (result["B"] == paths["B"]).all()
    assert (result["C"] == paths["C"]).all()
    assert list(joined(paths, pd.DataFrame())) == list(paths)


def test_short_histories_share_the_months_they_have():
    errors = _errors(np.full((3, 3), 0.9) + 0.1 * np.eye(3))
    errors.loc[: MONTHS - 20, "B"] = np.nan
    result = joined(_walks(5), errors)
    # Twenty of sixty months in common leave sqrt(1/3) of the correlation, give or take those months' own.
    assert 0.35 < np.corrcoef(result["A"][:, 0], result["B"][:, 0])[0, 1] < 0.7


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_any_paths_keep_their_values_month_by_month(seed):
    rng = np.random.default_rng(seed)
    paths = {
        "A": rng.gamma(0.5, 100, (50, 3)).round(),
        "B": np.zeros((50, 3)),
        "C": np.column_stack([np.full(50, 7.0), rng.normal(size=(50, 2))]),
    }
    result = joined(paths, _errors(np.eye(3), seed % 100), seed=seed)
    for unit, values in paths.items():
        assert (np.sort(result[unit], axis=0) == np.sort(values, axis=0)).all()
    again = joined(paths, _errors(np.eye(3), seed % 100), seed=seed)
    assert all((result[u] == again[u]).all() for u in paths)


def test_ranks_not_sizes_are_joined():
    paths = _walks(6)
    skewed = {u: np.exp(p / 5) for u, p in paths.items()}
    result = joined(skewed, _errors(np.full((3, 3), 0.8) + 0.2 * np.eye(3)))
    rank = stats.spearmanr(result["A"][:, 1], result["B"][:, 1]).statistic
    assert rank == pytest.approx(6 / np.pi * np.arcsin(0.4), abs=0.05)  # of a normal pair, Pearson 1907
