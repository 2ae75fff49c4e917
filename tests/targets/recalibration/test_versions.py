import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets import complete_targets
from salesmgmt_kit.targets.recalibration import headlines, managed_plan, plan_differences

from ..builders import LEVELS, MONTH

ORG = pd.DataFrame({"rep": ["R1", "R2"], "team": ["T1", "T2"], "department": ["D1", "D1"]})
NOV = pd.Timestamp("2026-11-01")


def frozen(*rows):
    return pd.DataFrame(
        [(unit, NOV, target) for unit, target in rows], columns=["unit", "month", "target"]
    ).astype({"month": "datetime64[us]"})


def decisions(*rows):
    """Rows of (day, unit, old, new), all for November."""
    frame = pd.DataFrame(
        [(pd.Timestamp(day), unit, NOV, old, new, "Ann", "x") for day, unit, old, new in rows],
        columns=["decided", "unit", "month", "old", "new", "who", "why"],
    )
    return frame.astype({"month": "datetime64[us]", "decided": "datetime64[us]"})


def managed(plan, log, month=MONTH):
    return managed_plan(plan, log, ORG, levels=LEVELS, month=month)


def target(plan, unit):
    return plan.targets.set_index("unit")["target"][unit]


def test_decisions_are_replayed_by_day_and_later_ones_left_out():
    log = decisions(("2026-10-20", "T1", 90, 80), ("2026-10-05", "T1", 100, 90), ("2026-11-03", "T1", 80, 70))
    plan = managed(frozen(("T1", 100.0)), log)
    assert target(plan, "T1") == 80
    assert plan.log["new"].tolist() == [90, 80]
    assert not plan.log["broken"].any()
    assert target(managed(frozen(("T1", 100.0)), log, month=NOV), "T1") == 70


@given(st.lists(st.integers(0, 500), max_size=6))
def test_an_unbroken_chain_ends_at_its_last_value(values):
    old = [100, *values[:-1]]
    log = decisions(*(("2026-10-05", "T1", o, n) for o, n in zip(old, values, strict=False)))
    plan = managed(frozen(("T1", 100.0)), log)
    assert target(plan, "T1") == (values[-1] if values else 100)
    assert not plan.log["broken"].any()


def test_a_decision_on_a_wrong_basis_holds_and_is_told():
    plan = managed(frozen(("T1", 100.0)), decisions(("2026-10-05", "T1", 120, 90)))
    assert target(plan, "T1") == 90
    assert plan.log["broken"].tolist() == [True]
    words = [Locale("en").sentence(f) for f in headlines.log_findings(plan)]
    assert any("the decision of Ann starts from ¥120, but ¥100 was in force" in w for w in words)


def test_what_was_in_force_of_a_unit_without_a_target_is_the_sum_below_it():
    plan = managed(frozen(("T1", 100.0), ("T2", 50.0)), decisions(("2026-10-05", "D1", 150, 140)))
    assert plan.log["in_force"].tolist() == [150]
    assert not plan.log["broken"].any()


def test_a_target_where_there_was_none_has_no_old_one():
    plan = managed(None, decisions(("2026-10-05", "T1", None, 90)))
    assert target(plan, "T1") == 90
    assert plan.log["broken"].tolist() == [False]


def test_a_target_changed_after_its_month_is_late():
    plan = managed(
        frozen(("T1", 100.0)), decisions(("2026-12-02", "T1", 100, 90)), month=NOV + pd.DateOffset(months=1)
    )
    assert plan.log["late"].tolist() == [True]
    assert "after their month was over" in headlines.log_findings(plan)[-1].template


def test_without_a_log_nothing_changes():
    plan = frozen(("T1", 100.0), ("D1", 200.0))
    pd.testing.assert_frame_equal(managed(plan, None).targets, plan, check_dtype=False)


def test_a_parent_keeps_its_own_target_and_the_difference_shows():
    first = frozen(("D1", 150.0), ("T1", 100.0), ("T2", 50.0))
    second = managed(first, decisions(("2026-10-05", "T1", 100, 90))).targets
    plans = [complete_targets(plan, ORG, levels=LEVELS) for plan in (first, second)]
    rows = plan_differences(*plans, org=ORG, levels=LEVELS, month=MONTH).set_index("unit")
    assert rows.loc["D1", ["frozen", "managed", "change", "children"]].tolist() == [150, 150, 0, -10]
    assert rows.loc["T1", "change"] == -10
    assert "T2" not in rows.index
    # The company has no target of its own: it follows its department.
    assert "company" not in rows.index


def test_the_frames_given_stay_as_they_are():
    plan, log = frozen(("T1", 100.0)), decisions(("2026-10-05", "T1", 100, 90))
    before = plan.copy(), log.copy()
    managed(plan, log)
    pd.testing.assert_frame_equal(plan, before[0])
    pd.testing.assert_frame_equal(log, before[1])


@pytest.mark.parametrize("changes", [None, decisions()])
def test_an_empty_log_says_so(changes):
    assert "No target was changed" in headlines.log_findings(managed(None, changes))[0].template
