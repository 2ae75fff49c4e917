"""Learn what the forecasts weigh: ``python benchmarks/train_prior.py [--folder FOLDER] [--write]``.

Coefficients of :class:`salesmgmt_kit.targets.engine.mixture.Prior`, found by L-BFGS on the mean of relative
MASE and sMAPE of M1, the Tourism competition and every second series of the M4 subset, whole and clipped.
The other half of M4 and hospital are shown for comparison and have no say. What intervals are multiplied
by is found then (alone, for the weights as they are, with ``--intervals``): the setting of least pinball loss
of months and 12-month totals among those that keep each trained set's coverage of 80 % intervals at 77 % or
more.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402
import public  # noqa: E402
from scipy.optimize import minimize  # noqa: E402

from salesmgmt_kit.targets.engine import evidence, mixture  # noqa: E402
from salesmgmt_kit.targets.engine.paths import drawn  # noqa: E402
from salesmgmt_kit.targets.engine.scales import POWERS, original  # noqa: E402

TARGET = Path(mixture.__file__).with_name("prior.json")
AHEAD = 18
TRAINED = (
    ("m1_monthly", {}),
    ("m4m_card_train", {"half": 1, "most": 1500}),
    ("m4m_card_train", {"half": 1, "last": 72, "most": 500}),
    ("tourismcomp_monthly", {"last": 72, "most": 250, "held": AHEAD}),
    ("tourismcomp_monthly", {"held": AHEAD}),
    ("m4m_card_train", {"half": 1, "last": 40, "most": 300}),
    ("m1_monthly", {"last": 48, "most": 300}),
)
SHOWN = (
    ("m4m_card_train", {"half": 0, "most": 400}),
    ("m4m_card_train", {"half": 0, "last": 72, "most": 400}),
    ("tourismcomp_monthly", {"most": 300, "held": AHEAD}),
    ("hospital", {"most": 300, "held": AHEAD}),
)
KINDS = sum(mixture.KINDS)
#: Pairs of kinds are many, and held back more.
RIDGE = np.where(np.arange(KINDS) < sum(mixture.SINGLE), 1.0, 3.0)
#: Sets, and settings tried, of the intervals.
RANGED = (
    ("m1_monthly", {"most": 150}),
    ("m4m_card_train", {"half": 1, "most": 150}),
    ("tourismcomp_monthly", {"most": 150, "held": AHEAD}),
    ("m1_monthly", {"most": 150, "last": 30}),
    ("m4m_card_train", {"half": 1, "most": 150, "last": 30}),
    ("tourismcomp_monthly", {"most": 150, "last": 30, "held": AHEAD}),
)
SPREADS, LENGTHS, TRUSTS = (0.85, 0.9, 0.95, 1.0), (-0.2, -0.15, -0.1, -0.05, 0.0), (0.25, 0.5, 0.75)
TAILS = np.array([0.025, 0.1, 0.9, 0.975])
LEAST_COVERED = 0.77


@dataclass(frozen=True)
class Lot:
    """Series of one set, and what the models say of them; first axis: series."""

    likelihood: np.ndarray
    error: np.ndarray
    forecasts: np.ndarray
    actual: np.ndarray
    usual: np.ndarray
    naive: np.ndarray
    length: np.ndarray


def lot(series: list[public.Series]) -> Lot:
    parts = []
    for members, panel in evidence.panels([s.known for s in series]):
        found = evidence.examine(panel, AHEAD)
        each = np.split(found.points, len(POWERS), axis=1)
        sales = np.concatenate([original(p, power) for p, power in zip(each, POWERS, strict=True)], axis=1)
        sales *= found.unit[:, None, None].astype(np.float32)
        for row, i in enumerate(members):
            parts.append((series[i], found.likelihood[row], found.error[row], sales[row]))
    naive = [public.scores(s.known, s.held, public.naive2(s.known, AHEAD)) for s, *_ in parts]
    good = [i for i, pair in enumerate(naive) if np.isfinite(pair).all()]
    parts = [parts[i] for i in good]
    return Lot(
        np.array([p[1] for p in parts], np.float32),
        np.array([p[2] - p[2].min() for p in parts]),
        np.array([p[3] for p in parts]),
        np.array([p[0].held for p in parts]),
        np.array([public.usual_change(p[0].known) for p in parts]),
        np.array([naive[i] for i in good]),
        np.array([len(p[0].known) for p in parts], float),
    )


def combined(p: np.ndarray, data: Lot) -> tuple[np.ndarray, ...]:
    """Weights and what their gradient needs."""
    u = np.log(data.length / mixture.TYPICAL_MONTHS)[:, None]
    temper, trust = np.exp(p[KINDS] + p[KINDS + 1] * u), np.exp(p[KINDS + 2] + p[KINDS + 3] * u)
    strength, kinds = np.exp(p[KINDS + 4] * u), mixture.membership() @ p[:KINDS]
    z = temper * data.likelihood + strength * kinds - trust * data.error
    share = np.exp(z - z.max(axis=1, keepdims=True))
    return (share / share.sum(axis=1, keepdims=True)).astype(np.float32), u, temper, trust, strength, kinds


def owa(p: np.ndarray, data: Lot) -> float:
    forecast = np.einsum("sm,smh->sh", combined(p, data)[0], data.forecasts)
    miss = np.abs(forecast - data.actual)
    mase = (miss.mean(axis=1) / data.usual).mean() / data.naive[:, 1].mean()
    size = np.abs(data.actual) + np.abs(forecast) + 1e-9
    return float(0.5 * (mase + 200 * (miss / size).mean() / data.naive[:, 0].mean()))


def loss(p: np.ndarray, lots: list[Lot], penalty: float) -> tuple[float, np.ndarray]:
    """Mean OWA of the lots with a ridge, and its gradient."""
    total, slope = 0.0, np.zeros(len(p))
    kinds_of = mixture.membership()
    for d in lots:
        share, u, temper, trust, strength, kinds = combined(p, d)
        f = np.einsum("sm,smh->sh", share, d.forecasts)
        e, size = f - d.actual, np.abs(d.actual) + np.abs(f) + 1e-9
        smape, mase = d.naive.mean(axis=0)
        usual = d.usual[:, None]
        total += 0.5 * (np.abs(e) / usual / mase + 200 * np.abs(e) / size / smape).mean() / len(lots)
        by_f = 0.5 * (
            np.sign(e) / usual / mase + 200 * (np.sign(e) / size - np.abs(e) * np.sign(f) / size**2) / smape
        ) / e.size  # fmt: skip
        by_z = np.einsum("sh,smh->sm", by_f.astype(np.float32), d.forecasts)
        by_z = share * (by_z - (share * by_z).sum(axis=1, keepdims=True))
        slope[:KINDS] += kinds_of.T @ (by_z * strength).sum(axis=0) / len(lots)
        finite = np.where(np.isfinite(d.likelihood), d.likelihood, 0)
        for at, part, factor in (
            (KINDS, (by_z * finite).sum(axis=1), temper[:, 0]),
            (KINDS + 2, -(by_z * d.error).sum(axis=1), trust[:, 0]),
        ):
            slope[at] += (part * factor).sum() / len(lots)
            slope[at + 1] += (part * factor * u[:, 0]).sum() / len(lots)
        slope[KINDS + 4] += ((by_z @ kinds) * strength[:, 0] * u[:, 0]).sum() / len(lots)
    ridge = penalty * np.r_[RIDGE, 0, 10, 0, 10, 10]
    return total + (ridge * p**2).sum(), slope + 2 * ridge * p


def coefficients(p: np.ndarray) -> mixture.Prior:
    temper, temper_length, trust, trust_length, kinds_length = (float(v) for v in p[KINDS:])
    return mixture.Prior(
        p[:KINDS].round(6),
        kinds_length,
        float(np.exp(temper)),
        temper_length,
        float(np.exp(trust)),
        trust_length,
        spread=1.0,
        spread_length=0.0,
        spread_trust=0.0,
    )


def widened(known: mixture.Prior, folder: Path) -> mixture.Prior:
    """The prior with the setting of its intervals that the module's text says."""
    sets = [list(examined(name, options, known, folder)) for name, options in RANGED]
    best, least = known, np.inf
    for spread, length, trust in product(SPREADS, LENGTHS, TRUSTS):
        setting = replace(known, spread=spread, spread_length=length, spread_trust=trust)
        every = [np.mean(list(ranged(parts, setting)), axis=0) for parts in sets]
        losses, covered = np.array(every)[:, :2], np.array(every)[:, 2:]
        if covered.min() >= LEAST_COVERED and losses.mean() < least:
            best, least = setting, losses.mean()
        print(
            "intervals:", spread, length, trust, "loss", losses.mean().round(4), "covered", covered.round(3)
        )
    return best


