import pandas as pd
import pytest

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets.fair import PlanOrPerson, headlines

from .test_fairness import NOISE, _tested


@pytest.mark.parametrize(
    ("factor", "said"), [(0.7, "The plan is wrong, not its people"), (1.4, "The plan asks too little")]
)
def test_plan_that_all_miss_or_reach_alike_is_said_to_be_wrong(factor, said):
    found = headlines.fairness_findings(_tested(NOISE * factor))
    assert [f.tone for f in found if Locale("en").sentence(f).startswith(said)] == ["act"]


def test_plan_that_all_miss_alike_is_named_before_any_person():
    lasting = pd.DataFrame({"n": [40], "share": [0.2], "low": [0.1], "high": [0.3]})
    wrong, fair = (
        PlanOrPerson(tested.level, lasting, tested.relations)
        for tested in (_tested(NOISE * 0.7), _tested(NOISE))
    )
    (said,) = headlines.wrong_plan_findings(wrong)
    assert Locale("en").sentence(said).startswith("The plan is wrong, not its people")
    assert headlines.wrong_plan_findings(fair) == []
    plan, lasts, *_ = headlines.plan_or_person_findings(fair)
    assert plan.tone == "note"
    assert Locale("en").sentence(lasts) == (
        "20.0% of what reps differ by in monthly attainment lasts (10.0% to 30.0%, 40 reps); the rest comes "
        "and goes."
    )
