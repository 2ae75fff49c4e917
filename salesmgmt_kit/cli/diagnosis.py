"""``doctor``: whether this machine has what the kit needs, and what to do where it has not."""

from __future__ import annotations

import locale
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

import typer

from .. import resources
from .console import answer_json, answer_table, tell
from .options import REPORTS, Json, Reports

#: Free space below which a month of reports may not fit, in bytes.
_ROOM = 500_000_000

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_CJK_FONTS = re.compile(
    r"Noto S(ans|erif) (CJK|SC)|Source Han|WenQuanYi|SimHei|SimSun|YaHei|PingFang|Hiragino|Songti"
)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; ``fix`` says what to do, empty when all is well."""

    name: str
    state: Literal["ok", "warn", "fail"]
    found: str
    fix: str = ""


def doctor(reports: Reports = REPORTS, json: Json = False) -> None:
    """Look at Python, packages, kernel, fonts, browser, folders and encoding."""
    checks = [look(reports) for look in _LOOKS]
    if json:
        answer_json({"checks": [asdict(check) for check in checks]})
    else:
        answer_table(("", "what", "found", "fix"), [(c.state, c.name, c.found, c.fix) for c in checks])
    failed = [check.name for check in checks if check.state == "fail"]
    tell(f"failed: {', '.join(failed)}" if failed else "the kit can run here", "fail" if failed else "ok")
    if failed:
        raise typer.Exit(1)


def _python(_: Path) -> Check:
    found = f"{platform.python_version()} ({sys.executable})"
    return Check("python", "ok", found)


def _packages(_: Path) -> Check:
    missing = [name for name, installed in _required().items() if installed is None]
    if missing:
        return Check("packages", "fail", f"missing: {', '.join(missing)}", "Install salesmgmt-kit anew.")
    lock = resources.lock()
    if lock is None:
        return Check("packages", "ok", "all there; no lock file to compare with")
    other = list(_unlike(lock))
    if other:
        found = f"{len(other)} unlike {lock.name}: {', '.join(other[:5])}"
        return Check("packages", "warn", found, f"Run `pip install -r {lock.name}`.")
    return Check("packages", "ok", f"as in {lock.name}")


def _required() -> dict[str, str | None]:
    named = (
        re.split(r"[^\w.-]", need)[0] for need in requires("salesmgmt-kit") or [] if "extra ==" not in need
    )
    return {name: _installed(name) for name in named}


def _unlike(lock: Path) -> Iterator[str]:
    """Packages whose version is none of those locked; those locked for other systems may be absent."""
    pins = re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    wanted: dict[str, set[str]] = {}
    for name, pinned in pins:
        wanted.setdefault(name, set()).add(pinned)
    for name, versions in wanted.items():
        installed = _installed(name)
        if installed and installed not in versions:
            yield f"{name} {installed} in place of {' or '.join(sorted(versions))}"


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _kernel(_: Path) -> Check:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    fix = "Run `python -m ipykernel install --sys-prefix` with the Python of the kit."
    try:
        argv = KernelSpecManager().get_kernel_spec("python3").argv
    except NoSuchKernel:
        return Check("kernel", "fail", "no kernel python3", fix)
    program = Path(argv[0])
    if program.is_absolute() and program.resolve() != Path(sys.executable).resolve():
        return Check("kernel", "fail", f"python3 runs {program}, not the Python of the kit", fix)
    return Check("kernel", "ok", "python3")


def _font(_: Path) -> Check:
    """Readers' browsers bring their own fonts; the text measured in charts needs one here."""
    if shutil.which("fc-list") is None:
        return Check("chinese font", "ok", "the system's own")
    fonts = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=False).stdout
    if found := _CJK_FONTS.search(fonts):
        return Check("chinese font", "ok", found[0])
    return Check("chinese font", "warn", "none found", "Install fonts-noto-cjk.")


def _browser(_: Path) -> Check:
    found = next((path for path in map(shutil.which, _BROWSERS) if path), None)
    if found or sys.platform in ("darwin", "win32"):
        return Check("browser", "ok", found or "the system's own")
    return Check("browser", "warn", "no Chromium", "Install Chromium to run the tests of the pages.")


def _folder(reports: Path) -> Check:
    place = next(path for path in (reports.resolve(), *reports.resolve().parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=place):
            return Check("folder of reports", "ok", str(reports.resolve()))
    except OSError as error:
        fix = "Give another one with --reports."
        return Check("folder of reports", "fail", f"{place}: {error.strerror}", fix)


def _room(reports: Path) -> Check:
    place = next(path for path in (reports.resolve(), *reports.resolve().parents) if path.exists())
    free = shutil.disk_usage(place).free
    found = f"{free / 1e9:.1f} GB free"
    if free < _ROOM:
        return Check("disk", "warn", found, f"Make room: {_ROOM / 1e9:.1f} GB are needed for a month.")
    return Check("disk", "ok", found)


def _encoding(_: Path) -> Check:
    found = f"files {locale.getpreferredencoding(False)}, names {sys.getfilesystemencoding()}"
    if sys.getfilesystemencoding().lower().replace("-", "") != "utf8":
        return Check("encoding", "warn", found, "Set PYTHONUTF8=1.")
    return Check("encoding", "ok", found)


_LOOKS: tuple[Callable[[Path], Check], ...] = (
    _python, _packages, _kernel, _font, _browser, _folder, _room, _encoding,
)  # fmt: skip
