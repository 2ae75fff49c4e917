import pandas as pd
import pytest

from salesmgmt_kit.gaps.peers import efficiency

#: Cooper, Seiford & Tone 2007, Data Envelopment Analysis, table 1.1: employees and sales of eight stores.
STORES = list("ABCDEFGH")
EMPLOYEES = pd.DataFrame({"employees": [2, 3, 3, 4, 5, 5, 6, 8]}, index=STORES)
SALES = pd.DataFrame({"sales": [1, 3, 2, 3, 4, 2, 3, 5]}, index=STORES)


@pytest.mark.parametrize(
    ("returns", "scores"),
    [
        ("constant", [0.5, 1, 2 / 3, 0.75, 0.8, 0.4, 0.5, 0.625]),
        ("variable", [1, 1, 2.5 / 3, 0.75, 1, 0.5, 0.5, 1]),
    ],
)
def test_eight_stores_of_cooper_seiford_and_tone_2007(returns, scores):
    assert efficiency(EMPLOYEES, SALES, returns=returns).to_numpy() == pytest.approx(scores, abs=1e-6)


def test_units_of_measurement_make_no_difference():
    assert efficiency(EMPLOYEES * 7, SALES / 3).to_numpy() == pytest.approx(
        efficiency(EMPLOYEES, SALES).to_numpy()
    )


def test_few_units_have_no_score():
    assert efficiency(EMPLOYEES[:5], SALES[:5]).isna().all()
    two = EMPLOYEES.assign(cars=[1, 2, 1, 2, 2, 3, 3, 4])
    assert efficiency(two, SALES).isna().all()
