"""Jupyter's way to a forked kernel: a kernel provisioner, found by its entry point ``fazhi-fork``.

Where its configuration names no fork server, or that does not answer, an ordinary kernel is
started.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Int, Unicode

from analysis.errors import KernelError
from analysis.kernels.client import ForkedKernel, Wanted

LAUNCHER = "ipykernel_launcher"
READY_TIME, END_TIME = 60.0, 2.0  # seconds
PARENT = "JPY_PARENT_PID"  # kernels would watch this parent; forks have another


class ForkProvisioner(LocalProvisioner):
    """Starts kernels as forks of the fork server; everything else is as in ``LocalProvisioner``."""

    address = Unicode("", config=True, help="Socket of the fork server; none if empty.")
    memory = Int(0, config=True, help="Bytes of data a kernel may hold; no limit if 0.")
    process: Any  # a ForkedKernel, or a Popen
    forked = False

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel; start an ordinary one where that cannot be."""
        argv = _words_for_fork(cmd)
        if self.address and argv is not None:
            try:
                await self._fork(argv, kwargs)
                return self.connection_info
            except KernelError as error:
                self.log.warning("%s: an ordinary kernel instead", error)
        info = await super().launch_kernel(cmd, **kwargs)
        _limit(self.process.pid, self.memory)
        return info

    async def _fork(self, argv: list[str], kwargs: dict[str, Any]) -> None:
        given = kwargs.get("env") or os.environ
        env = {name: value for name, value in given.items() if name != PARENT}
        self.cwd = str(kwargs.get("cwd") or Path.cwd())
        wanted = Wanted(argv, env, self.cwd, _umask(), self.memory)
        nothing = os.open(os.devnull, os.O_RDONLY)
        ready, kernels_end = os.pipe2(os.O_CLOEXEC)
        try:
            out = [_descriptor(kwargs.get(name), n) for n, name in ((1, "stdout"), (2, "stderr"))]
            self.process = ForkedKernel(self.address, wanted, [nothing, *out, kernels_end])
            os.close(kernels_end)
            kernels_end = -1
            self.forked = True
            self.pid = self.pgid = self.process.pid
            await _readable(ready, READY_TIME)  # its sockets are bound, or it died
        finally:
            for descriptor in {nothing, ready, kernels_end} - {-1}:
                os.close(descriptor)

    async def send_signal(self, signum: int) -> None:
        """Send a signal through the server: only there is a process number certain."""
        if not self.forked:
            await super().send_signal(signum)
        elif self.process:
            self.process.send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel, and wait for its end rather than ask for it each 100 ms."""
        await super().kill(restart)
        await self._ended()

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Wait a moment for a kernel that was asked to end."""
        await self._ended()

    async def _ended(self) -> None:
        if self.forked and self.process and self.process.poll() is None:
            await _readable(self.process.fileno(), END_TIME)


def _words_for_fork(cmd: list[str]) -> list[str] | None:
    """Return the kernel's own words, None where the command is no ipykernel of this Python."""
    if LAUNCHER not in cmd[:4] or not Path(cmd[0]).exists():
        return None
    same = os.path.realpath(cmd[0]) == os.path.realpath(sys.executable)
    return cmd[cmd.index(LAUNCHER) + 1 :] if same else None


def _descriptor(given: Any, default: int) -> int:
    if given is None:
        return default
    return given if isinstance(given, int) else int(given.fileno())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _limit(pid: int, memory: int) -> None:
    """Limit the data of an ordinary kernel, where the system can do so from outside (Linux)."""
    if memory and sys.platform == "linux":
        import resource

        resource.prlimit(pid, resource.RLIMIT_DATA, (memory, memory))


async def _readable(descriptor: int, seconds: float) -> None:
    """Wait until there is something to read; no error where there is nothing in time."""
    loop = asyncio.get_running_loop()
    seen = asyncio.Event()
    loop.add_reader(descriptor, seen.set)
    try:
        await asyncio.wait_for(seen.wait(), seconds)
    except TimeoutError:
        return
    finally:
        loop.remove_reader(descriptor)
