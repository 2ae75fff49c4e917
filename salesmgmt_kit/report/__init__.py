"""Pages: what a notebook shows, as blocks of one offline report in the reader's language."""

from .blocks import Block
from .page import Page, open_page
from .tables import Column, named_columns
from .tiles import Comparison, Tile

__all__ = ["Block", "Column", "Comparison", "Page", "Tile", "named_columns", "open_page"]
