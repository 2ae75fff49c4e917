import numpy as np
import pandas as pd

from salesmgmt_kit.multiplicity import claimed, discoveries

#: Benjamini & Hochberg 1995, section 3: p-values of the thrombolysis trial.
PAPER = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
    0.7590, 1.0000,
]  # fmt: skip


def test_discoveries_of_benjamini_hochberg_1995():
    found = discoveries(pd.Series(PAPER))
    assert found.sum() == 4
    assert found.iloc[:4].all()


def test_missing_p_value_is_no_claim_and_counts_for_nothing():
    assert discoveries(pd.Series([0.04, np.nan])).tolist() == [True, False]
    assert discoveries(pd.Series([], dtype=float)).empty


def test_holm_1979_steps_down_and_misses_what_is_missing():
    """p < share / 4, / 3, / 2, / 1 until one fails: .06 / 4 = .015, .06 / 3 = .02, .06 / 2 = .03."""
    p = pd.Series([0.012, np.nan, 0.019, 0.031, 0.059])
    assert claimed(p, share=0.06).tolist() == [True, False, True, False, False]
