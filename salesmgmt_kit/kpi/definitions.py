"""What a KPI means exactly: definitions that differ in use, by the id that the client's catalogue names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from ..findings import Finding

#: Definitions by id, as message ids. A client's own id without an entry stands for itself.
DEFINITIONS: Final[Mapping[str, str]] = {
    "net_of_returns": "Sales less returns and corrections, in the month they count for.",
    "list_price": "Pieces ordered times list price, before discount.",
    "received": "Cash received by now / net sales of the same order lines.",
    "month": "Sum of the month / sum of the same month; nothing is carried over.",
    "on_site": "Visits made at the customer's.",
    "answered": "Calls that were answered.",
    "taken_up": "Leads that were taken up.",
    "lead_to_contact": "Days from taking up a lead to the first contact, mean over leads.",
    "won_of_closed": "Won / (won + lost), deals closed in the period.",
    "won_of_opened": "Won in the period / opened in the period, whatever became of those.",
    "won_of_all": "Won / all closed, withdrawn and expired ones included.",
    "won_by_horizon": "Won within a set time of opening, open deals allowed for (cumulative incidence).",
    "closed": "Deals won or lost in the period.",
    "won_days": "Days from opening to winning, mean over deals won in the period; open deals have no say.",
    "won_amount": "Money of the deals won in the period.",
    "won_size": "Money of the deals won / number of them.",
}


def described(kpis: pd.DataFrame) -> pd.DataFrame:
    """The catalogue as its readers need it.

    Returns
    -------
    DataFrame
        One row per KPI: ``kpi``, ``perspective``, ``nominal`` (share of the weights, fraction),
        ``meaning`` (a finding: the definition that it follows), ``direction`` (message id).
    """
    return pd.DataFrame(
        {
            "kpi": kpis["kpi"],
            "perspective": kpis["perspective"].map(PERSPECTIVES).fillna(kpis["perspective"]),
            "nominal": kpis["weight"] / kpis["weight"].sum(),
            "meaning": [Finding(DEFINITIONS.get(name, name)) for name in kpis["definition"]],
            "direction": kpis["direction"].map(_DIRECTIONS),
        }
    )


#: Perspectives as message ids; a client's own stands for itself.
PERSPECTIVES: Final[Mapping[str, str]] = {"outcome": "Outcome", "process": "Process"}
_DIRECTIONS: Final[Mapping[str, str]] = {"up": "More is better", "down": "Less is better"}
