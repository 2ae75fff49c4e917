import numpy as np
import pandas as pd

from salesmgmt_kit.patches import account_potentials, potentials

ORG = pd.DataFrame({"rep": ["R1", "R2", "R3"], "territory": ["A1", "A1", "A2"]})
TERRITORIES = pd.DataFrame({"territory": ["A1"], "potential": [100.0]})


def test_a_territory_is_shared_by_its_reps_and_an_unknown_one_is_missing():
    assert potentials(ORG, TERRITORIES).fillna(-1).to_dict() == {"R1": 50, "R2": 50, "R3": -1}


def test_nothing_is_known_without_territories():
    assert potentials(ORG, None).isna().all()
    assert potentials(ORG.drop(columns="territory"), TERRITORIES).isna().all()


def test_accounts_are_added_up_by_rep():
    customers = pd.DataFrame({"rep": ["R1", "R1", "R2"], "potential": [10.0, 5.0, np.nan]})
    assert account_potentials(customers).dropna().to_dict() == {"R1": 15}
    assert account_potentials(customers.drop(columns="rep")).empty
    assert account_potentials(None).empty
