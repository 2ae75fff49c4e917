"""The command ``salesmgmt``: its commands, and what its exit codes mean.

====  ======================================================
0     all is well
1     something failed: a check, a notebook
2     usage or configuration
3     a bug of the kit
4     nothing was selected
130   interrupted
====  ======================================================
"""

from .app import main

__all__ = ["main"]
