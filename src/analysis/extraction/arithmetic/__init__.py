"""Recompute the arithmetic of reports: rates, sums, changes between years."""
