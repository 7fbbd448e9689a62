"""The coding check 编码核查: a sample for human coders, its scores, and the ledger of numbers."""

from analysis.check.filled import Coder, read_coders, sample_of
from analysis.check.key import Key, key_path, key_text, read_key
from analysis.check.ledger import KINDS, Ledger, Line, ledger
from analysis.check.sample import Draw, Item, Stratum, draw, items
from analysis.check.score import disagreements, score, unheard
from analysis.check.workbook import write_workbook

__all__ = [
    "KINDS",
    "Coder",
    "Draw",
    "Item",
    "Key",
    "Ledger",
    "Line",
    "Stratum",
    "disagreements",
    "draw",
    "items",
    "key_path",
    "key_text",
    "ledger",
    "read_coders",
    "read_key",
    "sample_of",
    "score",
    "unheard",
    "write_workbook",
]
