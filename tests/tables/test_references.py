from __future__ import annotations

import pytest

from salesmgmt_kit.tables.references import nearest

ORG = "rep,team,department\n"


def test_values_that_the_referred_table_lacks(sales_says):
    assert sales_says("S9,2026-10,R9,P9,1,1") == [
        "sales.csv:3: product is 'P9', not in products. Correct it, or add it to products.",
        "sales.csv:3: rep is 'R9', not in org. Correct it, or add it to org.",
    ]


def test_a_stray_product_is_a_warning_and_its_row_stays(folder):
    folder.write("sales.csv", "month,rep,product,amount\n2026-10,R1,p 1,5\n")
    client = folder.open()
    (problem,) = client.load("sales").problems
    assert problem.severity == "warning"
    assert str(problem) == "sales.csv:2: product is 'p 1', not in products. Did you mean 'P1'?"
    assert client["sales"]["product"].tolist() == ["p 1"]


def test_a_unit_is_the_company_or_a_code_of_any_tier(folder):
    folder.write(
        "targets.csv",
        "month,unit,target\n" + "".join(f"2026-10,{u},1\n" for u in ("company", "D1", "T3", "R4", "X")),
    )
    assert folder.says("targets") == [
        "targets.csv:6: unit is 'X', no unit of org. Correct it, or add it to org."
    ]


def test_nothing_is_said_of_references_to_a_table_that_is_not_there(folder):
    (folder.path / "products.csv").unlink()
    folder.write("sales.csv", "month,rep,product,amount\n2026-10,R1,whatever,5\n")
    assert folder.says("sales") == []


def test_nothing_is_said_of_references_to_a_table_without_rows(folder):
    folder.write("products.csv", "product\n")
    assert folder.says("sales") == []


def test_a_table_that_is_refused_makes_no_noise_elsewhere(folder):
    folder.write("org.csv", f"{ORG}R1,T1,\n")
    assert folder.says("sales") == []
    assert len(folder.says("org")) == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("R1,company,D1\n", "org.csv:2: team is 'company', reserved for the whole company. "
        "Choose another code."),
        (
            "R1,T1,D1\nR2,D1,D2\n",
            "org.csv:3: team is 'D1', already a department in line 2. Give every unit and rep its own code.",
        ),
        (
            "R1,T1,D1\nT1,T2,D1\n",
            "org.csv:3: rep is 'T1', already a team in line 2. Give every unit and rep its own code.",
        ),
        (
            "R1,T1,D1\nR2,T1,D1\nR3,T1,D2\n",
            "org.csv:4: department is 'D2', another department for the team T1 than D1 in line 2. "
            "A team belongs to one department: correct one of the rows.",
        ),
    ],
)  # fmt: skip
def test_the_organisation_is_a_tree(folder, rows, said):
    folder.write("org.csv", ORG + rows)
    assert folder.says("org") == [said]


def test_the_tree_has_the_clients_own_levels(folder):
    folder.write("client.yaml", "levels: [region, cell]\n")
    folder.write("org.csv", "rep,cell,region\nR1,C1,G1\nR2,C1,G2\n")
    assert folder.says("org") == [
        "org.csv:3: region is 'G2', another region for the cell C1 than G1 in line 2. "
        "A cell belongs to one region: correct one of the rows."
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("gtxpro", "GTX Pro"),
        ("ＧＴＸ Pro", "GTX Pro"),
        ("GTX Pr0", "GTX Pro"),
        ("GTX Por", "GTX Pro"),
        ("zzz", ""),
    ],
)
def test_the_nearest_known_value(written, meant):
    assert nearest(written, ["GTX Pro", "GTX Basic", "MG Special"]) == meant


def test_zeros_that_a_spreadsheet_took_away(folder):
    folder.write("org.csv", f"{ORG}007,T1,D1\n")
    folder.write("sales.csv", "month,rep,amount\n2026-10,7,5\n2026-10,0007,5\n")
    assert folder.says("sales") == [
        "sales.csv:2: rep is '7', not in org. Did you mean '007'? "
        "Its zeros were lost: make the column text where it is exported.",
        "sales.csv:3: rep is '0007', not in org. Did you mean '007'?",
    ]
