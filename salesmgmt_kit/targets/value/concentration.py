"""How much of a unit's sales hangs on a few customers."""

from __future__ import annotations

import pandas as pd


def customer_concentration(years: pd.DataFrame) -> pd.DataFrame:
    """Concentration of each unit's last twelve months on its customers.

    Every customer is counted, none is sampled: the figures have no interval.

    Parameters
    ----------
    years
        From :func:`.retention.customer_years`.

    Returns
    -------
    DataFrame
        One row per unit with a customer who bought more than was returned: ``unit``, ``n`` (such
        customers), ``hhi`` (sum of squared percentages, 10,000 = one customer), ``largest`` (customer),
        ``largest_share``, ``top_five_share`` (fractions).

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": "T1", "customer": list("ABCD"), "now": [30.0, 30.0, 20.0, 20.0]})
    >>> int(customer_concentration(rows)["hhi"].round().iloc[0])
    2600
    """
    bought = years[years["now"] > 0].sort_values("now", ascending=False, kind="stable")
    share = bought["now"] / bought.groupby("unit")["now"].transform("sum")
    rows = bought.assign(share=share, square=(100 * share) ** 2).groupby("unit", sort=False)
    found = rows.agg(
        n=("customer", "size"),
        hhi=("square", "sum"),
        largest=("customer", "first"),
        largest_share=("share", "first"),
    )
    five = rows.head(5).groupby("unit")["now"].sum() / rows["now"].sum()
    return found.assign(top_five_share=five).reset_index()
