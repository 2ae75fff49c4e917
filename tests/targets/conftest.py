import pandas as pd
import pytest


@pytest.fixture
def org():
    return pd.DataFrame(
        {
            "rep": ["R1", "R2", "R3", "R4"],
            "team": ["T1", "T1", "T2", "T3"],
            "department": ["D1", "D1", "D1", "D2"],
        }
    )


@pytest.fixture
def sales():
    rows = [
        ("2025-09", "R1", 100.0), ("2025-10", "R1", 110.0), ("2025-12", "R2", 50.0),
        ("2026-01", "R1", 20.0), ("2026-09", "R3", 200.0), ("2026-10", "R1", 120.0),
        ("2026-10", "R1", -10.0), ("2026-10", "R3", 40.0), ("2026-11", "R1", 9999.0),
    ]  # fmt: skip
    return pd.DataFrame(
        {
            "month": pd.to_datetime([m for m, _, _ in rows]),
            "rep": [r for _, r, _ in rows],
            "amount": [a for _, _, a in rows],
        }
    )
