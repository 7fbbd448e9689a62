"""The coding check of promises: what became of them, coded by hand from the next report."""

from analysis.coding.promises.filled import read_coders
from analysis.coding.promises.sample import PromiseItem, PromiseKey, draw, key_text, read_key
from analysis.coding.promises.score import score
from analysis.coding.promises.workbook import write_workbook

__all__ = [
    "PromiseItem",
    "PromiseKey",
    "draw",
    "key_text",
    "read_coders",
    "read_key",
    "score",
    "write_workbook",
]
