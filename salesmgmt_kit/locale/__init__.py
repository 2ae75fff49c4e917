"""The language of a page: words by gettext catalogues, numbers, money and dates by Babel."""

from .language import KINDS, Locale
from .numbers import MISSING, Scale

__all__ = ["KINDS", "MISSING", "Locale", "Scale"]
