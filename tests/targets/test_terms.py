"""What the terms of the page mean, with the numbers that were computed with."""

from types import SimpleNamespace

import pandas as pd

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets import forecast, terms

from .builders import MONTH, monthly


def _meanings(level, relations):
    result = forecast(monthly([5.0] * 14), month=MONTH, level=level)
    found = terms.glossary(result, SimpleNamespace(relations=relations))
    return {term: Locale("en").say(meaning) for term, meaning in found}


def test_numbers_of_the_terms_are_those_of_the_results():
    meanings = _meanings(0.9, pd.DataFrame({"level": [0.975, 0.975]}))
    assert meanings["Interval"] == "90% of the simulated courses lie inside it."
    assert meanings["Forecast"].startswith("The middle of 1,000 simulated courses")
    assert "with 97.5%" in meanings["Correlation"]


def test_a_term_that_the_page_does_not_use_is_left_out():
    assert "Correlation" not in _meanings(0.8, pd.DataFrame({"level": []}))
