import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.gaps.peers import cohorts

MONTH = pd.Timestamp("2026-10-01")


def _org(potentials, years=None):
    names = [f"R{i:02d}" for i in range(len(potentials))]
    years = np.full(len(names), 5.0) if years is None else np.asarray(years, float)
    org = pd.DataFrame({"rep": names, "territory": [f"A{i:02d}" for i in range(len(names))]})
    org["hire_date"] = MONTH - pd.to_timedelta(years * 365.25, unit="D")
    return org, pd.DataFrame({"territory": org["territory"], "potential": potentials})


def _of(found, rep):
    return set(found.loc[found["rep"] == rep, "peer"])


def test_nearest_in_log_potential_are_the_peers():
    org, territories = _org([100.0, 110, 150, 200, 900])
    found = cohorts(org, month=MONTH, territories=territories, nearest=2)
    assert _of(found, "R02") == {"R01", "R03"}
    assert _of(found, "R04") == {"R02", "R03"}


def test_other_tenures_are_no_peers():
    org, territories = _org([100.0] * 6, years=[0.5, 0.9, 1.5, 2.9, 4, 9])
    found = cohorts(org, month=MONTH, territories=territories)
    assert [_of(found, rep) for rep in ("R00", "R02", "R04")] == [{"R01"}, {"R03"}, {"R05"}]
    assert found.drop_duplicates("rep")["band"].tolist() == [0, 0, 1, 1, 2, 2]


def test_equally_near_are_all_peers_whatever_the_order():
    org, territories = _org([100.0, 100, 100, 100, 300])
    found = cohorts(org, month=MONTH, territories=territories, nearest=2)
    assert _of(found, "R00") == {"R01", "R02", "R03"}


def test_without_potentials_the_band_is_the_cohort():
    org, _ = _org([1.0] * 4, years=[0.5, 5, 5, 5])
    found = cohorts(org, month=MONTH)
    assert _of(found, "R01") == {"R02", "R03"}
    assert _of(found, "R00") == set()


def test_customers_stand_in_for_territories():
    org, _ = _org([1.0] * 3)
    customers = pd.DataFrame({"rep": org["rep"], "potential": [10.0, 11, 90]})
    assert _of(cohorts(org, month=MONTH, customers=customers, nearest=1), "R00") == {"R01"}


def test_whoever_has_left_is_nobodys_peer():
    org, territories = _org([100.0, 100, 100])
    org["leave_date"] = [pd.NaT, pd.Timestamp("2026-05-01"), pd.NaT]
    assert _of(cohorts(org, month=MONTH, territories=territories), "R00") == {"R02"}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=25), st.integers(1, 8))
def test_peers_are_never_oneself_and_no_one_nearer_is_left_out(potentials, nearest):
    org, territories = _org([float(p) for p in potentials])
    found = cohorts(org, month=MONTH, territories=territories, nearest=nearest)
    logs = dict(zip(org["rep"], np.log(potentials), strict=True))
    assert (found["rep"] != found["peer"]).all()
    for rep, own in logs.items():  # the obvious loop
        away = sorted(abs(other - own) for name, other in logs.items() if name != rep)
        reach = away[min(nearest, len(away)) - 1]
        assert _of(found, rep) == {n for n, x in logs.items() if n != rep and abs(x - own) <= reach}
        assert len(_of(found, rep)) >= min(nearest, len(away))


@pytest.mark.parametrize("reps", [0, 1])
def test_nobody_has_no_peers(reps):
    org, territories = _org([100.0] * reps)
    assert cohorts(org, month=MONTH, territories=territories).empty
