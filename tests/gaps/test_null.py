"""Where nothing is planted the page of gaps claims next to nothing false: a light form of the benchmark.

The whole of it, 200 companies, is ``benchmarks/gaps_null.py``.
"""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPANIES, REPS = 4, 20


@pytest.fixture(scope="module")
def null():
    """The benchmark's own module."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import gaps_null

    return gaps_null


@pytest.fixture(scope="module")
def claims(null):
    """Claims of the pages of four small companies, plans apart; seeds fixed."""
    made = [null.claims(*null.company(seed, REPS, plain=True)) for seed in range(9000, 9000 + COMPANIES)]
    return [page[~page["kind"].str.startswith(null.PLANS)] for page in made]


def test_at_most_one_of_four_plain_companies_reads_a_false_claim(claims):
    """Two or more have probability .014 where one page in twenty has one."""
    assert sum(not page["right"].astype(bool).all() for page in claims) <= 1


def test_bottleneck_that_even_a_plain_company_has_is_claimed(claims):
    assert sum((page["kind"] == "bottleneck").any() for page in claims) >= COMPANIES - 1


def test_whatever_calls_for_something_is_judged(claims):
    assert not any(page["kind"].str.startswith("not judged").any() for page in claims)
