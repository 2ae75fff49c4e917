import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.targets import coherent, forecast, monthly_actuals, totals

from .builders import LEVELS, MONTH

TIERS = ["company", *LEVELS, "rep"]
ORG = pd.DataFrame(
    {
        "rep": ["R1", "R2", "R3", "R4", "NEW", "GONE", "DESK"],
        "team": ["T1", "T1", "T1", "T2", "T1", "T2", "T2"],
        "department": "D1",
        "hire_date": pd.Timestamp("2015-01-01"),
        "leave_date": pd.NaT,
    }
)
ORG.loc[ORG["rep"] == "NEW", "hire_date"] = pd.Timestamp("2026-12-15")
ORG["leave_date"] = pd.to_datetime(ORG["leave_date"]).where(ORG["rep"] != "GONE", pd.Timestamp("2026-09-30"))


def _sales():
    rng = np.random.default_rng(8)
    span = pd.date_range(end=MONTH, periods=48, freq="MS")
    common = rng.normal(0, 0.15, len(span))
    rows = [
        (m, rep, size * np.exp(c + rng.normal(0, 0.1)))
        for rep, size in {"R1": 100, "R2": 60, "R3": 30, "R4": 200, "GONE": 80}.items()
        for m, c in zip(span, common, strict=True)
        if not (rep == "GONE" and m > pd.Timestamp("2026-09-01"))
    ]
    return pd.DataFrame(rows, columns=["month", "rep", "amount"])


@pytest.fixture(scope="module")
def actuals():
    return monthly_actuals(_sales(), ORG, levels=LEVELS, month=MONTH)


@pytest.fixture(scope="module")
def base(actuals):
    return forecast(actuals, month=MONTH, tiers=TIERS, engine="batch", fiscal_years=2)


def _apart(values, parents):
    children = {}
    for unit, parent in parents.items():
        if isinstance(parent, str):
            children[parent] = children.get(parent, 0.0) + values[unit]
    return max(float(np.abs(np.asarray(values[p] - total)).max()) for p, total in children.items())


@pytest.fixture(scope="module")
def parents(actuals):
    return actuals.drop_duplicates("unit").set_index("unit")["parent"].to_dict()


@pytest.mark.parametrize(
    "options",
    [{}, {"freeze_total": True}, {"method": "mint"}, {"method": "bottom_up"}, {"method": "top_down"}],
    ids=str,
)
def test_paths_and_what_is_expected_add_up(options, base, parents):
    result = coherent(base, ORG, levels=LEVELS, **options)
    assert _apart(result.paths, parents) < 1e-9 * result.paths["company"].max()
    assert min(paths.min() for paths in result.paths.values()) >= 0
    for month, rows in result.monthly.groupby("month"):
        assert _apart(rows.set_index("unit")["expected"], parents) < 1e-6, month
    year = totals(result, result.months[-12:]).set_index("unit")
    assert _apart(year["expected"], parents) < 1e-6
    assert year["expected"]["company"] == pytest.approx(
        np.median(result.paths["company"][:, -12:].sum(axis=1))
    )
    if options.get("freeze_total") or options.get("method") == "top_down":
        before = np.quantile(base.paths["company"], [0.1, 0.5, 0.9], axis=0)
        assert np.quantile(result.paths["company"], [0.1, 0.5, 0.9], axis=0) == pytest.approx(before)


def test_units_rise_and_fall_together_and_totals_keep_their_width(base):
    result = coherent(base, ORG, levels=LEVELS)
    months = range(len(result.months))
    found = [np.corrcoef(result.paths["R1"][:, m], result.paths["R4"][:, m])[0, 1] for m in months]
    # Planted: common variance .15^2 of .15^2 + .1^2; reconciling leaves it about there.
    assert np.mean(found) == pytest.approx(0.15**2 / (0.15**2 + 0.1**2), abs=0.2)
    before, after = (np.ptp(np.quantile(r.paths["company"].sum(axis=1), [0.1, 0.9])) for r in (base, result))
    assert after == pytest.approx(before, rel=0.3)


def test_too_new_is_like_its_siblings_and_who_left_or_never_sold_sells_nothing(base):
    assert np.isnan(base.paths["NEW"]).all()
    result = coherent(base, ORG, levels=LEVELS)
    new = pd.DataFrame(result.paths["NEW"], columns=result.months)
    assert (new.loc[:, new.columns < "2026-12-01"] < 1e-3).all(axis=None)
    siblings = [np.median(result.paths[u][:, -1]) for u in ("R1", "R2", "R3")]
    assert min(siblings) < new.iloc[:, -1].median() < max(siblings)
    assert np.ptp(np.quantile(new.iloc[:, -1], [0.1, 0.9])) > np.ptp(
        np.quantile(result.paths["R2"][:, -1], [0.1, 0.9])
    )
    for unit in ("GONE", "DESK"):
        assert result.paths[unit].max() < 1e-3


def test_it_is_the_same_again_and_works_above_the_reps(base, actuals):
    once, again = (coherent(base, ORG, levels=LEVELS) for _ in range(2))
    pd.testing.assert_frame_equal(once.monthly, again.monthly)
    above = forecast(actuals, month=MONTH, engine="batch")
    assert list(coherent(above, ORG, levels=LEVELS).paths) == ["company", "D1", "T1", "T2"]


def test_returns_may_take_a_unit_below_zero():
    back = _sales()
    back.loc[(back["rep"] == "R3") & (back["month"].dt.month == 12), "amount"] = -40.0
    actuals = monthly_actuals(back, ORG, levels=LEVELS, month=MONTH)
    base = forecast(actuals, month=MONTH, tiers=TIERS, engine="batch")
    result = coherent(base, ORG, levels=LEVELS)
    assert result.paths["R3"].min() < 0
    assert result.monthly["expected"].notna().all()
