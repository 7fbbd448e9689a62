"""Imports that the fork server does before it forks; no threads."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module

INLINE = "matplotlib_inline.backend_inline"


def import_modules(names: Iterable[str]) -> None:
    """Import modules as if a cell did; a module that is not there is left out.

    Some libraries ask at import whether they run in a notebook, by the builtin ``get_ipython``,
    which exists only while a cell runs. The inline backend hooks itself into the shell when it is
    imported, so that each kernel has to import it itself.
    """
    from IPython.core.interactiveshell import InteractiveShell

    with InteractiveShell.instance().builtin_trap:
        for name in names:
            try:
                import_module(name)
            except ModuleNotFoundError:
                continue  # the notebook that needs it will say so
    if sys.modules.pop(INLINE, None) is not None:
        del sys.modules["matplotlib_inline"].backend_inline
