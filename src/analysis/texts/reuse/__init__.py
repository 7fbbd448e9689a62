"""Reuse of sentences: own last year, other counties, texts of upper levels."""
