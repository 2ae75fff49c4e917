"""Our forecasts beside their peers', on the same series in one run.

``python benchmarks/forecast.py [--folder FOLDER] [--sets SET ...] [--methods METHOD ...] [--series N]``.
Peers come with the extra: ``pip install -e '.[bench]'``. For each set and method it prints OWA against
Naive2, the share of months inside the 80 and 95 % intervals, of 12-month totals inside their 80 % interval
(where a method gives joint paths), the calibration error of the probability that the total reaches a target
of 90 to 110 % of last year's, and the time per series. ``--speed`` times made-up panels instead.
"""

from __future__ import annotations

import argparse
import importlib.util
import logging
import os
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import public  # noqa: E402

from salesmgmt_kit.targets import sales_calendar  # noqa: E402
from salesmgmt_kit.targets.engine import evidence, mixture, paths  # noqa: E402

SETS = ("tourismcomp_monthly", "m1_monthly", "m4m_card_train", "hospital")
#: Of M4 the half that the prior was not trained on.
OPTIONS = {"m4m_card_train": {"half": 0}}
TAILS = (0.025, 0.1, 0.9, 0.975)
#: Series that decide whether working days are kept, besides their total.
LARGEST = 6
STRETCH = np.arange(0.9, 1.101, 0.02)
SCUM = ("AutoARIMA", "AutoETS", "CES", "DynamicOptimizedTheta")


@dataclass(frozen=True)
class Answer:
    """What a method says of one series: a point a month; quantiles at TAILS; joint paths."""

    points: np.ndarray
    quantiles: np.ndarray | None = None
    paths: np.ndarray | None = None


def ours(series: list[public.Series], ahead: int) -> list[Answer]:
    known = {str(i): s.known for i, s in enumerate(series)}
    rngs = {name: np.random.default_rng([2026, int(name)]) for name in known}
    found = paths.outlooks(known, ahead, rngs)
    return [
        Answer(np.median(o.paths, axis=0), np.quantile(o.paths, TAILS, axis=0), o.paths)
        for o in found.values()
    ]


def with_working_days(first: str, country: str) -> Callable[[list[public.Series], int], list[Answer]]:
    """Ours for a panel whose months are known, after what the package keeps of the country's working days.

    Their effect is estimated on all series together, as on a company; these and the largest decide whether
    it is kept.
    """

    def every(series: list[public.Series], ahead: int) -> list[Answer]:
        span = pd.date_range(first, periods=len(series[0].known) + ahead, freq="MS")
        known = span[: len(series[0].known)]
        sales = pd.DataFrame({s.name: s.known for s in series}, index=known.rename("month"))
        units = sales[sales.sum().nlargest(LARGEST).index].assign(company=sales.sum(axis=1))
        actuals = units.rename_axis(columns="unit").stack().rename("actual").reset_index()
        actuals["tier"] = np.where(actuals["unit"] == "company", "company", "series")
        factors = sales_calendar(actuals, month=known[-1], country=country).factors(span)
        steady = [replace(s, known=s.known / factors[: len(known)]) for s in series]
        return [_times(answer, factors[len(known) :]) for answer in ours(steady, ahead)]

    return every


def _times(answer: Answer, factors: np.ndarray) -> Answer:
    return Answer(answer.points * factors, answer.quantiles * factors, answer.paths * factors)


def each(method: Callable[[np.ndarray, int], Answer]) -> Callable[[list[public.Series], int], list[Answer]]:
    """A method for one series made one for many; a series that it fails on is foreseen by Naive2."""

    def every(series: list[public.Series], ahead: int) -> list[Answer]:
        answers, failed = [], 0
        for s in series:
            try:
                answers.append(method(s.known, ahead))
            except (ValueError, ZeroDivisionError, RuntimeError, np.linalg.LinAlgError):
                failed += 1
                answers.append(Answer(public.naive2(s.known, ahead)))
        if failed:
            print(f"  {failed} series failed and count as Naive2", file=sys.stderr)
        return answers

    return every


def statsforecast(name: str) -> Callable[[np.ndarray, int], Answer]:
    def method(known: np.ndarray, ahead: int) -> Answer:
        from statsforecast import models

        kind = {"CES": "AutoCES"}.get(name, name)
        said = getattr(models, kind)(season_length=12).forecast(known, ahead, level=[80, 95])
        quantiles = np.array([said[key] for key in ("lo-95", "lo-80", "hi-80", "hi-95")])
        return Answer(said["mean"], quantiles)

    return method


