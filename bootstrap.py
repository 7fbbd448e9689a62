"""Set up ``.venv`` from the hash-locked requirements; needs nothing but Python 3.11 or newer.

    python3 bootstrap.py          what notebooks, batches and the command line need
    python3 bootstrap.py --dev    also what tests and checks need

Nothing is done where the environment is up to date. Works with Debian's Python without ensurepip.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = BIN / ("python.exe" if sys.platform == "win32" else "python")


def main() -> int:
    """Create the environment, install what is locked, and the project itself."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    dev = parser.parse_args().dev
    if sys.version_info < (3, 11):
        return _fail(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")
    lock = ROOT / ("requirements-dev.lock" if dev else "requirements.lock")
    stamps = [VENV / ".installed-dev"] + ([] if dev else [VENV / ".installed"])
    if PYTHON.exists() and any(_read(s) == _digest(s.name.endswith("dev")) for s in stamps):
        return 0
    print(f"setting up {VENV} (some minutes on a slow network) ...", flush=True)
    if not PYTHON.exists() and not _create():
        return _fail("cannot make an environment: install python3-venv or python3-pip")
    pip = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if importlib.util.find_spec("pip") is None or _has_pip():
        pip = [str(PYTHON), "-m", "pip"]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    steps = (
        ["install", *quiet, "--require-hashes", "-r", str(lock)],
        ["install", *quiet, "--no-deps", "--no-build-isolation", "-e", str(ROOT)],
    )
    for step in steps:
        if subprocess.run([*pip, *step], cwd=ROOT).returncode:
            return _fail("pip could not install the locked requirements (see above)")
    stamps[-1].write_text(_digest(dev), encoding="ascii")
    return 0


def _create() -> bool:
    """Make the environment, with pip where ensurepip is there, without where it is not."""
    for extra in ([], ["--without-pip"]):
        if extra and importlib.util.find_spec("pip") is None:
            return False
        command = [sys.executable, "-m", "venv", "--clear", *extra, str(VENV)]
        if subprocess.run(command, capture_output=True).returncode == 0:
            return True
    return False


def _has_pip() -> bool:
    probe = subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True)
    return probe.returncode == 0


def _digest(dev: bool) -> str:
    total = hashlib.sha256(sys.version.encode())
    for name in ("requirements-dev.lock" if dev else "requirements.lock", "pyproject.toml"):
        total.update((ROOT / name).read_bytes())
    return total.hexdigest()


def _read(stamp: Path) -> str:
    return stamp.read_text(encoding="ascii") if stamp.is_file() else ""


def _fail(message: str) -> int:
    print(f"error: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
