"""Stages 2 and 3: every number of a text, and which indicator of the codebook it reports."""
