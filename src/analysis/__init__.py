"""Reads the annual rule-of-law-government reports of Chinese counties and compares them."""
