import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets import complete_targets, monthly_actuals
from salesmgmt_kit.targets.fair import headlines, plan_fairness, plan_or_person

from ..builders import LEVELS, MONTH
from .test_fairness import ORG, REPS, TERRITORIES

MONTHS = pd.date_range(end=MONTH, periods=24, freq="MS")


def _given(reached, *, asked=100.0, seed=1):
    """Forty reps who sell so much of their targets, with noise of 15 % from month to month."""
    noise = np.random.default_rng(seed).normal(1, 0.15, (len(REPS), len(MONTHS)))
    rows = [
        (m, rep, asked * reached * noise[i, j]) for i, rep in enumerate(REPS) for j, m in enumerate(MONTHS)
    ]
    sales = pd.DataFrame(rows, columns=["month", "rep", "amount"])
    plan = sales[["month"]].assign(unit=sales["rep"], target=asked)
    plan = complete_targets(plan, ORG.drop(columns="hire_date"), levels=LEVELS)
    actuals = monthly_actuals(sales, ORG, levels=LEVELS, month=MONTH)
    return actuals, plan, ORG, {"levels": LEVELS, "month": MONTH, "territories": TERRITORIES}


def test_it_is_what_all_tests_of_fairness_say():
    *frames, options = _given(0.8)
    some, all_ = plan_or_person(*frames, **options), plan_fairness(*frames, **options)
    pd.testing.assert_frame_equal(some.level, all_.level)
    pd.testing.assert_frame_equal(some.relations, all_.relations)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_plan_that_all_miss_alike_is_wrong_and_little_lasts_between_reps(language):
    *frames, options = _given(0.8)
    found = plan_or_person(*frames, **options)
    plan, lasts, *_ = headlines.plan_or_person_findings(found)
    assert headlines.wrong_plan_findings(found) == [plan]
    assert plan.tone == "act"
    assert lasts.facts["low"] == 0
    assert "{" not in Locale(language).sentence(plan) + Locale(language).sentence(lasts)


def test_without_targets_it_cannot_be_said():
    actuals, _, org, options = _given(0.8)
    found = plan_or_person(actuals, complete_targets(None, org, levels=LEVELS), org, **options)
    assert headlines.wrong_plan_findings(found) == []
    (said,) = headlines.plan_or_person_findings(found)
    assert Locale("en").sentence(said).startswith("Too few reps have targets")
