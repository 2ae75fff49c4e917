"""Who rates higher than others would: found, not confused with good people, and seldom where nobody does."""

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.kpi.appraisal import manager_leniency

MONTH = pd.Timestamp("2026-10-01")
#: Worlds of the simulation, and most of them that may name anybody: 5 % and two standard deviations more.
WORLDS = 120
MOST = 10


def _world(rng, lenient=(), *, good=(), managers=10, each=8):
    """Ratings of two half-years: 3 + score / 20, chance by rep and by rating, and the manager's leniency."""
    manager = np.repeat([f"M{i:02}" for i in range(managers)], each)
    kind = np.isin(manager, list(good))
    score = 80 + 8 * rng.standard_normal(len(manager)) + 25 * kind
    reps = pd.DataFrame({"unit": [f"R{i:03}" for i in range(len(manager))], "score": score})
    seen = 3 + score / 20 + 0.3 * rng.standard_normal(len(manager)) + np.isin(manager, list(lenient))
    rows = [
        pd.DataFrame(
            {"month": pd.Timestamp(month), "rep": reps["unit"], "manager": manager, "rating": seen + of}
        )
        for month in ("2025-12-01", "2026-06-01")
        for of in [0.2 * rng.standard_normal(len(manager))]
    ]
    return pd.concat(rows), reps


def test_a_lenient_manager_is_named_and_nobody_else():
    found = manager_leniency(*_world(np.random.default_rng(1), ["M03"]), month=MONTH)
    assert found.managers.loc[found.managers["told"], "manager"].tolist() == ["M03"]
    first = found.managers.iloc[0]
    assert first["low"] < 1 - 0.1 < first["high"]
    assert found.slope == pytest.approx(0.5, abs=0.1)


def test_a_manager_of_good_people_is_not_called_lenient():
    found = manager_leniency(*_world(np.random.default_rng(2), good=["M03", "M05"]), month=MONTH)
    good = found.managers["manager"].isin(["M03", "M05"])
    assert found.managers.loc[good, "rating"].min() > found.managers.loc[~good, "rating"].max()
    assert not found.managers["told"].any()


def test_false_names_where_all_rate_alike():
    named = [
        manager_leniency(*_world(np.random.default_rng(seed)), month=MONTH).managers["told"].any()
        for seed in range(WORLDS)
    ]
    assert sum(named) <= MOST


def test_leniency_is_the_closed_form_of_balanced_groups():
    """Scores without a slope: leniency = n b / (n b + w) x (mean of the manager - mean of all)."""
    rng = np.random.default_rng(5)
    k, n = 6, 10
    manager = np.repeat([f"M{i}" for i in range(k)], n)
    score = np.tile(np.arange(n) - (n - 1) / 2, k)
    noise = rng.standard_normal((k, n))
    noise -= np.outer(noise @ score[:n], score[:n]) / (score[:n] @ score[:n])
    rating = (np.linspace(-1, 1, k)[:, None] + noise).ravel()
    reps = pd.DataFrame({"unit": [f"R{i}" for i in range(k * n)], "score": score})
    rows = pd.DataFrame({"month": MONTH, "rep": reps["unit"], "manager": manager, "rating": rating})
    found = manager_leniency(rows, reps, month=MONTH).managers.set_index("manager")
    means = rating.reshape(k, n).mean(axis=1)
    within = ((rating.reshape(k, n) - means[:, None]) ** 2).sum() / (k * n - k - 1)
    between = means.var(ddof=1) - within / n
    closed = n * between / (n * between + within) * (means - means.mean())
    np.testing.assert_allclose(found.loc[[f"M{i}" for i in range(k)], "leniency"], closed, rtol=0.02)


def test_only_ratings_of_the_twelve_months_count():
    rows, reps = _world(np.random.default_rng(1), ["M03"])
    old = rows.assign(month=pd.Timestamp("2025-06-01"), rating=1.0)
    both = manager_leniency(pd.concat([rows, old]), reps, month=MONTH).managers
    pd.testing.assert_frame_equal(both, manager_leniency(rows, reps, month=MONTH).managers)


@pytest.mark.parametrize("rating", [3.0, None])
def test_ratings_without_chance_or_without_managers_name_nobody(rating):
    rows, reps = _world(np.random.default_rng(1))
    rows = rows.assign(rating=3.0) if rating else rows.assign(manager="M00")
    assert manager_leniency(rows, reps, month=MONTH).managers.empty
    assert manager_leniency(None, reps, month=MONTH).managers.empty
