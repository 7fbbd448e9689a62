"""The Python API for researchers: results of a study as data frames."""
