from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.testing import assert_allclose
from statsmodels.miscmodels.ordinal_model import OrderedModel

from salesmgmt_kit.climate import bilingual

from .surveys import answers


def test_likelihood_and_slopes_of_statsmodels() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 2))
    y = np.digitize(x @ [1, 0.5] + rng.logistic(size=400), [-1, 0, 1.5])
    theirs = OrderedModel(y, x, distr="logit").fit(method="bfgs", disp=0)
    likelihood, slopes = bilingual._fitted(y, x)
    assert_allclose(likelihood, theirs.llf, atol=1e-4)
    assert_allclose(slopes, theirs.params[:2], atol=1e-3)


def test_the_question_that_means_something_else_in_english_is_found() -> None:
    found = bilingual.language_differences(answers((400, 400), language=0.4, shift=1.6, seed=4))
    assert found.loc[found["differs"], "item"].tolist() == ["values_2"]
    assert (
        found.set_index("item").loc["values_2", "shift"] < 0
    )  # easier in English: less favourable in Chinese
    assert len(found) == 16


def test_questions_that_mean_the_same_are_left_alone() -> None:
    found = bilingual.language_differences(answers((300, 300), language=0.5, seed=5))
    assert not found["differs"].any()
    assert (found["p"] < 0.05).mean() < 0.3


def test_languages_are_compared_only_with_a_hundred_answers_in_each() -> None:
    some = answers((100, 100), language=0.3, seed=6)
    assert not bilingual.comparable(some)
    assert bilingual.language_differences(some).empty
    assert not bilingual.comparable(replace(some, people=some.people.drop(columns="language")))


def test_a_question_that_all_answer_alike_tells_nothing() -> None:
    some = answers((200, 200), language=0.5, seed=7)
    same = replace(some, values=some.values.assign(values_1=3.0))
    row = bilingual.language_differences(same).set_index("item").loc["values_1"]
    assert pd.isna(row["p"])
    assert not row["differs"]
