"""The fork server: one thread, no sockets but its own, forks a kernel for each connection.

Started by ``keeper``: ``python -m analysis.kernels.server LISTENER CONTROL [MODULE …]``, the first
two being descriptors. Messages are JSON in datagrams (SOCK_SEQPACKET):

    client → {"argv", "env", "cwd", "umask", "memory"} with descriptors for stdin, stdout, stderr
             and the pipe on which the kernel says that it is ready
    server → {"pid"} or {"error"}
    client → {"signal"}, any number of times
    server → {"exit"}, then it hangs up; a client that hangs up first kills its kernel

The control socket tells the keeper ``ready`` and ``retiring``; when the keeper is gone, so are the
server and its kernels.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.kernels import child, linux, warm

MAX_KERNELS = 500
MAX_GROWTH = 200 * 1024 * 1024  # bytes over what it was when it began to serve
GROUP_GRACE = 0.5  # seconds in which what a notebook started may tidy up after itself
MESSAGE = 1 << 20


@dataclass
class Kernel:
    """A forked kernel: the connection of its client, and when its process group is swept."""

    client: socket.socket | None
    swept: float | None = None  # set when the process has ended


class Server:
    """Forks kernels, passes signals on, and is the only one that reaps."""

    def __init__(self, listener: socket.socket, control: socket.socket) -> None:
        self.listener, self.control = listener, control
        self.kernels: dict[int, Kernel] = {}
        self.clients: dict[socket.socket, int] = {}  # 0 before the kernel is forked
        self.folder = Path(listener.getsockname()).parent
        self.forked = 0
        self.memory = linux.memory()
        self.retiring = self.ended = False
        self.selector = selectors.DefaultSelector()
        self.wake, self.wake_end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        listener.setblocking(False)
        for source in (listener, control, self.wake):
            self.selector.register(source, selectors.EVENT_READ)
        signal.set_wakeup_fd(self.wake_end, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keeper ends it
        signal.signal(signal.SIGTERM, self._end)
        linux.adopt_orphans()

    def _end(self, *_: object) -> None:
        self.ended = True

    def tell(self, word: bytes) -> None:
        """Tell the keeper; where it is gone, there is nothing left to serve for."""
        try:
            self.control.send(word)
        except ConnectionError:
            self.ended = True

    def serve(self) -> None:
        """Serve until the keeper is gone, or until it retired and its last kernel ended."""
        while not self.ended and not (self.retiring and not self.kernels):
            waiting = any(kernel.swept is not None for kernel in self.kernels.values())
            for key, _ in self.selector.select(0.1 if waiting else None):
                self._handle(key.fileobj)
            self._reap()
        linux.kill_descendants()
        if not self.retiring:  # the keeper is gone: nobody else would remove its folder
            shutil.rmtree(self.folder, ignore_errors=True)

    def _handle(self, source: Any) -> None:
        if source is self.listener:
            self._accept()
        elif source is self.control:
            self._obey()
        elif source == self.wake:
            os.read(self.wake, 4096)
        elif source in self.clients:  # it may have hung up in the same round
            self._hear(source)

    def _accept(self) -> None:
        try:
            client, _ = self.listener.accept()
        except OSError:  # a server that retires and its successor share the listener
            return
        client.setblocking(False)
        self.clients[client] = 0
        self.selector.register(client, selectors.EVENT_READ)

    def _obey(self) -> None:
        try:
            order = self.control.recv(64)
        except ConnectionError:
            order = b""
        if order == b"retire":
            self._retire()
        elif not order:
            self.ended = True

    def _retire(self) -> None:
        if not self.retiring:
            self.retiring = True
            self.selector.unregister(self.listener)
            self.listener.close()
            self.tell(b"retiring")

    def _hear(self, client: socket.socket) -> None:
        try:
            data, descriptors, _, _ = socket.recv_fds(client, MESSAGE, 4)
        except BlockingIOError:
            return
        except OSError:
            data, descriptors = b"", []
        pid = self.clients[client]
        if not data:
            if pid and self.kernels[pid].swept is None:
                linux.kill(pid, signal.SIGKILL)
                self.kernels[pid].client = None
            self._hang_up(client)
        elif pid:
            linux.kill(pid, int(json.loads(data)["signal"]))
        else:
            self._fork(client, json.loads(data), descriptors)

    def _fork(self, client: socket.socket, wanted: dict[str, Any], descriptors: list[int]) -> None:
        server, error = os.getpid(), ""
        try:
            pid = os.fork()
        except OSError as failed:
            pid, error = -1, f"fork: {failed.strerror}"
        if pid == 0:
            self._let_go()
            child.become_kernel(wanted, descriptors, server)
        for descriptor in descriptors:
            os.close(descriptor)
        if error:
            self._say(client, {"error": error})
            self._hang_up(client)
            return
        self.clients[client] = pid
        self.kernels[pid] = Kernel(client)
        self._say(client, {"pid": pid})
        self.forked += 1
        if self.forked >= MAX_KERNELS or linux.memory() > self.memory + MAX_GROWTH:
            self._retire()

    def _let_go(self) -> None:
        """In the child: close what is the server's own; libraries keep files that they hold."""
        signal.set_wakeup_fd(-1)
        self.selector.close()
        for own in (*self.clients, self.control, self.listener):
            own.close()
        os.close(self.wake)
        os.close(self.wake_end)

    def _reap(self) -> None:
        """Tell clients of ended kernels; sweep their process groups a moment later."""
        now = time.monotonic()
        for pid, kernel in list(self.kernels.items()):
            if kernel.swept is None:
                status = linux.ended(pid)
                if status is None:
                    continue
                kernel.swept = now + GROUP_GRACE
                if kernel.client:
                    self._say(kernel.client, {"exit": status})
                    self._hang_up(kernel.client)
                    kernel.client = None
            elif kernel.swept <= now:  # still a zombie, so its number cannot have been reused
                linux.kill(pid, signal.SIGKILL, group=True)
                os.waitpid(pid, 0)
                del self.kernels[pid]
        linux.reap_adopted(self.kernels)

    def _say(self, client: socket.socket, message: dict[str, object]) -> None:
        try:
            client.send(json.dumps(message).encode())
        except OSError:
            return  # it hung up; the selector will tell

    def _hang_up(self, client: socket.socket) -> None:
        self.clients.pop(client, None)
        self.selector.unregister(client)
        client.close()


def main(words: Sequence[str]) -> None:
    """Import what kernels need, then serve. ``words``: listener, control, modules to import."""
    listener, control = (socket.socket(fileno=int(word)) for word in words[:2])
    child.prepare()
    warm.import_modules(words[2:])
    linux.refuse_threads()
    gc.collect()
    gc.freeze()  # no collection of a kernel walks, and so copies, what was here before the fork
    server = Server(listener, control)
    server.tell(b"ready")
    server.serve()


if __name__ == "__main__":
    main(sys.argv[1:])
