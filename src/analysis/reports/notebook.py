"""Execute one parameterised notebook with papermill, checking the parameters first."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.errors import ReportError, nearest

KERNEL_THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def has_kernel(name: str) -> bool:
    """Tell whether notebooks of this kernel can be run here."""
    from jupyter_client.kernelspec import KernelSpecManager

    return name in KernelSpecManager().find_kernel_specs()


def parameters_of(notebook: Path) -> dict[str, Any]:
    """Return the names of a notebook's parameters with their default, as written.

    Raises:
        ReportError: the file is missing, no notebook, or has no cell tagged ``parameters``.
    """
    import papermill
    from nbformat import ValidationError

    if not notebook.is_file():
        near = nearest(notebook.name, [p.name for p in notebook.parent.glob("*.ipynb")])
        raise ReportError(f"no notebook {notebook}{near}")
    try:
        found = papermill.inspect_notebook(str(notebook))
    except (ValueError, ValidationError) as error:
        raise ReportError(f"{notebook} is not a notebook ({error})") from None
    if not found:
        raise ReportError(f"{notebook}: no cell is tagged 'parameters'")
    return {name: entry["default"] for name, entry in found.items()}


def check_parameters(given: Mapping[str, Any], notebook: Path) -> None:
    """Refuse parameters the notebook does not know.

    Raises:
        ReportError: naming the parameter and the nearest one the notebook has.
    """
    known = parameters_of(notebook)
    for name in given:
        if name not in known:
            raise ReportError(f'{notebook.name} has no parameter "{name}"{nearest(name, known)}')


def run_notebook(notebook: Path, output: Path, parameters: Mapping[str, Any]) -> None:
    """Execute a notebook in a kernel of its own and write the executed notebook.

    The kernel works in the notebook's folder, as in JupyterLab, wherever the command is run.

    Raises:
        ReportError: a parameter is unknown, a cell failed (the executed notebook is kept with its
            trace), the kernel died, or none started in two tries.
    """
    check_parameters(parameters, notebook)
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    for name, value in KERNEL_THREADS.items():
        os.environ.setdefault(name, value)
    output.parent.mkdir(parents=True, exist_ok=True)
    for last in (False, True):
        try:
            _execute(notebook, output, parameters)
            break
        except PapermillExecutionError as error:
            where = f"{notebook.name}: cell {error.exec_count}"
            raise ReportError(f"{where}: {error.ename}: {error.evalue} (kept: {output})") from None
        except DeadKernelError as error:
            raise ReportError(f"{notebook.name}: the kernel died ({error})") from None
        except RuntimeError as error:  # it never answered: another process took its port
            if last:
                raise ReportError(f"{notebook.name}: no kernel started ({error})") from None
        finally:
            _close_loop()


def _execute(notebook: Path, output: Path, parameters: Mapping[str, Any]) -> None:
    import papermill

    papermill.execute_notebook(
        str(notebook),
        str(output),
        parameters=dict(parameters),
        kernel_name="python3",
        progress_bar=False,
        log_output=False,
        request_save_on_cell_execute=False,
        resources={"metadata": {"path": str(notebook.parent)}},
        extra_arguments=["--log-level=50"],  # kernels talk of their transport otherwise
    )


def _close_loop() -> None:
    """Close the event loop that the client opened for this thread; nothing else would."""
    from jupyter_core.utils import ensure_event_loop

    loop = ensure_event_loop()
    if not loop.is_running():
        loop.close()
        asyncio.set_event_loop(None)
