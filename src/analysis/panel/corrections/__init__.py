"""Corrections of misread figures: the file, and what it changes."""
