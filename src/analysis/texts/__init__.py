"""Stage 7: what only the text can tell: promises, problems, adoption, reuse, words, form."""

from analysis.texts.progress import with_texts
from analysis.texts.stage import OWN_FILES, Read, text_tables

__all__ = ["OWN_FILES", "Read", "text_tables", "with_texts"]
