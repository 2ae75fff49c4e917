import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.kpi.leading.within import Effects, classical, clustered, fit

RTOL = 1e-8


def _grunfeld():
    """The ten firms of Grunfeld 1958 that the R package plm has: statsmodels' eleven less the last."""
    rows = sm.datasets.grunfeld.load_pandas().data
    rows = rows[rows["firm"] != "American Steel"]
    firms, years = pd.factorize(rows["firm"])[0], pd.factorize(rows["year"])[0]
    return rows["invest"].to_numpy(), rows[["value", "capital"]].to_numpy(), firms, years


def test_fixed_effects_of_grunfeld_as_in_plm():
    """Croissant & Millo 2008, Journal of Statistical Software 27(2)."""
    y, x, firms, _ = _grunfeld()
    found = fit(y, x, Effects(firms))
    np.testing.assert_allclose(found.coefficients, [0.11012, 0.31007], atol=5e-6)
    np.testing.assert_allclose(np.sqrt(np.diag(classical(found))), [0.01186, 0.01735], atol=5e-6)


def _dummies(y, x, effects):
    """The obvious regression, with a column for every unit and every month but the first."""
    columns = [pd.get_dummies(effects.units, dtype=float)]
    if effects.months is not None:
        columns.append(pd.get_dummies(effects.months, drop_first=True, dtype=float))
    return sm.OLS(y, np.column_stack([x, *columns]))


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("holes", [False, True])
def test_effects_taken_out_are_as_good_as_dummies_of_statsmodels(both, holes):
    y, x, firms, years = _grunfeld()
    kept = np.random.default_rng(1).random(len(y)) < (0.7 if holes else 1.1)
    y, x = y[kept], x[kept]
    effects = Effects(firms[kept], years[kept] if both else None)
    found, model = fit(y, x, effects), _dummies(y, x, effects)
    plain, robust = model.fit(), model.fit(cov_type="cluster", cov_kwds={"groups": effects.units})
    np.testing.assert_allclose(found.coefficients, plain.params[:2], rtol=RTOL)
    assert found.freedom == plain.df_resid
    np.testing.assert_allclose(classical(found), plain.cov_params()[:2, :2], rtol=1e-6)
    np.testing.assert_allclose(clustered(found), robust.cov_params()[:2, :2], rtol=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_levels_of_units_and_of_months_change_nothing(seed):
    rng = np.random.default_rng(seed)
    units, months = (which.ravel() for which in np.indices((5, 12)))
    y, x = rng.standard_normal(60), rng.standard_normal((60, 2))
    moved = y + rng.normal(0, 9, 5)[units] + rng.normal(0, 9, 12)[months]
    shifted = x + rng.normal(0, 9, (5, 2))[units] + rng.normal(0, 9, (12, 2))[months]
    plain, other = (fit(*both, Effects(units, months)) for both in ((y, x), (moved, shifted)))
    np.testing.assert_allclose(other.coefficients, plain.coefficients, atol=RTOL)
    np.testing.assert_allclose(clustered(other), clustered(plain), rtol=1e-6)
