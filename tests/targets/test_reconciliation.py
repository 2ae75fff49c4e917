import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit import units
from salesmgmt_kit.targets.reconciliation import reconcile, shrunk_covariance

from .builders import LEVELS

METHODS = ["wls_var", "mint", "bottom_up", "top_down"]


@pytest.fixture
def tree(org):
    return units.tree(org, levels=LEVELS)


@pytest.fixture
def paths(tree):
    rng = np.random.default_rng(5)
    return {unit: rng.normal(100, 20, (200, 3)) for unit in tree["unit"]}


@pytest.fixture
def residuals(tree):
    rng = np.random.default_rng(6)
    common = rng.normal(size=(40, 1))
    noise = rng.normal(size=(40, len(tree))) * np.arange(1, len(tree) + 1)
    return pd.DataFrame(common + noise, columns=tree["unit"])


def _apart(result, tree):
    """Largest difference between a parent and the sum of its children."""
    return max(
        np.abs(result[parent] - sum(result[c] for c in rows["unit"])).max()
        for parent, rows in tree.groupby("parent")
    )


def test_two_children_by_hand():
    # Variances 4, 1, 1: the gap of 6 is shared out as 4, 1, 1 of 6.
    tree = units.tree(pd.DataFrame({"rep": ["A", "B"]}), levels=[])
    points = {"company": np.array([[106.0]]), "A": np.array([[60.0]]), "B": np.array([[40.0]])}
    errors = pd.DataFrame({"company": [2.0, -2.0], "A": [1.0, -1.0], "B": [1.0, -1.0]})
    agreed = reconcile(points, tree, residuals=errors)
    assert {u: v.item() for u, v in agreed.items()} == pytest.approx({"company": 102, "A": 61, "B": 41})
    frozen = reconcile(points, tree, residuals=errors, freeze_total=True)
    assert {u: v.item() for u, v in frozen.items()} == pytest.approx({"company": 106, "A": 63, "B": 43})


@pytest.mark.parametrize("method", ["wls_var", "mint"])
def test_equals_the_summing_matrix_of_wickramasuriya_athanasopoulos_hyndman_2019(
    method, tree, paths, residuals
):
    leaves = tree[tree["tier"] == "rep"]["unit"].tolist()
    above = tree.set_index("unit")["parent"].to_dict()

    def below(leaf, unit):
        while leaf is not None and leaf != unit:
            leaf = above.get(leaf) if isinstance(above.get(leaf), str) else None
        return leaf == unit

    s = np.array([[float(below(leaf, unit)) for leaf in leaves] for unit in tree["unit"]])
    w = shrunk_covariance(residuals.to_numpy()) if method == "mint" else np.diag(residuals.var())
    inverse = np.linalg.inv(w)
    projection = s @ np.linalg.inv(s.T @ inverse @ s) @ s.T @ inverse
    slow = projection @ np.stack([paths[u][0] for u in tree["unit"]])
    fast = reconcile(paths, tree, method=method, residuals=residuals)
    assert np.stack([fast[u][0] for u in tree["unit"]]) == pytest.approx(slow)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("freeze", [False, True])
def test_children_add_up_and_twice_is_once(method, freeze, tree, paths, residuals):
    if method == "bottom_up" and freeze:
        with pytest.raises(ValueError, match="cannot be frozen"):
            reconcile(paths, tree, method=method, freeze_total=True)
        return
    once = reconcile(paths, tree, method=method, residuals=residuals, freeze_total=freeze)
    assert _apart(once, tree) < 1e-9
    twice = reconcile(once, tree, method=method, residuals=residuals, freeze_total=freeze)
    for unit, values in once.items():
        assert twice[unit] == pytest.approx(values)
    if freeze:
        assert once["company"] == pytest.approx(paths["company"])


@pytest.mark.parametrize("method", METHODS)
def test_another_currency_or_order_changes_nothing(method, tree, paths, residuals, org):
    once = reconcile(paths, tree, method=method, residuals=residuals)
    turned = units.tree(org.iloc[::-1], levels=LEVELS)
    scaled = {unit: values * 1e5 for unit, values in reversed(paths.items())}
    other = reconcile(scaled, turned, method=method, residuals=residuals * 1e5)
    for unit, values in once.items():
        assert other[unit] / 1e5 == pytest.approx(values)


