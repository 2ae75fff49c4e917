import pandas as pd
import pytest

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets import fair_headlines
from salesmgmt_kit.targets.allocation import Allocation

from .test_fairness import NOISE, _tested


@pytest.mark.parametrize(
    ("factor", "said"), [(0.7, "The plan is wrong, not its people"), (1.4, "The plan asks too little")]
)
def test_plan_that_all_miss_or_reach_alike_is_said_to_be_wrong(factor, said):
    found = fair_headlines.fairness_findings(_tested(NOISE * factor))
    assert [f.tone for f in found if Locale("en").sentence(f).startswith(said)] == ["act"]


def test_wish_that_cannot_be_kept_is_said_in_both_languages():
    conflicts = pd.DataFrame(
        [("T1", "caps", 100.0, 60.0, 40.0)], columns=["unit", "kind", "asked", "possible", "by"]
    )
    (found,) = fair_headlines.conflict_findings(Allocation(pd.DataFrame(), pd.DataFrame(), conflicts, 1.0))
    assert Locale("en").sentence(found) == "The caps below T1 leave ¥40 of its target without a place."
    assert "T1下级的上限合计不足" in Locale("zh").sentence(found)
