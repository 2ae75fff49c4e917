"""Analyses and reports for managers of sales teams, run month by month as notebooks."""

from importlib.metadata import version

__version__ = version("salesmgmt-kit")
