"""Whose report of which year a document is: title, county, level, dates."""
