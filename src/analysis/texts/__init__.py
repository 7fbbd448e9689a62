"""Stage 7: what only the text can tell: promises, problems, adoption, reuse, words, form."""

from analysis.texts.progress import with_texts
from analysis.texts.reuse.own import outside_reuse, own_text_table
from analysis.texts.reuse.tables import Reuse, find_reuse, share_table
from analysis.texts.stage import OWN_FILES, Read, text_tables

__all__ = [
    "OWN_FILES",
    "Read",
    "Reuse",
    "find_reuse",
    "outside_reuse",
    "own_text_table",
    "share_table",
    "text_tables",
    "with_texts",
]
