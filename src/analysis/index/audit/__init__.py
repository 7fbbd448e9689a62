"""The audit of an index: checks on its data, coherence and results."""