def prophet(known: np.ndarray, ahead: int) -> Answer:
    from prophet import Prophet

    logging.getLogger("cmdstanpy").disabled = True
    dates = pd.date_range("2000-01-01", periods=len(known) + ahead, freq="MS")
    model = Prophet(weekly_seasonality=False, daily_seasonality=False)
    model.fit(pd.DataFrame({"ds": dates[: len(known)], "y": known}))
    drawn = model.predictive_samples(pd.DataFrame({"ds": dates[len(known) :]}))["yhat"]
    points = model.predict(pd.DataFrame({"ds": dates[len(known) :]}))["yhat"].to_numpy()
    return Answer(points, np.quantile(drawn, TAILS, axis=1), drawn.T)


def ets(known: np.ndarray, ahead: int) -> Answer:
    """Statsmodels' ETS, the best by AICc of eight."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    unit = np.abs(known).mean()
    fits = []
    for error in ("add", "mul") if known.min() > 0 else ("add",):
        for trend in (None, "add"):
            for season in (None, "add" if error == "add" else "mul"):
                model = ETSModel(
                    known / unit, error=error, trend=trend, damped_trend=trend is not None,
                    seasonal=season, seasonal_periods=12 if season else None,
                )  # fmt: skip
                fits.append(model.fit(disp=False))
    best = min(fits, key=lambda fit: fit.aicc)
    drawn = best.simulate(ahead, anchor="end", repetitions=500, rng=np.random.default_rng(1)).T * unit
    drawn = np.asarray(drawn)
    return Answer(np.asarray(best.forecast(ahead)) * unit, np.quantile(drawn, TAILS, axis=0), drawn)


def theta(known: np.ndarray, ahead: int) -> Answer:
    from statsmodels.tsa.forecasting.theta import ThetaModel

    fit = ThetaModel(pd.Series(known), period=12, method="auto" if known.min() > 0 else "additive").fit()
    bounds = [fit.prediction_intervals(ahead, alpha=alpha).to_numpy().T for alpha in (0.05, 0.2)]
    quantiles = np.array([bounds[0][0], bounds[1][0], bounds[1][1], bounds[0][1]])
    return Answer(fit.forecast(ahead).to_numpy(), quantiles)


def airline(known: np.ndarray, ahead: int) -> Answer:
    """Statsmodels' SARIMAX (0,1,1)(0,1,1) of logarithms, of sales where one is not above 0."""
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    logs, unit = known.min() > 0, np.abs(known).mean()
    values = np.log(known / unit) if logs else known / unit
    fit = SARIMAX(values, order=(0, 1, 1), seasonal_order=(0, 1, 1, 12)).fit(disp=False)
    said = fit.get_forecast(ahead)
    bounds = [said.conf_int(alpha=alpha).T for alpha in (0.05, 0.2)]
    rows = np.array([said.predicted_mean, bounds[0][0], bounds[1][0], bounds[1][1], bounds[0][1]])
    drawn = np.asarray(fit.simulate(ahead, anchor="end", repetitions=500, rng=np.random.default_rng(1)))
    rows, drawn = (np.exp(np.minimum(v, 5)) if logs else v for v in (rows, drawn.reshape(ahead, -1).T))
    return Answer(rows[0] * unit, rows[1:] * unit, drawn * unit)


METHODS: dict[str, Callable[[list[public.Series], int], list[Answer]]] = {
    "ours": ours,
    **{name: each(statsforecast(name)) for name in (*SCUM, "AutoTheta")},
    "prophet": each(prophet),
    "ets": each(ets),
    "theta": each(theta),
    "airline": each(airline),
}
#: Of sets whose months are known. The hospital's country is not; Australia's days give the same.
DATED = {"hospital": {"ours, working days": with_working_days("2000-01", "US")}}
NEEDS = {"prophet": "prophet", **dict.fromkeys((*SCUM, "AutoTheta"), "statsforecast")}


def judged(series: list[public.Series], answers: list[Answer], naive: np.ndarray) -> dict[str, float]:
    pairs = zip(series, answers, strict=True)
    scored = np.array([public.scores(s.known, s.held, a.points) for s, a in pairs])
    row = {"OWA": float((np.nanmean(scored, axis=0) / naive).mean())}
    ranged = [(s.held, a.quantiles) for s, a in zip(series, answers, strict=True) if a.quantiles is not None]
    if ranged:
        for name, (low, high) in {"c80": (1, 2), "c95": (0, 3)}.items():
            row[name] = float(np.mean([((q[low] <= y) & (y <= q[high])).mean() for y, q in ranged]))
    joint = [(s, a.paths) for s, a in zip(series, answers, strict=True) if a.paths is not None]
    if joint:
        row |= totals(joint)
    return row


