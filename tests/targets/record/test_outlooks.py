import numpy as np
import pandas as pd

from salesmgmt_kit import keeping
from salesmgmt_kit.targets import forecast, reach
from salesmgmt_kit.targets.record import outlook
from salesmgmt_kit.targets.record.outlooks import SHARES

from ..builders import monthly
from .builders import ACTUALS, MONTH, TARGETS, said

RESULT = forecast(ACTUALS, month=MONTH, engine="batch")
SAID = outlook(RESULT, ACTUALS, TARGETS)


def test_every_month_ahead_and_the_quarter_and_year_of_the_next_one_are_kept():
    spans = SAID.spans[SAID.spans["unit"] == "company"]
    assert [(r.horizon, f"{r.first:%y-%m}", f"{r.last:%y-%m}") for r in spans.itertuples()] == [
        *(("month", f"26-{m:02}", f"26-{m:02}") for m in range(9, 13)),
        ("quarter", "26-07", "26-09"),
        ("year", "26-01", "26-12"),
    ]
    assert set(SAID.spans["unit"]) == {"company", "T1", "T2"}, "reps are not forecast"


def test_what_is_kept_is_what_the_page_says():
    chances = reach(RESULT, ACTUALS, TARGETS, month=MONTH)
    columns = ["known", "expected", "low", "high", "target", "probability"]
    for horizon in ("quarter", "year"):
        kept = SAID.spans[SAID.spans["horizon"] == horizon].set_index("unit")[columns]
        shown = chances[chances["horizon"] == horizon].set_index("unit")[columns]
        pd.testing.assert_frame_equal(kept, shown)
    next_month = SAID.spans[SAID.spans["first"] == pd.Timestamp("2026-09-01")].set_index("unit")
    shown = chances[chances["horizon"] == "next_month"].set_index("unit")
    pd.testing.assert_frame_equal(next_month[columns], shown[columns])


def test_quantiles_are_those_of_the_paths_known_sales_included():
    paths = RESULT.paths["T1"].sum(axis=1) + ACTUALS.query("unit == 'T1' and month >= '2026'")["actual"].sum()
    kept = SAID.quantiles.query("unit == 'T1' and horizon == 'year'")
    np.testing.assert_allclose(kept["value"], np.quantile(paths, SHARES), rtol=1e-6)
    assert kept["share"].tolist() == SHARES.tolist()


def test_without_target_or_history_the_figures_are_missing():
    young = monthly([5.0, 6.0])
    one = outlook(forecast(young, month=young["month"].iloc[-1]), young, TARGETS.iloc[:0])
    assert one.spans[["expected", "low", "high", "target", "probability"]].isna().all(axis=None)
    assert one.quantiles["value"].isna().all()
    untargeted = said(MONTH, asked=TARGETS[TARGETS["month"] != "2026-12-01"]).spans.set_index("horizon")
    assert untargeted.loc["year", "probability"].isna().all()
    assert untargeted.loc["quarter", "probability"].notna().all()


def test_two_hundred_units_take_less_than_200_kb_a_month_over_a_year():
    # Over a year 12 to 3 months ahead are kept, 6.75 in the mean, and two totals.
    rng = np.random.default_rng(5)
    units = pd.concat([monthly(np.exp(rng.normal(4, 1, 14)), unit=f"U{i}") for i in range(200)])
    asked = units[["unit", "month"]].assign(target=np.exp(rng.normal(4, 1, len(units))))
    asked["month"] += pd.DateOffset(months=13)
    result = forecast(units, month=pd.Timestamp("2026-10-01"), fiscal_year_start=11)
    kept = outlook(result, units, asked, fiscal_year_start=11)
    sizes = [len(keeping.unpack(keeping.pack("x", frame))[1]) for frame in (kept.spans, kept.quantiles)]
    assert len(result.months) == 12
    assert kept.spans["probability"].notna().all()
    assert sum(sizes) / 14 * 8.75 < 200_000
