"""Batches: render many notebooks with their parameters, one page each.

The batch knows notebooks and parameters, not counties. ``run`` runs one, ``file`` reads a batch
file, ``manifest`` remembers what was made of what. Workers import as little as they can, so
nothing is gathered here.
"""
