"""papermill's engine with limits for a whole notebook: seconds, and bytes of output."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from jupyter_client.utils import ensure_async
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines

from analysis.errors import ReportError

NAME = "fazhi"
OUTPUT_LIMIT = 64 * 1024 * 1024  # bytes of one notebook's output; a page is some 0.2 MB
PASSED = ("extra_arguments", "kernel_manager_class", "resources", "shutdown_kernel")
OUTPUTS = ("stream", "display_data", "execute_result", "update_display_data", "error")


class LimitedClient(PapermillNotebookClient):  # type: ignore[misc]
    """Executes the cells; ends the kernel of a notebook that prints without end."""

    def __init__(self, nb_man: Any, seconds: float | None, **kwargs: Any) -> None:
        end = time.monotonic() + seconds if seconds else None
        if end is not None:
            kwargs["timeout_func"] = lambda _: max(1, round(end - time.monotonic()))
        super().__init__(nb_man, **kwargs)
        self.printed = 0

    @property
    def too_much(self) -> bool:
        """True where the notebook has printed more than it may."""
        return self.printed > OUTPUT_LIMIT

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Take in a message of the kernel, until there were too many."""
        if msg["msg_type"] in OUTPUTS:
            if self.too_much:
                return None
            self.printed += _size(msg["content"])
            if self.too_much:
                self._ending = asyncio.ensure_future(
                    ensure_async(self.km.shutdown_kernel(now=True))
                )
                return None
        return super().process_message(msg, cell, cell_index)


class LimitedEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's own engine, with ``seconds`` for the whole notebook."""

    @classmethod
    def execute_managed_notebook(  # noqa: D102 - papermill's name and contract
        cls, nb_man: Any, kernel_name: str, *, seconds: float | None = None, **kwargs: Any
    ) -> Any:
        taken = {name: kwargs[name] for name in PASSED if name in kwargs}
        client = LimitedClient(nb_man, seconds, kernel_name=kernel_name, **taken)
        try:
            return client.execute()
        except CellTimeoutError:
            raise ReportError(f"it took longer than {seconds:g} s") from None
        except DeadKernelError:
            if client.too_much:
                size = OUTPUT_LIMIT // 1024**2
                raise ReportError(f"it printed more than {size} MB") from None
            raise


def register() -> None:
    """Make the engine known to papermill in this process."""
    papermill_engines.register(NAME, LimitedEngine)


def _size(content: dict[str, Any]) -> int:
    """Return roughly the bytes of an output: the length of its texts."""
    texts = [content.get("text", ""), *content.get("data", {}).values()]
    return sum(len(text) for text in texts if isinstance(text, str))
