"""Public monthly series for training and trying: where they lie, what is held out, how it is scored."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "forecasting"
#: Months held out of each set.
HELD = {"m1_monthly": 18, "tourismcomp_monthly": 24, "m4m_card_train": 18, "hospital": 12, "carparts": 12}


@dataclass(frozen=True)
class Series:
    """One series: its name, what a forecast may know, and what came."""

    name: str
    known: np.ndarray
    held: np.ndarray


def load(
    name: str,
    *,
    folder: Path = FOLDER,
    half: int | None = None,
    last: int | None = None,
    most: int | None = None,
    held: int | None = None,
    least: int = 24,
    seed: int = 6,
) -> list[Series]:
    """Series of one set; ``half``: every second; ``last``: only so many months; ``most``: a sample."""
    frame = pd.read_parquet(folder / f"{name}.parquet")
    if "sn" in frame:
        every = {str(k): g.sort_values("t")["y"].to_numpy(float) for k, g in frame.groupby("sn", sort=True)}
    else:
        every = {c: frame[c].dropna().to_numpy(float) for c in frame.columns}
    ahead = held or HELD[name]
    found = [Series(k, y[:-ahead][-(last or 10**6) :], y[-ahead:]) for k, y in every.items()]
    found = [s for s in found if len(s.known) >= least]
    if half is not None:
        found = found[half::2]
    if most is not None and most < len(found):
        picked = np.sort(np.random.default_rng(seed).choice(len(found), most, replace=False))
        found = [found[i] for i in picked]
    return found


def usual_change(known: np.ndarray) -> float:
    """Scale of MASE: mean change from the same month of the year before."""
    return float(np.abs(known[12:] - known[:-12]).mean())


def naive2(known: np.ndarray, ahead: int) -> np.ndarray:
    """Seasonally adjusted naive forecast, as in the M competitions (test of lag 12 at 90 %)."""
    indices = _season(known) if _is_seasonal(known) else np.ones(12)
    n = len(known)
    last = known[-1] / indices[(n - 1) % 12]
    return last * indices[(n + np.arange(ahead)) % 12]


def scores(known: np.ndarray, actual: np.ndarray, forecast: np.ndarray) -> tuple[float, float]:
    """Errors of one forecast: sMAPE in percent, and MASE."""
    size = np.abs(actual) + np.abs(forecast)
    smape = 200 * np.mean(np.where(size > 0, np.abs(actual - forecast) / np.where(size > 0, size, 1), 0))
    scale = usual_change(known)
    return float(smape), float(np.abs(actual - forecast).mean() / scale) if scale > 0 else np.nan


def _is_seasonal(known: np.ndarray) -> bool:
    n = len(known)
    if n < 36 or np.ptp(known) == 0:
        return False
    z = known - known.mean()
    r = np.array([(z[k:] * z[: n - k]).sum() for k in range(13)]) / (z * z).sum()
    return bool(abs(r[12]) > 1.645 * np.sqrt((1 + 2 * (r[1:12] ** 2).sum()) / n))


def _season(known: np.ndarray) -> np.ndarray:
    """Classical multiplicative indices by position in the year."""
    if known.min() <= 0:
        return np.ones(12)
    kernel = np.r_[0.5, np.ones(11), 0.5] / 12
    trend = np.convolve(known, kernel, "valid")
    ratio = known[6 : 6 + len(trend)] / trend
    found = np.array([ratio[(np.arange(len(ratio)) + 6) % 12 == m].mean() for m in range(12)])
    return found / found.mean()
