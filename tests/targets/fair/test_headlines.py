import pytest

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets.fair import headlines

from .test_fairness import NOISE, _tested


@pytest.mark.parametrize(
    ("factor", "said"), [(0.7, "The plan is wrong, not its people"), (1.4, "The plan asks too little")]
)
def test_plan_that_all_miss_or_reach_alike_is_said_to_be_wrong(factor, said):
    found = headlines.fairness_findings(_tested(NOISE * factor))
    assert [f.tone for f in found if Locale("en").sentence(f).startswith(said)] == ["act"]
