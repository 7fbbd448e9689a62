"""The general index engine: a declaration in, scores out, for any table."""
