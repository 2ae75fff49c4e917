import pandas as pd
import pytest

from salesmgmt_kit.targets import complete_targets

from .builders import LEVELS


def _targets(**by_unit):
    return pd.DataFrame(
        {
            "month": pd.Timestamp("2026-10-01"),
            "unit": list(by_unit),
            "target": [float(t) for t in by_unit.values()],
        }
    )


def _completed(targets, org):
    return complete_targets(targets, org, levels=LEVELS).set_index("unit")["target"].to_dict()


def test_parent_without_a_target_gets_the_sum_of_its_children(org):
    done = _completed(_targets(T1=10, T2=20, T3=5), org)
    assert done == {"T1": 10, "T2": 20, "T3": 5, "D1": 30, "D2": 5, "company": 35}


def test_partial_sums_are_not_made(org):
    done = _completed(_targets(T1=10, T3=5), org)
    assert done == {"T1": 10, "T3": 5, "D2": 5}


def test_own_target_stands_whatever_the_children_add_up_to(org):
    done = _completed(_targets(T1=10, T2=20, D1=45, T3=5), org)
    assert done["D1"] == 45
    assert done["company"] == 50


def test_children_of_a_month_are_the_reps_employed_in_it(org):
    org = org.assign(
        hire_date=pd.to_datetime(["2020-01-01", "2026-11-01", "2020-01-01", "2026-10-31"]),
        leave_date=pd.to_datetime([None, None, "2026-09-30", None]),
    )
    done = _completed(_targets(R1=10, R4=4), org)
    assert done == {"R1": 10, "T1": 10, "D1": 10, "R4": 4, "T3": 4, "D2": 4, "company": 14}


def test_unit_with_nobody_in_it_has_no_target(org):
    org = org.assign(hire_date=pd.Timestamp("2027-01-01"))
    assert _completed(_targets(R1=10), org) == {"R1": 10}


@pytest.mark.parametrize("none", [None, pd.DataFrame({"month": [], "unit": [], "target": []})])
def test_no_targets_at_all_give_an_empty_table_of_the_same_columns(none, org):
    done = complete_targets(none, org, levels=LEVELS)
    assert done.empty
    assert list(done) == ["unit", "month", "target"]


def test_zero_is_a_target(org):
    assert _completed(_targets(T1=0, T2=0), org) == {"T1": 0, "T2": 0, "D1": 0}
