"""Execute one parameterised notebook with papermill, checking the parameters first."""

from __future__ import annotations

import ast
import asyncio
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from analysis.errors import KernelError, ReportError, StoreError, nearest
from analysis.files import write_whole

KERNEL = "python3"
LANGUAGE = "python"
KERNEL_THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def has_kernel(name: str) -> bool:
    """Tell whether notebooks of this kernel can be run here."""
    from jupyter_client.kernelspec import KernelSpecManager

    return name in KernelSpecManager().find_kernel_specs()


def parameters_of(notebook: Path) -> dict[str, str]:
    """Return the names of a notebook's parameters with their default, as written.

    Raises:
        ReportError: the file is missing, no notebook, or has no cell tagged ``parameters``.
    """
    if not notebook.is_file():
        near = nearest(notebook.name, [p.name for p in notebook.parent.glob("*.ipynb")])
        raise ReportError(f"no notebook {notebook}{near}")
    return dict(_parameters(notebook, notebook.stat().st_mtime_ns))


@cache
def _parameters(notebook: Path, _changed: int) -> dict[str, str]:
    """Read the parameters; done once for all the pages that are made from a notebook."""
    try:
        book = json.loads(notebook.read_text(encoding="utf-8"))
        _check_language(book.get("metadata", {}), notebook)
        cells = [c for c in book["cells"] if "parameters" in c["metadata"].get("tags", [])]
        if not cells:
            raise ReportError(f"{notebook}: no cell is tagged 'parameters'")
        source = "".join(cells[0]["source"])
        return dict(_assigned(source))
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
        raise ReportError(f"{notebook} is not a notebook ({error!r})") from None


def _check_language(metadata: Mapping[str, Any], notebook: Path) -> None:
    """Refuse a notebook of another language, whose cells would only fail one by one."""
    kernel, info = metadata.get("kernelspec", {}), metadata.get("language_info", {})
    language = info.get("name") or kernel.get("language") or LANGUAGE
    name = kernel.get("name", "")
    if language.lower() not in (LANGUAGE, "ipython") or name in ("ir", "bash") or "julia" in name:
        wanted = kernel.get("display_name") or name or language
        raise ReportError(f"{notebook.name} is for the kernel {wanted}; only Python ones are run")


def _assigned(source: str) -> Iterator[tuple[str, str]]:
    """Yield what a cell assigns: each name, and its value as written."""
    for line in ast.parse(source).body:
        targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
        for target in targets:
            if isinstance(target, ast.Name):
                value = getattr(line, "value", None)
                yield target.id, (value and ast.get_source_segment(source, value)) or ""


def check_parameters(given: Mapping[str, Any], notebook: Path) -> None:
    """Refuse parameters the notebook does not know.

    Raises:
        ReportError: naming the parameter and the nearest one the notebook has.
    """
    known = parameters_of(notebook)
    for name in given:
        if name not in known:
            raise ReportError(f'{notebook.name} has no parameter "{name}"{nearest(name, known)}')


def run_notebook(
    notebook: Path,
    output: Path,
    parameters: Mapping[str, Any],
    *,
    manager: type[Any] | None = None,
    seconds: float | None = None,
) -> Any:
    """Execute a notebook as ``execute`` does; return the executed notebook.

    It is written to ``output``, as far as it came where it failed.
    """
    import nbformat

    book = execute(notebook, parameters, output, manager=manager, seconds=seconds)
    write_whole(output, nbformat.writes(book))  # type: ignore[no-untyped-call]
    return book


def execute(
    notebook: Path,
    parameters: Mapping[str, Any],
    kept: Path,
    *,
    manager: type[Any] | None = None,
    seconds: float | None = None,
) -> Any:
    """Execute a notebook in a kernel of its own; return the executed notebook.

    The kernel works in the notebook's folder, as in JupyterLab, wherever the command is run.

    Args:
        notebook: the notebook.
        parameters: name → value; the others keep their defaults.
        kept: where the notebook goes, as far as it came, if it fails.
        manager: the kernel manager's class; Jupyter's own if None.
        seconds: the time the whole notebook may take; without limit if None.

    Raises:
        ReportError: a parameter is unknown, a cell failed, or it took too long or printed too
            much.
        KernelError: the kernel died, or did not start.
    """
    check_parameters(parameters, notebook)
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    book = _prepared(notebook, parameters)
    try:
        _run(book, notebook.parent, manager, seconds)
    except (PapermillExecutionError, ReportError, DeadKernelError) as error:
        keep(book, kept)
        named = _named(error, notebook.name)
        if kept.is_file():
            named.add_note(f"the notebook, as far as it came: {kept}")
        raise named from None
    except RuntimeError as error:  # it never answered: another process took its port
        raise KernelError(f"{notebook.name}: no kernel started ({error})") from None
    finally:
        _close_loop()
    return book


def _prepared(notebook: Path, parameters: Mapping[str, Any]) -> Any:
    """Return a notebook with its parameters put in."""
    import papermill

    return papermill.execute_notebook(
        str(notebook),
        None,
        parameters=dict(parameters),
        kernel_name=KERNEL,
        language=LANGUAGE,  # a notebook need not say it
        progress_bar=False,
        prepare_only=True,
    )


def _run(book: Any, folder: Path, manager: type[Any] | None, seconds: float | None) -> None:
    """Run the cells of a prepared notebook in a folder.

    papermill's one function for both steps also writes the executed notebook, which is mostly not
    wanted.
    """
    from papermill.engines import papermill_engines
    from papermill.execute import raise_for_execution_errors

    from analysis.kernels import engine

    engine.register()
    for name, value in KERNEL_THREADS.items():
        os.environ.setdefault(name, value)
    papermill_engines.execute_notebook_with_engine(
        engine.NAME,
        book,
        kernel_name=KERNEL,
        progress_bar=False,
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--log-level=50"],  # kernels talk of their transport otherwise
        shutdown_kernel="immediate",
        seconds=seconds,
        **({"kernel_manager_class": manager} if manager else {}),
    )
    raise_for_execution_errors(book, None)


def _named(error: Exception, name: str) -> ReportError | KernelError:
    """Return a failure as an error that names the notebook and where it came to an end."""
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    if isinstance(error, DeadKernelError):
        return KernelError(f"{name}: the kernel died")
    if isinstance(error, PapermillExecutionError):
        return ReportError(f"{name}: cell {error.exec_count}: {error.ename}: {error.evalue}")
    return ReportError(f"{name}: {error}")


def keep(book: Any, kept: Path) -> None:
    """Write the notebook of a failure; the failure itself is told also where there is no room."""
    import nbformat

    with suppress(StoreError):
        write_whole(kept, nbformat.writes(book))  # type: ignore[no-untyped-call]


def _close_loop() -> None:
    """Close the event loop that the client opened for this thread; nothing else would."""
    from jupyter_core.utils import ensure_event_loop

    loop = ensure_event_loop()
    if not loop.is_running():
        loop.close()
        asyncio.set_event_loop(None)
