"""Team climate: scores of the survey that can be trusted, and that nobody can trace to a person."""

from .answers import Answers
from .codebook import Codebook

__all__ = ["Answers", "Codebook"]
