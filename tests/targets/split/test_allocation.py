import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from salesmgmt_kit import units
from salesmgmt_kit.targets.split import allocate, by_month

from ..builders import LEVELS

ORG = pd.DataFrame(
    {
        "rep": [f"R{i}" for i in range(8)],
        "team": [f"T{i // 2}" for i in range(8)],
        "department": [f"D{i // 4}" for i in range(8)],
    }
)
TREE = units.tree(ORG, levels=LEVELS)
FLAT = units.tree(pd.DataFrame({"rep": ["A", "B", "C"]}), levels=[])
shares = st.lists(st.floats(0.05, 10), min_size=8, max_size=8)


def _claims(values, reps=None, **more):
    return pd.DataFrame({"rep": list(ORG["rep"] if reps is None else reps), "share": values, **more})


def _limits(**wishes):
    return pd.DataFrame([{"unit": unit, **wish} for unit, wish in wishes.items()])


def _targets(result):
    return result.units.set_index("unit")["target"]


def test_limits_push_the_rest_by_hand():
    # 100 by 5:3:2; A may take 40 at most, so B and C share the other 60 by 3:2.
    result = allocate(_claims([5, 3, 2], "ABC"), FLAT, 100, limits=_limits(A={"cap": 40}))
    assert _targets(result).to_dict() == {"company": 100, "A": 40, "B": 36, "C": 24}
    assert result.units.set_index("unit")["bound"].dropna().to_dict() == {"A": "cap"}
    assert result.conflicts.empty


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_split_is_the_least_weighted_change_a_solver_finds(seed):
    rng = np.random.default_rng(seed)
    share, variance = rng.dirichlet(np.ones(3)), rng.uniform(0.5, 2, 3)
    floor, cap = rng.uniform(0, 0.3, 3) * 1e6, rng.uniform(0.35, 0.9, 3) * 1e6
    if not floor.sum() <= 1e6 <= cap.sum():
        return
    limits = pd.DataFrame({"unit": list("ABC"), "floor": floor, "cap": cap})
    result = allocate(_claims(share, "ABC", variance=variance), FLAT, 1e6, limits=limits)
    slow = optimize.minimize(
        lambda t: ((t - share) ** 2 / variance).sum(),
        np.full(3, 1 / 3),
        bounds=list(zip(floor / 1e6, cap / 1e6, strict=True)),
        constraints={"type": "eq", "fun": lambda t: t.sum() - 1},
        options={"ftol": 1e-14},
    )
    assert _targets(result)[list("ABC")].to_numpy() / 1e6 == pytest.approx(slow.x, abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(shares, st.integers(0, 10**9), st.floats(0, 0.2), st.integers(0, 2**32 - 1))
def test_sums_are_exact_and_limits_hold_or_are_reported(values, total, over, seed):
    rng = np.random.default_rng(seed)
    limits = pd.DataFrame({"unit": TREE["unit"][1:]})
    limits["floor"] = np.where(rng.random(14) < 0.3, rng.uniform(0, total / 6, 14), np.nan)
    limits["cap"] = np.where(rng.random(14) < 0.3, rng.uniform(0, total / 2, 14), np.nan)
    limits["locked"] = np.where(rng.random(14) < 0.1, rng.integers(0, total // 8 + 1, 14), np.nan)
    result = allocate(_claims(values), TREE, total, limits=limits, over={"rep": over})
    rows = result.units.set_index("unit")
    unsplit = set(result.conflicts.query("kind == 'locked'")["unit"])
    for parent, children in result.units.groupby("parent"):
        if parent not in unsplit and pd.notna(rows["target"][parent]) and children["target"].notna().all():
            factor = 1 + over if children["tier"].iloc[0] == "rep" else 1
            assert children["target"].sum() == round(rows["target"][parent] * factor)
        else:
            assert not result.conflicts.empty
    if result.conflicts.empty:
        assert not (rows["target"] < rows["floor"]).any()
        assert not (rows["target"] > rows["cap"]).any()
    locked = rows["locked"].notna()
    assert (rows["target"][locked] == rows["locked"][locked]).all()


@given(shares, st.permutations(range(8)))
@settings(deadline=None)
def test_order_of_units_and_scale_of_money_change_no_share(values, order):
    once = allocate(_claims(values), TREE, 10**6)
    turned = allocate(
        _claims(values).iloc[list(order)], units.tree(ORG.iloc[list(order)], levels=LEVELS), 10**9, step=1000
    )
    for column, factor in (("share", 1.0), ("target", 1000.0)):
        a, b = once.units.set_index("unit")[column], turned.units.set_index("unit")[column]
        assert (b[a.index] / factor - a).abs().max() < (1e-12 if column == "share" else 3.001)


@pytest.mark.parametrize(
    ("limits", "conflict"),
    [
        (_limits(A={"cap": 10}, B={"cap": 20}, C={"cap": 30}), ("company", "caps", 100, 60, 40)),
        (_limits(A={"floor": 70}, B={"floor": 50}), ("company", "floors", 120, 100, 20)),
        (_limits(A={"locked": 70}, B={"locked": 50}), ("company", "locked", 100, 120, -20)),
        (_limits(A={"floor": 70, "cap": 50}), ("A", "limits", 70, 50, 20)),
        (_limits(A={"locked": 70, "cap": 50}), ("A", "limits", 70, 50, 20)),
    ],
)
def test_wishes_that_exclude_each_other_are_reported_with_their_size(limits, conflict):
    result = allocate(_claims([1, 1, 1], "ABC"), FLAT, 100, limits=limits)
    assert [tuple(row) for row in result.conflicts.itertuples(index=False)] == [conflict]
    targets = _targets(result)
    if conflict[1] == "locked":
        assert np.isnan(targets["C"])
    else:
        assert targets[["A", "B", "C"]].sum() == 100


def test_team_gets_no_more_than_its_reps_may_take():
    result = allocate(_claims([1] * 8), TREE, 800, limits=_limits(R0={"cap": 10}, R1={"cap": 20}))
    assert _targets(result)["T0"] == 30
    assert result.conflicts.empty


def test_over_assignment_is_shown_by_tier():
    result = allocate(_claims([1] * 8), TREE, 8000, over={"team": 0.1, "rep": 0.05})
    assert result.levels.set_index("tier")["over"].to_dict() == pytest.approx(
        {"department": 0.0, "team": 0.1, "rep": 0.155}
    )


def test_equal_probability_gives_all_the_same_chance():
    rng = np.random.default_rng(2)
    paths = {u: rng.gamma(k, 100, 2000) for u, k in zip("ABC", (2, 5, 20), strict=True)}
    total = round(sum(np.quantile(p, 0.6) for p in paths.values()))
    result = allocate(_claims([1, 1, 1], "ABC"), FLAT, total, rule="equal_probability", paths=paths)
    chances = [np.mean(paths[u] >= _targets(result)[u]) for u in "ABC"]
    assert chances == pytest.approx([0.4] * 3, abs=0.005)
    far = allocate(_claims([1, 1, 1], "ABC"), FLAT, 10**6, rule="equal_probability", paths=paths)
    assert far.conflicts["kind"].tolist() == ["paths"]
    assert _targets(far)[["A", "B", "C"]].sum() == 10**6


def test_amounts_off_the_step_are_refused():
    with pytest.raises(ValueError, match=r"the total, 100\.5, is no multiple of 1"):
        allocate(_claims([1, 1, 1], "ABC"), FLAT, 100.5)
    with pytest.raises(ValueError, match=r"the locked value of A, 15\.0, is no multiple of 10"):
        allocate(_claims([1, 1, 1], "ABC"), FLAT, 100, limits=_limits(A={"locked": 15}), step=10)
    with pytest.raises(ValueError, match="equal_probability needs paths of A, B, C"):
        allocate(_claims([1, 1, 1], "ABC"), FLAT, 100, rule="equal_probability")


@settings(max_examples=20, deadline=None)
@given(shares, st.integers(0, 10**8), st.integers(0, 2**32 - 1))
def test_months_add_up_at_every_unit_and_units_in_every_month(values, total, seed):
    rng = np.random.default_rng(seed)
    months = pd.date_range("2027-01-01", periods=12, freq="MS")
    profile = pd.DataFrame(
        [(u, m, rng.gamma(0.5)) for u in ["company", *ORG["rep"][:5]] for m in months],
        columns=["unit", "month", "expected"],
    )
    result = allocate(_claims(values), TREE, total)
    table = by_month(result, profile).pivot(index="unit", columns="month", values="target")
    assert (table.sum(axis=1) == _targets(result)[table.index]).all()
    for parent, children in result.units.groupby("parent"):
        assert (table.loc[children["unit"]].sum() == table.loc[parent]).all()
    assert (table >= 0).all(axis=None)
