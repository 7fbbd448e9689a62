"""The coding check 编码核查: a sample for human coders, its scores, and the ledger of numbers."""

from analysis.check.ledger import KINDS, Line, ledger, ledger_table

__all__ = ["KINDS", "Line", "ledger", "ledger_table"]
