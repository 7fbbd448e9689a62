"""Stage 6: types of progress and of level – or a continuum, or that it cannot be told."""

from analysis.clusters.ask import questions_of
from analysis.clusters.question import Question, type_tables
from analysis.clusters.types import Found, find_types

__all__ = ["Found", "Question", "find_types", "questions_of", "type_tables"]
