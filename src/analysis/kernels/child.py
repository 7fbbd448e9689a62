"""Turn a forked process into an ordinary ipykernel.

What takes time and needs neither thread nor socket is done once, before the fork (``prepare``):
the application is configured and its shell built. The rest is done in each kernel.
"""

from __future__ import annotations

import atexit
import os
import random
import resource
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, ClassVar, NoReturn

from ipykernel import ipkernel
from ipykernel.compiler import XCachingCompiler
from ipykernel.kernelapp import BaseIPythonApplication, IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell

from analysis.kernels import linux

__all__ = ["ForkedApp", "become_kernel", "prepare"]
INLINE_BACKEND = "module://matplotlib_inline.backend_inline"
GIVEN = (  # words that every kernel of a batch is given; read before the fork
    "--HistoryManager.enabled=False",  # it would open a file and start a thread
    "--log-level=50",
)
PREPARED = (  # what a stock kernel imports while it starts, or with its first cell
    "ipykernel.debugger",
    "IPython.core.completer",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.magics",
    "IPython.extensions.storemagic",
    "faulthandler",
    "pdb",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
)


class ForkedApp(IPKernelApp):
    """The kernel application, in two halves: configured before the fork, connected after it."""

    name = "ipython-kernel"

    def configure(self) -> None:
        """Read the configuration, find the profile, build the shell; starts nothing."""
        BaseIPythonApplication.initialize(self, list(GIVEN))
        ZMQInteractiveShell.instance(
            parent=self,
            profile_dir=self.profile_dir,
            user_ns={},
            user_module=None,
            kernel=None,
            compiler_class=XCachingCompiler,
        )

    def connect(self) -> None:
        """Do what ``IPKernelApp.initialize`` does after the configuration."""
        self.init_pdb()
        self.init_blackhole()
        self.init_connection_file()
        self.init_sockets()
        self.init_heartbeat()
        self.write_connection_file()
        self.log_connection_info()
        self.init_io()
        self.init_signal()
        self.init_kernel()
        self.init_path()
        self.init_shell()
        self.init_gui_pylab()
        self.init_extensions()
        self.init_code()
        sys.stdout.flush()
        sys.stderr.flush()

    def init_kernel(self) -> None:
        """Make the kernel and hand it the shell that was built before the fork."""
        with _without_modules():
            super().init_kernel()
        shell = self.kernel.shell
        shell.parent = shell.kernel = self.kernel
        shell.update_config(self.config)

    def finish(self) -> None:
        """End in order: the control thread first, or closing the output could wait for it."""
        if self.control_thread is not None and self.control_thread.is_alive():
            self.control_thread.stop()
            self.control_thread.join(1.0)


class _Sys(ModuleType):
    """``sys`` without modules."""

    modules: ClassVar[dict[str, ModuleType]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


@contextmanager
def _without_modules() -> Iterator[None]:
    """Hide all modules from a new kernel, which lists them for a debugger that batches never use.

    To ask a module for its file counts a reference to it, and what is written after a fork is
    copied: a page of memory or two for each module, in every kernel.
    """
    ipkernel.sys = _Sys("sys")
    try:
        yield
    finally:
        ipkernel.sys = sys


def prepare() -> None:
    """Before the fork: configure the application, and let libraries see that they are in one."""
    os.environ.pop("JPY_PARENT_PID", None)  # kernels of the server have another parent
    os.environ.setdefault("MPLBACKEND", INLINE_BACKEND)  # read when matplotlib is imported
    for name in PREPARED:
        import_module(name)
    app = ForkedApp.instance()
    app.parent_handle = 1
    app.configure()


def become_kernel(wanted: dict[str, Any], descriptors: list[int], server: int) -> NoReturn:
    """In the forked process: be the kernel that was asked for, then exit."""
    status = 1
    try:
        linux.die_with(server)
        _take_place(wanted, descriptors)
        status = _run(wanted["argv"], descriptors[3])
    finally:  # nothing may return into the server's loop
        if sys.exc_info()[0]:
            traceback.print_exc()
        os._exit(status)


def _take_place(wanted: dict[str, Any], descriptors: list[int]) -> None:
    """Take on the signals, session, files, folder, limits and environment of a new process."""
    for caught in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(caught, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    for number, descriptor in enumerate(descriptors[:3]):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(wanted["cwd"])
    os.umask(wanted["umask"])
    if wanted["memory"]:
        resource.setrlimit(resource.RLIMIT_DATA, (wanted["memory"], wanted["memory"]))
    os.environ.clear()
    os.environ.update(wanted["env"])
    time.tzset()
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()  # its global generator is the same in all forks


def _run(argv: list[str], ready: int) -> int:
    launcher = find_spec("ipykernel_launcher")
    sys.argv = [str(launcher and launcher.origin), *argv]
    app = ForkedApp.instance()
    app.connection_file = argv[argv.index("-f") + 1]
    if more := [word for word in _own(argv) if word not in GIVEN and "HistoryManager" not in word]:
        app.parse_command_line(more)
    ZMQInteractiveShell.instance().init_environment()  # PAGER and the like
    try:
        app.connect()
        os.write(ready, b"1")
        os.close(ready)
        app.start()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        app.finish()
        _run_exit_handlers()
    return 0


def _own(argv: list[str]) -> list[str]:
    place = argv.index("-f")
    return argv[:place] + argv[place + 2 :]


def _run_exit_handlers() -> None:
    """Do what the interpreter does at its end: wait for threads, call the exit handlers."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
