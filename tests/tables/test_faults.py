"""A hundred faults put into the sample, each found at its file, line and column, and nothing else."""

from __future__ import annotations

import pytest

from .spoiling import CELLS, FAULTS, Copy, Fault, place


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """Clean tables of the sample, so that a test checks again only what it spoils."""
    return tmp_path_factory.mktemp("cache")


def test_there_are_a_hundred_faults():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) == 100


def test_the_sample_itself_has_no_problem(tmp_path, cache):
    assert Copy(tmp_path / "sample", seed=0).problems(cache) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_is_found_where_it_is(fault: Fault, tmp_path, cache):
    copy = Copy(tmp_path / "sample", seed=len(fault.name))
    expected = fault.spoil(copy)
    problems = copy.problems(cache, fault.month)
    assert [place(problem) for problem in problems] == [expected]
    assert fault.says in str(problems[0])
    assert problems[0].severity == fault.severity


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_faults_of_many_tables_are_found_all_at_once(seed, tmp_path, cache):
    copy = Copy(tmp_path / "sample", seed)
    expected = []
    for table in dict.fromkeys(cell.table for cell in CELLS):
        expected += copy.put_all(table, [(c.column, c.value) for c in CELLS if c.table == table])
    problems = copy.problems(cache)
    assert sorted(map(place, problems)) == sorted(expected)
    words = "\n".join(map(str, problems))
    assert [cell for cell in CELLS if cell.says not in words] == []
