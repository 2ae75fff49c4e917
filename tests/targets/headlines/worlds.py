"""Small companies whose report is read sentence by sentence."""

import numpy as np
import pandas as pd

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets import attainment, forecast, headlines, reach

from ..builders import MONTH, monthly

LEVEL = [100.0] * 48
NOTHING = pd.DataFrame(
    {"unit": pd.Series(dtype="str"), "month": pd.Series(dtype="datetime64[ns]"), "target": []}
)


def world(teams, targets=None, last=MONTH):
    """Actuals and targets of a company of teams; values and targets by team, the month's target constant."""
    company = np.sum([np.asarray(v) for v in teams.values()], axis=0)
    parts = [monthly(company, unit="company", tier="company", last=last)]
    parts += [monthly(v, unit=u, last=last).assign(depth=1, parent="company") for u, v in teams.items()]
    years = pd.date_range("2026-01-01", "2027-12-01", freq="MS")
    rows = [(u, m, float(t)) for u, t in (targets or {}).items() for m in years]
    plan = pd.DataFrame(rows, columns=["unit", "month", "target"]) if rows else NOTHING
    return pd.concat(parts, ignore_index=True), plan


def computed(teams, targets=None, *, month=MONTH, start=1):
    """Attainment and chances of such a company in that month."""
    actuals, plan = world(teams, targets, last=month)
    year = {"month": month, "fiscal_year_start": start}
    return attainment(actuals, plan, **year), reach(forecast(actuals, **year), actuals, plan, **year)


def told(teams, targets=None, *, month=MONTH, start=1):
    """The sentences at the top of its page, and their findings."""
    found = headlines.findings(*computed(teams, targets, month=month, start=start), month=month)
    return [said(f) for f in found], found


def said(finding, language="en"):
    """A finding as a sentence."""
    return Locale(language).sentence(finding)
