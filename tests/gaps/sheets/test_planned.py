import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.gaps.sheets.planned import spoken_of
from salesmgmt_kit.locale import Locale

from .builders import MONTH


def _plans(**columns):
    plan = {"plan": "P1", "rep": "R1", "month": MONTH, "measure": "sales", "action": "Call", "owner": "R2",
            "due": pd.NaT, "effect": 0.1}  # fmt: skip
    return pd.DataFrame([plan | columns]).astype({"due": "datetime64[ns]"})


def _judged(**columns):
    row = {"plan": "P1", "rep": "R1", "measure": "sales", "agreed": MONTH, "n": 2, "after": 12.0, "low": 3.0,
           "high": 9.0, "verdict": "early"}  # fmt: skip
    return pd.DataFrame([row | columns])


def _spoken(plans, judged=None):
    return spoken_of(plans, _judged() if judged is None else judged, month=MONTH)


@pytest.mark.parametrize(
    ("agreed", "due", "open_"),
    [
        ("2026-10", None, True),
        ("2026-11", None, False),
        ("2025-12", "2026-10-31", True),
        ("2025-12", "2026-09-30", False),
        ("2026-05", "2026-06-30", True),
        ("2025-12", None, True),
    ],
)
def test_plan_is_spoken_of_while_it_is_open_or_being_judged(agreed, due, open_):
    plans = _plans(month=pd.Timestamp(agreed), due=pd.Timestamp(due) if due else pd.NaT)
    assert ("R1" in _spoken(plans)) == open_


@pytest.mark.parametrize(
    ("verdict", "measure", "words"),
    [
        ("moved", "visits", "Moved beyond chance: 12 a month since (months: 2), where 3 to 9"),
        ("unmoved", "sales", "Not moved beyond chance so far: ¥12 a month since"),
        ("early", "sales", "too young to be judged"),
        ("unknown", "sales", "Cannot be judged"),
    ],
)
def test_outcome_says_what_became_of_it(verdict, measure, words):
    judged = _judged(verdict=verdict, measure=measure, low=3.0 if verdict != "early" else np.nan)
    (plan,) = _spoken(_plans(measure=measure), judged)["R1"]
    assert words in Locale("en").sentence(plan.outcome)
    assert "{" not in Locale("zh").sentence(plan.outcome)
    assert (plan.owner, plan.effect) == ("R2", 0.1)


def test_plan_without_an_expected_effect_has_none():
    (plan,) = _spoken(_plans().drop(columns="effect"))["R1"]
    assert np.isnan(plan.effect)
