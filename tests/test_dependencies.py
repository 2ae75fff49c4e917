"""pyproject.toml is where dependencies are said; environment.yml and the locks must say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
#: Where conda-forge names a package otherwise, or gives an extra a package of its own.
CONDA = {"matplotlib": "matplotlib-base"}
CONDA_EXTRAS = {"tinycss2"}


def _requirements(*extras: str) -> dict[str, Requirement]:
    lines = [*PROJECT["dependencies"], *(r for e in extras for r in PROJECT["optional-dependencies"][e])]
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


def _locked(name: str) -> dict[str, list[Version]]:
    pins: dict[str, list[Version]] = {}
    text = (ROOT / name).read_text(encoding="utf-8")
    for package, version in re.findall(r"^([a-z0-9-]+)==([^ \\]+)", text, re.M):
        pins.setdefault(package, []).append(Version(version))
    return pins


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("requirements.lock", ["build"]), ("requirements-dev.lock", ["build", "test", "lint"])],
)
def test_the_lock_satisfies_pyproject(lock: str, extras: list[str]) -> None:
    pins = _locked(lock)
    for name, requirement in _requirements(*extras).items():
        assert name in pins, f"{name} is missing from {lock}; run `make lock`"
        assert all(v in requirement.specifier for v in pins[name]), f"{name} of {lock} breaks {requirement}"


def test_both_locks_pin_the_same_versions() -> None:
    run, dev = _locked("requirements.lock"), _locked("requirements-dev.lock")
    assert {name: dev[name] for name in run} == run


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_has_hashes_and_the_lock_names_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pins = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.M)[1:]
    assert all("--hash=sha256:" in pin for pin in pins)
    assert not re.search(r"https?://|index-url|find-links|file:", text)


def test_environment_yml_says_what_pyproject_says() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge"]
    plain = [line for line in environment["dependencies"] if isinstance(line, str)]
    (pip,) = [line["pip"] for line in environment["dependencies"] if isinstance(line, dict)]
    assert "-e ." in pip
    listed = {
        canonicalize_name(r.name): r for r in map(Requirement, [*plain, *(p for p in pip if p != "-e .")])
    }
    assert str(listed.pop("python").specifier) == PROJECT["requires-python"]
    for extra in ("pip", *CONDA_EXTRAS):
        listed.pop(extra)
    wanted = {CONDA.get(n, n): r.specifier for n, r in _requirements("test").items()}
    assert {name: r.specifier for name, r in listed.items()} == wanted
