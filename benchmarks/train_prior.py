"""Learn what the forecasts weigh: ``python benchmarks/train_prior.py [--folder FOLDER] [--write]``.

Coefficients of :class:`salesmgmt_kit.targets.engine.mixture.Prior`, found by L-BFGS on the mean of relative
MASE and sMAPE of M1, the Tourism competition and every second series of the M4 subset, whole and clipped.
The other half of M4 and hospital are shown for comparison and have no say.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
from dataclasses import dataclass
from pathlib import Path

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402
import public  # noqa: E402
from scipy.optimize import minimize  # noqa: E402

from salesmgmt_kit.targets.engine import evidence, mixture  # noqa: E402
from salesmgmt_kit.targets.engine.scales import POWERS, original  # noqa: E402

TARGET = Path(mixture.__file__).with_name("prior.json")
AHEAD = 18
TRAINED = (
    ("m1_monthly", {}),
    ("m4m_card_train", {"half": 1, "most": 600}),
    ("m4m_card_train", {"half": 1, "last": 72, "most": 500}),
    ("tourismcomp_monthly", {"last": 72, "most": 250, "held": AHEAD}),
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
    ridge = np.r_[np.full(KINDS, penalty), 0, 10 * penalty, 0, 10 * penalty, 10 * penalty]
    return total + (ridge * p**2).sum(), slope + 2 * ridge * p


def coefficients(p: np.ndarray) -> dict[str, object]:
    temper, temper_length, trust, trust_length, kinds_length = (float(v) for v in p[KINDS:])
    return {
        "kinds": [round(float(v), 6) for v in p[:KINDS]],
        "kinds_length": kinds_length,
        "temper": float(np.exp(temper)),
        "temper_length": temper_length,
        "trust": float(np.exp(trust)),
        "trust_length": trust_length,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=public.FOLDER)
    parser.add_argument("--penalty", type=float, default=2e-4)
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.name} of the package")
    args = parser.parse_args()
    lots = [lot(public.load(name, folder=args.folder, seed=5, **options)) for name, options in TRAINED]
    start = np.zeros(KINDS + 5)
    start[KINDS] = np.log(0.3)
    found = minimize(loss, start, (lots, args.penalty), jac=True, method="L-BFGS-B", options={"maxiter": 80})
    print("trained:", [round(owa(found.x, d), 4) for d in lots], "loss:", round(found.fun, 4))
    for name, options in SHOWN:
        shown = lot(public.load(name, folder=args.folder, **options))
        print("shown:", name, options, round(owa(found.x, shown), 4), "of", len(shown.usual))
    told = {
        "source": f"benchmarks/train_prior.py on {', '.join(sorted({name for name, _ in TRAINED}))}",
        "date": datetime.date.today().isoformat(),
        "loss": round(float(found.fun), 6),
        "coefficients": coefficients(found.x),
    }
    text = json.dumps(told, indent=2) + "\n"
    if args.write:
        TARGET.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
