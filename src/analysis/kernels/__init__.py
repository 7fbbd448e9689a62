"""Kernels for batches: each notebook in a clean process, without the cost of starting Python anew.

A fork server (``server``) imports the heavy libraries once; each kernel is a fresh fork of it
(``child``) that becomes an ordinary ipykernel. ``keeper`` starts and renews the server, and
``provisioner`` and ``manager`` connect it with Jupyter. Where fork is not to be had, the same
notebooks run on ordinary kernels, only slower.
"""
