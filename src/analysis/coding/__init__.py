"""The coding check 编码核查: a sample for human coders, its scores, and the ledger of numbers."""

from analysis.coding.filled_workbook import Coder, read_coders, sample_of
from analysis.coding.key import Key, key_path, key_text, read_key
from analysis.coding.sample import Draw, Item, Stratum, draw, items
from analysis.coding.score import disagreements, score, strata_not_coded
from analysis.coding.workbook import write_workbook
from analysis.extraction.ledger import Line, ledger

__all__ = [
    "Coder",
    "Draw",
    "Item",
    "Key",
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
    "strata_not_coded",
    "write_workbook",
]
