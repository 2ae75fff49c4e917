"""Every rep beside its peers: sales and win rates, drawn towards what is common, and who stands out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ... import months
from ...mixed import Mixed, random_intercepts
from ...multiplicity import discoveries
from ...patches import explanations
from ..chance import SHARES
from ..rates import WinRates
from ..shrinkage import standing_out
from ..usual import monthly_sales, season_of, shared_by_team, usual_sales
from .neighbours import FEWEST, cohorts

Floats = npt.NDArray[np.float64]

#: Fewest reps of whom a model is made.
FEWEST_REPS: Final = 8
#: By measure: the chance of calling reps different who are alike, and the share of false claims.
_FALSE: Final = {"sales": SHARES["person"], "win_rate": SHARES["rate"]}
#: Of what is expected; who sells less is held for as low as this, where a logarithm would say too much.
_LEAST: Final = 0.1
#: The benchmarks: the middle of the peers, and where the best quarter of them begins.
_MIDDLE, _UPPER = 0.5, 0.75


@dataclass(frozen=True)
class Standing:
    """How reps stand beside their peers in one measure.

    Parameters
    ----------
    measure
        ``sales`` (money in a month of average season) or ``win_rate`` (fraction).
    p
        Of all reps being alike, patch and ramp taken out; missing where too few can be compared.
    reps
        One row per rep: ``rep``, ``peers`` (number), ``own`` (in the measure's unit), ``shrunk``, ``low``,
        ``high``, ``level`` (what of it is more than chance, as far as can be told), ``benchmark`` (median
        of the peers' shrunk values, brought to the rep's own patch), ``benchmark_low``, ``benchmark_high``,
        ``upper`` (their 75th percentile; all four missing with fewer than five peers), ``p`` (of being one
        of the peers; missing without a benchmark), ``verdict``:

        ``few`` (fewer than five peers), ``alike`` (no difference between reps is more than chance), ``among``
        (one of the peers), ``above``, ``below`` (of such claims no more are false than
        :data:`.chance.SHARES` allows).
    """

    measure: Literal["sales", "win_rate"]
    p: float
    reps: pd.DataFrame


_COLUMNS: Final = [
    "rep", "peers", "own", "shrunk", "low", "high", "level", "benchmark", "benchmark_low", "benchmark_high",
    "upper", "p", "verdict",
]  # fmt: skip


def sales_beside_peers(
    sales: pd.DataFrame,
    org: pd.DataFrame,
    *,
    month: pd.Timestamp,
    team: str = "team",
    territories: pd.DataFrame | None = None,
    customers: pd.DataFrame | None = None,
    span: int = 24,
    level: float = 0.95,
) -> Standing:
    """What every rep sells a month, beside the peers of :func:`~salesmgmt_kit.gaps.peers.cohorts`.

    Parameters
    ----------
    sales, org, month, team, territories, customers
        As in :func:`~salesmgmt_kit.gaps.attribution`.
    span
        Months looked at.
    level
        Of the intervals, fraction.

    Returns
    -------
    Standing
        Of the reps with six months of sales; of none with fewer than eight such reps.

    Notes
    -----
    Every month's sales are divided by the season and by what reps with such a patch and tenure sell (a
    regression over all reps), and what the rest of the team has in common. Of the quotients,
    :func:`~salesmgmt_kit.gaps.peers.random_intercepts` tells the rep from chance, a month weighing less for
    a rep whose sales scatter more. The peers' quotients, times what is usual in the rep's own patch, are
    the benchmark. A rep stands out from its peers where its distance from their mean, as a logarithm (patches
    are misjudged by factors, and upwards by more money than downwards), is more than chance
    and the differences between all other reps from theirs explain; the claims over all reps keep
    to the share of persons (Benjamini & Hochberg), and none is made unless the test of all being alike
    rejects it.
    """
    sold = monthly_sales(sales, org, months.span(months.shift(month, 1 - span), month))
    if sold.shape[1] < FEWEST_REPS:
        return _nobody("sales")
    season = season_of(sold)
    usual = usual_sales(sold, season)
    people = org.set_index("rep", drop=False).loc[usual.index]
    middle = sold.index[len(sold) // 2]
    explained = explanations(
        people, month=month, middle=middle, org=org, territories=territories, customers=customers
    )
    expected = _expected(usual, explained)
    expected *= 1 + shared_by_team(usual["rate"] / expected - 1, people[team])
    model = _model(sold.div(season, axis=0).div(expected), season, usual)
    groups = model.groups
    rate = usual["rate"] / expected
    peers = _measured(cohorts(org, month=month, territories=territories, customers=customers), rate.index)
    reach = stats.norm.ppf((1 + level) / 2) * groups["sd"]
    rows = pd.DataFrame(
        {"own": rate, "shrunk": groups["mean"], "low": groups["mean"] - reach, "high": groups["mean"] + reach}
    ).join(_benchmarks(groups["mean"], rate, peers, level))
    rows = rows.mul(expected, axis=0).assign(
        level=level,
        peers=_number(peers, rows.index),
        p=_apart(rate.clip(lower=_LEAST).transform(np.log), groups["noise"], peers),
    )
    return _judged("sales", model.p, rows)


def judged_by_peers(two_years: pd.DataFrame, beside: Standing) -> pd.DataFrame:
    """The rows of an attribution, ``told`` being whether the rep stands out from its peers.

    Parameters
    ----------
    two_years
        From :func:`~salesmgmt_kit.gaps.attribution`.
    beside
        From :func:`sales_beside_peers` over the same months.
    """
    apart = beside.reps.loc[beside.reps["verdict"].isin(["above", "below"]), "rep"]
    return two_years.assign(told=two_years["rep"].isin(apart))


def rates_beside_peers(
    found: WinRates,
    org: pd.DataFrame,
    *,
    month: pd.Timestamp,
    territories: pd.DataFrame | None = None,
    customers: pd.DataFrame | None = None,
) -> Standing:
    """The share of closed deals that every rep wins, beside the peers.

    Parameters
    ----------
    found
        From :func:`~salesmgmt_kit.gaps.win_rates`, of the reps.
    org, month, territories, customers
        As in :func:`~salesmgmt_kit.gaps.attribution`.

    Notes
    -----
    Shrunk by the beta-binomial model of :func:`~salesmgmt_kit.gaps.shrinkage.shrunk_rates`. A rep's wins
    are held against the beta-binomial distribution around the peers' common rate, as wide as that model and
    the number of the peers' deals say; two-sided, twice the smaller tail.
    """
    if found.units.empty:
        return _nobody("win_rate")
    units = found.units.set_index("unit")
    peers = _measured(cohorts(org, month=month, territories=territories, customers=customers), units.index)
    rows = units[["raw", "rate", "low", "high", "level"]].set_axis(
        ["own", "shrunk", "low", "high", "level"], axis=1
    )
    level = float(rows["level"].max())
    rows = rows.join(_benchmarks(rows["shrunk"], rows["own"], peers, level)).assign(
        peers=_number(peers, rows.index), p=_unlike(units, peers)
    )
    return _judged("win_rate", found.test.p, rows)


def _nobody(measure: Literal["sales", "win_rate"]) -> Standing:
    return Standing(measure, float("nan"), pd.DataFrame(columns=_COLUMNS))


def _expected(usual: pd.DataFrame, explained: dict[str, pd.DataFrame]) -> pd.Series:
    """What reps with such a patch and tenure sell in a month of average season, money."""
    design = np.column_stack([np.ones(len(usual)), *(part.to_numpy(float) for part in explained.values())])
    sold = usual["rate"].to_numpy() > 0
    fixed = np.linalg.lstsq(design[sold], np.log(usual["rate"].to_numpy()[sold]), rcond=None)[0]
    return pd.Series(np.exp(design @ fixed), usual.index)


def _model(quotients: pd.DataFrame, season: pd.Series, usual: pd.DataFrame) -> Mixed:
    """Months within reps; a month is the surer the more is sold in it and the less the rep scatters."""
    scatter = usual["variance"] * usual["n"]
    sure = 1 / scatter.fillna(scatter.max())  # who sold nothing is as unsure as anybody
    weights = pd.DataFrame(np.outer(season, sure / sure.mean()), quotients.index, quotients.columns)
    long = pd.DataFrame({"value": quotients.T.stack(), "weight": weights.T.stack()}).dropna()
    reps = pd.Series(long.index.get_level_values(0), long.index)
    # A month's sales are season x quotient: divided by the season, and weighted with it, they add up again.
    return random_intercepts(long["value"], reps, weights=long["weight"])


def _measured(peers: pd.DataFrame, reps: pd.Index) -> pd.DataFrame:
    """The pairs of whom both can be measured."""
    return peers[peers["rep"].isin(reps) & peers["peer"].isin(reps)]


def _number(peers: pd.DataFrame, reps: pd.Index) -> pd.Series:
    return peers.groupby("rep").size().reindex(reps, fill_value=0)


def _benchmarks(values: pd.Series, raw: pd.Series, peers: pd.DataFrame, level: float) -> pd.DataFrame:
    """By rep with five peers: the middle of their values, its interval, and where the best quarter begins."""
    of_rep = peers.assign(value=peers["peer"].map(values), raw=peers["peer"].map(raw)).groupby("rep")
    n = of_rep.size()
    found = pd.DataFrame(
        {"benchmark": of_rep["value"].quantile(_MIDDLE), "upper": of_rep["value"].quantile(_UPPER)}
    )
    # The median of normal values is less sure than their mean by the root of half pi.
    sd = np.sqrt(np.pi / 2) * of_rep["raw"].std() / np.sqrt(n)
    reach = stats.t.ppf((1 + level) / 2, (n - 1).clip(lower=1)) * sd
    found = found.assign(benchmark_low=found["benchmark"] - reach, benchmark_high=found["benchmark"] + reach)
    return found[n >= FEWEST]


def _apart(values: pd.Series, noise: pd.Series, peers: pd.DataFrame) -> pd.Series:
    """P-values of every rep being one of its peers, missing for those with fewer than five."""
    by_rep = peers.groupby("rep")
    n = by_rep.size()
    distance = values - peers["peer"].map(values).groupby(peers["rep"]).mean()
    variance = noise + peers["peer"].map(noise).groupby(peers["rep"]).sum() / n**2
    told = n.index[n >= FEWEST]
    if len(told) < FEWEST_REPS:
        return pd.Series(np.nan, values.index)
    return standing_out(distance[told], variance[told]).reindex(values.index)


def _unlike(units: pd.DataFrame, peers: pd.DataFrame) -> pd.Series:
    """P-values of every rep's wins among those of its peers, missing for those with fewer than five."""
    together = {
        name: peers["peer"].map(units[name]).groupby(peers["rep"]).sum().reindex(units.index)
        for name in ("closed", "won")
    }
    mean = (together["won"] + 0.5) / (together["closed"] + 1)
    weight = (units["weight"] / units["closed"] / (1 - units["weight"])).where(units["weight"] < 1, 0.0)
    # weight / closed / (1 - weight) is 1 / prior deals of the model: its spread, then that of the mean.
    trials = 1 / (1 / (1 / weight.clip(lower=1e-9) + 1) + 1 / together["closed"]) - 1
    a, b, n, won = mean * trials, (1 - mean) * trials, units["closed"], units["won"]
    tails = np.minimum(stats.betabinom.cdf(won, n, a, b), stats.betabinom.sf(won - 1, n, a, b))
    p = pd.Series(np.minimum(1.0, 2 * tails), units.index)
    return p.where(_number(peers, units.index) >= FEWEST)


def _judged(measure: Literal["sales", "win_rate"], alike: float, rows: pd.DataFrame) -> Standing:
    """The rows with their verdicts."""
    few = rows["peers"] < FEWEST
    apart = discoveries(rows["p"], false_discovery_rate=_FALSE[measure])
    side = np.where(rows["shrunk"] > rows["benchmark"], "above", "below")
    verdict = np.select(
        [few, ~np.full(len(rows), alike < _FALSE[measure]), apart], ["few", "alike", side], default="among"
    )
    return Standing(measure, alike, rows.assign(verdict=verdict).reset_index(names="rep")[_COLUMNS])
