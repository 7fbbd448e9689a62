"""Batches and reading on a Dask cluster instead of local worker processes."""
