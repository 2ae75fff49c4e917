"""What a page may do: nothing from outside, and no script but the kit's own."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256


def policy(script: str) -> str:
    """A content security policy under which only this inline script runs and nothing is fetched."""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; font-src data:; "
        f"style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    )
