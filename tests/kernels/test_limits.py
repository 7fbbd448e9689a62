"""Limits of a forked kernel, and the life of the fork server."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from analysis.errors import KernelError, ReportError
from analysis.kernels import linux
from analysis.kernels.keeper import ForkServer
from analysis.kernels.scratch import PREFIX, scratch_folder

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not linux.supported(), reason="kernels are forked on Linux only"),
]
BLOCKED = """
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
while True: pass
"""
DEATHS = {
    "segfault": "import ctypes; ctypes.string_at(0)",
    "exit": "import os; os._exit(3)",
    "kill": "import os; os.kill(os.getpid(), 9)",
    "abort": "import os; os.abort()",
}


@pytest.mark.parametrize("how", DEATHS)
def test_a_kernel_that_dies_is_reported_as_such_and_at_once(forks: Any, how: str) -> None:
    with pytest.raises(KernelError, match=r"own\.ipynb: the kernel died"):
        forks.run(DEATHS[how], seconds=20)  # and not for having used up its time


@pytest.mark.parametrize("code", ["while True: pass", "import time; time.sleep(99)", BLOCKED])
def test_a_notebook_that_takes_too_long_is_ended(forks: Any, code: str) -> None:
    with pytest.raises(ReportError, match=r"own\.ipynb: it took longer than 1 s"):
        forks.run(code, seconds=1)


def test_a_notebook_that_prints_without_end_is_ended(forks: Any) -> None:
    with pytest.raises(ReportError, match="it printed more than 64 MB"):
        forks.run("while True: print('x' * 100_000)")


def test_a_notebook_that_eats_memory_fails_alone(forks: Any) -> None:
    limit = 1 << 31
    assert "True" in forks.text("x = bytearray(1 << 28); print(len(x) > 0)", memory=limit)
    with pytest.raises(ReportError, match="MemoryError"):
        forks.run("x = bytearray(1 << 32)", memory=limit)


def test_an_ordinary_kernel_has_the_limit_of_memory_as_well(forks: Any) -> None:
    forks.server = SimpleNamespace(address="")
    assert forks.text("import os; print(os.getppid())", memory=1 << 32).strip() == str(os.getpid())
    with pytest.raises(ReportError, match="MemoryError"):
        forks.run("x = bytearray(1 << 33)", memory=1 << 32)


def test_what_a_notebook_started_ends_with_it(forks: Any) -> None:
    code = "import subprocess; print(subprocess.Popen(['sleep', '1000']).pid)"
    pid = int(forks.text(code))
    assert ends(lambda: not psutil.pid_exists(pid))


@pytest.fixture
def server() -> Iterator[ForkServer]:
    with scratch_folder() as folder, ForkServer(folder, modules=()) as started:
        started.wait_ready()
        yield started


def test_a_server_whose_code_changed_is_replaced_and_its_address_stays(
    tmp_path: Path,
) -> None:
    module = tmp_path / "own.py"
    module.write_text("", encoding="utf-8")
    with scratch_folder() as folder, ForkServer(folder, (), [tmp_path]) as server:
        server.wait_ready()
        address = server.address
        module.write_text("a = 1\n", encoding="utf-8")
        assert ends(lambda: server.renew() or server.starts == 2)
        assert server.address == address


def test_a_server_that_was_killed_is_replaced_each_time(server: ForkServer) -> None:
    for starts in (2, 3):
        server._process.kill()
        assert ends(lambda starts=starts: server.renew() or server.starts == starts)
        server.wait_ready()


def test_a_server_that_cannot_start_is_an_error_and_not_a_loop() -> None:
    with scratch_folder() as folder, ForkServer(folder, modules=("antigravity.x",)) as server:
        server.wait_ready()  # a module that is not there is left to the notebook that needs it
    with scratch_folder() as folder, ForkServer(folder, modules=()) as server:
        server._process.kill()
        with pytest.raises(KernelError, match="ended at its start"):
            server.wait_ready()


def test_an_orderly_end_leaves_no_process_and_no_socket(server: ForkServer) -> None:
    process = psutil.Process(server._process.pid)
    server.close()
    assert not process.is_running()


def test_scratch_folders_whose_lock_nobody_holds_are_removed() -> None:
    with scratch_folder() as folder:
        assert folder.stat().st_mode & 0o077 == 0
        left, new = folder.with_name(f"{PREFIX}left"), folder.with_name(f"{PREFIX}new")
        for made in (left, new):
            made.mkdir()
        (left / "lock").touch()
        with scratch_folder():
            assert not left.exists()
            assert new.exists()  # its process may be about to take its lock
            assert folder.exists()
        new.rmdir()
    assert not folder.exists()


def ends(true: Any, seconds: float = 20) -> bool:
    """Tell whether something becomes true in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