def examined(
    name: str, options: dict[str, object], known: mixture.Prior, folder: Path
) -> Iterator[tuple[list[public.Series], evidence.Evidence, np.ndarray]]:
    """Series of one length of a set, what the models say of them, and the models' weights."""
    series = public.load(name, folder=folder, seed=5, **options)
    for members, panel in evidence.panels([s.known for s in series]):
        said = evidence.examine(panel, AHEAD)
        yield [series[i] for i in members], said, mixture.weights(said, known)


def ranged(
    parts: list[tuple[list[public.Series], evidence.Evidence, np.ndarray]], setting: mixture.Prior
) -> Iterator[tuple[float, ...]]:
    """By series: pinball loss of months and of the year's total; coverage of both."""
    for series, said, share in parts:
        width = mixture.spread(said, share, setting)
        for row, s in enumerate(series):
            rng, scale = np.random.default_rng(1), public.usual_change(s.known) or 1.0
            paths = drawn(said, share, row, rng, width=width[row], never_below_zero=True)
            total, year = paths[:, :12].sum(axis=1, keepdims=True), s.held[:12].sum(keepdims=True)
            months, totals = judged(paths, s.held), judged(total, year)
            yield months[0] / scale, totals[0] / scale / 12, months[1], totals[1]


def judged(paths: np.ndarray, actual: np.ndarray) -> tuple[float, float]:
    """Pinball loss at TAILS, and the share of outcomes inside the 80 % interval."""
    q = np.quantile(paths, TAILS, axis=0)
    over = actual - q
    loss_ = np.maximum(TAILS[:, None] * over, (TAILS[:, None] - 1) * over).mean()
    return float(loss_), float(((q[1] <= actual) & (actual <= q[2])).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=public.FOLDER)
    parser.add_argument("--penalty", type=float, default=2e-4)
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.name} of the package")
    parser.add_argument("--intervals", action="store_true", help="keep the weights, find the intervals alone")
    args = parser.parse_args()
    told = json.loads(TARGET.read_text(encoding="utf-8"))
    known = mixture.prior() if args.intervals else trained(args.folder, args.penalty, told)
    told["date"] = datetime.date.today().isoformat()
    told["coefficients"] = asdict(widened(known, args.folder))
    told["coefficients"]["kinds"] = known.kinds.tolist()
    text = json.dumps(told, indent=2) + "\n"
    if args.write:
        TARGET.write_text(text, encoding="utf-8")
    print(text)


def trained(folder: Path, penalty: float, told: dict[str, object]) -> mixture.Prior:
    """The weights; ``told`` gets their source and loss."""
    lots = [lot(public.load(name, folder=folder, seed=5, **options)) for name, options in TRAINED]
    start = np.zeros(KINDS + 5)
    start[KINDS] = np.log(0.3)
    found = minimize(loss, start, (lots, penalty), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    print("trained:", [round(owa(found.x, d), 4) for d in lots], "loss:", round(found.fun, 4))
    for name, options in SHOWN:
        shown = lot(public.load(name, folder=folder, **options))
        print("shown:", name, options, round(owa(found.x, shown), 4), "of", len(shown.usual))
    names = ", ".join(sorted({name for name, _ in TRAINED}))
    told |= {"source": f"benchmarks/train_prior.py on {names}", "loss": round(float(found.fun), 6)}
    return coefficients(found.x)


if __name__ == "__main__":
    main()
