"""The commands put together, and every way of ending turned into words and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from .. import __version__
from ..errors import ConfigError, NothingSelectedError, ProblemsError, SalesmgmtError
from . import checking, configuring, diagnosis, looking, running, starting
from .console import answer, answer_json, speak_utf8, tell

FAILED, USAGE, BUG, NOTHING, INTERRUPTED = 1, 2, 3, 4, 130

app = typer.Typer(
    name="salesmgmt",
    help="Reports for managers of sales teams, month by month.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(starting.init)
app.command()(checking.check)
app.command()(running.run)
app.command()(running.report)
app.command("open")(looking.open_)
app.command()(looking.status)
app.command()(diagnosis.doctor)
app.command()(starting.lab)
app.add_typer(configuring.config, name="config")


def _version(wanted: bool) -> None:
    if wanted:
        answer(f"salesmgmt {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Reports for managers of sales teams, month by month."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with the code that says how it went."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    speak_utf8()
    # It may stand anywhere: who is told to "run again with --debug" appends it.
    debug = "--debug" in given
    sys.exit(_code([word for word in given if word != "--debug"], debug=debug, json="--json" in given))


def _code(arguments: list[str], *, debug: bool, json: bool) -> int:
    try:
        app(arguments, prog_name="salesmgmt")
    except SystemExit as end:  # so typer ends: well, by an exit code, by wrong usage, or interrupted
        code = int(end.code or 0)
        if code == INTERRUPTED:
            tell("interrupted; what was finished is kept")
        return code
    except Exception as error:
        if debug:
            raise
        code = _explain(error)
        if json:
            answer_json(_facts(error, code))
        return code
    return 0


def _facts(error: Exception, code: int) -> dict[str, Any]:
    """An error for ``--json``, whose reader waits for an answer whatever happens."""
    problems = error.problems if isinstance(error, ProblemsError) else ()
    return {"error": str(error), "code": code, "problems": [problem.to_dict() for problem in problems]}


def _explain(error: Exception) -> int:
    if isinstance(error, SalesmgmtError):
        for line in str(error).splitlines():
            tell(line, "error")
        return _codes(error)
    if isinstance(error, OSError):  # a full disk, a folder that may not be written: no bug of ours
        tell(str(error), "error")
        return FAILED
    tell(f"{type(error).__name__}: {error}", "error")
    tell("This is a bug of salesmgmt. Run again with --debug and report what it shows.")
    return BUG


def _codes(error: SalesmgmtError) -> int:
    if isinstance(error, NothingSelectedError):
        return NOTHING
    if isinstance(error, ConfigError) or not isinstance(error, ProblemsError):
        return USAGE
    return FAILED
