"""Stage 2: every number of a text, with its value, unit, qualifier and scope."""

from analysis.extraction.quantities.context import BLANK, Context, contexts
from analysis.extraction.quantities.find import find_mentions
from analysis.extraction.quantities.mention import Mention
from analysis.extraction.quantities.scope import is_fall, own_level, own_level_words, scope_of

__all__ = [
    "BLANK",
    "Context",
    "Mention",
    "contexts",
    "find_mentions",
    "is_fall",
    "own_level",
    "own_level_words",
    "scope_of",
]