def test_cents_and_zero_hold_at_every_unit(tree, paths):
    low = {unit: values - 100 for unit, values in paths.items()}
    result = reconcile(low, tree, non_negative=True, digits=2)
    assert min(values.min() for values in result.values()) == 0
    assert _apart({u: np.rint(v * 100) for u, v in result.items()}, tree) == 0


def test_shrinkage_of_schaefer_strimmer_2005_against_the_loop(residuals):
    x = residuals.to_numpy()[:, :4]
    n, m = x.shape
    z = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)
    noise = signal = 0.0
    for i in range(m):
        for j in range(m):
            if i != j:
                w = z[:, i] * z[:, j]
                signal += (w.sum() / (n - 1)) ** 2
                noise += n / (n - 1) ** 3 * ((w - w.mean()) ** 2).sum()
    full = np.cov(x.T)
    expected = full * (1 - min(1, noise / signal))
    np.fill_diagonal(expected, np.diag(full))
    assert shrunk_covariance(x) == pytest.approx(expected)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["T1", "T2", "T3"]), min_size=1, max_size=7),
    st.sampled_from(METHODS),
    st.booleans(),
    st.booleans(),
    st.integers(0, 2**32 - 1),
)
def test_paths_add_up_over_any_organisation(teams, method, freeze, never_negative, seed):
    rng = np.random.default_rng(seed)
    reps = pd.DataFrame({"rep": [f"R{i}" for i in range(len(teams))], "team": teams})
    reps["department"] = reps["team"].map({"T1": "D1", "T2": "D1", "T3": "D2"})
    tree = units.tree(reps, levels=LEVELS)
    paths = {u: rng.normal(5, 10, (8, 2)) * rng.integers(0, 2) for u in tree["unit"]}
    residuals = pd.DataFrame(rng.normal(size=(12, len(tree))), columns=tree["unit"])
    result = reconcile(
        paths,
        tree,
        method=method,
        residuals=residuals,
        variances={u: rng.integers(0, 3, 2).astype(float) for u in tree["unit"]},
        freeze_total=freeze and method != "bottom_up",
        non_negative=never_negative,
    )
    assert _apart(result, tree) < 1e-4  # a pseudo-inverse beside variances of almost 0
    if never_negative:
        assert min(values.min() for values in result.values()) >= 0


def test_cutting_off_at_zero_leaves_the_total_where_it_is(tree, paths):
    low = {unit: values - (60 if unit.startswith("R") else 0) for unit, values in paths.items()}
    open_below, cut = (reconcile(low, tree, non_negative=cut_off) for cut_off in (False, True))
    assert open_below["R1"].min() < 0 <= cut["R1"].min()
    assert cut["company"] == pytest.approx(open_below["company"].clip(min=0))


def test_unit_without_residuals_is_correlated_with_no_other(tree, paths, residuals):
    variances = {unit: np.full(3, 4.0) for unit in tree["unit"]}
    known = residuals.drop(columns=[u for u in tree["unit"] if u.startswith("R")])
    alone = reconcile(paths, tree, method="mint", residuals=known * 0 + 1, variances=variances)
    for unit, values in reconcile(paths, tree, variances=variances).items():
        assert alone[unit] == pytest.approx(values)
    reconcile(paths, tree, method="mint", residuals=known, variances=variances)


def test_what_cannot_be_reconciled_is_named(tree, paths):
    with pytest.raises(ValueError, match="no paths for T1"):
        reconcile({u: p for u, p in paths.items() if u != "T1"}, tree)
    with pytest.raises(ValueError, match="paths are missing for R3"):
        reconcile(paths | {"R3": np.full((200, 3), np.nan)}, tree)
    with pytest.raises(ValueError, match="mint needs the residuals"):
        reconcile(paths, tree, method="mint")
