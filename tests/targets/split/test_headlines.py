import pandas as pd

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets.split import Allocation, headlines


def test_wish_that_cannot_be_kept_is_said_in_both_languages():
    conflicts = pd.DataFrame(
        [("T1", "caps", 100.0, 60.0, 40.0)], columns=["unit", "kind", "asked", "possible", "by"]
    )
    (found,) = headlines.conflict_findings(Allocation(pd.DataFrame(), pd.DataFrame(), conflicts, 1.0))
    assert Locale("en").sentence(found) == "The caps below T1 leave ¥40 of its target without a place."
    assert "T1下级的上限合计不足" in Locale("zh").sentence(found)
