"""Contracts of all tables, and the store that reads and writes them."""
