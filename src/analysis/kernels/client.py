"""A forked kernel's process handle: the part of ``subprocess.Popen`` that Jupyter uses."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

from analysis.errors import KernelError

ANSWER_TIME = 120.0  # seconds for a fork; a server that is just starting lets clients wait
MESSAGE = 4096


@dataclass(frozen=True)
class Wanted:
    """What a kernel is asked for: words of its command, environment, folder, limit in bytes."""

    argv: Sequence[str]
    env: Mapping[str, str]
    cwd: str
    umask: int
    memory: int = 0


class ForkedKernel:
    """A handle on a kernel process that is a child of the fork server.

    Raises:
        KernelError: the server is not there, or could not fork.
    """

    stdin = stdout = stderr = None

    def __init__(self, address: str, wanted: Wanted, descriptors: Sequence[int]) -> None:
        self.returncode: int | None = None
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._server.settimeout(ANSWER_TIME)
        try:
            self._server.connect(address)
            request = json.dumps(asdict(wanted)).encode()
            socket.send_fds(self._server, [request], list(descriptors))
            data = self._server.recv(MESSAGE)
        except OSError as error:
            self._server.close()
            raise KernelError(f"the fork server does not answer ({error})") from None
        answer = json.loads(data) if data else {"error": "it ended"}
        if "error" in answer:
            self._server.close()
            raise KernelError(f"the fork server could not fork ({answer['error']})")
        self.pid = int(answer["pid"])
        self._server.setblocking(False)

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when the kernel ends."""
        return self._server.fileno()

    def poll(self) -> int | None:
        """Return the exit status, None while the kernel runs."""
        if self.returncode is None:
            try:
                data = self._server.recv(MESSAGE)
            except (BlockingIOError, InterruptedError):
                return None
            except OSError:
                data = b""
            self.returncode = json.loads(data)["exit"] if data else self._orphaned()
            self._server.close()
        return self.returncode

    def _orphaned(self) -> int:
        """The server ended, and its kernels with it; what they had started goes too."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        return -signal.SIGKILL

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the kernel to end; ``subprocess.TimeoutExpired`` when it takes longer."""
        end = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            left = None if end is None else max(0.0, end - time.monotonic())
            if not select.select([self._server], [], [], left)[0]:
                raise subprocess.TimeoutExpired("kernel", timeout or 0.0)
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal through the server, which knows that the process is still this one."""
        if self.poll() is None:
            try:
                self._server.send(json.dumps({"signal": int(number)}).encode())
            except OSError:
                return  # it ended meanwhile; ``poll`` will tell

    def kill(self) -> None:
        """Kill the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)
