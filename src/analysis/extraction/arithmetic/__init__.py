"""The arithmetic of reports computed again: rates, sums, changes between years."""
