"""The gate: a client's files come in here, once, and leave as clean tables."""

from .checking import check
from .client import Client, open_client
from .config import ClientConfig
from .continuity import stray_months
from .settings import Settings, load_settings
from .sources import Source

__all__ = [
    "Client",
    "ClientConfig",
    "Settings",
    "Source",
    "check",
    "load_settings",
    "open_client",
    "stray_months",
]
