"""The command line: words, exit codes, and what goes to stdout and what to stderr."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from batch.tiny import FINDING, write_client, write_notebook

from salesmgmt_kit import __version__, months, resources
from salesmgmt_kit.cli import app, main, problems
from salesmgmt_kit.errors import Problem


class Said(NamedTuple):
    code: int
    out: str
    err: str


Call = Callable[..., Said]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run the command line in an empty folder that knows no notebook but the clients' own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(resources, "notebooks", lambda: tmp_path / "none")
    monkeypatch.setattr(months, "this_month", lambda: pd.Timestamp("2026-11-01"))

    def run(*arguments: str) -> Said:
        with pytest.raises(SystemExit) as end:
            main(arguments)
        out, err = capsys.readouterr()
        return Said(int(end.value.code or 0), out, err)

    return run


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    return write_client(tmp_path / "acme", n01_a=FINDING)


def test_the_version_is_that_of_the_package(call: Call) -> None:
    assert call("--version") == Said(0, f"salesmgmt {__version__}\n", "")


def test_without_a_command_the_commands_are_listed(call: Call) -> None:
    said = call()
    assert said.code == 2
    assert all(name in said.out + said.err for name in ("init", "check", "run", "report", "status", "doctor"))


@pytest.mark.parametrize("arguments", [["run", "--nosuch"], ["nosuch"], ["run", "--jobs", "0"]])
def test_wrong_usage_ends_with_2_and_says_so_on_stderr(call: Call, arguments: list[str]) -> None:
    said = call(*arguments)
    assert (said.code, said.out) == (2, "")
    assert "Usage: salesmgmt" in said.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--month", "2026-13"], "--month is '2026-13', no month. Write it like 2026-10."),
        (["--months", "2026-10..2026-01"], "--months is '2026-10..2026-01', no span of months."),
        (["--param", "monht=2026-10"], "Did you mean 'month'? Give it with --month."),
        (["--param", "level"], "--param is 'level', no parameter. Write it like name=value."),
        (["--set", "curency=USD"], "Did you mean 'currency'?"),
        (["--set", "currency"], "--set is 'currency', no setting. Write it like currency=USD."),
        (["--set", "tables=1", "--set", "tables.sales.file=x.csv"], "tables has a value of its own"),
        (["--data", "nosuch"], "--data is 'nosuch', no folder."),
        (["--language", "fr"], "--language is 'fr', no language of the pages. Known are en, zh."),
        (["--language", "zhh"], "no language of the pages. Did you mean 'zh'?"),
    ],
)
def test_an_unusable_option_ends_with_2_and_a_hint(
    call: Call, acme: Path, arguments: list[str], words: str
) -> None:
    said = call("run", "acme", *arguments)
    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert "Traceback" not in said.err


def test_a_folder_without_client_yaml_ends_with_2(call: Call) -> None:
    said = call("check", "nosuch")
    assert said.code == 2
    assert "nosuch: it has no client.yaml" in said.err
    assert "salesmgmt init nosuch" in said.err


def test_a_file_in_the_place_of_a_client_ends_with_2(call: Call, acme: Path) -> None:
    said = call("check", "acme/sales.csv")
    assert said.code == 2
    assert "acme/sales.csv: it has no client.yaml. Name the folder that has a client.yaml" in said.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "acme", "--select", "9*"], "Nothing is left to run with --select 9*. Notebooks are 01_a."),
        (["run", "acme", "--language", "zh"], "Nothing is left to run with --language zh."),
        (["status", "acme"], "No reports are there yet"),
        (["open", "--print-path"], "No reports are there yet"),
        (["report"], "No executed notebook is there"),
    ],
)
def test_nothing_selected_ends_with_4(call: Call, acme: Path, arguments: list[str], words: str) -> None:
    said = call(*arguments)
    assert (said.code, said.out) == (4, "")
    assert words in said.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--language", "fr"], 2, ["--language"]),
        (["--month", "2026-13"], 2, ["--month"]),
        (["--select", "9*"], 4, []),
        (["--set", "currency=ZZZ"], 2, ["currency"]),
    ],
)
def test_an_error_is_json_on_stdout_for_who_asked_for_json(
    call: Call, acme: Path, arguments: list[str], code: int, said: list[str]
) -> None:
    ended = call("run", "acme", "--json", *arguments)
    facts = json.loads(ended.out)
    assert (ended.code, facts["code"]) == (code, code)
    assert facts["error"] in ended.err.replace("error  ", "")
    assert [problem["column"] for problem in facts["problems"]] == said


def test_no_client_here_ends_with_4(call: Call) -> None:
    said = call("run")
    assert said.code == 4
    assert "Make one with `salesmgmt init acme`." in said.err


def test_a_bug_ends_with_3_and_shows_its_traceback_only_when_asked(
    call: Call, acme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("salesmgmt_kit.cli.selection.clients", broken)
    said = call("run", "acme")
    assert (said.code, said.out) == (3, "")
    assert "ZeroDivisionError: division by zero" in said.err
    assert "Run again with --debug" in said.err
    assert "Traceback" not in said.err
    with pytest.raises(ZeroDivisionError):
        main(["run", "acme", "--debug"])


def test_a_full_disk_is_no_bug(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> None:
        raise OSError(28, "No space left on device", "/reports/run.json")

    monkeypatch.setattr("salesmgmt_kit.cli.selection.clients", full)
    said = call("run", "acme")
    assert said == Said(1, "", "error  [Errno 28] No space left on device: '/reports/run.json'\n")


def test_an_interrupt_ends_with_130(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("salesmgmt_kit.cli.selection.clients", interrupted)
    said = call("run", "acme")
    assert said.code == 130
    assert "interrupted" in said.err


def test_clients_are_this_folder_or_those_just_below(
    call: Call, acme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_client(acme.parent / "zeta", n01_a="1")
    both = json.loads(call("run", "--dry-run", "--json").out)["jobs"]
    assert [job["client"] for job in both] == ["acme", "zeta"]
    monkeypatch.chdir(acme)
    assert [job["client"] for job in json.loads(call("run", "--dry-run", "--json").out)["jobs"]] == ["acme"]
    named = call("run", str(acme / "client.yaml"), "--dry-run", "--json")
    assert [job["client"] for job in json.loads(named.out)["jobs"]] == ["acme"]


def test_the_month_is_the_last_with_sales_until_one_is_named(call: Call, acme: Path) -> None:
    def months(*options: str) -> list[str]:
        return [job["month"] for job in json.loads(call("run", "--dry-run", "--json", *options).out)["jobs"]]

    assert months() == ["2026-10"]
    with (acme / "sales.csv").open("a", encoding="utf-8") as sales:
        sales.write("2026-11,R1,1\n")
    assert months() == ["2026-11"]
    assert months("--month", "2026-09") == ["2026-09"]
    assert months("--months", "2026-11..2027-01") == ["2026-11", "2026-12", "2027-01"]


def test_the_month_chosen_is_told_with_what_was_passed_over(call: Call, acme: Path) -> None:
    with (acme / "sales.csv").open("a", encoding="utf-8") as sales:
        sales.write("2162-01,R1,1\n")
    said = call("check", "acme")
    assert said.code == 0
    assert (
        "acme: 2026-10, the last month with sales; passed over 2162-01, ahead of today or far from the rest"
    ) in said.err
    assert said.out == (
        "sales.csv:5: month is '2162-01', a month that is still to come. Correct it if it is typed wrong.\n"
    )


def test_a_dry_run_tells_the_plan_and_writes_no_report(call: Call, acme: Path) -> None:
    said = call("run", "acme", "--dry-run")
    assert said.code == 0
    assert said.out == "run\tacme\t2026-10\t01_a\ten\tnew\n"
    assert not (acme.parent / "reports" / "acme").exists()


def test_planning_loads_nothing_that_only_a_run_needs(acme: Path) -> None:
    program = (
        "import sys\nfrom salesmgmt_kit.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: print({'papermill', 'nbformat', 'nbconvert', 'matplotlib'} & sys.modules.keys())"
    )
    arguments = ["run", str(acme), "--month", "2026-10", "--dry-run", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("}\nset()\n")


def test_check_writes_problems_to_stdout_and_counts_to_stderr(call: Call, acme: Path) -> None:
    (acme / "sales.csv").write_text("month,rep,amount\n2026-10,R1,12\n2026-10,R2,lots\n", encoding="utf-8")
    said = call("check", "acme")
    assert said.code == 1
    assert re.match(r"sales\.csv:3: amount is 'lots', ", said.out)
    assert "acme: 1 error, 0 warnings" in said.err
    facts = json.loads(call("check", "acme", "--json").out)
    assert (facts["errors"], facts["warnings"]) == (1, 0)
    assert (facts["problems"][0]["client"], facts["problems"][0]["line"]) == ("acme", 3)
    assert call("check", "acme", "--format", "github").out.startswith(
        "::error file=sales.csv,line=3::sales.csv:3"
    )


def test_rows_set_aside_are_warnings_and_end_with_0(call: Call, acme: Path) -> None:
    (acme / "sales.csv").write_text("month,rep,amount\n2026-10,R1,12\n2026-10,R2,lots\n", encoding="utf-8")
    checked = call("check", "acme", "--set", "bad_rows=set_aside")
    assert checked.code == 0
    assert "1 of 2 rows are set aside" in checked.out
    assert "acme: 0 errors, 2 warnings" in checked.err
    run = call("run", "acme", "--set", "bad_rows=set_aside")
    assert run.code == 0
    assert "warn   acme/sales.csv:3: amount is 'lots'" in run.err
    assert "Left out of sales.csv" in (acme.parent / "reports" / "index.html").read_text(encoding="utf-8")


def test_a_client_whose_sales_cannot_be_read_does_not_stop_the_others(call: Call, acme: Path) -> None:
    broken = write_client(acme.parent / "broken", n01_a="1")
    (broken / "sales.csv").write_text("month,rep,amount\n2026-10,R1,lots\n", encoding="utf-8")
    said = call("run", "acme", "broken", "--json")
    assert said.code == 1
    assert [(j["client"], j["status"]) for j in json.loads(said.out)["jobs"]] == [("acme", "ok")]
    assert "error  broken/sales.csv:2: amount is 'lots'" in said.err
    assert "broken: its last month is not known; name one with --month" in said.err
    alone = call("run", "broken")
    assert (alone.code, alone.out) == (1, "")
    assert json.loads(call("run", "broken", "--json").out) == {"index": None, "jobs": []}


def test_a_client_in_order_passes(call: Call, acme: Path) -> None:
    said = call("check", "acme")
    assert (said.code, said.out) == (0, "")
    assert "acme: 0 errors, 0 warnings" in said.err


def test_config_show_tells_where_a_setting_comes_from(call: Call, acme: Path) -> None:
    said = call("config", "show", "acme", "--origin", "--set", "currency=USD")
    assert "currency\tUSD\tcommand line\n" in said.out
    assert 'languages\t["en"]\tclient.yaml:2\n' in said.out
    assert "fiscal_year_start\t1\tdefault\n" in said.out
    facts = json.loads(call("config", "show", "acme", "--origin", "--json").out)
    assert facts["origin"]["languages"] == "client.yaml:2"


def test_doctor_looks_at_everything_and_answers_in_json(call: Call) -> None:
    checks = json.loads(call("doctor", "--json").out)["checks"]
    assert [check["name"] for check in checks] == [
        "python", "packages", "kernel", "chinese font", "browser", "folder of reports", "disk", "encoding",
    ]  # fmt: skip
    assert all(check["fix"] for check in checks if check["state"] != "ok")
    assert [check["state"] for check in checks if check["name"] in ("python", "kernel")] == ["ok", "ok"]


def test_doctor_names_packages_unlike_the_lock_and_the_versions_wanted(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("typer==0.0.1 ; python_version < '3.12'\ntyper==0.0.2\nnot-here-at-all==1.0\n")
    monkeypatch.setattr(resources, "lock", lambda: lock)
    found = next(c for c in json.loads(call("doctor", "--json").out)["checks"] if c["name"] == "packages")
    assert (found["state"], found["fix"]) == ("warn", "Run `pip install -r requirements.lock`.")
    assert re.fullmatch(
        r"1 unlike requirements\.lock: typer [\d.]+ in place of 0\.0\.1 or 0\.0\.2", found["found"]
    )


def test_doctor_fails_where_reports_cannot_be_written(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refused)
    said = call("doctor")
    assert said.code == 1
    assert "Permission denied\tGive another one with --reports." in said.out


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_client(tmp_path / "shipped", settings="languages: [zh, en]\n", n01_a="1")
    (folder / "make.py").write_text("made it")
    monkeypatch.setattr(resources, "sample", lambda: folder)
    return folder


def test_init_makes_a_client_that_works_and_names_the_next_commands(
    call: Call, sample: Path, tmp_path: Path
) -> None:
    said = call("init", "new client", "--language", "zh")
    assert (said.code, said.out) == (0, "new client\n")
    assert 'salesmgmt run "new client"' in said.err
    made = tmp_path / "new client"
    assert (made / "client.yaml").read_text(encoding="utf-8").endswith("languages: [zh]\n")
    assert (made / "sales.csv").read_bytes() == (sample / "sales.csv").read_bytes()
    assert not (made / "make.py").exists()
    assert call("check", "new client").code == 0


def test_init_overwrites_nothing(call: Call, sample: Path, acme: Path) -> None:
    before = (acme / "client.yaml").read_bytes()
    said = call("init", "acme")
    assert said.code == 2
    assert "acme: it exists and is not empty" in said.err
    assert (acme / "client.yaml").read_bytes() == before


def test_a_month_is_run_once_and_looked_at(call: Call, acme: Path, tmp_path: Path) -> None:
    """The journey of a user: run, run again, break something, see it, look at the pages."""
    index = tmp_path / "reports" / "index.html"
    page = tmp_path / "reports" / "acme" / "2026-10" / "en" / "01_a.html"
    first = call("run", "acme")
    assert (first.code, first.out) == (0, f"{index}\n")
    assert re.search(r"^ok     acme 2026-10 01_a en +\d+\.\d s$", first.err, flags=re.MULTILINE)
    assert re.search(r"^1 report made, in \d+\.\d s$", first.err, flags=re.MULTILINE)
    assert "\x1b" not in first.err

    again = call("run", "acme")
    assert (again.code, again.out) == (0, f"{index}\n")
    assert again.err == (
        "acme: 2026-10, the last month with sales\nnothing changed: 1 report is up to date\n"
    )

    write_notebook(acme / "notebooks" / "02_b.ipynb", "1 / 0")
    failed = call("run", "acme", "--json")
    assert failed.code == 1
    jobs = json.loads(failed.out)["jobs"]
    assert [(j["notebook"], j["due"], j["status"], j["cause"]) for j in jobs] == [
        ("01_a", False, "ok", ""), ("02_b", True, "failed", "cell"),
    ]  # fmt: skip
    assert "ZeroDivisionError: division by zero" in failed.err
    assert "02_b.failed.ipynb" in failed.err
    assert "0 reports made, 1 failed, 1 up to date" in failed.err

    told = json.loads(call("status", "acme", "--json").out)["reports"]
    assert [(r["notebook"], r["status"], r["next run"]) for r in told] == [
        ("01_a", "ok", "unchanged"), ("02_b", "failed", "failed last time"),
    ]  # fmt: skip
    assert call("open", "acme", "--print-path").out == f"{page}\n"
    assert call("open", "--print-path").out == f"{index}\n"

    whole = page.read_text(encoding="utf-8")
    page.write_text("", encoding="utf-8")
    assert call("report", "acme") == Said(0, f"{index}\n", "ok     acme/2026-10/en/01_a.html\n")
    assert page.read_text(encoding="utf-8") == whole


def test_problems_of_one_file_are_capped_and_counted() -> None:
    many = [Problem("sales.csv", n, "amount", f"x{n}", "no number", "Write it.") for n in range(2, 62)]
    told = list(problems.lines([*many, Problem("org.csv", 2, "team", "T9", "no team", "Name it.")]))
    assert told[0] == "sales.csv:2: amount is 'x2', no number. Write it."
    assert told[50] == "sales.csv: and 10 more. Show them with `salesmgmt check --all`."
    assert told[51:] == ["org.csv:2: team is 'T9', no team. Name it."]
    assert len(list(problems.lines(many, cap=None))) == 60


def test_warnings_of_one_kind_are_told_once_with_their_number() -> None:
    alike = [
        Problem("sales.csv", n, "product", f"P{n}", "no product", "Add it.", severity="warning")
        for n in range(2, 1204)
    ]
    other = Problem("sales.csv", 5, "customer", "C", "no customer", "Add it.", severity="warning")
    assert list(problems.lines([*alike, other])) == [
        "sales.csv:2: product is 'P2', no product. Add it. (and 1,201 more places)",
        "sales.csv:5: customer is 'C', no customer. Add it.",
    ]
    assert len(list(problems.lines([*alike, other], cap=None))) == 1203


def test_errors_alike_but_for_the_line_are_told_once_with_their_number() -> None:
    alike = [Problem("sales.csv", n, "rep", "R9", "not in org", "Add it.") for n in range(2, 1236)]
    other = Problem("sales.csv", 3, "rep", "R8", "not in org", "Add it.")
    assert list(problems.lines([*alike, other])) == [
        "sales.csv:2: rep is 'R9', not in org. Add it. (and 1,233 more rows like it)",
        "sales.csv:3: rep is 'R8', not in org. Add it.",
    ]
    assert len(list(problems.lines(alike, cap=None))) == 1234


def test_a_problem_cannot_break_out_of_its_workflow_command() -> None:
    sly = Problem("a,b:c.csv", 1, "x", "1\n::error::2%", "bad", "Fix.")
    (line,) = problems.github([sly])
    assert line.startswith("::error file=a%2Cb%3Ac.csv,line=1::")
    assert "\n" not in line


def _on_a_terminal(arguments: list[str], env: Mapping[str, str]) -> str:
    """What a command writes when its stdout and stderr are a terminal."""
    pty = pytest.importorskip("pty")
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "salesmgmt_kit", *arguments]
    child = subprocess.Popen(
        command, stdin=follower, stdout=follower, stderr=follower, env={**os.environ, "TERM": "xterm", **env}
    )
    os.close(follower)
    said = b""
    try:
        while chunk := os.read(leader, 65536):
            said += chunk
    except OSError:  # Linux says so when the last writer has closed
        pass
    child.wait()
    os.close(leader)
    return said.decode()


def test_a_terminal_gets_tables_with_heads_in_colour_unless_it_wants_none(acme: Path) -> None:
    arguments = ["config", "show", str(acme)]
    assert re.search(r"\x1b\[1m *setting", _on_a_terminal(["config", "show", str(acme)], {}))
    plain = _on_a_terminal(["doctor"], {"NO_COLOR": "1"})
    assert "what" in plain
    assert not re.search(r"\x1b\[[\d;]*3\dm", plain)
    piped = subprocess.run(
        [sys.executable, "-m", "salesmgmt_kit", *arguments], capture_output=True, text=True, check=True
    )
    assert "setting" not in piped.stdout
    assert "\x1b" not in piped.stdout


def test_chinese_gets_through_a_pipe_of_another_encoding(acme: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "salesmgmt_kit", "config", "show", str(acme)],
        capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"}, check=True,
    )  # fmt: skip
    assert "顶点" in done.stdout.decode("utf-8")


def test_every_command_explains_itself(call: Call) -> None:
    names = [
        command.name or getattr(command.callback, "__name__", "") for command in app.app.registered_commands
    ]
    assert len(names) == 8
    for name in names:
        said = call(name, "--help")
        assert said.code == 0
        assert f"Usage: salesmgmt {name}" in said.out
