from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from salesmgmt_kit.climate.release import Rules
from salesmgmt_kit.climate.release.audit import leaks, narrowed
from salesmgmt_kit.climate.release.cuts import admitted_cuts

SIZES = np.array([9, 3, 7, 2, 6])


def _rows(*sets: tuple[int, ...]) -> np.ndarray:
    table = np.zeros((len(sets), len(SIZES)))
    for row, chosen in zip(table, sets, strict=True):
        row[list(chosen)] = 1
    return table


def test_a_total_less_its_parts_gives_the_hidden_team_away():
    published = _rows((0, 1, 2, 3, 4), (0,), (2,), (4,))
    assert leaks(published, SIZES, least=5) == []  # 3 + 2 people are left together
    assert leaks(np.vstack([published, _rows((3,))]), SIZES, least=5) == [(1,), (3,)]


def test_weighted_and_unweighted_totals_solve_for_two():
    published = np.vstack([_rows((0, 1, 2, 3, 4), (0,), (2,), (4,)), [[1, 2, 1, 3, 1]]])
    assert leaks(published, SIZES, least=5) == [(1,), (3,)]


def test_sets_of_several_atoms_are_found():
    sizes = np.array([1, 1, 1, 1, 9])
    assert leaks(np.array([[1.0, 1, 1, 1, 1], [0, 0, 0, 0, 1]]), sizes, least=5) == [(0, 1, 2, 3)]
    assert leaks(np.array([[1.0, 1, 0, 0, 1], [0, 0, 0, 0, 1]]), sizes, least=5) == [(0, 1)]


def test_nothing_published_gives_nothing_away():
    assert leaks(np.zeros((0, 5)), SIZES, least=5) == []


def _by_trying(published: np.ndarray, sizes: np.ndarray, least: int) -> list[tuple[int, ...]]:
    found = []
    for k in range(1, least):
        for chosen in combinations(range(len(sizes)), k):
            if sizes[list(chosen)].sum() >= least:
                continue
            aim = np.zeros(len(sizes))
            aim[list(chosen)] = 1
            way = np.linalg.lstsq(published.T, aim, rcond=None)[0]
            if np.abs(published.T @ way - aim).max() < 1e-8:
                found.append(chosen)
    return sorted(found)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_a_slow_twin_that_tries_all_sets(seed):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 7, rng.integers(3, 7))
    published = rng.integers(0, 2, (rng.integers(1, 7), len(sizes))).astype(float)
    assert leaks(published, sizes, least=5) == _by_trying(published, sizes, 5)


def test_rounding_leaves_the_width_that_it_leaves():
    """A total and the 14 others, printed to .01: three people's mean lies within .1 of 4 steps."""
    sizes = np.array([14, 3])
    published = np.array([[1 / 17, 1 / 17], [1 / 14, 0]])
    widths = narrowed(published, np.array([3.5, 3.6]), np.full(2, 0.005), sizes, least=5, low=1, high=5)
    expected = 2 * (0.005 * 17 + 0.005 * 14) / 3 / 4
    assert_allclose(widths[1], expected, rtol=1e-6)


def test_a_cut_is_let_in_only_if_nobody_follows_from_it():
    cell = pd.Series(["A"] * 8 + ["B"] * 9)
    trait = pd.Series(["new"] * 6 + ["old"] * 2 + ["new"] * 3 + ["old"] * 6)
    both = frozenset({"A", "B"})
    wanted = [("company", both, "new"), ("A", frozenset({"A"}), "new"), ("company", both, "old")]
    # New people of A are six, but two old ones would be left of A's eight.
    scores = pd.DataFrame({"a": np.linspace(20, 90, len(cell))})
    assert admitted_cuts(scores, cell, trait, wanted, Rules()) == [("company", "new"), ("company", "old")]


def test_a_cut_that_rounding_narrows_down_too_far_is_not_let_in():
    """Five old people, four of A and one of B, who all say 100: the four are within the rounding of 100."""
    cell = pd.Series(["A"] * 12 + ["B"] * 12)
    trait = pd.Series((["old"] * 4 + ["new"] * 8) + (["old"] + ["new"] * 11))
    wanted = [("company", frozenset({"A", "B"}), "old")]
    mixed = pd.DataFrame({"a": np.tile([10.0, 90, 40, 60], 6)})
    assert admitted_cuts(mixed, cell, trait, wanted, Rules()) == [("company", "old")]
    extreme = pd.DataFrame({"a": np.where(trait == "old", 100.0, 30.0)})
    assert admitted_cuts(extreme, cell, trait, wanted, Rules()) == []