def totals(joint: Iterable[tuple[public.Series, np.ndarray]]) -> dict[str, float]:
    """Of the first year held out: coverage of its total, and the error of the probability of a target."""
    covered, said, reached = [], [], []
    for s, drawn in joint:
        sums, actual = drawn[:, :12].sum(axis=1), s.held[:12].sum()
        low, high = np.quantile(sums, (0.1, 0.9))
        covered.append(low <= actual <= high)
        targets = STRETCH * s.known[-12:].sum()
        said.extend((sums[:, None] >= targets).mean(axis=0))
        reached.extend(actual >= targets)
    p, y = np.array(said), np.array(reached, float)
    bins = np.minimum((p * 10).astype(int), 9)
    gaps = [abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)]
    return {"total80": float(np.mean(covered)), "ECE": float(sum(gaps))}


def compared(name: str, methods: Iterable[str], folder: Path, most: int) -> pd.DataFrame:
    """One row per method of one set."""
    ahead = public.HELD[name]
    series = [
        s
        for s in public.load(name, folder=folder, most=most, **OPTIONS.get(name, {}))
        if public.usual_change(s.known) > 0
    ]
    naive = np.mean([public.scores(s.known, s.held, public.naive2(s.known, ahead)) for s in series], axis=0)
    rows, answers = {}, {}
    tried = {method: METHODS[method] for method in methods} | DATED.get(name, {})
    for method, run in tried.items():
        print(f"{name}: {method} on {len(series)} series", file=sys.stderr, flush=True)
        started = time.process_time()
        answers[method] = run(series, ahead)
        spent = (time.process_time() - started) * 1000 / len(series)
        rows[method] = judged(series, answers[method], naive) | {"ms": spent}
    if set(SCUM) <= answers.keys():
        several = zip(*(answers[method] for method in SCUM), strict=True)
        together = [Answer(np.median([a.points for a in four], axis=0)) for four in several]
        rows["SCUM"] = judged(series, together, naive) | {"ms": sum(rows[m]["ms"] for m in SCUM)}
    table = pd.DataFrame.from_dict(rows, orient="index").assign(set=name, n=len(series))
    if "ours" in rows:
        table["ours / it"] = rows["ours"]["OWA"] / table["OWA"]
    return table


def made_up(lengths: np.ndarray) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    waves = [0.3 * np.sin(np.arange(n) * np.pi / 6) for n in lengths]
    moves = [np.cumsum(rng.normal(0, 0.03, n)) + rng.normal(0, 0.1, n) for n in lengths]
    return [100 * np.exp(w + m) for w, m in zip(waves, moves, strict=True)]


def points(series: list[np.ndarray], ahead: int = 18) -> None:
    for _, panel in evidence.panels(series):
        found = evidence.examine(panel, ahead)
        mixture.expected(found, mixture.weights(found))


def simulated(series: list[np.ndarray], ahead: int = 18) -> None:
    known = {str(i): s for i, s in enumerate(series)}
    paths.outlooks(known, ahead, {name: np.random.default_rng(1) for name in known})


def peer(name: str) -> Callable[[list[np.ndarray]], None]:
    def run(series: list[np.ndarray]) -> None:
        for s in series:
            statsforecast(name)(s, 18)

    run(made_up(np.full(2, 72)))
    return run


def speed(methods: Iterable[str]) -> None:
    """CPU seconds of made-up panels; peers on 100 series, times 10."""
    mixed = np.random.default_rng(1).integers(24, 81, 1000)
    for label, lengths in (
        ("1,000 x 72", np.full(1000, 72)),
        ("1,000 x 24-80", mixed),
        ("10,000 x 72", np.full(10000, 72)),
    ):
        series = made_up(lengths)
        for name, run in (("points and rolling origins", points), ("1,000 paths each", simulated)):
            started = time.process_time()
            run(series)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            spent = time.process_time() - started
            print(f"{label:14s} ours, {name:28s} {spent:7.2f} s, peak {peak} MB", flush=True)
    for name in (m for m in methods if NEEDS.get(m) == "statsforecast" and m != "AutoARIMA"):
        run = peer(name)
        started = time.process_time()
        run(made_up(np.full(100, 72)))
        print(f"1,000 x 72     {name:34s} {10 * (time.process_time() - started):7.2f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--folder", type=Path, default=public.FOLDER)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument("--series", type=int, default=100, help="at most so many a set")
    parser.add_argument("--speed", action="store_true")
    args = parser.parse_args()
    absent = {NEEDS[m] for m in args.methods if m in NEEDS and not importlib.util.find_spec(NEEDS[m])}
    if absent:
        parser.error(
            f"{' and '.join(sorted(absent))} not installed: run `pip install -e '.[bench]'`,"
            " or choose among --methods ours ets theta airline"
        )
    warnings.simplefilter("ignore")
    if args.speed:
        speed(args.methods)
        return
    tables = [compared(name, args.methods, args.folder, args.series) for name in args.sets]
    print(pd.concat(tables).set_index("set", append=True).swaplevel().round(3).to_string())


if __name__ == "__main__":
    main()
