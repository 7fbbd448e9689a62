"""A forked kernel gives what a stock kernel gives, and nothing passes from one to the next."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.kernels.manager import manager_class
from analysis.notebooks import run_notebook
from analysis.study import Project

pytestmark = pytest.mark.slow

DRAWN = """
import matplotlib.pyplot as plt, numpy as np, pandas as pd
from IPython.display import display
from sklearn.cluster import KMeans
x = np.random.default_rng(0).normal(size=(300, 4))
display(pd.DataFrame(x).describe().round(3))
print(KMeans(3, n_init=2, random_state=0).fit(x).inertia_)
plt.hist(x[:, 0]); plt.title("概率 $x^2$", fontfamily="DejaVu Sans")
plt.show()
fig, axes = plt.subplots(1, 2)
axes[0].scatter(x[:, 0], x[:, 1], c=x[:, 2]); axes[1].boxplot(x)
"""
TRACES = """
import builtins, decimal, os, random, sys
import matplotlib.pyplot as plt, numpy as np, pandas as pd
print(hasattr(builtins, "LEAK"), "leak" in globals(), hasattr(pd, "LEAK"), "LEAK" in os.environ,
      plt.rcParams["figure.dpi"], pd.get_option("display.max_rows"), "/LEAK" in sys.path,
      os.getcwd(), decimal.getcontext().prec, np.get_printoptions()["precision"],
      plt.get_fignums(), sorted(k for k in globals() if not k.startswith("_")))
"""
LEAVES = """
import builtins, decimal, os, sys
import matplotlib.pyplot as plt, numpy as np, pandas as pd
builtins.LEAK = 1; leak = 2; pd.LEAK = 3; os.environ["LEAK"] = "4"
plt.rcParams["figure.dpi"] = 33; pd.set_option("display.max_rows", 3); sys.path.append("/LEAK")
decimal.getcontext().prec = 5; np.set_printoptions(precision=2); plt.figure(); os.chdir("/")
"""
PROCESS = """
import locale, os, resource, signal, sys, threading
print(signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM),
      signal.getsignal(signal.SIGCHLD), signal.pthread_sigmask(0, []),
      os.getpgid(0) == os.getpid(), os.getsid(0) == os.getpid(), type(sys.stdin),
      os.path.basename(sys.argv[0]), sys.path[0] == "", sys.getrecursionlimit(), os.getcwd(),
      resource.getrlimit(resource.RLIMIT_DATA), locale.getlocale(), __name__,
      sorted(k for k in os.environ if not k.startswith(("JPY_", "PYDEVD"))))
"""
SEEDS = "import random, numpy as np, uuid\nprint(random.random(), np.random.rand(), uuid.uuid4())"


@pytest.mark.parametrize(
    ("name", "parameters"),
    [("county", {"county": "潢川县"}), ("comparison", {"lang": "en"}), ("03-index", {})],
)
def test_the_real_notebooks_give_equal_outputs_on_stock_and_forked_kernels(
    serving: Any,
    study: Project,
    tmp_path: Path,
    outputs: Callable[[Path], Any],
    name: str,
    parameters: dict[str, str],
) -> None:
    server, folder = serving
    notebook, made = study.root / "notebooks" / f"{name}.ipynb", []
    for manager in (None, manager_class(server.address, folder)):
        out = tmp_path / f"{manager}.ipynb"
        book = run_notebook(notebook, out, parameters, manager=manager)
        assert book.metadata.kernelspec.name == "python3"
        made.append(without_addresses(outputs(out)))
    assert made[0] == made[1]


def without_addresses(outputs: Any) -> str:
    """Return outputs without where objects lie in memory, which differs in each process."""
    return re.sub(r"0x[0-9a-f]{6,}", "0x", json.dumps(outputs))


def test_pictures_tables_and_fits_are_equal_to_the_byte(forks: Any) -> None:
    stock, forked = forks.run(DRAWN, stock=True), forks.run(DRAWN)
    pictures = [o.data["image/png"] for o in stock if "image/png" in o.get("data", {})]
    assert len(pictures) == 2
    assert without_addresses(by_channel(forked)) == without_addresses(by_channel(stock))


def by_channel(outputs: list[Any]) -> list[Any]:
    """Return what was shown, printed and warned, each in its order.

    Each of the three has its own way out of a kernel, so that their order among each other changes
    from run to run, also on stock kernels.
    """
    said = {"stdout": "", "stderr": ""}
    for output in outputs:
        if output.output_type == "stream":
            said[output.name] += output.text
    return [[o for o in outputs if o.output_type != "stream"], said]


def test_nothing_passes_from_one_notebook_to_the_next(forks: Any) -> None:
    before = forks.text(TRACES)
    forks.run(LEAVES)
    assert forks.text(TRACES) == before
    assert before == forks.text(TRACES, stock=True)


def test_a_fork_is_a_process_as_a_stock_kernel_is(forks: Any) -> None:
    assert forks.text(PROCESS) == forks.text(PROCESS, stock=True)


def test_each_kernel_has_random_numbers_of_its_own(forks: Any) -> None:
    drawn = [forks.text(SEEDS).split() for _ in range(3)]
    assert all(len(set(numbers)) == 3 for numbers in zip(*drawn, strict=True))
    code = "import numpy as np; np.random.seed(0); print(np.random.rand())"
    assert forks.text(code) == forks.text(code, stock=True)


def test_magics_processes_and_threads_work_in_a_fork(
    forks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # under it kernels do not catch what C code prints
    code = """
%matplotlib inline
import subprocess, multiprocessing as mp, os
from joblib import Parallel, delayed
print(sum(Parallel(2)(delayed(abs)(i) for i in range(10))), subprocess.check_output(["echo", "a"]))
with mp.get_context("fork").Pool(2) as pool:
    print(pool.map(abs, [-1, 2]))
os.system("echo from the shell")
!echo from a magic
print(_ is not None, len(In) > 1, county, n)
"""
    said = forks.text(code, county="110108", n=3)
    for part in ("45 b'a", "[1, 2]", "from the shell", "from a magic", "True True 110108 3"):
        assert part in said
