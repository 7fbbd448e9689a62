"""Kernel manager and client for batches: forked kernels, local sockets, no polling.

papermill takes the manager as ``kernel_manager_class``. The notebook keeps its own kernelspec.
"""

from __future__ import annotations

import os
import time
from functools import cache
from itertools import count
from pathlib import Path
from queue import Empty
from typing import Any

import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.utils import ensure_async
from traitlets import DottedObjectName, Int, Type, Unicode, default

PROVISIONER = "fazhi-fork"
STEP = 0.5  # seconds between two looks whether a silent kernel is alive
_numbers = count()


class ForkingSpecs(KernelSpecManager):
    """The kernelspecs of this machine, each with the provisioner that forks."""

    address = Unicode()
    memory = Int()

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return a kernelspec; raises ``NoSuchKernel`` as the original does."""
        spec = super().get_kernel_spec(kernel_name)
        config = {"address": self.address, "memory": self.memory}
        chosen = {"provisioner_name": PROVISIONER, "config": config}
        spec.metadata = spec.metadata | {"kernel_provisioner": chosen}
        return spec


class ReadyClient(AsyncKernelClient):
    """A client that knows a kernel to be ready from its messages, not from a silence of 0.2 s."""

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        end = time.monotonic() + (timeout or 60.0)
        await self._message(self.iopub_channel)  # the welcome: what is published will be heard
        self.kernel_info()
        while not await self._answered():
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > end:
                raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds")

    wait_for_ready = _async_wait_for_ready

    async def _answered(self) -> bool:
        """Wait for a reply, and for the kernel to be idle after it; ask again if that was missed.

        A request waits in the socket until the kernel is there, so that it is sent but once.
        """
        reply = await self._message(self.shell_channel)
        if not reply:
            return False
        while message := await self._message(self.iopub_channel):
            idle = message["content"].get("execution_state") == "idle"
            if idle and message["parent_header"].get("msg_id") == reply["parent_header"]["msg_id"]:
                self._handle_kernel_info_reply(reply)
                return True
        self.kernel_info()
        return False

    async def _message(self, channel: Any) -> dict[str, Any] | None:
        try:
            return dict(await ensure_async(channel.get_msg(timeout=STEP)))
        except Empty:
            return None


class ForkingManager(AsyncKernelManager):
    """Manages a kernel that is a fork, over sockets in a private folder."""

    sockets: str
    specs: ForkingSpecs
    client_class = DottedObjectName(f"{__name__}.ReadyClient", config=True)
    client_factory = Type(klass=f"{__name__}.ReadyClient", config=True)

    def __init__(self, **kwargs: Any) -> None:
        # The default name of a socket is the same in every process that works in a folder.
        place = Path(self.sockets) / f"{os.getpid()}-{next(_numbers)}"
        own = {"transport": "ipc", "ip": str(place), "connection_file": f"{place}.json"}
        super().__init__(**(own | kwargs))

    @default("kernel_spec_manager")
    def _forking_specs(self) -> ForkingSpecs:
        return self.specs

    @default("context")
    def _shared_context(self) -> zmq.asyncio.Context:
        return zmq.asyncio.Context.instance()


@cache
def manager_class(address: str, sockets: Path, memory: int = 0) -> type[ForkingManager]:
    """Return the manager of kernels forked by the server at ``address``.

    Args:
        address: the fork server's socket; ordinary kernels where it is "".
        sockets: a private folder for connection files and sockets.
        memory: the most data a kernel may hold, in bytes; no limit if 0.
    """
    specs = ForkingSpecs(address=address, memory=memory)
    return type("BoundManager", (ForkingManager,), {"sockets": str(sockets), "specs": specs})
