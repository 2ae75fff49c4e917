"""What is shipped with the package beside its code: the notebooks and the sample client."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def notebooks() -> Path:
    """The folder of the kit's own notebooks."""
    return _shipped("notebooks")


def sample() -> Path:
    """The folder of the sample client, with its data."""
    return _shipped("data/sample")


def _shipped(folder: str) -> Path:
    """A folder that a wheel carries inside the package, and a checkout beside it."""
    packed = _PACKAGE / "share" / folder
    return packed if packed.is_dir() else _PACKAGE.parent / folder


def lock() -> Path | None:
    """The exact versions that the kit was tested with; None outside a checkout."""
    path = _PACKAGE.parent / "requirements.lock"
    return path if path.is_file() else None
