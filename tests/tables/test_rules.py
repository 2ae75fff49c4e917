from __future__ import annotations

import pytest

HEADER = "order,month,rep,product,amount,quantity\n"


def test_a_good_row_is_passed_over_in_silence(sales_says):
    assert sales_says("S9,2026-10,R1,P1,1,1") == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("S9,2026-10,R1,P1,,1", "sales.csv:3: amount is blank. Fill it in: Net sales, money"),
        (
            "S1,2026-10,R1,P1,1,1",
            "sales.csv:3: order is 'S1', the same as in line 2; there should be one row per order line, "
            "or per month, rep, product and customer. Keep one of the two rows, or make their keys differ.",
        ),
    ],
)
def test_a_breach_of_a_tables_own_rules(sales_says, row, said):
    (words,) = sales_says(row)
    assert words.startswith(said)


def test_a_key_that_is_blank_twice_is_blank_and_no_twin(folder):
    folder.write("sales.csv", f"{HEADER},2026-10,R1,P1,1,1\n,2026-10,R1,P1,1,1\n")
    assert [said.partition(". ")[0] for said in folder.says("sales")] == [
        "sales.csv:2: order is blank",
        "sales.csv:3: order is blank",
    ]


def test_a_key_whose_column_the_file_lacks_is_not_checked(folder):
    folder.write("sales.csv", "month,rep,amount\n2026-10,R1,1\n2026-10,R1,1\n")
    assert folder.says("sales") == []
    assert len(folder.open()["sales"]) == 2


def test_a_third_row_of_a_key_names_the_first_too(folder):
    folder.write("targets.csv", "month,unit,target\n" + "2026-10,T1,5\n" * 3)
    assert [said.split(";")[0] for said in folder.says("targets")] == [
        "targets.csv:3: month, unit is '2026-10, T1', the same as in line 2",
        "targets.csv:4: month, unit is '2026-10, T1', the same as in line 2",
    ]


def test_a_key_is_the_same_however_its_month_is_written(folder):
    folder.write("targets.csv", "month,unit,target\n2026-10,T1,5\n2026年10月,T1,6\n")
    assert folder.says("targets")[0].startswith(
        "targets.csv:3: month, unit is '2026年10月, T1', the same as in line 2; there should"
    )


def test_several_breaches_of_one_row_are_all_named(sales_says):
    assert [said.split(" is ")[0] for said in sales_says("S1,2026-13,R9,P1,x,x")] == [
        "sales.csv:3: amount",
        "sales.csv:3: month",
        "sales.csv:3: order",
        "sales.csv:3: quantity",
        "sales.csv:3: rep",
    ]


def test_bounds_choices_and_flags(folder):
    folder.write("survey_items.csv", "item,dimension,reversed\nI1,trust,no\nI2,trust,maybe\n")
    folder.write(
        "ratings.csv", "month,rep,competency,rater,score\n2026-10,R1,care,self,7\n2026-10,R1,care,peer,0\n"
    )
    folder.write("barriers.csv", "barrier,unit,kind,opened,closed,severity\nB1,company,tool,2026-10-01,,5\n")
    assert folder.says("ratings") == [
        "ratings.csv:2: score is '7', above 5. Correct it to a whole number from 1 to 5.",
        "ratings.csv:3: score is '0', below 1. Correct it to a whole number from 1 to 5.",
    ]
    assert folder.says("survey_items") == [
        "survey_items.csv:3: reversed is 'maybe', neither yes nor no. Write yes or no."
    ]
    assert folder.says("barriers") == [
        "barriers.csv:2: kind is 'tool', not one of training, tools, crm, policy, approval, communication, "
        "deal. Did you mean 'tools'?"
    ]


def test_what_people_answered_is_not_repeated_in_a_message(folder):
    folder.write("survey_items.csv", "item,dimension,reversed\nI1,trust,no\n")
    folder.write(
        "survey.csv", "wave,respondent,team,item,answer\n2026-10,pen-name,T1,I1,#REF!\n2026-10,b,T1,I9,4\n"
    )
    folder.write("survey_people.csv", "wave,respondent,language\n2026-10,pen-name,en\n2026-10,pen-name,fr\n")
    assert folder.says("survey") == [
        "survey.csv:2: answer an error value of a spreadsheet. Repair the formula that made it.",
        "survey.csv:3: item is 'I9', not in survey_items. Correct it, or add it to survey_items.",
    ]
    assert not [said for said in folder.says("survey_people") if "pen-name" in said]


def test_answers_that_are_no_codes_pass_the_gate(folder):
    folder.write("survey_items.csv", "item,dimension,reversed\nI1,trust,no\n")
    rows = "2026-10,a,T1,I1,99\n2026-10,b,T1,I1,５\n2026-10,c,T1,I1,\n2026-10,c,T1,I1,agree\n"
    folder.write("survey.csv", f"wave,respondent,team,item,answer\n{rows}")
    assert folder.says("survey") == []


def test_a_clean_flag_is_plain_bool(folder):
    folder.write("survey_items.csv", "item,dimension,reversed\nI1,trust,no\nI2,trust,是\n")
    reversed_ = folder.open()["survey_items"]["reversed"]
    assert (str(reversed_.dtype), reversed_.tolist()) == ("bool", [False, True])


def test_a_rep_who_changed_team_has_two_rows_and_the_fix_says_what_to_do(folder):
    folder.write("org.csv", "rep,team,department\nR1,T1,D1\nR1,T2,D1\n")
    assert folder.says("org") == [
        "org.csv:3: rep is 'R1', the same as in line 2; there should be one row per rep, present or past. "
        "Keep one. After a change of team that is the row of the new team, where past sales then count too; "
        "to leave them with the old one, give the rep a second code from that day on, here and in sales."
    ]


def test_a_rep_without_a_team_needs_one(folder):
    folder.write("org.csv", "rep,team,department\nR1,T1,D1\nR2,,D1\n")
    assert folder.says("org") == [
        "org.csv:3: team is blank. "
        "Fill it in: The team the rep belongs to; who is in none needs one of their own."
    ]
