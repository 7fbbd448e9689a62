"""One reader per file format: bytes become a `Draft`, text with its furniture and titles."""
