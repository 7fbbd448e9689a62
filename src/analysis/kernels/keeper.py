"""Start, renew and stop the fork server from the process that owns it."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from analysis.errors import KernelError
from analysis.kernels import linux

START_TIME = 120.0  # seconds for the imports, on a slow disk
LOOK = 2.0  # seconds between two looks whether the code has changed
FIXED = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
FIXED["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # or the debugger's import prints a warning


class ForkServer:
    """A fork server with its socket in a private ``folder``; use it as a context manager.

    It imports ``modules``, and is replaced when the package or a file in ``code`` changes.

    The listening socket belongs to the keeper, so that the address stays the same and clients
    only wait while a server is replaced.

    Raises:
        KernelError: kernels cannot be forked on this system, or the server does not start.
    """

    def __init__(self, folder: Path, modules: Iterable[str], code: Iterable[Path] = ()) -> None:
        if not linux.supported():
            raise KernelError(f"kernels cannot be forked on {sys.platform}")
        self.modules = tuple(modules)
        self.code = (*code, Path(__file__).parents[1])
        self.starts = 0
        self.address = str(folder / "server")
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(self.address)
        self._listener.listen(64)
        self._retired: list[tuple[subprocess.Popen[bytes], socket.socket]] = []
        self._start()

    def __enter__(self) -> ForkServer:
        """Return the server, which has been started."""
        return self

    def __exit__(self, *error: object) -> None:
        """End the server and its kernels."""
        self.close()

    def _start(self) -> None:
        """Start a server; it serves who has been waiting when it is ready."""
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        passed = (self._listener.fileno(), its.fileno())
        environment = FIXED | os.environ
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "analysis.kernels.server",
                *map(str, passed),
                *self.modules,
            ],
            pass_fds=passed,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        its.close()
        self._control = ours
        self._ready = False
        self._known, self._looked = self._fingerprint(), time.monotonic()
        self.starts += 1

    def wait_ready(self) -> None:
        """Wait for the server to have imported everything.

        Raises:
            KernelError: it ended, or took too long.
        """
        if not select.select([self._control], [], [], START_TIME)[0]:
            raise KernelError(f"the fork server did not start in {START_TIME:g} s")
        if self._control.recv(64) != b"ready":
            raise KernelError(f"the fork server ended at its start ({self._process.wait()})")
        self._ready = True

    def renew(self) -> None:
        """Replace a server that has died, has served enough, or whose code has changed.

        Raises:
            KernelError: it died before it had served at all.
        """
        self._retired = [(p, c) for p, c in self._retired if not _gone(p, c)]
        if select.select([self._control], [], [], 0)[0]:
            answer = _heard(self._control)
            if answer == b"retiring":
                self._replace()
            elif answer == b"ready":
                self._ready = True
            else:
                self._restart()
        elif time.monotonic() - self._looked > LOOK:
            self._looked = time.monotonic()
            if self._fingerprint() != self._known:
                self._control.send(b"retire")
                self._replace()

    def _restart(self) -> None:
        """Start a server in the place of one that died, unless it would die as well."""
        status = self._process.wait()
        if not self._ready:
            raise KernelError(f"the fork server ended at its start ({status})")
        self._control.close()
        self._start()

    def _replace(self) -> None:
        """Let the old server finish its kernels while a new one starts."""
        self._retired.append((self._process, self._control))
        self._start()

    def _fingerprint(self) -> tuple[tuple[str, int, int], ...]:
        """Return what tells that code or packages have changed: names, times and sizes."""
        packages = Path(sysconfig.get_paths()["purelib"])
        sources = (path for folder in self.code for path in sorted(folder.rglob("*.py")))
        found = []
        for path in (packages, *sources):
            with suppress(FileNotFoundError):  # an editor puts another file in its place
                at = path.stat()
                found.append((str(path), at.st_mtime_ns, at.st_size))
        return tuple(found)

    def close(self) -> None:
        """End the server and its kernels."""
        for process, control in (*self._retired, (self._process, self._control)):
            control.close()
            try:
                process.wait(5.0)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._listener.close()


def _heard(control: socket.socket) -> bytes:
    try:
        return control.recv(64)
    except ConnectionError:
        return b""


def _gone(process: subprocess.Popen[bytes], control: socket.socket) -> bool:
    """Tell whether a retired server has ended; hang up if so."""
    if process.poll() is None:
        return False
    control.close()
    return True
