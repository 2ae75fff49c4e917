from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.climate.release import Rules, finest_partition


def _company(sizes: list[int], regions: list[int]) -> tuple[pd.Series, pd.DataFrame]:
    teams = [f"T{i:02d}" for i in range(len(sizes))]
    lineage = pd.DataFrame({"region": [f"R{r}" for r in regions], "team": teams}, index=teams)
    return pd.Series(sizes, teams), lineage


def _cells(counts: pd.Series, lineage: pd.DataFrame, least: int = 5) -> dict[str, str]:
    return finest_partition(counts, lineage, least=least).cell.to_dict()


def test_small_teams_of_a_unit_are_put_together():
    counts, lineage = _company([9, 3, 4, 6, 8], [0, 0, 0, 1, 1])
    assert _cells(counts, lineage) == {"T00": "T00", "T01": "R0~1", "T02": "R0~1", "T03": "T03", "T04": "T04"}


def test_one_small_team_joins_the_smallest_of_its_unit():
    counts, lineage = _company([9, 3, 7, 6], [0, 0, 0, 1])
    assert _cells(counts, lineage) == {"T00": "T00", "T01": "R0~1", "T02": "R0~1", "T03": "T03"}


def test_a_unit_too_small_as_a_whole_joins_others_of_the_company():
    counts, lineage = _company([2, 1, 7, 6], [0, 0, 1, 2])
    assert _cells(counts, lineage) == {
        "T00": "company~1",
        "T01": "company~1",
        "T02": "T02",
        "T03": "company~1",
    }


def test_a_company_too_small_shows_nothing():
    counts, lineage = _company([2, 2], [0, 1])
    assert finest_partition(counts, lineage, least=5).cell.empty


def test_small_teams_make_as_many_groups_as_are_large_enough():
    counts, lineage = _company([4, 4, 4, 4], [0, 0, 0, 0])
    assert sorted(set(_cells(counts, lineage).values())) == ["R0~1", "R0~2"]


def _most_alone(counts: pd.Series, lineage: pd.DataFrame, least: int) -> int:
    """The most teams that any partition with enough in every cell leaves alone, by trying them all."""
    n, best = len(counts), 0
    for labels in product(range(n), repeat=n):
        code = np.array(labels)
        sums = np.bincount(code, counts.to_numpy(), n)[np.unique(code)]
        if (sums >= least).all():
            best = max(best, int((np.bincount(code, minlength=n)[code] == 1).sum()))
    return best


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=5))
def test_no_partition_of_one_unit_leaves_more_teams_alone(sizes):
    counts, lineage = _company(sizes, [0] * len(sizes))
    found = finest_partition(counts, lineage, least=5)
    if sum(sizes) < 5:
        assert found.cell.empty
        return
    assert int(found.alone.sum()) == _most_alone(counts, lineage, 5)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 25), st.integers(0, 2)), min_size=1, max_size=14), st.integers(3, 8))
def test_every_cell_has_enough_and_every_team_a_cell(teams, least):
    counts, lineage = _company([n for n, _ in teams], [r for _, r in teams])
    cell = finest_partition(counts, lineage, least=least).cell
    if counts.sum() < least:
        assert cell.empty
        return
    assert list(cell.index) == list(counts.index)
    assert (counts.groupby(cell).sum() >= least).all()
    assert cell[counts >= least].index.isin(cell.index).all()


def test_five_thousand_teams_are_divided_at_once():
    rng = np.random.default_rng(1)
    counts, lineage = _company(rng.integers(1, 20, 5000).tolist(), rng.integers(0, 300, 5000).tolist())
    cell = finest_partition(counts, lineage, least=5).cell
    assert (counts.groupby(cell).sum() >= 5).all()


def test_rules_have_a_floor_and_a_loud_flag():
    with pytest.raises(ValueError, match="figures of 2 people protect nobody; 3 is the least"):
        Rules(scores=2)
    assert Rules(scores=3).loud
    assert not Rules().loud
