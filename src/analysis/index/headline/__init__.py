"""The headline index of the study: goalposts, levels, scores, constructs."""
